"""Who has reported a quarter and who has not: the lists behind the numbers of progress."""

from django.db.models import Exists, Max, Min, OuterRef, Q

from commitments.models.campaign import CampaignEntry
from commitments.models.program import ActionProgram
from commitments.models.progress import ProgressReport
from portal.lib.dates import moment_after

STATES = ("missing", "late", "reported", "all")
ORDER = ("unit__path", "owner_key", "pk")


def reporting_entries(campaign, unit, quarter, state):
    """Return the lines of the roster at ``unit`` and below with a program in force, narrowed to one of ``STATES``.

    ``missing`` owe a report of ``quarter`` (``ActionProgramQuerySet.without_report``), ``late`` sent the first one
    after its day. Nobody where there is no quarter to report. In the order of the list, with all that it shows loaded.
    """
    on_roster = CampaignEntry.objects.filter(campaign=campaign).on_roster()
    entries = on_roster.within(unit, campaign.tree_of(unit)).in_state("in_force")
    loaded = entries.filter(_is_in(state, quarter)).with_owner_key()
    return loaded.select_related("person", "collective", "unit__parent", "program").order_by(*ORDER)


def _is_in(state, quarter):
    if quarter is None:
        return Q(pk__in=[])
    reports = ProgressReport.objects.filter(program=OuterRef("program"), quarter=quarter)
    in_time = reports.filter(sent_at__lt=moment_after(quarter.report_due_on))
    return {
        "missing": Q(program__in=ActionProgram.objects.without_report(quarter)),
        "late": Q(Exists(reports)) & ~Q(Exists(in_time)),
        "reported": Q(Exists(reports)),
        "all": Q(),
    }[state]


def with_reports(entries, quarter):
    """Give each of a list of ``entries`` when it was reported first for ``quarter`` and when last at all; return them.

    Sets ``reported_at`` and ``last_reported_at``, None where there is none. One query.
    """
    reports = ProgressReport.objects.filter(program__entry__in=entries).order_by().values_list("program__entry")
    found = reports.annotate(first=Min("sent_at", filter=Q(quarter=quarter)), last=Max("sent_at"))
    moments = {entry: (first, last) for entry, first, last in found}
    for entry in entries:
        entry.reported_at, entry.last_reported_at = moments.get(entry.pk, (None, None))
    return entries
