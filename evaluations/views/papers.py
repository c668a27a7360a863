"""The papers of the year's end as files: PDF to read and print, DOCX to finish by hand."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commitments.papers import file_name_of
from evaluations.compiling import compile_report, paper_of
from evaluations.models import Dossier, Evaluation, Rating, RatingSession
from evaluations.papers import meeting, policies, work
from evaluations.papers.forms import UnitPapersForm
from evaluations.papers.gathering.meeting import meeting_of
from evaluations.papers.gathering.self_review import review_of
from evaluations.papers.self_review import self_review_paper
from evaluations.prefill import content_of
from evaluations.reading import record_opening
from evaluations.views.self_assessments import assessment_or_404
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.jobs import service
from portal.printing import docx, pdf

TYPES = {
    "pdf": ("application/pdf", pdf.render),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.render),
}
MEETING_PAPERS = {
    "minutes": ("biên bản hội nghị kiểm điểm", meeting.minutes_paper),
    "ballot": ("phiếu biểu quyết", meeting.ballot_paper),
    "count": ("biên bản kiểm phiếu", meeting.count_paper),
}
OF_SESSION = ("evaluation__period", "evaluation__scheme", "body__org_type", "collective", "chair", "secretary")


@require_safe
def report(request, pk, extension):
    """Serve the issued report of a decided rating; the first time it is asked for it is compiled.

    One that a re-rating has replaced is drawn anew and says so on each page; the issued file stays as it was.
    """
    content_type = content_type_or_404(extension)
    dossiers = Dossier.objects.visible_to(request.user).order_by().values("pk")
    found = get_object_or_404(
        Rating.objects.select_related("decision", *Rating.NEEDED).filter(dossier__in=dossiers), pk=pk
    )
    policies.can_print_report(request.user, found.dossier, found).require()
    compiled = compile_report(found, by=request.user)
    record_opening(found.dossier, by=request.user, action="evaluations.report_printed")
    title = f"phiếu đánh giá xếp loại {found.dossier.evaluation.year} {found.dossier.subject}"
    served = {"content_type": content_type, "as_attachment": extension == "docx"}
    if found.superseded_at is not None:
        drawn = paper_of(compiled.content, replaced_by=found.superseded_by.decision)
        file, title = BytesIO(TYPES[extension][1](drawn)), f"{title} đã thay thế"
    else:
        file = getattr(compiled.paper, extension).open()
    return FileResponse(file, filename=file_name_of(title, extension), **served)


@require_safe
def self_review(request, pk, extension):
    """Draw a self-assessment: as it is being written, or as it was handed in."""
    content_type = content_type_or_404(extension)
    found = assessment_or_404(request, pk)
    record_opening(found.dossier, by=request.user, action="evaluations.assessment_printed")
    content = content_of(found, is_own=found.belongs_to(request.user), in_full=True)
    drawn = self_review_paper(review_of(found, content))
    response = HttpResponse(TYPES[extension][1](drawn), content_type=content_type)
    name = file_name_of(f"{found.form.title} {found.dossier.evaluation.year} {found.dossier.subject}", extension)
    response["Content-Disposition"] = f'{"inline" if extension == "pdf" else "attachment"}; filename="{name}"'
    return response


@require_safe
def session_paper(request, pk, kind, extension):
    """Draw one of the three papers of a session; a session that is under way prints drafts."""
    content_type = content_type_or_404(extension)
    if kind not in MEETING_PAPERS:
        raise Http404
    found = get_object_or_404(RatingSession.objects.select_related(*OF_SESSION), pk=pk)
    if not policies.can_print_meeting(request.user, found):
        raise Http404
    trail.record("evaluations.session_printed", found, by=request.user, reason=kind, unit_path=found.body.path)
    title, drawn = MEETING_PAPERS[kind]
    response = HttpResponse(TYPES[extension][1](drawn(meeting_of(found))), content_type=content_type)
    name = file_name_of(f"{title} {found.evaluation.year} {found.meeting}", extension)
    response["Content-Disposition"] = f'{"inline" if extension == "pdf" else "attachment"}; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def unit_papers(request, pk, code):
    """Ask which papers of a unit are to be made, and have them made in the background."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user).select_related("period"), pk=pk)
    visible = PartyOrg.objects.visible_to(request.user).within(evaluation.root)
    unit = get_object_or_404(visible, code=code)
    policies.can_take_papers(request.user, unit).require()
    form = UnitPapersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        params = {"evaluation": evaluation.pk, "unit": unit.pk, "by": request.user.pk, **form.cleaned_data}
        return redirect(service.ask(work.NAME, params, by=request.user))
    context = {"evaluation": evaluation, "unit": unit, "form": form}
    return render(request, "evaluations/unit_papers.html", context, status=422 if form.errors else 200)


def content_type_or_404(extension):
    """Return the content type of a paper in a format; 404 for one that papers do not have."""
    if extension not in TYPES:
        raise Http404
    return TYPES[extension][0]
