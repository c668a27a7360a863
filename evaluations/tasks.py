"""The tasks of a period: the commitments of its programs, each with what was confirmed of it last.

Here stands what counts and what does not, for figures, self-assessments and papers alike: approved programs of the
year; what an amendment has dropped is left out; one task typed once and linked to another campaign (``also_in``) is
one. Nobody's word but a confirmed one makes a task done. Source: domain reference, 6.2; 10.2 for evidence.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from commitments.models import ActionProgram, Commitment, Evidence, Period, ProgressAnswer, ProgressEntry
from portal.lib.dates import today
from portal.resolutions.models import Clause

State = ProgressEntry.State


@dataclass(frozen=True)
class Task:
    """One task: its commitment, the entry that was confirmed last (or None), and the day it is looked at.

    ``evidence_count``: how many pieces of evidence were sent. Whose it is stands on the commitment (``of_person``,
    ``of_collective``: keys); its program is loaded only ``in_detail``.
    """

    commitment: Commitment
    confirmed: ProgressEntry | None
    evidence_count: int
    as_of: datetime.date

    @property
    def has_evidence(self):
        return self.evidence_count > 0

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
    def is_open(self):
        """Tell whether its result can still come: its deadline is not over, or a result waits for an answer."""
        if self.is_done:
            return False
        latest, due = self.commitment.latest, self.commitment.due_on
        waits = latest is not None and latest.is_claim and not latest.answer
        return waits or due is None or self.as_of <= due

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


def commitments_of(period, *, people=(), collectives=(), in_detail=False):
    """Return the commitments that count in a period, of some people and collectives, in the order of their papers.

    In a quarter, those that fall due in it. Two queries, the second for what was confirmed (``confirmed``: a list of
    one or none); ``evidence_count`` stands on each. ``in_detail`` loads what a paper shows of them, in one more.
    """
    sent = Evidence.objects.filter(entry__commitment=OuterRef("pk"), entry__report__isnull=False)
    found = Commitment.objects.in_force().filter(
        Q(program__entry__person__in=people) | Q(program__entry__collective__in=collectives),
        program__status=ActionProgram.Status.APPROVED,
        program__entry__campaign__period=year_of(period),
    )
    if period.kind == Period.Kind.QUARTER:
        found = found.filter(due_on__range=(period.starts_on, period.ends_on))
    confirmed = ProgressEntry.objects.last_confirmed()
    counted = sent.order_by().values("entry__commitment").annotate(count=Count("pk")).values("count")
    found = found.select_related("latest").annotate(
        evidence_count=Coalesce(Subquery(counted), 0),
        of_person=F("program__entry__person"),
        of_collective=F("program__entry__collective"),
    )
    if in_detail:
        found, confirmed = _in_detail(found, confirmed)
    shown = Prefetch("progress", confirmed, to_attr="confirmed")
    return found.prefetch_related(shown).order_by("program", "order", "pk")


def _in_detail(commitments, confirmed):
    """Load the program's form, clauses, who confirmed and when, what was said of the latest entry."""
    answers = ProgressAnswer.objects.order_by("-pk")
    of_entry, of_latest = answers.filter(entry=OuterRef("pk")), answers.filter(entry=OuterRef("latest"))
    clauses = Clause.objects.select_related("resolution__doc_type").order_by("position", "pk")
    commitments = commitments.annotate(latest_reason=Subquery(of_latest.values("reason")[:1]))
    commitments = commitments.select_related("latest", "program__entry__campaign__form")
    confirmed = confirmed.annotate(
        confirmed_by=Subquery(of_entry.values("by__full_name")[:1]), confirmed_at=Subquery(of_entry.values("at")[:1])
    )
    return commitments.prefetch_related(Prefetch("clauses", clauses)), confirmed


def evidence_of(tasks):
    """Return the evidence that was sent for tasks, as ``{commitment key: [Evidence, …]}``: one query."""
    found = defaultdict(list)
    keys = [task.commitment.pk for task in tasks]
    if keys:
        sent = Evidence.objects.filter(entry__commitment__in=keys, entry__report__isnull=False)
        for evidence in sent.annotate(commitment=F("entry__commitment")).order_by("pk"):
            found[evidence.commitment].append(evidence)
    return found


def by_owner(commitments, period):
    """Return the tasks as ``{("person" | "collective", key): [Task, …]}``; a task in two campaigns stands once."""
    day, owned = as_of(period), defaultdict(list)
    for commitment in commitments:
        is_own = commitment.of_person is not None
        owner = ("person", commitment.of_person) if is_own else ("collective", commitment.of_collective)
        confirmed = commitment.confirmed[0] if commitment.confirmed else None
        owned[owner].append(Task(commitment, confirmed, commitment.evidence_count, day))
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
