"""The reports to the standing committee: a page that says what one holds, and the report as a file."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commitments import policies
from commitments.forms.report import SpanForm
from commitments.reports.files import CONTENT_TYPES, KINDS, file_name, title_of, write
from commitments.reports.spans import Span
from commitments.reports.work import ReportWork, is_large
from commitments.tallies import read
from commitments.views.overview_frame import campaign_and_unit
from portal.audit import trail
from portal.jobs import service
from portal.lib.dates import today


@require_safe
def registration_report(request, pk, code):
    """Show what the report on registration of a unit holds, as it stands now, and offer it in three formats."""
    campaign, unit = _called(request, pk, code)
    reading = read(campaign, unit, ["registration"])
    context = {
        "campaign": campaign,
        "unit": unit,
        "total": reading.of("registration", unit),
        "counted_at": reading.counted_at,
        "is_large": is_large(campaign, unit),
    }
    return render(request, "commitments/report_registration.html", context)


@require_safe
def registration_file(request, pk, code, extension):
    """Give the report on registration as a file."""
    campaign, unit = _called(request, pk, code)
    return _report(request, "registration", campaign, unit, extension)


@require_safe
def midyear_report(request, pk, code):
    """Show what the report on progress of a unit holds, and offer it for a part of the year as of a day."""
    campaign, unit = _called(request, pk, code)
    spans = Span.offered(campaign)
    context = {"campaign": campaign, "unit": unit, "is_large": is_large(campaign, unit)}
    if not spans:
        return render(request, "commitments/report_too_early.html", context)
    form = SpanForm(request.GET, campaign=campaign, spans=spans)
    if form.is_valid():
        context |= {"query": urlencode(form.choices()), **form.cleaned_data}
        context |= _figures_of_now(form.cleaned_data, campaign, unit)
    shown = SpanForm(form.shown(), campaign=campaign, spans=spans)
    return render(request, "commitments/report_midyear.html", context | {"form": shown})


@require_safe
def midyear_file(request, pk, code, extension):
    """Give the report on progress as a file; without a span and a day that make sense back to its page."""
    campaign, unit = _called(request, pk, code)
    spans = Span.offered(campaign)
    form = SpanForm(request.GET, campaign=campaign, spans=spans) if spans else None
    if form is None or not form.is_valid():
        return redirect("commitments:midyear_report", pk, code)
    return _report(request, "midyear", campaign, unit, extension, **form.choices())


def _figures_of_now(chosen, campaign, unit):
    """Return the numbers of the overview for the page; nothing where the report is of another quarter or day."""
    reading = read(campaign, unit, ["progress"])
    if chosen["on"] != today() or reading.quarter != chosen["span"].quarter:
        return {}
    return {"total": reading.of("progress", unit), "quarter": reading.quarter, "counted_at": reading.counted_at}


def _called(request, pk, code):
    """Fetch campaign and unit as far as the person sees them; 403 where the names are not theirs to see."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_see_names(request.user, unit).require()
    return campaign, unit


def _report(request, name, campaign, unit, extension, **choices):
    """Make the report while the person waits, or lead to the job that makes it; either is recorded."""
    if extension not in CONTENT_TYPES:
        raise Http404
    kind = KINDS[name]
    if is_large(campaign, unit):
        params = {"kind": name, "campaign": campaign.pk, "unit": unit.pk, "extension": extension, "choices": choices}
        return redirect(service.ask(ReportWork.name, params, by=request.user))
    trail.record(
        "commitments.report_taken",
        campaign,
        by=request.user,
        reason=f"{unit}: {title_of(kind, campaign, choices)}, {extension}",
        unit_path=unit.path,
    )
    response = HttpResponse(content_type=CONTENT_TYPES[extension])
    name = file_name(kind, campaign, unit, extension, choices)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    write(kind, kind.gather(campaign, unit, **choices), extension, response)
    return response
