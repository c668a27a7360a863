"""How the programs of a unit are carried out, gathered for its report: numbers and lists from one walk over them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter

from commitments.models import Campaign
from commitments.reports.amendments import Amendments, amendments_of
from commitments.reports.annex import Lines
from commitments.reports.answers import Answers
from commitments.reports.documents import Document
from commitments.reports.owners import owner_cells, posts_on
from commitments.reports.programs import programs_on
from commitments.reports.spans import Span
from commitments.reports.units import in_order, line_of
from commitments.tallies.numbers import Progress
from portal.directory.models import PartyOrg
from portal.lib.dates import moment_after, today

LISTS = ("unreported", "overdue")


@dataclass
class Midyear:
    """The programs of a campaign in one unit and all below it, as they stand at the end of a local day.

    ``units`` is as of ``Registration``. ``answers`` says how clauses and their targets are answered. The lines of
    ``lists`` are the cells of ``owner_cells``, then the day of the last report (unreported), or how many commitments
    are overdue and how many there are (overdue).
    """

    campaign: Campaign
    unit: PartyOrg
    span: Span
    day: date
    total: Progress = field(default_factory=Progress)
    units: list[tuple[PartyOrg | None, Progress]] = field(default_factory=list)
    answers: Answers | None = None
    amendments: Amendments = field(default_factory=Amendments)
    lists: dict[str, Lines] = field(default_factory=lambda: {name: Lines() for name in LISTS})

    @property
    def documents(self) -> list[Document]:
        return self.answers.documents

    @property
    def handed_in(self):
        """Return how many programs with a commitment that stands were handed in and are not closed."""
        return self.answers.programs

    @property
    def owing(self):
        """Return how many programs had to be reported for the quarter, those that were included."""
        return self.total.reported + self.total.unreported


def gather(campaign, unit, *, span, on=None):
    """Return the ``Midyear`` report of a campaign in ``unit`` over a ``span`` (its key), as of the end of a day.

    ``on`` is a local date or its ISO text, today by default. Progress and answers count as they stood then; exemptions,
    transfers, closings and what a program says count as they are now, as no history of them is kept. Memory does not
    grow with the roster.
    """
    day = on if isinstance(on, date) else date.fromisoformat(on) if on else today()
    found = Midyear(campaign, unit, Span.of(campaign, span), day, answers=Answers(campaign))
    then = campaign.tree_of(unit, on=day)
    by_org = defaultdict(Progress)
    for batch in programs_on(campaign, unit, found.span.quarter, day, then):
        listed = {program.person_id for program in batch if program.person_id}
        posts = posts_on(day, listed, then)
        for program in batch:
            _count(program, found, by_org, posts, then)
    found.units = in_order(by_org, unit, then)
    found.amendments = amendments_of(campaign, unit, found.span, day, then)
    return found


def _count(program, found, by_org, posts, then):
    found.answers.add(program)
    if not program.is_in_force:
        return
    numbers = _numbers(program, found)
    found.total.add(numbers)
    by_org[line_of(program.path, found.unit, then)].add(numbers)
    cells = owner_cells(program, posts, found.unit, then)
    if numbers.unreported:
        found.lists["unreported"].add((*cells, program.last_reported_on))
    if numbers.overdue:
        found.lists["overdue"].add((*cells, numbers.overdue, numbers.commitments))


def _numbers(program, found):
    """Return the numbers of one program in force."""
    numbers = Progress(programs=1, reported=int(program.has_reported), commitments=len(program.commitments))
    was_due = program.decided_at < moment_after(found.span.quarter.ends_on)
    numbers.unreported = int(was_due and bool(program.commitments) and not program.has_reported)
    by_state = attrgetter("state")
    for state, commitments in groupby(sorted(program.commitments, key=by_state), by_state):
        setattr(numbers, state, sum(1 for _each in commitments))
    for each in program.commitments:
        numbers.percent_sum += each.percent
        numbers.confirmed += each.is_confirmed
        numbers.doubted += each.is_doubted
        numbers.late += each.is_late
        numbers.overdue += each.is_overdue(found.day)
    return numbers
