"""Numbers that add up along the tree, and how a roll-up keeps them: what is zero is left out."""

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache


@dataclass
class Numbers:
    """Named numbers of one organisation with all below it; subclasses name them."""

    def add(self, other):
        for name in kinds_of(type(self)):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def without(self, others):
        """Return what is left when each of ``others`` is taken away."""
        below = type(self)()
        for other in others:
            below.add(other)
        return type(self)(**{name: getattr(self, name) - getattr(below, name) for name in kinds_of(type(self))})

    def packed(self):
        """Return the numbers as JSON takes them, those that are not zero."""
        found = ((name, getattr(self, name)) for name in kinds_of(type(self)))
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in found if value}

    @classmethod
    def unpacked(cls, data):
        """Return what ``packed`` gave; a name that is not known any more is left out."""
        known = kinds_of(cls)
        return cls(**{name: known[name](value) for name, value in data.items() if name in known})


@cache
def kinds_of(numbers):
    """Return ``{name: int or Decimal}`` for a kind of ``Numbers``."""
    return {part.name: type(part.default) for part in fields(numbers)}


@dataclass
class Counts(Numbers):
    """How a registration stands. ``must`` leaves out the exempt; the rest are parts of ``must``.

    A program counts as registered once it was handed in; on time if that was by its deadline, whose last day counts.
    Each field is one of ``campaign.STATES``.
    """

    must: int = 0
    registered: int = 0
    on_time: int = 0
    waiting: int = 0
    returned: int = 0
    approved: int = 0
    exempt: int = 0

    @property
    def missing(self):
        return self.must - self.registered

    @property
    def late(self):
        return self.registered - self.on_time

    def percent_of_must(self, number):
        """Return a number's share of those who must register, in percent; None where nobody must."""
        return share(number, self.must)

    @property
    def registered_percent(self):
        return self.percent_of_must(self.registered)


@dataclass
class Progress(Numbers):
    """How far the programs in force are: those approved and not closed, of owners who must register.

    Of the ``programs`` some have ``reported`` the quarter to report and some should have (``unreported``,
    ``ActionProgramQuerySet.without_report``); the rest came into force too late to owe one. ``commitments`` leaves out
    what was dropped and is the sum of the five states from ``planned`` to ``not_done``; ``confirmed`` and ``doubted``
    are parts of what is claimed as done, ``late`` was done after its day, ``overdue`` is not done and past it.
    ``percent_sum`` adds up the percents.
    """

    programs: int = 0
    reported: int = 0
    unreported: int = 0
    commitments: int = 0
    planned: int = 0
    in_progress: int = 0
    done: int = 0
    exceeded: int = 0
    not_done: int = 0
    confirmed: int = 0
    doubted: int = 0
    late: int = 0
    overdue: int = 0
    percent_sum: int = 0

    @property
    def claimed(self):
        """Return how many are said to be done, or done beyond, confirmed or not."""
        return self.done + self.exceeded

    @property
    def unconfirmed(self):
        return self.claimed - self.confirmed

    @property
    def mean_percent(self):
        """Return the mean of all commitments, one not reported yet as 0; None where there are none."""
        return self.percent_sum / self.commitments if self.commitments else None

    def percent_of_commitments(self, number):
        return share(number, self.commitments)


@dataclass
class Cell(Numbers):
    """How one clause is answered in one organisation and below.

    ``people`` counts programs (of people, or of collectives) with a commitment on it; ``running`` are those of the
    commitments that stand in programs in force, ``done`` and ``percent_sum`` are of these.
    """

    people: int = 0
    commitments: int = 0
    running: int = 0
    done: int = 0
    percent_sum: int = 0

    @property
    def mean_percent(self):
        return self.percent_sum / self.running if self.running else None


@dataclass
class Coverage:
    """How the clauses of a campaign are answered, a ``Cell`` each clause.

    ``programs`` are those that were handed in, are not closed, and have a commitment that stands.
    ``through`` counts, by clause and document, whose commitments answer the clause through a clause of that document.
    """

    programs: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)
    through: dict[int, Counter] = field(default_factory=dict)

    def cell(self, clause):
        """Return the cell of a clause (its key) to be written in."""
        return self.cells.setdefault(clause, Cell())

    def add(self, other):
        self.programs += other.programs
        for clause, cell in other.cells.items():
            self.cell(clause).add(cell)
        for clause, counted in other.through.items():
            self.through.setdefault(clause, Counter()).update(counted)

    def without(self, others):
        left = Coverage(self.programs - sum(other.programs for other in others))
        for clause, cell in self.cells.items():
            left.cells[clause] = cell.without([other.cells[clause] for other in others if clause in other.cells])
        return left

    def packed(self):
        data = {"cells": {clause: cell.packed() for clause, cell in self.cells.items()}}
        through = {clause: dict(counted) for clause, counted in self.through.items() if counted}
        return data | {"programs": self.programs} | ({"through": through} if through else {})

    @classmethod
    def unpacked(cls, data):
        cells = {int(clause): Cell.unpacked(cell) for clause, cell in data.get("cells", {}).items()}
        through = {
            int(clause): Counter({int(document): count for document, count in counted.items()})
            for clause, counted in data.get("through", {}).items()
        }
        return cls(data.get("programs", 0), cells, through)


@dataclass
class Sums(Numbers):
    """What was promised and reached towards the target of one clause, in the clause's own unit.

    ``agreeing`` commitments give a target in that unit; ``promised`` adds up their targets, ``reached`` what was sent
    last of ``measured`` of them, ``confirmed`` what an officer confirmed of ``settled``. ``differing`` commitments give
    one in another unit, or one that is to fall: they are counted, not added.
    """

    agreeing: int = 0
    differing: int = 0
    measured: int = 0
    settled: int = 0
    promised: Decimal = Decimal()
    reached: Decimal = Decimal()
    confirmed: Decimal = Decimal()


class Targets(dict):
    """A ``Sums`` by clause (its key)."""

    def sums(self, clause):
        return self.setdefault(clause, Sums())

    def add(self, other):
        for clause, sums in other.items():
            self.sums(clause).add(sums)

    def packed(self):
        return {clause: sums.packed() for clause, sums in self.items()}

    @classmethod
    def unpacked(cls, data):
        return cls({int(clause): Sums.unpacked(sums) for clause, sums in data.items()})


class Days(Counter):
    """How many registered on each day (a local date)."""

    def add(self, other):
        self.update(other)

    def packed(self):
        return {day.isoformat(): count for day, count in self.items()}

    @classmethod
    def unpacked(cls, data):
        return cls({date.fromisoformat(day): count for day, count in data.items()})


def share(number, whole):
    """Return a number's share of ``whole`` in percent; None of nothing."""
    return 100 * number / whole if whole else None
