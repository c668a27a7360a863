"""Lists in: finding the columns of a sheet by their headings, and saying what becomes of its rows.

A list is described by its ``Column``s. ``find_headings`` finds them, in one row or in two that are merged, with title
rows above. ``portal.lib.list_resource`` takes the rows in and answers with an ``Outcome``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from portal.lib.spreadsheet import Cell
from portal.lib.vietnamese import clean, fold

HEADINGS_WITHIN = 40  # rows from the top: letterhead and title stand above the headings
LOOKED_AT = 200  # rows below the headings in which a column without one may hold something
_COLUMN_NUMBER = re.compile(r"\(?([0-9]{1,2}|[a-z])\)?")


class NotThisList(Refused):
    """A file that opens, but is not the list that was asked for; the text says what it lacks."""


class Unmapped(NotThisList):
    """The columns that the list needs were not found, or found twice: a person says which is which.

    ``headings`` are what was found, ``missing`` the headings of the columns that nobody has.
    """

    def __init__(self, text, headings, missing=()):
        super().__init__(text)
        self.headings, self.missing = headings, list(missing)


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

    ``chosen`` maps every place with a heading to the name of its column, or to "" where it is not known. ``top`` is the
    index of the (first) row of headings, ``below`` that of the first row under them.
    """

    at: dict[str, int]
    texts: dict[int, str]
    chosen: dict[int, str]
    below: int
    top: int = 0

    def named(self, columns: Mapping[str, Column], *, kept: bool) -> list[str]:
        """Return the headings of recognised columns that are kept, or of those that are not."""
        return [self.texts[at] for at, name in self.chosen.items() if name and columns[name].kept is kept]

    def unknown(self) -> list[str]:
        """Return the headings that are no column of ours, and where columns without any hold something."""
        return [self.heading_of(at) for at, name in sorted(self.chosen.items()) if not name]

    def heading_of(self, at: int) -> str:
        """Return what a column is called; one without a heading by its letter."""
        return self.texts.get(at) or _("Column %(letter)s, without a heading") % {"letter": letter_of(at)}


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
    """One row that is new or changed: who or what, where, and what becomes of it (label, before, after).

    ``key`` is what the page of a record that is there already has in its address; "" for a new one.
    """

    row: int
    name: str
    place: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    key: str = ""


@dataclass
class Outcome:
    """What an import does, or would do; nothing is written where ``wrong`` has remarks or a question is open."""

    new: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    short_years: list[tuple[str, str]] = field(default_factory=list)  # dates as written, and how they would be read
    questions: list[Any] = field(default_factory=list)  # what a person has to answer; each has the ``row`` it is about
    absent: list[Line] = field(default_factory=list)  # who is in the portal, but not in the list
    names: list[tuple[str, str]] = field(default_factory=list)  # some in capitals alone, and how they would be written
    notes: list[Line] = field(default_factory=list)  # rows with a note that the portal does not write
    under: str = ""  # the organisation that the list names above its headings, where it is within reach
    written: bool = False
    taken: int | None = None  # key of what is kept of the list once it is written

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
        counts = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(wrong)s wrong.") % self.counts
        if not self.questions:
            return counts
        return f"{counts} {_('%(count)s to be confirmed.') % {'count': len(self.questions)}}"


def text_of(cell: Cell) -> str:
    """Return a cell as one clean line; whole numbers of a spreadsheet lose their ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(cell if isinstance(cell, str) else str(cell))


# ── headings ──


def find_headings(
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[str, Column],
    chosen: Mapping[int, str] | None = None,
    *,
    known: Mapping[str, str] | None = None,
    top: int | None = None,
) -> Headings:
    """Return where the columns stand: the row, or the two merged rows, in which most headings are ours.

    What people have said goes before what the portal knows: ``chosen`` maps places to columns ("" is not read),
    ``known`` folded headings to columns, as they were mapped by hand before, ``top`` is the index of the row of
    headings. Raises ``Unmapped`` where a column that the list needs is missing, or two headings mean the same column.
    """
    names = {fold(word): name for name, column in columns.items() for word in column.words()} | dict(known or {})
    found_at, height, texts = _best_row(rows, names, top)
    found = {at: names.get(fold(text), "") for at, text in texts.items()}
    width = len(rows[0]) if rows else 0
    for at, name in (chosen or {}).items():
        if 0 <= at < width and (name in columns or name == ""):
            found[at] = name
            texts.setdefault(at, "")
    below = found_at + height
    while below < len(rows) and _numbers_columns(rows[below]):
        below += 1
    found |= dict.fromkeys(_without_heading(rows[below : below + LOOKED_AT], found), "")
    headings = Headings({name: at for at, name in found.items() if name}, texts, found, below, found_at)
    _check_headings(headings, columns)
    return headings


def _without_heading(rows, found):
    """Return the places of columns that hold something beside the columns that the list needs, but have no heading."""
    named = [at for at, name in found.items() if name in {"full_name", "name"}]
    told = [row for row in rows if any(text_of(row[at]) for at in named)]
    return [
        at for at in range(len(rows[0]) if rows else 0) if at not in found and any(text_of(row[at]) for row in told)
    ]


def letter_of(at: int) -> str:
    """Return what a spreadsheet calls the column at place ``at``, counted from 0: A, Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _best_row(rows, names, top):
    """Return where the headings begin, over how many rows they reach, and their texts by place.

    Where no two headings are ours, the row that says most without digits: somebody is going to map it.
    """
    places = range(min(len(rows), HEADINGS_WITHIN)) if top is None else range(top, min(top + 1, len(rows)))
    tried = [(at, 1, _single(rows[at])) for at in places] + [(at, 2, _double(rows, at)) for at in places]
    return max(
        tried,
        key=lambda found: (_count_known(found[2], names), -found[1], _count_wordy(found[2]), -found[0]),
        default=(0, 1, {}),
    )


def _count_known(texts, names):
    """Return how many columns are known by their headings; one alone may be chance ("Nam" above "Nữ")."""
    count = len({names[fold(text)] for text in texts.values() if fold(text) in names})
    return count if count > 1 else 0


def _count_wordy(texts):
    return sum(not any(letter.isdigit() for letter in text) for text in texts.values())


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


def _check_headings(headings, columns):
    found, texts = headings.chosen, headings.texts
    present = [name for name in found.values() if name]
    groups: dict[str, list[str]] = {column.must: [] for column in columns.values() if column.must}
    for name, column in columns.items():
        if column.must:
            groups[column.must].append(name)
    missing = [columns[names[0]].heading for names in groups.values() if not set(names) & set(present)]
    if missing:
        raise Unmapped(
            _("The list lacks the columns: %(columns)s. Add them to the row of headings and upload the list again.")
            % {"columns": ", ".join(missing)},
            headings,
            missing,
        )
    doubled = [name for name, count in Counter(present).items() if count > 1]
    if doubled:
        both = [texts[at] for at, name in found.items() if name == doubled[0]]
        raise Unmapped(
            _("The columns “%(columns)s” mean the same thing. Keep one of them and upload the list again.")
            % {"columns": "” / “".join(both)},
            headings,
        )


def _numbers_columns(row):
    """Tell whether a row only numbers the columns: (1), (2), (3) or a, b, 1, 2."""
    texts = [text_of(cell).lower() for cell in row if text_of(cell)]
    return len(texts) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
