"""Answering with a table as a workbook."""

from io import BytesIO

from django.http import HttpResponse

from portal.printing.xlsx import CONTENT_TYPE, render_table


def workbook(table, file_name):
    """Return the ``overviews_out.OutTable`` as a file to be saved under ``file_name``, as ``file_name_of`` makes it."""
    stream = BytesIO()
    render_table(table.head, table.columns, table.rows, stream)
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
