"""Lists in: a sheet becomes rows with known columns, every row is cleaned, and all of it is written or none.

``read_list`` finds the columns by their headings, ``ListResource.take_in`` runs django-import-export over them: cleaned
in memory, existing rows looked up at once, written in bulk. Importing the same list twice changes nothing.
"""

from dataclasses import dataclass, field
from pathlib import Path

import tablib
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource

from portal.audit import trail
from portal.lib.refusal import Refused
from portal.lib.spreadsheet import open_table
from portal.lib.vietnamese import clean, fold


class NotThisList(Refused):
    """A file that opens, but is not the list that was asked for; the text names the columns it lacks."""


@dataclass(frozen=True)
class Remark:
    """What is wrong, or to be looked at again, in one cell: ``row`` as the spreadsheet numbers it."""

    row: int
    column: str
    reason: str

    def __str__(self):
        return _("Row %(row)s, column “%(column)s”: %(reason)s") % {
            "row": self.row,
            "column": self.column,
            "reason": self.reason,
        }


@dataclass
class Outcome:
    """What an import did; nothing was written where ``wrong`` has rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def __str__(self):
        if self.wrong:
            return _("Nothing was written: %(count)s to mend.") % {"count": len(self.wrong)}
        return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % vars(self)


@dataclass(frozen=True)
class Column:
    """One column of a list: its ``heading``, other words for it, and whether the list may lack it."""

    heading: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class ReadList:
    """Rows by name of column, and the number that the spreadsheet gives each of them."""

    rows: tablib.Dataset
    numbers: list[int]


def read_list(file, filename, columns):
    """Return the rows below the headings of ``columns`` (a mapping of names to ``Column``) as a ``ReadList``.

    Raises ``UnreadableFile`` where the file cannot be opened, ``NotThisList`` where a required column is missing or
    two columns bear the same heading.
    """
    sheet = open_table(
        file, filename, max_bytes=settings.IMPORT_MAX_BYTES, max_unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES
    )
    names = {fold(heading): name for name, column in columns.items() for heading in (column.heading, *column.also)}
    rows = list(sheet.rows)
    # Title rows may stand above: the headings are the first row that names two of our columns.
    top = next((at for at, row in enumerate(rows) if len(_found(row, names)) > 1), None)
    found = _found(rows[top], names) if top is not None else []
    _check_columns(found, columns)
    table, numbers = tablib.Dataset(headers=list(columns)), []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        values = dict.fromkeys(columns) | {name: row[at] for at, name in found}
        if any(text_of(value) for value in values.values()):
            table.append([values[name] for name in columns])
            numbers.append(number)
    return ReadList(table, numbers)


def _found(row, names):
    return [(at, names[fold(cell)]) for at, cell in enumerate(row) if isinstance(cell, str) and fold(cell) in names]


def _check_columns(found, columns):
    present = [name for _at, name in found]
    missing = [column.heading for name, column in columns.items() if column.required and name not in present]
    if missing:
        raise NotThisList(
            _("The list lacks the columns: %(columns)s. Add them to the row of headings and import it again.")
            % {"columns": ", ".join(missing)}
        )
    doubled = sorted({columns[name].heading for name in present if present.count(name) > 1})
    if doubled:
        raise NotThisList(
            _("Several columns are headed: %(columns)s. Keep one of each and import the list again.")
            % {"columns": ", ".join(doubled)}
        )


class LoadedOnce(BaseInstanceLoader):
    """Finds existing rows among those that the resource loaded in one query."""

    def get_instance(self, row):
        return self.resource.existing.get(self.resource.key_of(row))


class ListResource(ModelResource):
    """A list in. A subclass gives ``columns``, ``prepare`` (load what rows refer to) and ``clean_row``.

    ``clean_row(row)`` puts values in place of cells and returns the reasons of what is wrong by name of column.
    """

    columns: dict[str, Column] = {}
    audit_action = ""

    class Meta:
        use_bulk = True
        batch_size = 500
        skip_unchanged = True
        store_instance = True
        instance_loader_class = LoadedOnce

    def __init__(self):
        super().__init__()
        self.existing, self.outcome, self.numbers, self.seen = {}, Outcome(), [], {}

    @classmethod
    def take_in(cls, file, filename, *, by=None):
        """Import the list in one transaction and return the ``Outcome``; with one wrong row nothing is written."""
        found = read_list(file, filename, cls.columns)
        resource = cls()
        resource.numbers = found.numbers
        with transaction.atomic():
            resource.prepare(found.rows)
            result = resource.import_data(found.rows, use_transactions=False, raise_errors=False)
            outcome = resource.outcome
            resource.count(result)
            if outcome.wrong:
                transaction.set_rollback(True)
            else:
                trail.record_many(cls.audit_action, resource.written(result), by=by)
        return outcome

    @classmethod
    def take_in_path(cls, path, *, by=None):
        """Import the list that lies at ``path``."""
        with Path(path).open("rb") as file:
            return cls.take_in(file, Path(path).name, by=by)

    def prepare(self, rows):
        """Load in a fixed number of queries what the rows refer to, and fill ``existing``."""
        raise NotImplementedError

    def key_of(self, row):
        raise NotImplementedError

    def clean_row(self, row):
        raise NotImplementedError

    def before_import_row(self, row, row_number=None, **kwargs):
        reasons = self.clean_row(row)
        key = self.key_of(row)
        if key in self.seen:
            first = next(name for name, column in self.columns.items() if column.required)
            reasons.setdefault(first, _("It already stands in row %(row)s.") % {"row": self.seen[key]})
        self.seen.setdefault(key, self.numbers[row_number - 1])
        if reasons:
            raise ValidationError({name: str(reason) for name, reason in reasons.items()})

    def remark(self, row_number, column, reason):
        """Return a remark on a cell; ``row_number`` counts from 1 below the headings."""
        return Remark(self.numbers[row_number - 1], self.columns[column].heading, reason)

    def count(self, result):
        """Fill the outcome from a result of django-import-export; an error that is not the list's fault goes up."""
        for error in [*result.base_errors, *(error for _row, errors in result.row_errors() for error in errors)]:
            raise error.error
        outcome = self.outcome
        outcome.new, outcome.changed = result.totals["new"], result.totals["update"]
        outcome.unchanged = result.totals["skip"]
        for invalid in result.invalid_rows:
            for column, reasons in invalid.error.message_dict.items():
                outcome.wrong.append(self.remark(invalid.number, column, " ".join(reasons)))

    def written(self, result):
        """Return the instances that were made or changed."""
        return [row.instance for row in result.rows if row.import_type in {row.IMPORT_TYPE_NEW, row.IMPORT_TYPE_UPDATE}]


def text_of(cell):
    """Return a cell as one clean line; whole numbers of a spreadsheet lose their ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(str(cell))
