"""The sheet of rows to correct says the same as the list: taken in again, only what was corrected is different."""

import datetime
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from portal.directory.lists import people
from portal.directory.lists.wrong import wrong_rows
from portal.directory.models import Person
from portal.directory.roles import Role
from portal.lib.dates import parse_partial
from tests import factories
from tests.portal.directory.sheets import csv_file, person_row, workbook
from tests.portal.directory.uploading import confirm, upload

HEADINGS = ["Họ và tên", "Số thẻ đảng viên", "CCCD", "Điện thoại", "Ngày sinh", "Ngày vào Đảng", "Chi bộ", "Giới tính"]
# As a spreadsheet keeps them: numbers without their first zero, days as counts.
AS_NUMBERS = ["Lê An", 1000008, 38085001234, 912345678, 31105, 38887, "Chi bộ khu phố 1", "x"]


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def corrected(content, before, after):
    book = load_workbook(BytesIO(content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == before)
    cell.value = after
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_numbers_days_cell_and_the_day_of_the_list_come_in_as_they_were_read(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    content = workbook(HEADINGS, AS_NUMBERS).getvalue()
    preview = upload(client, content=content, under="DUHT", as_of="01/04/2026")

    sheet = client.get(f"{preview.url}wrong.xlsx").content
    again = client.get(upload(client, content=corrected(sheet, "x", "Nam")).url).context
    confirm(client, upload(client, content=corrected(sheet, "x", "Nam")).url)

    assert (again["outcome"].counts, again["listed"].as_of) == (
        {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0},
        datetime.date(2026, 4, 1),
    )
    person = Person.objects.get(full_name="Lê An")
    assert (person.card_no, person.personal_id, person.phone) == ("01000008", "038085001234", "+84912345678")
    assert (f"{person.born:%d/%m/%Y}", f"{person.joined_on:%d/%m/%Y}") == ("27/02/1985", "19/06/2006")
    assert (person.cell.code, person.memberships.get().starts_on) == ("DUHT-01", datetime.date(2026, 4, 1))


def test_it_names_the_old_row_and_what_it_adds_is_known_and_not_read(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(), person_row(card="12000016", name="Lê An", sex="x", born="31/02/1985"))

    rows = list(load_workbook(BytesIO(client.get(f"{preview.url}wrong.xlsx").content)).active.values)
    heading = next(at for at, row in enumerate(rows) if row[0] == "Số thẻ đảng viên")
    again = client.get(upload(client, content=client.get(f"{preview.url}wrong.xlsx").content).url).context

    found = dict(zip(rows[heading], rows[heading + 1], strict=True))
    assert (len(rows) - heading, found["Dòng cũ"], ".;" in found["Cần sửa"]) == (2, "3", False)
    assert again["unknown"] == []
    assert set(again["not_kept"]) == {"Dòng cũ", "Cần sửa"}


@pytest.mark.parametrize("written", ["1985", "2/1985", "27/02/1985", "27.2.1985", 31105, "31105", 1985])
def test_a_birth_date_of_any_kind_is_read_from_the_sheet_as_from_the_list(province, written):
    found = people.read(workbook(HEADINGS, [*AS_NUMBERS[:4], written, *AS_NUMBERS[5:]]), "list.xlsx")
    stream = BytesIO()

    wrong_rows(found, people.take_in(found, under=province.ward), stream, under=province.ward)
    stream.seek(0)
    again = people.read(stream, "again.xlsx")

    expected = parse_partial(written, serials=True)
    assert parse_partial(again.people[0].cells["born"], serials=True) == expected


def test_a_count_of_days_in_a_text_table_is_a_date(province):
    lines = csv_file(";".join(HEADINGS), "Lê An;12000008;;;31105;38887;DUHT-01;Nam")

    outcome = people.take_in(people.read(lines, "list.csv"), write=True, as_of=datetime.date(2026, 4, 1))

    assert outcome.wrong == []
    assert Person.objects.get(card_no="12000008").born == datetime.date(1985, 2, 27)


# ── whose cell it is ──


@pytest.mark.parametrize("written", ["Chi bộ khu phố 1", "chi bộ khu phố 1, đảng bộ phường Hạc Thành", "DUHT-01"])
def test_a_name_that_several_cells_have_means_the_one_of_the_own_unit(province, personnel_officer, signed_in, written):
    client = signed_in(personnel_officer)
    assert province.other_cell.name == province.cell.name

    page = client.get(upload(client, person_row(cell=written)).url)

    assert [(line.place) for line in page.context["new"]] == [province.cell.full_label]


def test_a_name_that_several_cells_of_the_own_unit_have_is_asked_about(province, personnel_officer, signed_in):
    factories.appoint(personnel_officer, Role.PERSONNEL_OFFICER, province.other_ward)
    client = signed_in(personnel_officer)

    page = client.get(upload(client, person_row(cell="Chi bộ khu phố 1")).url)

    assert [remark.column for remark in page.context["wrong"]] == ["Chi bộ (tên hoặc mã)"]


# ── what the page of reading is sent ──


@pytest.mark.parametrize("sheet", ["a\0b", "x" * 200_000])
def test_a_sheet_that_no_workbook_can_have_is_refused_in_words(province, personnel_officer, signed_in, sheet):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row())

    answer = client.post(f"{preview.url}reading/", {"sheet": sheet, "row": "1"}, follow=True)

    assert answer.status_code == 200
    assert [str(message) for message in answer.context["messages"]] == [
        "“list.xlsx” has no rows. Check that the list stands on a sheet that is not hidden, then upload it again."
    ]
