"""How far the programs in force are, unit by unit, and who has not reported the quarter."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments import overviews_out, policies, reporting_workbook
from commitments.papers import file_name_of
from commitments.tallies.reports import ORDER, reporting_entries, with_reports
from commitments.views.overview_frame import Frame, campaign_and_unit, units_page, visible_ancestors
from commitments.views.workbooks import workbook
from portal.audit import trail
from portal.lib.dates import today
from portal.lib.htmx import page_or_part
from portal.lib.keys import key_of
from portal.lib.paging import page_of

# How the list of programs in force is narrowed by what was reported of a quarter, in the order of the filter.
REPORTS = {
    "missing": gettext_lazy("Not reported"),
    "late": gettext_lazy("Reported late"),
    "reported": gettext_lazy("Reported"),
    "all": gettext_lazy("Every program in force"),
}
UNITS_OF_A_PAGE = 30  # each row is half as heavy again as that of the registration
SHOWN = ("person__full_name", "collective__name", "unit__name", "unit__path", "unit__parent__name", "program__status")


@require_safe
def overview_progress(request, pk, code):
    """Show how far the programs in force of one unit are, line by line for what lies below it."""
    frame = Frame(request, pk, code, "progress")
    reading = frame.read("registration", "progress")
    rows = frame.rows(reading, "progress")
    shown, newer_url, older_url = units_page(rows, request, size=UNITS_OF_A_PAGE)
    context = frame.context(
        reading,
        rows=shown,
        newer_url=newer_url,
        older_url=older_url,
        total=reading.of("progress", frame.unit),
        quarter=reading.quarter,
        units_missing=sum(1 for row in rows if row.counts.unreported),
    )
    return render(request, "commitments/overview_progress.html", context)


@require_safe
def overview_progress_xlsx(request, pk, code):
    """Give the same table as a workbook, every unit of it."""
    frame = Frame(request, pk, code, "progress")
    reading = frame.read("registration", "progress")
    rows, total = frame.rows(reading, "progress"), reading.of("progress", frame.unit)
    table = overviews_out.progress_table(frame.campaign, frame.unit, rows, total, reading)
    return workbook(table, file_name_of(f"tiến độ {frame.campaign.year} {frame.unit.code}", "xlsx"))


@require_safe
def reporting(request, pk, code):
    """List whose program in force has, or has not, been reported in a quarter; the missing first of all."""
    asked = _Asked(request, pk, code)
    page = page_of(asked.entries.only(*SHOWN), ORDER, request)
    with_reports(page.rows, asked.quarter)
    context = {
        "campaign": asked.campaign,
        "unit": asked.unit,
        "above": visible_ancestors(request.user, asked.unit),
        "quarter": asked.quarter,
        "quarters": asked.quarters,
        "state": asked.state,
        "states": REPORTS,
        "may_nudge": policies.can_nudge(request.user, asked.unit),
        "may_take_slips": policies.can_take_slips(request.user, asked.unit),
        "page": page,
    }
    return page_or_part(request, "commitments/reporting.html", "commitments/_reporting_table.html", context)


@require_safe
def reporting_xlsx(request, pk, code):
    """Give the same list as a workbook; a long one is made in the background."""
    asked = _Asked(request, pk, code)
    campaign, unit, quarter, state = asked.campaign, asked.unit, asked.quarter, asked.state
    reason = f"{unit}: {REPORTS[state]}, {quarter or ''}"
    trail.record("commitments.roster_taken", campaign, by=request.user, reason=reason, unit_path=unit.path)
    if asked.entries.count() > reporting_workbook.DIRECT_AT_MOST:
        return redirect(reporting_workbook.ask(campaign, unit, quarter, state, by=request.user))
    rows = reporting_workbook.lines_of(asked.entries, quarter)
    table = overviews_out.reporting_table(rows, campaign, unit, quarter, state)
    return workbook(table, reporting_workbook.file_name(campaign, unit, state))


class _Asked:
    """What the list is asked for: campaign, unit, quarter and state; for those who may see names."""

    def __init__(self, request, pk, code):
        self.campaign, self.unit = campaign_and_unit(request, pk, code)
        policies.can_see_names(request.user, self.unit).require()
        self.state = request.GET.get("state") if request.GET.get("state") in REPORTS else "missing"
        begun = self.campaign.period.quarters.filter(report_opens_on__lte=today())
        self.quarters = list(begun.order_by("-report_opens_on"))
        chosen = key_of(request.GET.get("quarter"))
        found = (quarter for quarter in self.quarters if quarter.pk == chosen)
        self.quarter = next(found, None) or next(iter(self.quarters), None)

    @property
    def entries(self):
        return reporting_entries(self.campaign, self.unit, self.quarter, self.state)
