"""Tables out through django-import-export: read while they are written, whatever the format."""

from io import BytesIO

import openpyxl
import pytest
from import_export.resources import Resource

from commitments.reports.resources import TableResource, WorkbookFormat
from commitments.reports.tables import NUMBER, Column
from portal.directory.models import Person
from portal.printing.paper import Letterhead
from tests import factories

pytestmark = pytest.mark.django_db


class Names(TableResource):
    columns = [NUMBER, Column("Họ và tên")]
    title = "Danh sách"
    name = "Tên"

    def get_queryset(self):
        return Person.objects.order_by("pk").values_list("pk", "full_name")

    def export_resource(self, instance, selected_fields=None, **kwargs):
        return instance


def test_a_queryset_is_asked_only_when_its_rows_are_walked_through(django_assert_num_queries):
    person = factories.make_person("Lê An")

    with django_assert_num_queries(0):
        table = Names().export()
    with django_assert_num_queries(1):
        rows = list(table.rows)

    assert rows == [(person.pk, "Lê An")]


def test_a_list_is_a_table_of_known_length():
    table = Names().export([(1, "Lê An"), (2, "Lê Bình")])

    assert (len(table.rows), table.rows[1]) == (2, (2, "Lê Bình"))


def test_the_exporter_of_the_package_takes_the_same_resource():
    factories.make_person("Lê An")

    dataset = Resource.export(Names())

    assert (dataset.headers, dataset["Họ và tên"]) == (["STT", "Họ và tên"], ["Lê An"])


def test_the_workbook_is_written_to_the_stream_with_its_head():
    stream, table = BytesIO(), Names().export([(1, "Lê An")])

    WorkbookFormat().export_data(table, stream=stream, subtitle="năm 2026", letterhead=Letterhead("TỈNH ỦY", "ĐẢNG ỦY"))

    cells = [
        [cell for cell in row if cell] for row in openpyxl.load_workbook(stream).active.iter_rows(values_only=True)
    ]
    assert [row for row in cells if row][-2:] == [["STT", "Họ và tên"], [1, "Lê An"]]
