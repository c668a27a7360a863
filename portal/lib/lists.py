"""Lists in: finding the columns of a sheet by their headings, and writing its rows through django-import-export.

A list is described by its ``Column``s. ``find_headings`` finds them, in one row or in two that are merged, with title
rows above. ``ListResource`` cleans every row in memory, looks existing rows up in those it loaded at once, and writes
in bulk: all of the list, or nothing.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

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
    groups = {column.must: [] for column in columns.values() if column.must}
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


# ── rows through django-import-export ──


class ListResource(ModelResource):
    """A list in. A subclass gives ``columns``, ``prepare``, ``existing_for``, ``clean_row`` and ``fill``.

    ``run`` is the only entrance. django-import-export's own cleaning asks the database five times a row; here a row
    is cleaned by ``clean_row``, compared in ``fill``, and written in bulk.
    """

    columns: dict[str, Column] = {}
    updated_fields: tuple[str, ...] = ()

    class Meta:
        use_bulk = True
        batch_size = 500
        skip_diff = True
        report_skipped = False
        fields = ()

    def __init__(self):
        super().__init__()
        self.outcome = Outcome()
        self.numbers: list[int] = []

    def run(self, rows: list[dict[str, Any]], numbers: list[int], *, write: bool, leave_out_wrong=False) -> Outcome:
        """Take ``rows`` in (by name of column), which the spreadsheet numbers ``numbers``, and return the outcome.

        Without ``write`` nothing is written, nor with it while a row is wrong; ``leave_out_wrong`` writes the others.
        """
        self.numbers, self.write = numbers, write
        names = list(rows[0]) if rows else []
        dataset = tablib.Dataset(headers=names)
        dataset.extend(tuple(row.values()) for row in rows)
        with transaction.atomic():
            self.prepare(rows)
            result = super().import_data(dataset, dry_run=not write, use_transactions=False, raise_errors=False)
            for error in [*result.base_errors, *(error for _at, errors in result.row_errors() for error in errors)]:
                raise error.error
            for invalid in result.invalid_rows:
                for column, reasons in invalid.error.message_dict.items():
                    self.outcome.wrong.append(self.remark(numbers[invalid.number - 1], column, " ".join(reasons)))
            if write and (leave_out_wrong or not self.outcome.wrong):
                if self.outcome.new or self.outcome.changed:
                    self.finish()
                self.outcome.written = True
            elif write:
                transaction.set_rollback(True)
        return self.outcome

    def prepare(self, rows):
        """Load in a fixed number of queries what the rows refer to."""
        raise NotImplementedError

    def existing_for(self, row):
        """Return the instance that a cleaned row is about, or None."""
        raise NotImplementedError

    def clean_row(self, row, number):
        """Put values in place of cells; return the reasons of what is wrong by name of column."""
        raise NotImplementedError

    def fill(self, instance, row, number, is_new):
        """Set the instance to the row; return its ``Line``, or None where nothing changes."""
        raise NotImplementedError

    def finish(self):
        """Write what hangs on the instances, and the audit trail; inside of the transaction."""

    def remark(self, number, column, reason):
        """Return a remark on a cell of the row that the spreadsheet numbers ``number``."""
        known = self.columns.get(column)
        return Remark(number, str(known.heading) if known else "", str(reason))

    # What django-import-export calls, in this order, for each row.

    def before_import_row(self, row, row_number=None, **kwargs):
        self._number = self.numbers[row_number - 1]
        reasons = self.clean_row(row, self._number)
        if reasons:
            raise ValidationError({name: str(reason) for name, reason in reasons.items()})

    def get_instance(self, instance_loader, row):
        return self.existing_for(row)

    def import_instance(self, instance, row, **kwargs):
        self._is_same = False
        line = self.fill(instance, row, self._number, instance.pk is None)
        self._is_same = line is None
        if line is None:
            self.outcome.unchanged += 1
        else:
            (self.outcome.new if instance.pk is None else self.outcome.changed).append(line)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return self._is_same

    def get_bulk_update_fields(self):
        return list(self.updated_fields)

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        super().bulk_create(False, dry_run, raise_errors, batch_size=batch_size, result=result)

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        super().bulk_update(False, dry_run, raise_errors, batch_size=batch_size, result=result)
