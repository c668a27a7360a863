"""The report on a year's rating: what it says, on screen, and as a draft in PDF or Word."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments.papers import file_name_of
from evaluations.models import Evaluation
from evaluations.tables.policies import can_see_report
from evaluations.views.papers import TYPES, content_type_or_404
from evaluations.year_report.gathering import gather
from evaluations.year_report.paper import SUBJECTS, sentences, year_report_paper
from portal.audit import trail
from portal.directory.models import PartyOrg


@require_safe
def year_report(request, pk, code):
    """Show the levels of each track with last year's, and the quota by group."""
    evaluation, unit = _asked(request, pk, code)
    found = gather(evaluation, unit)
    parts = [(SUBJECTS[part.track][0], sentences(part), part) for part in found.parts]
    context = {"evaluation": evaluation, "unit": unit, "parts": parts, "groups": found.groups}
    return render(request, "evaluations/year_report.html", context)


@require_safe
def year_report_file(request, pk, code, extension):
    """Give the report as a draft for the office to finish."""
    evaluation, unit = _asked(request, pk, code)
    content_type = content_type_or_404(extension)
    trail.record(
        "evaluations.year_report_taken", evaluation, by=request.user, reason=f"{unit}, {extension}", unit_path=unit.path
    )
    response = HttpResponse(TYPES[extension][1](year_report_paper(gather(evaluation, unit))), content_type=content_type)
    name = file_name_of(f"báo cáo kết quả xếp loại {evaluation.year} {unit.code}", extension)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request, pk, code):
    """Fetch evaluation and unit as far as the person sees them; 403 where the report is not theirs."""
    opened = Evaluation.objects.visible_to(request.user).exclude(status=Evaluation.Status.DRAFT)
    evaluation = get_object_or_404(opened.select_related("period", "scheme", "root"), pk=pk)
    visible = PartyOrg.objects.visible_to(request.user).within(evaluation.root)
    unit = get_object_or_404(visible.select_related("parent", "org_type"), code=code)
    can_see_report(request.user, unit).require()
    return evaluation, unit
