"""The list of who has reported a quarter, of a large unit, as a workbook made in the background."""

from itertools import islice

from django.db.models import Count

from commitments import overviews_out
from commitments.models import Campaign, Period
from commitments.papers import file_name_of
from commitments.roster_workbook import RosterWorkbook, spans
from commitments.tallies.reports import reporting_entries, with_reports
from portal.directory.models import PartyOrg
from portal.jobs import rows, service
from portal.jobs.work import ResultFile
from portal.printing.xlsx import CONTENT_TYPE, render_table

DIRECT_AT_MOST = 5_000  # lines; about two seconds
READ_AT_ONCE = 500


def ask(campaign, unit, quarter, state, *, by):
    """Have the workbook made and return the job."""
    params = {"campaign": campaign.pk, "unit": unit.code, "quarter": quarter.pk, "state": state}
    return service.ask(ReportingWorkbook.name, params, by=by)


def file_name(campaign, unit, state):
    return file_name_of(f"{overviews_out.REPORTS[state]} {campaign.year} {unit.code}", "xlsx")


def lines_of(entries, quarter):
    """Yield the lines of the workbook for ``entries`` (of ``reporting_entries``), some hundred read at a time."""
    coming = entries.iterator(READ_AT_ONCE)
    while some := list(islice(coming, READ_AT_ONCE)):
        yield from (overviews_out.reporting_row(entry, quarter) for entry in with_reports(some, quarter))


class ReportingWorkbook(RosterWorkbook):
    """The same as the roster's workbook, of other lines: who may have it and how it is cut does not differ."""

    name = "commitments.reporting"

    def title(self, params):
        campaign, unit, quarter = _named_in(params)
        title = overviews_out.REPORTS[params["state"]].capitalize()
        return f"{title} quý {quarter.roman}, {campaign.name}, {unit.name}"

    def plan(self, params):
        entries = reporting_entries(*_named_in(params), params["state"]).order_by("unit__path")
        return list(spans(entries.values_list("unit__path").annotate(lines=Count("pk"))))

    def run(self, params, chunk, part):
        first, last = chunk
        campaign, unit, quarter = _named_in(params)
        entries = reporting_entries(campaign, unit, quarter, params["state"])
        entries = entries.filter(unit__path__gte=first, unit__path__lte=last)
        rows.write_rows(part, lines_of(entries, quarter))

    def finish(self, params, parts, result):
        campaign, unit, quarter = _named_in(params)
        found = rows.read_rows(parts)
        table = overviews_out.reporting_table(found, campaign, unit, quarter, params["state"])
        render_table(table.head, table.columns, table.rows, result)
        return ResultFile(file_name(campaign, unit, params["state"]), CONTENT_TYPE)


def _named_in(params):
    campaign = Campaign.objects.select_related("period").get(pk=params["campaign"])
    unit = PartyOrg.objects.select_related("parent").get(code=params["unit"])
    return campaign, unit, Period.objects.get(pk=params["quarter"])
