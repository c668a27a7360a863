"""Counting a campaign by unit. Every number of the overview is counted here, live or for the roll-up alike."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from commitments.models.campaign import STATES, Campaign, Period
from commitments.models.program import ActionProgram, Commitment
from commitments.models.progress import ProgressEntry, ProgressReport
from commitments.tallies.chain import Chain
from commitments.tallies.coverage import count_coverage
from commitments.tallies.numbers import Counts, Coverage, Days, Progress, Targets
from commitments.tallies.targets import count_targets
from portal.directory import tree
from portal.directory.past_tree import TreeOn
from portal.lib.dates import today

State, Answer = ProgressEntry.State, ProgressEntry.Answer
_CLAIMED = Q(latest__state__in=ProgressEntry.CLAIMS)
# What each number of progress asks of a commitment in force; overdue follows from the day (``overdue_on``).
COMMITMENTS = {
    "planned": Q(latest=None) | Q(latest__state=State.PLANNED),
    "in_progress": Q(latest__state=State.IN_PROGRESS),
    "done": Q(latest__state=State.DONE),
    "exceeded": Q(latest__state=State.EXCEEDED),
    "not_done": Q(latest__state=State.NOT_DONE),
    "confirmed": _CLAIMED & Q(latest__answer=Answer.CONFIRMED),
    "doubted": _CLAIMED & Q(latest__answer__in=[Answer.DOUBTED, Answer.ASKED]),
    "late": _CLAIMED & Q(done_on__gt=F("due_on")),
}


def overdue_on(day):
    """Return what makes a commitment overdue on a day: not said to be done, and its own day has passed."""
    return (Q(latest=None) | ~_CLAIMED) & Q(due_on__lt=day)


@dataclass
class Scope:
    """What is counted: the lines on a campaign's roster on ``day``, or those of some units.

    ``quarter`` is the one to report, ``chain`` which clauses answer which; both are read where they are needed.
    """

    campaign: Campaign
    entries: QuerySet
    day: date
    tree: TreeOn

    @classmethod
    def of(cls, campaign, *, within=None, on=None, then=None):
        """Count ``campaign`` everywhere, or ``within`` one organisation and below; ``then`` is its tree (today's)."""
        day, then = on or today(), then or TreeOn()
        entries = campaign.entries_on(day).on_roster(on=day).order_by()
        if within is not None:
            entries = entries.within(within, then)
        return cls(campaign, entries, day, then)

    def narrowed(self, units):
        """Return the same for some units (keys) alone, with what was read already."""
        part = Scope(self.campaign, self.entries.filter(unit__in=units), self.day, self.tree)
        part.quarter, part.chain = self.quarter, self.chain
        return part

    @cached_property
    def quarter(self) -> Period | None:
        return self.campaign.period.quarter_to_report(on=self.day)

    @cached_property
    def chain(self):
        return Chain.of(self.campaign)

    @property
    def running(self):
        """Return the lines whose program is in force: approved, not closed, of an owner who must register."""
        return self.entries.in_state("in_force")

    @property
    def handed_in(self):
        """Return the lines whose program was handed in and is not closed."""
        return self.entries.handed_in()


def count_registration(scope):
    rows = scope.entries.values("unit__path").annotate(
        **{name: Count("pk", filter=STATES[name]) for name in Counts.__dataclass_fields__}
    )
    return {row.pop("unit__path"): Counts(**row) for row in rows}


def count_progress(scope):
    """Return ``{path: Progress}``, in two queries: of programs, and of their commitments."""
    counted = defaultdict(Progress)
    for row in _count_programs(scope):
        counted[row.pop("unit__path")].add(Progress(**row))
    commitments = Commitment.objects.in_force().filter(program__entry__in=scope.running).order_by()
    states = COMMITMENTS | {"overdue": overdue_on(scope.day)}
    for row in commitments.values("program__entry__unit__path").annotate(
        commitments=Count("pk"),
        percent_sum=Coalesce(Sum("latest__percent"), 0),
        **{name: Count("pk", filter=condition) for name, condition in states.items()},
    ):
        counted[row.pop("program__entry__unit__path")].add(Progress(**row))
    return dict(counted)


def _count_programs(scope):
    if scope.quarter is None:
        return scope.running.values("unit__path").annotate(programs=Count("pk"))
    owing = ActionProgram.objects.without_report(scope.quarter)
    programs = scope.running.annotate(
        has_reported=Exists(ProgressReport.objects.filter(program=OuterRef("program"), quarter=scope.quarter)),
        owes=Exists(owing.filter(pk=OuterRef("program"))),
    )
    return programs.values("unit__path").annotate(
        programs=Count("pk"),
        reported=Count("pk", filter=Q(has_reported=True)),
        unreported=Count("pk", filter=Q(owes=True)),
    )


def count_days(scope):
    counted = defaultdict(Days)
    registered = scope.entries.in_state("registered")
    for row in registered.values("unit__path", "program__registered_on").annotate(count=Count("pk")):
        counted[row["unit__path"]][row["program__registered_on"]] = row["count"]
    return dict(counted)


# Each part of the overview: what its numbers are, and how they are counted by unit (its path), nothing added up.
PARTS = {
    "registration": (Counts, count_registration),
    "progress": (Progress, count_progress),
    "coverage": (Coverage, count_coverage),
    "targets": (Targets, count_targets),
    "days": (Days, count_days),
}


def count(scope, parts):
    """Return ``[(path, {part: numbers})]`` by unit, in the order of the tree in which it is counted."""
    found = {part: _placed(PARTS[part][1](scope), scope.tree) for part in parts}
    paths = sorted(set().union(*found.values()))
    return [(path, {part: by_path[path] for part, by_path in found.items() if path in by_path}) for path in paths]


def _placed(by_path, then):
    """Return the numbers by where each unit stood, counted by where it stands today."""
    return {then.path(int(path[-tree.STEP :]), path): numbers for path, numbers in by_path.items()}


def summed(counted):
    """Yield ``(path, {part: numbers})`` of every organisation with all below it, those below before those above.

    ``counted`` come in the order of the tree, each once. Only the way from the top to the present unit is held in
    memory, so that a whole province passes through.
    """
    way = []
    for path, numbers in counted:
        while way and not path.startswith(way[-1][0]):
            yield _left(way)
        for end in range(len(way[-1][0]) + tree.STEP if way else tree.STEP, len(path) + 1, tree.STEP):
            way.append((path[:end], {}))
        _add(way[-1][1], numbers)
    while way:
        yield _left(way)


def _left(way):
    """Leave the last organisation of the way: its superior takes over its numbers."""
    path, numbers = way.pop()
    if way:
        _add(way[-1][1], numbers)
    return path, numbers


def _add(totals, numbers):
    for part, value in numbers.items():
        if part not in totals:
            totals[part] = PARTS[part][0]()
        totals[part].add(value)
