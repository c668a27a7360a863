"""Who has reported a quarter and who has not: the lists behind the numbers of progress."""

from django.db.models import OuterRef, Q, Subquery

from commitments.models.campaign import CampaignEntry
from commitments.models.program import ActionProgram
from commitments.models.progress import ProgressReport
from portal.lib.dates import moment_after

STATES = ("missing", "late", "reported", "all")
ORDER = ("unit__path", "owner_key", "pk")


def with_reports(entries, quarter):
    """Annotate when each program was reported first for ``quarter`` (``reported_at``), and when last at all."""
    reports = ProgressReport.objects.filter(program__entry=OuterRef("pk"))
    first = reports.filter(quarter=quarter).order_by("sent_at").values("sent_at")[:1]
    last = reports.order_by("-sent_at").values("sent_at")[:1]
    return entries.annotate(reported_at=Subquery(first), last_reported_at=Subquery(last))


def reporting_entries(campaign, unit, quarter, state):
    """Return the lines of the roster at ``unit`` and below with a program in force, narrowed to one of ``STATES``.

    ``missing`` owe a report of ``quarter`` (``ActionProgramQuerySet.without_report``), ``late`` sent it after its day.
    Nobody where there is no quarter to report. In the order of the list, with owner, unit and reports loaded.
    """
    entries = CampaignEntry.objects.filter(campaign=campaign).on_roster().within(unit).in_state("in_force")
    entries = with_reports(entries, quarter).filter(_is_in(state, quarter))
    loaded = entries.with_owner_key().select_related("person", "collective", "unit__parent", "program")
    return loaded.order_by(*ORDER)


def _is_in(state, quarter):
    if quarter is None:
        return Q(pk__in=[])
    return {
        "missing": Q(program__in=ActionProgram.objects.without_report(quarter)),
        "late": Q(reported_at__gte=moment_after(quarter.report_due_on)),
        "reported": Q(reported_at__isnull=False),
        "all": Q(),
    }[state]
