"""The tasks of a period: the commitments of its programs, each with what was confirmed of it last.

Here stands what counts and what does not, for figures, self-assessments and papers alike: approved programs of the
year; what an amendment has dropped is left out; one task typed once and linked to another campaign (``also_in``) is
one. Nobody's word but a confirmed one makes a task done. Source: domain reference, 6.2; 10.2 for evidence.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q

from commitments.models import ActionProgram, Commitment, Evidence, Period, ProgressEntry
from portal.lib.dates import today

State = ProgressEntry.State


@dataclass(frozen=True)
class Task:
    """One task: its commitment, the entry that was confirmed last (or None), and the day it is looked at.

    ``has_evidence``: anything that was sent shows a result. The commitment has its program loaded.
    """

    commitment: Commitment
    confirmed: ProgressEntry | None
    has_evidence: bool
    as_of: datetime.date

    @property
    def is_done(self):
        return self.confirmed is not None and self.confirmed.is_claim

    @property
    def is_called_exceeded(self):
        """Tell whether it was confirmed as done beyond what was asked, whatever shows it."""
        return self.is_done and self.confirmed.state == State.EXCEEDED

    @property
    def is_exceeded(self):
        """Tell whether it counts as done beyond: "vượt mức" asks for evidence (domain reference, 10.2)."""
        return self.is_called_exceeded and self.has_evidence

    @property
    def done_on(self):
        return self.confirmed.reached_on if self.is_done else None

    @property
    def is_on_time(self):
        """Tell whether it was done by its deadline, whose last day counts."""
        due = self.commitment.due_on
        return self.is_done and (due is None or self.done_on <= due)

    @property
    def is_late(self):
        """Tell whether it was done after its deadline, or is not done and the deadline is over."""
        due = self.commitment.due_on
        if due is None:
            return False
        return (self.done_on if self.is_done else self.as_of) > due

    @property
    def days_late(self):
        """Return by how many days it is, or was, late; 0 where it is not."""
        return ((self.done_on or self.as_of) - self.commitment.due_on).days if self.is_late else 0


def year_of(period):
    """Return the period in which programs are registered: the year itself, or that of a quarter."""
    return period.parent_id if period.kind == Period.Kind.QUARTER else period.pk


def as_of(period):
    """Return the day on which deadlines are looked at: today, or, of a period that is over, the day after it."""
    return min(today(), period.ends_on + datetime.timedelta(days=1))


def commitments_of(period, *, people=(), collectives=()):
    """Return the commitments that count in a period, of some people and collectives, in the order of their papers.

    In a quarter, those that fall due in it. Two queries, the second for what was confirmed (``confirmed``: a list of
    one or none); ``has_evidence`` stands on each.
    """
    sent = Evidence.objects.filter(entry__commitment=OuterRef("pk"), entry__report__isnull=False)
    found = Commitment.objects.in_force().filter(
        Q(program__entry__person__in=people) | Q(program__entry__collective__in=collectives),
        program__status=ActionProgram.Status.APPROVED,
        program__entry__campaign__period=year_of(period),
    )
    if period.kind == Period.Kind.QUARTER:
        found = found.filter(due_on__range=(period.starts_on, period.ends_on))
    return (
        found.annotate(has_evidence=Exists(sent))
        .select_related("program__entry__campaign__form")
        .prefetch_related(Prefetch("progress", ProgressEntry.objects.last_confirmed(), to_attr="confirmed"))
        .order_by("program", "order", "pk")
    )


def by_owner(commitments, period):
    """Return the tasks as ``{("person" | "collective", key): [Task, …]}``; a task in two campaigns stands once."""
    day, owned = as_of(period), defaultdict(list)
    for commitment in commitments:
        entry = commitment.program.entry
        owner = ("person", entry.person_id) if entry.person_id else ("collective", entry.collective_id)
        confirmed = commitment.confirmed[0] if commitment.confirmed else None
        owned[owner].append(Task(commitment, confirmed, commitment.has_evidence, day))
    return {owner: once(tasks) for owner, tasks in owned.items()}


def once(tasks):
    """Return ``tasks`` with those that are one task typed once for several campaigns joined, in the first one's place.

    Of joined ones that stands which was confirmed furthest, as results are reported in one of the programs only.
    """
    by_key = {task.commitment.pk: task for task in tasks}
    same = {key: key for key in by_key}

    def root(key):
        while same[key] != key:
            key = same[key]
        return key

    for task in tasks:
        if task.commitment.also_in_id in by_key:
            first, second = sorted([root(task.commitment.pk), root(task.commitment.also_in_id)], key=list(by_key).index)
            same[second] = first
    groups = defaultdict(list)
    for task in tasks:
        groups[root(task.commitment.pk)].append(task)
    return [max(group, key=_weight) for group in groups.values()]


def _weight(task):
    """Return by what joined tasks are compared: done beyond, done in time, done, how far."""
    percent = task.confirmed.percent if task.confirmed else -1
    return (task.is_exceeded, task.is_on_time, task.is_done, percent)
