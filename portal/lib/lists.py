"""Lists in: finding the columns of a sheet by their headings, and saying what becomes of its rows.

A list is described by its ``Column``s. ``find_headings`` finds them, in one row or in two that are merged, with title
rows above. ``portal.lib.list_resource`` takes the rows in and answers with an ``Outcome``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from portal.lib.spreadsheet import Cell
from portal.lib.vietnamese import clean, fold

HEADINGS_WITHIN = 40  # rows from the top: letterhead and title stand above the headings
_COLUMN_NUMBER = re.compile(r"\(?([0-9]{1,2}|[a-z])\)?")


class NotThisList(Refused):
    """A file that opens, but is not the list that was asked for; the text says what it lacks."""


@dataclass(frozen=True)
class Column:
    """One column of a list: its ``heading`` and other words for it.

    ``kept`` is False for what the portal recognises but has no purpose for: it is not read (data minimisation,
    domain reference §12). ``must`` names the group of columns of which the list needs one.
    """

    heading: str
    also: tuple[str, ...] = ()
    must: str = ""
    kept: bool = True

    def words(self):
        return (self.heading, *self.also)


@dataclass(frozen=True)
class Headings:
    """Where the columns stand. ``at`` maps names of columns to places; ``texts`` are all headings as the list has them.

    ``chosen`` maps every place with a heading to the name of its column, or to "" where it is not known. ``below`` is
    the index of the first row under the headings.
    """

    at: dict[str, int]
    texts: dict[int, str]
    chosen: dict[int, str]
    below: int

    def named(self, columns: Mapping[str, Column], *, kept: bool) -> list[str]:
        """Return the headings of recognised columns that are kept, or of those that are not."""
        return [self.texts[at] for at, name in self.chosen.items() if name and columns[name].kept is kept]

    def unknown(self) -> list[str]:
        """Return the headings that are no column of ours."""
        return [self.texts[at] for at, name in self.chosen.items() if not name]


@dataclass(frozen=True)
class Remark:
    """What is wrong, or to be looked at again, in one cell: ``row`` as the spreadsheet numbers it."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        if not self.column:
            return _("Row %(row)s: %(reason)s") % {"row": self.row, "reason": self.reason}
        return _("Row %(row)s, column “%(column)s”: %(reason)s") % {
            "row": self.row,
            "column": self.column,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Line:
    """One row that is new or changed: who or what, where, and what becomes of it (label, before, after)."""

    row: int
    name: str
    place: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Outcome:
    """What an import does, or would do; nothing is written where ``wrong`` has remarks."""

    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    written: bool = False

    @property
    def wrong_rows(self) -> list[int]:
        return sorted({remark.row for remark in self.wrong})

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows are new, changed, unchanged and wrong."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "wrong": len(self.wrong_rows),
        }

    def __str__(self) -> str:
        return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(wrong)s wrong.") % self.counts


def text_of(cell: Cell) -> str:
    """Return a cell as one clean line; whole numbers of a spreadsheet lose their ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(cell if isinstance(cell, str) else str(cell))


# ── headings ──


def find_headings(
    rows: Sequence[Sequence[Cell]], columns: Mapping[str, Column], chosen: Mapping[int, str] | None = None
) -> Headings:
    """Return where the columns stand: the row, or the two merged rows, in which most headings are ours.

    ``chosen`` maps places to columns where a person has said so; "" means that the place is not read. Raises
    ``NotThisList`` where a column that the list needs is missing, or two headings mean the same column.
    """
    names = {fold(word): name for name, column in columns.items() for word in column.words()}
    best: tuple[int, int, dict[int, str]] = (0, 0, {})
    for top in range(min(len(rows), HEADINGS_WITHIN)):
        for height, texts in ((1, _single(rows[top])), (2, _double(rows, top))):
            count = len({names[fold(text)] for text in texts.values() if fold(text) in names})
            if count > best[0]:
                best = (count, top + height, texts)
    count, below, texts = best
    found = {at: names.get(fold(text), "") for at, text in texts.items()} if count > 1 else {}
    for at, name in (chosen or {}).items():
        if at in found and (name in columns or name == ""):
            found[at] = name
    _check_headings(found, texts, columns)
    while below < len(rows) and _numbers_columns(rows[below]):
        below += 1
    return Headings({name: at for at, name in found.items() if name}, texts, found, below)


def _single(row):
    return {at: text_of(cell) for at, cell in enumerate(row) if isinstance(cell, str) and text_of(cell)}


def _double(rows, top):
    """Join two rows of headings: what is merged across stands over each of its columns, what is merged down, once."""
    if top + 1 >= len(rows):
        return {}
    texts, above = {}, ""
    for at, (upper, lower) in enumerate(zip(map(text_of, rows[top]), map(text_of, rows[top + 1]), strict=True)):
        above = upper or (above if lower else "")
        joined = f"{above} {lower}".strip()
        if joined:
            texts[at] = joined
    return texts


def _check_headings(found, texts, columns):
    present = [name for name in found.values() if name]
    groups: dict[str, list[str]] = {column.must: [] for column in columns.values() if column.must}
    for name, column in columns.items():
        if column.must:
            groups[column.must].append(name)
    missing = [columns[names[0]].heading for names in groups.values() if not set(names) & set(present)]
    if missing:
        raise NotThisList(
            _("The list lacks the columns: %(columns)s. Add them to the row of headings and upload the list again.")
            % {"columns": ", ".join(missing)}
        )
    doubled = [name for name, count in Counter(present).items() if count > 1]
    if doubled:
        both = [texts[at] for at, name in found.items() if name == doubled[0]]
        raise NotThisList(
            _("The columns “%(columns)s” mean the same thing. Keep one of them and upload the list again.")
            % {"columns": "” / “".join(both)}
        )


def _numbers_columns(row):
    """Tell whether a row only numbers the columns: (1), (2), (3) or a, b, 1, 2."""
    texts = [text_of(cell).lower() for cell in row if text_of(cell)]
    return len(texts) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
