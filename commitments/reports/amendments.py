"""How many changes of programs were asked for in a part of the year, and what became of them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from commitments.models import ActionProgram, Amendment
from portal.lib.dates import moment_after

Status = Amendment.Status


@dataclass(frozen=True)
class Amendments:
    """Amendments that were handed in or approved within a span, each in one of these states."""

    approved: int = 0
    waiting: int = 0
    returned: int = 0
    withdrawn: int = 0

    @property
    def total(self):
        return self.approved + self.waiting + self.returned + self.withdrawn


def amendments_of(campaign, unit, span, day, then):
    """Return the ``Amendments`` of a span's days up to ``day``, of programs that the report counts; one query.

    What was approved later still waits on that day. A return and a withdrawal count as they are now; what was taken
    back to be written on is nobody else's yet. ``then`` is the tree of the day.
    """
    since, until = moment_after(span.starts_on - timedelta(days=1)), moment_after(min(day, span.quarter.ends_on))
    entries = campaign.entries_on(day).on_roster(on=day).within(unit, then).in_state("registered").order_by()
    handed_in = Q(submitted_at__gte=since, submitted_at__lt=until)
    approved = Q(status=Status.APPROVED, decided_at__gte=since, decided_at__lt=until)
    found = Amendment.objects.filter(handed_in | approved, program__entry__in=entries)
    found = found.exclude(status=Status.DRAFT).exclude(program__status=ActionProgram.Status.CLOSED)
    is_approved = Q(status=Status.APPROVED, decided_at__lt=moment_after(day))
    approved_later = Q(status=Status.APPROVED, decided_at__gte=moment_after(day))
    return Amendments(
        **found.order_by().aggregate(
            approved=Count("pk", filter=is_approved),
            waiting=Count("pk", filter=Q(status=Status.SUBMITTED) | approved_later),
            returned=Count("pk", filter=Q(status=Status.RETURNED)),
            withdrawn=Count("pk", filter=Q(status=Status.WITHDRAWN)),
        )
    )
