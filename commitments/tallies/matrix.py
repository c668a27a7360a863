"""The table of clauses by units: a row a clause, a cell a unit, and the clauses that nobody took."""

from dataclasses import dataclass, field

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.tallies.numbers import Cell
from portal.directory.models import PartyOrg
from portal.resolutions.models import Clause, Resolution


@dataclass(frozen=True)
class Column:
    """One unit of the table (None: what stands at the unit itself) with its coverage."""

    org: PartyOrg | None
    coverage: object


@dataclass(frozen=True)
class UnitCell:
    """One cell: the numbers, and ``level`` of the share of the unit's programs, from 0 (nobody) to 4 (75% and more).

    ``level`` is None where the unit has no program at all. ``text`` is the one number that is shown.
    """

    org: PartyOrg | None
    numbers: Cell
    level: int | None
    text: str


@dataclass(frozen=True)
class ClauseRow:
    """One clause: its cells, the sum in ``total``, and through which documents it is answered, with how many."""

    clause: Clause
    cells: list[UnitCell]
    total: Cell
    level: int | None
    text: str
    through: list[tuple[Resolution, int]] = field(default_factory=list)

    @property
    def is_gap(self):
        return not self.total.people

    @property
    def answers_text(self):
        """Return how many commitments answer it and how far they are: "12 commitments, 3 done, mean 40%"."""
        count, mean = self.total.commitments, self.total.mean_percent
        words = {"count": number_format(count), "done": number_format(self.total.done)}
        told = ngettext("%(count)s commitment, %(done)s done", "%(count)s commitments, %(done)s done", count) % words
        return told if mean is None else f"{told}, {_('mean %(mean)s%%') % {'mean': floatformat(mean, 0)}}"


def level(people, programs):
    """Return 0 for nobody, 1 below 25% of the programs, 2 below 50%, 3 below 75%, 4 from there; None of none."""
    if not programs:
        return None
    return 1 + min(3, 4 * people // programs) if people else 0


def columns(children, total, of):
    """Return a ``Column`` for each child with a program, and one for the unit itself where it has programs of its own.

    ``of`` gives the coverage of an organisation, ``total`` is that of the unit.
    """
    found = [column for column in (Column(child, of(child)) for child in children) if column.coverage.programs]
    below = [column.coverage for column in found]
    if found and total.programs > sum(coverage.programs for coverage in below):
        found.insert(0, Column(None, total.without(below)))
    return found


def rows(clauses, shown, total, documents, show="people"):
    """Return a ``ClauseRow`` for each of ``clauses``; ``documents`` has the resolutions by key.

    ``show`` is the number of the cells: "people", "commitments" or "percent".
    """
    return [_row(clause, shown, total, documents, TEXTS[show]) for clause in clauses]


def _row(clause, shown, total, documents, text):
    numbers = total.cells.get(clause.pk, Cell())
    ways = total.through.get(clause.pk, {}).items()
    through = [(documents[pk], count) for pk, count in ways if pk in documents]
    cells = [_cell(column, clause, text) for column in shown]
    return ClauseRow(clause, cells, numbers, level(numbers.people, total.programs), text(numbers), through)


def _cell(column, clause, text):
    numbers = column.coverage.cells.get(clause.pk, Cell())
    return UnitCell(column.org, numbers, level(numbers.people, column.coverage.programs), text(numbers))


# The number of a cell as it is shown.
TEXTS = {
    "people": lambda cell: number_format(cell.people),
    "commitments": lambda cell: number_format(cell.commitments),
    "percent": lambda cell: "–" if cell.mean_percent is None else f"{cell.mean_percent:.0f}%",
}
