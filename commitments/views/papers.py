"""A program as a paper: PDF and editable DOCX. Approved ones are issued once and served from the stored file."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from commitments import papers
from commitments.models import ActionProgram
from commitments.views.opening import record_opening
from portal.printing import docx, pdf

# The states in which the approved version is the paper of the program.
ISSUED_IN = {ActionProgram.Status.APPROVED, ActionProgram.Status.CLOSED}

TYPES = {
    "pdf": ("application/pdf", pdf.render),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.render),
}


@require_safe
def program_pdf(request, pk):
    return _paper(request, pk, "pdf")


@require_safe
def program_docx(request, pk):
    return _paper(request, pk, "docx")


def _paper(request, pk, extension):
    """Serve the issued file of an approved program, or draw the draft."""
    program = get_object_or_404(ActionProgram.objects.visible_to(request.user).with_owner(), pk=pk)
    record_opening(program, by=request.user, action="commitments.printed")
    content_type, render = TYPES[extension]
    name = papers.file_name(program, extension)
    version = program.versions.last() if program.status in ISSUED_IN else None
    if version is None:
        response = HttpResponse(render(papers.draft_paper(program)), content_type=content_type)
        response["Content-Disposition"] = f'{"inline" if extension == "pdf" else "attachment"}; filename="{name}"'
        return response
    stored = getattr(papers.issued(version, by=request.user), extension)
    return FileResponse(stored.open(), content_type=content_type, filename=name, as_attachment=extension == "docx")
