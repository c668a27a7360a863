"""Progress slips: of one program as PDF or DOCX; of a whole unit as a job."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commitments import policies, progress_papers
from commitments.forms.slips import SlipsForm
from commitments.models import ActionProgram
from commitments.progress.slips import slip_of, slip_span
from commitments.progress.unit_slips import NAME as SLIPS
from commitments.views.opening import record_opening
from commitments.views.overview_frame import campaign_and_unit
from commitments.views.papers import TYPES
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.jobs import service
from portal.lib.dates import today


@require_safe
def slip_pdf(request, pk, key):
    return _slip(request, pk, key, "pdf")


@require_safe
def slip_docx(request, pk, key):
    return _slip(request, pk, key, "docx")


@require_safe
def slips(request):
    """Lead to the slips of the person's own cell, of the newest campaign of a year that has begun."""
    policies.can_take_own_slips(request.user).require()
    cell = PartyOrg.objects.filter(path__in=request.user.scopes(Act.REVIEW_CELL)).in_tree_order().first()
    begun = {"entry__campaign__period__starts_on__lte": today()}
    programs = ActionProgram.objects.approved().filter(entry__unit=cell, **begun)
    newest = programs.order_by("-entry__campaign__period__starts_on", "-pk").values("entry__campaign").first()
    if newest is None:
        return render(request, "commitments/slips_empty.html", {"unit": cell})
    return redirect("commitments:unit_slips", newest["entry__campaign"], cell.code)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_slips(request, pk, code):
    """Have the slips of a unit made as one ZIP: who has reported, and a list of who has not."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_take_slips(request.user, unit).require()
    form = SlipsForm(request.POST if request.method == "POST" else None, campaign=campaign, unit=unit)
    if request.method == "POST" and form.is_valid():
        params = {"campaign": campaign.pk, "unit": unit.pk, "by": request.user.pk, **form.cleaned_data}
        return redirect(service.ask(SLIPS, params, by=request.user))
    context = {"campaign": campaign, "unit": unit, "form": form}
    return render(request, "commitments/unit_slips.html", context, status=422 if form.is_bound else 200)


def _slip(request, pk, key, extension):
    """Draw the slip of a program in a quarter or the half-year; a draft until the report of it was sent."""
    program = get_object_or_404(ActionProgram.objects.visible_to(request.user).approved().with_owner(), pk=pk)
    span = slip_span(program, key)
    if span is None:
        raise Http404
    record_opening(program, by=request.user, action="commitments.slip_printed")
    slip = slip_of(program, span, by_writer=program.belongs_to(request.user))
    content_type, render = TYPES[extension]
    response = HttpResponse(render(progress_papers.slip_paper(slip)), content_type=content_type)
    way = "inline" if extension == "pdf" else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{progress_papers.file_name(slip, extension)}"'
    return response
