"""Every kind of list but that of people: in every kind of file, and its rows to correct out, mended and in again."""

from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from evaluations.models import PastCount, PastRating, Shortcoming
from portal.directory.lists.kinds import KINDS
from portal.directory.models import Appointment, LeftOut, PartyOrg, TakenList
from portal.resolutions.models import Clause, Resolution
from tests import factories
from tests.evaluations.past import know_levels
from tests.portal.directory.sheets import csv_file, workbook
from tests.portal.directory.uploading import confirm
from tests.portal.lib import old_workbook
from tests.portal.lib.test_spreadsheet import open_document, text_cell

# Each list: who takes it in, its headings, a right row, the same row with one cell wrong, and what the right one makes.
LISTS = {
    "appointments": (
        "personnel_officer",
        ["Số thẻ đảng viên", "Họ và tên", "Mã tổ chức", "Chức vụ, nhiệm vụ", "Từ ngày"],
        ["12000008", "Lê An", "DUHT", "Văn thư", "01/03/2026"],
        (3, "Trưởng phòng"),
        lambda: Appointment.objects.filter(role="clerk").values_list("org__code", flat=True),
        "DUHT",
    ),
    "organizations": (
        "system_admin",
        ["Mã", "Tên tổ chức đảng", "Loại", "Mã cấp trên", "Từ ngày"],
        ["DUHT-09", "Chi bộ khu phố 9", "Chi bộ", "DUHT", "01/03/2026"],
        (2, "Hội"),
        lambda: PartyOrg.objects.filter(code="DUHT-09").values_list("name", flat=True),
        "Chi bộ khu phố 9",
    ),
    "resolutions": (
        "clerk",
        ["Mã", "Số ký hiệu", "Loại", "Cơ quan ban hành", "Ngày ban hành", "Trích yếu"],
        ["VB009", "21-KL/TW", "Kết luận", "Bộ Chính trị", "25/10/2021", "Việc, và việc"],
        (2, "Giấy"),
        lambda: Resolution.objects.filter(code="VB009").values_list("abstract", flat=True),
        "Việc, và việc",
    ),
    "clauses": (
        "clerk",
        ["Mã văn bản", "Mục", "Loại", "Nội dung", "Chỉ tiêu", "Thời hạn"],
        ["VB001", "1", "Chỉ tiêu", "Tăng trưởng", "10,5", "31/12/2026"],
        (2, "Việc"),
        lambda: [f"{clause.target_value:.1f} {clause.due_on:%d/%m/%Y}" for clause in Clause.objects.all()],
        "10.5 31/12/2026",
    ),
    "ratings": (
        "personnel_officer",
        ["Năm", "Số thẻ đảng viên", "Mức xếp loại"],
        ["2025", "12000008", "HTTNV"],
        (2, "Khá"),
        lambda: PastRating.objects.values_list("level", flat=True),
        "HTTNV",
    ),
    "shortcomings": (
        "personnel_officer",
        ["Năm", "Mã tổ chức", "Hạn chế, khuyết điểm", "Năm đã khắc phục"],
        ["2024", "DUHT", "Chậm báo cáo", "2025"],
        (3, "2023"),
        lambda: Shortcoming.objects.values_list("text", flat=True),
        "Chậm báo cáo",
    ),
    "counts": (
        "personnel_officer",
        ["Năm", "Mã tổ chức", "Tổng số", "Số được đánh giá", "HTTNV"],
        ["2025", "DUHT", "60", "58", "58"],
        (4, "57"),
        lambda: PastCount.objects.values_list("rated", flat=True),
        58,
    ),
}

# What makes of a right row another one, so that there is something to write.
OTHER = {
    "VB009": "VB008", "21-KL/TW": "22-KL/TW", "DUHT-09": "DUHT-08", "1": "2", "2025": "2023", "2024": "2022",
    "Chậm báo cáo": "Ít", "Văn thư": "Ủy ban Kiểm tra",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture(params=LISTS)
def kind(request, province):
    """One kind of list, with what its row speaks of."""
    factories.make_person("Lê An", cell=province.cell, card_no="12000008")
    factories.make_resolution(code="VB001")
    know_levels()
    return request.param


@pytest.fixture
def client_of(kind, request, signed_in):
    return signed_in(request.getfixturevalue(LISTS[kind][0]))


def as_xls(rows):
    cells = {(at, column): text for at, row in enumerate(rows) for column, text in enumerate(row) if text}
    return old_workbook.ole({"Workbook": old_workbook.workbook(cells)})


def as_ods(rows):
    lines = ("".join(text_cell(escape(text)) for text in row) for row in rows)
    return open_document(("Danh sách", "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)))


def as_csv(rows):
    return csv_file(*(";".join(f'"{text}"' for text in row) for row in rows)).getvalue()


FILES = {"list.xls": as_xls, "list.ods": as_ods, "list.csv": as_csv}


def upload(client, kind, content, name="list.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(KINDS[kind].page), {"kind": kind, "file": file})


@pytest.mark.parametrize("name", FILES)
def test_every_list_is_read_from_every_kind_of_file(kind, client_of, name):
    _who, headings, right, _wrong, made, there = LISTS[kind]

    preview = upload(client_of, kind, FILES[name]([headings, right]), name)
    confirm(client_of, preview.url)

    assert list(made()) == [there]


def test_the_rows_to_correct_are_kept_with_the_list_and_come_in_once_mended(kind, client_of):
    _who, headings, right, (at, wrong), made, there = LISTS[kind]
    good = [OTHER.get(cell, cell) for cell in right]
    content = workbook(headings, good, [*right[:at], wrong, *right[at + 1 :]]).getvalue()

    done = confirm(client_of, upload(client_of, kind, content).url, leave_out="on")
    taken = TakenList.objects.get()
    book = load_workbook(BytesIO(client_of.get(reverse("directory:taken_wrong", args=[taken.pk])).content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == wrong)
    cell.value = right[at]
    mended = BytesIO()
    book.save(mended)
    again = upload(client_of, kind, mended.getvalue())
    shown = client_of.get(again.url).context
    confirm(client_of, again.url)

    assert done.redirect_chain[-1][0] == reverse("directory:taken_list", args=[taken.pk])
    assert [row for row, _column, _reason in LeftOut.objects.get().remarks] == [3]
    assert (shown["unknown"], shown["outcome"].counts) == ([], {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0})
    assert there in list(made())
