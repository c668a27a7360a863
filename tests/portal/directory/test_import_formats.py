"""One list in every kind of file: taken out, mended and taken in again; and what files hold besides plain cells."""

import datetime
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from django.core.files.storage import default_storage
from django.utils import translation
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from portal.directory import uploads
from portal.directory.lists import export, people
from portal.directory.models import Person
from portal.lib.lists import NotThisList
from tests.portal.directory.member_lists import AS_OF, take_in
from tests.portal.directory.sheets import HEADINGS, csv_file, person_row, workbook
from tests.portal.directory.uploading import sentences, upload
from tests.portal.lib import old_workbook
from tests.portal.lib.test_spreadsheet import open_document, text_cell

BORN = datetime.date(1985, 2, 27)


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


# ── out, mended, and in again ──


def as_xlsx(rows):
    return workbook(*rows)


def as_xls(rows):
    cells = {(at, column): text for at, row in enumerate(texts(rows)) for column, text in enumerate(row) if text}
    return BytesIO(old_workbook.ole({"Workbook": old_workbook.workbook(cells)}))


def as_ods(rows):
    return BytesIO(open_document(("Danh sách", "".join(map(ods_row, rows)))))


def as_csv(rows):
    return csv_file(*(";".join(row) for row in texts(rows)))


def ods_row(row):
    return f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>"


def ods_cell(value):
    if isinstance(value, datetime.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"/>'
    return text_cell(escape(value)) if value else "<table:table-cell/>"


def texts(rows):
    return [[f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else str(cell or "") for cell in row] for row in rows]


@pytest.mark.parametrize("kept_as", [as_xlsx, as_xls, as_ods, as_csv])
def test_a_list_taken_out_mended_and_taken_in_changes_only_what_was_mended(province, kept_as):
    take_in(
        person_row(post="Bí thư", joined="06/2006"),
        person_row(card="00120001", name="Lê An", born="1970", sex="Nam", standing="Đảng viên dự bị"),
    )
    Person.objects.filter(card_no="00120001").update(work_post="Giáo viên, Trường THCS", phone="+84912345678")
    stream = BytesIO()
    export.write(map(export.row_of, export.people_of(province.ward)), province.ward, stream)
    rows = [list(row) for row in load_workbook(stream).active.values]
    mended = [["Hiệu trưởng" if cell == "Giáo viên, Trường THCS" else cell for cell in row] for row in rows]

    same = people.take_in(people.read(kept_as(rows), "list"), as_of=AS_OF)
    outcome = people.take_in(people.read(kept_as(mended), "list"), as_of=AS_OF, write=True)

    assert same.counts == {"new": 0, "changed": 0, "unchanged": 2, "wrong": 0}
    changed = (("Chức vụ chính quyền", "Giáo viên, Trường THCS", "Hiệu trưởng"),)
    assert [(line.name, line.changes) for line in outcome.changed] == [("Lê An", changed)]
    assert (outcome.counts["unchanged"], outcome.wrong, outcome.questions, outcome.absent) == (1, [], [], [])
    assert Person.objects.get(card_no="00120001").work_post == "Hiệu trưởng"


# ── what files hold besides plain cells ──


def born_of(content):
    outcome = people.take_in(people.read(BytesIO(content), "list.xlsx"), write=True, as_of=AS_OF)
    assert outcome.wrong == []
    return Person.objects.get(card_no="12000008").born


def saved(book):
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_days_of_a_workbook_that_counts_from_1904_are_the_same_days(province):
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEADINGS)
    book.active.append(person_row(born=BORN, joined=datetime.date(2006, 6, 19)))

    assert born_of(saved(book)) == BORN


def test_a_hidden_sheet_is_neither_read_nor_asked_about(province):
    book = Workbook()
    for row in (HEADINGS, person_row(born=BORN)):
        book.active.append(row)
    old = book.create_sheet("Năm trước")
    for row in (HEADINGS, *[person_row(card=f"{12000100 + number}", name="Lê Cũ") for number in range(5)]):
        old.append(row)
    old.sheet_state = "hidden"

    assert born_of(saved(book)) == BORN
    assert not Person.objects.filter(full_name="Lê Cũ").exists()


def test_what_a_formula_gives_is_read(province):
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, person_row())
    sheet.write_formula(1, 1, '=CONCATENATE("Hoàng ","Thanh Vân")', value="Hoàng Thanh Vân")
    sheet.write_formula(1, 3, "=DATE(1985,2,27)", book.add_format({"num_format": "dd/mm/yyyy"}), value=31105)
    book.close()

    assert born_of(content.getvalue()) == BORN
    assert Person.objects.get(card_no="12000008").full_name == "Hoàng Thanh Vân"


def test_names_by_formulas_that_nobody_has_reckoned_are_refused_with_what_to_do(province):
    row = person_row()
    row[1] = '=CONCATENATE("Hoàng ","Thanh Vân")'

    with pytest.raises(NotThisList, match=r"what a formula gives stands in a file only once Excel has saved it"):
        people.read(workbook(HEADINGS, row), "list.xlsx")


# ── between preview and writing ──


def test_a_file_that_is_another_one_by_then_is_shown_anew(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    url = upload(client, person_row()).url
    seen = client.get(url).context["seen"]
    kept = uploads.kept_for(personnel_officer, url.rstrip("/").rpartition("/")[2])
    name = f"{uploads.FOLDER}/{kept.token}.list"
    default_storage.delete(name)
    default_storage.save(name, workbook(HEADINGS, person_row(card="12000016", name="Kẻ Lạ")))

    done = client.post(url, {"seen": seen}, follow=True)

    assert sentences(done) == ["The portal has changed since this preview. Look at it again, then confirm."]
    assert not Person.objects.filter(card_no__startswith="120000").exists()
