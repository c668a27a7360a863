"""Tables out through django-import-export: a resource reads and says each row, a format writes what comes.

Its own exporter keeps all rows in a ``tablib.Dataset`` and asks each field of each row anew (three queries a row where
they cross tables); here rows are read as the file is written, so that memory stays flat for a whole province.
"""

from collections.abc import Sequence

from django.db.models import QuerySet
from import_export.formats.base_formats import Format
from import_export.resources import Resource

from commitments.reports.tables import Column, ReportTable, sheet
from portal.printing.xlsx import CONTENT_TYPE, render_tables


class TableResource(Resource):
    """One table. A subclass gives ``columns``, ``title``, ``name`` of the sheet, ``get_queryset``, ``export_resource``.

    ``export_resource`` returns what the table says of one row: a value a column, of the column's kind. Screen, workbook
    and paper are made of what ``export`` returns.
    """

    columns: Sequence[Column] = ()
    title = ""
    name = ""

    def get_queryset(self):
        """Return what the rows are made of, in their order: a queryset of plain values, or a list."""
        raise NotImplementedError

    def export_resource(self, instance, selected_fields=None, **kwargs):
        raise NotImplementedError

    def totals(self):
        """Return the rows of sums below the table."""
        return []

    def get_export_headers(self, selected_fields=None):
        return [column.label for column in self.columns]

    def export(self, queryset=None, **kwargs) -> ReportTable:
        """Return the table; of a queryset its rows are read while somebody walks through them, once."""
        found = self.get_queryset() if queryset is None else queryset
        rows = (self.export_resource(each) for each in self.iter_queryset(found))
        if not isinstance(found, QuerySet):
            rows = list(rows)
        return ReportTable(self.title, self.name, self.columns, rows, self.totals())


class WorkbookFormat(Format):
    """A table as our workbook: real numbers and dates, a head as on a paper, A4 sideways, its header on each page."""

    def get_title(self):
        return "xlsx"

    def get_extension(self):
        return "xlsx"

    def get_content_type(self):
        return CONTENT_TYPE

    def can_export(self):
        return True

    def export_data(self, dataset, *, stream, subtitle, letterhead, signatures=None):
        """Write a ``ReportTable`` to ``stream``, row by row as it is read; a workbook is not signed."""
        render_tables([sheet(dataset, subtitle, letterhead)], stream)
