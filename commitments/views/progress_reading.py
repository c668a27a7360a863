"""Reading the progress of a program: what was sent, entry by entry, and the files that show it."""

import logging

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments import policies
from commitments.models import ActionProgram, Evidence
from commitments.progress.reading import ProgramProgress
from commitments.progress.slips import slips_of
from commitments.reviewing.results import row_of_reading
from commitments.views.opening import record_opening
from portal.lib.documents import TYPES
from portal.lib.keys import key_of

log = logging.getLogger(__name__)


@require_safe
def program_progress(request, pk):
    """What was sent of a program: every commitment in short, ``?open=`` in full; reading another's is recorded."""
    program = get_object_or_404(ActionProgram.objects.visible_to(request.user).with_owner(), pk=pk)
    record_opening(program, by=request.user, action="commitments.progress_opened")
    reading = ProgramProgress(program, open_pk=key_of(request.GET.get("open")))
    may_answer = policies.can_answer(request.user, program)
    context = {
        "program": program,
        "reading": reading,
        "rows": [(one, row_of_reading(one, program) if may_answer else None) for one in reading.readings],
        "is_own": program.belongs_to(request.user),
        "slips": slips_of(program) if program.was_approved else [],
    }
    return render(request, "commitments/program_progress.html", context)


@require_safe
def evidence(request, pk):
    """Give a file of evidence, always to be saved and never shown by the browser; reading another's is recorded."""
    files = Evidence.objects.visible_to(request.user).filter(kind=Evidence.Kind.FILE)
    found = get_object_or_404(files.select_related("entry__commitment__program__entry__unit"), pk=pk)
    program = found.entry.commitment.program
    try:
        content = found.file.open()
    except FileNotFoundError:
        log.error("Evidence %s has no file: %s", found.pk, found.file.name)
        return render(request, "commitments/evidence_missing.html", {"evidence": found}, status=404)
    record_opening(program, by=request.user, action="commitments.evidence_opened")
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=TYPES[found.ending])
