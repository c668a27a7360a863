"""Uploaded lists: what is read, and what is refused with a sentence that says what to do."""

import datetime
import io
import os
import struct
import zipfile

import pytest
import xlsxwriter

from portal.lib import spreadsheet
from portal.lib.spreadsheet import MEGABYTE, UnreadableFile, open_table
from tests.portal.lib.old_workbook import ole, workbook

LAUGHS = (
    b"""<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">"""
    + b"".join(b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9))
    + b"""]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&j;</t></si></sst>"""
)


def make_workbook(*sheets):
    """Return an .xlsx of sheets, each ``(name, {cell: value}, hidden)``; values are written as they are."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name, cells, hidden in sheets:
        sheet = book.add_worksheet(name)
        for place, value in cells.items():
            (sheet.write_string if isinstance(value, str) else sheet.write)(place, value)
        if hidden:
            sheet.hide()
    book.close()
    return content.getvalue()


def one_sheet(cells):
    return make_workbook(("Danh sách", cells, False))


def with_entries(content, entries):
    """Return a zip with some entries replaced or added."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, entry in entries.items():
            new.writestr(name, entry)
    return changed.getvalue()


def understating(content, name):
    """Return a zip whose directory and entry say that ``name`` unpacks to one byte."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true_size = struct.pack("<L", archive.getinfo(name).file_size)
        compressed = struct.pack("<L", archive.getinfo(name).compress_size)
    return content.replace(compressed + true_size, compressed + struct.pack("<L", 1))


def text_cell(text):
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def open_document(*sheets):
    """Return an .ods of sheets, each ``(name, rows as XML, hidden)``."""
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in
                     ("office", "table", "text", "style"))  # fmt: skip
    styles = (
        '<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/>'
        '</style:style><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{"hidden" if hidden else "shown"}">{rows}</table:table>'
        for name, rows, *hidden in sheets
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def opened(content, **limits):
    return open_table(io.BytesIO(content), "danh sách.xlsx", **limits)


def refusal_of(content, **limits):
    with pytest.raises(UnreadableFile) as refusal:
        opened(content, **limits)
    return str(refusal.value)


def sentence(text, limit=0):
    return str(text) % {"file": "danh sách.xlsx", "limit": limit}


def test_a_workbook_gives_its_rows_with_text_as_text_and_dates_as_dates():
    content = one_sheet(
        {
            "A1": "Số thẻ",
            "B1": "Ngày sinh",
            "A2": "0012023080",
            "B2": datetime.date(1965, 2, 3),
            "C2": 5,
            "D2": 93.5,
            "E2": True,
            "F2": datetime.datetime(2026, 2, 3, 10, 30),
        }
    )

    sheet = opened(content)

    assert (sheet.name, list(sheet.heads)) == ("Danh sách", ["Danh sách"])
    assert sheet.rows == [
        ["Số thẻ", "Ngày sinh", None, None, None, None],
        ["0012023080", datetime.date(1965, 2, 3), 5, 93.5, True, datetime.datetime(2026, 2, 3, 10, 30)],
    ]
    assert [type(value) for value in sheet.rows[1][1:]] == [datetime.date, int, float, bool, datetime.datetime]


def test_rows_keep_their_numbers_though_the_first_are_empty():
    assert opened(one_sheet({"B3": "Họ và tên"})).rows == [[None, None], [None, None], [None, "Họ và tên"]]


def test_the_visible_sheet_with_the_most_rows_is_the_list():
    content = make_workbook(
        ("Hướng dẫn", {"A1": "Cách điền"}, False),
        ("Danh sách", {"A1": "Họ và tên", "A2": "An"}, False),
        ("Danh mục", {"A1": "1", "A2": "2", "A3": "3"}, True),
    )

    sheet = opened(content)

    assert (sheet.name, sheet.rows, list(sheet.heads)) == (
        "Danh sách",
        [["Họ và tên"], ["An"]],
        ["Hướng dẫn", "Danh sách"],
    )


def test_another_sheet_can_be_asked_for():
    content = make_workbook(("Một", {"A1": "a", "A2": "b"}, False), ("Tờ hai", {"A1": "c"}, False))

    assert opened(content, sheet="Tờ hai").rows == [["c"]]
    assert refusal_of(content, sheet="Ba") == sentence(spreadsheet.NO_ROWS)


def test_an_old_workbook_is_read_too():
    content = ole({"Workbook": workbook({(0, 0): "Họ và tên", (1, 0): "Nguyễn Văn Ân", (1, 1): "0912"})})

    assert opened(content).rows == [["Họ và tên", None], ["Nguyễn Văn Ân", "0912"]]


def test_an_open_document_is_read_too():
    born = '<table:table-cell office:value-type="date" office:date-value="1965-02-03"/>'
    rows = (
        f"<table:table-row>{text_cell('Họ và tên')}{text_cell('Ngày sinh')}</table:table-row>"
        f"<table:table-row>{text_cell('An')}{born}</table:table-row>"
    )

    sheet = opened(open_document(("Danh sách", rows)))

    assert (sheet.name, sheet.rows) == ("Danh sách", [["Họ và tên", "Ngày sinh"], ["An", datetime.date(1965, 2, 3)]])


def test_a_hidden_sheet_of_an_open_document_is_no_list():
    row = "<table:table-row>" + text_cell("1") + "</table:table-row>"

    sheet = opened(open_document(("Danh mục", row * 3, True), ("Danh sách", row)))

    assert (sheet.name, list(sheet.heads)) == ("Danh sách", ["Danh sách"])


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        ({"Basic/Standard/Module1.xml": b"<x/>"}, spreadsheet.HAS_MACROS),
        ({"Scripts/python/x.xml": b"<x/>"}, spreadsheet.HAS_MACROS),
        ({"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}, spreadsheet.HAS_PASSWORD),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, spreadsheet.NOT_A_TABLE),
        ({"content.xml": b"<not closed"}, spreadsheet.DAMAGED),
    ],
)
def test_an_open_document_that_is_no_list_is_refused(entries, text):
    content = open_document(("Danh sách", "<table:table-row>" + text_cell("x") + "</table:table-row>"))

    assert refusal_of(with_entries(content, entries)) == sentence(text)


@pytest.mark.parametrize(
    ("rows", "columns", "text"),
    [(2**31 - 1, 2**31 - 1, spreadsheet.DAMAGED), (60_000, 1_000, spreadsheet.TOO_MANY_CELLS)],
)
def test_a_cell_that_an_open_document_repeats_without_end_is_refused(rows, columns, text):
    row = f'<table:table-row table:number-rows-repeated="{rows}">{text_cell("x")}</table:table-row>'
    row = row.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{columns}"')

    assert refusal_of(open_document(("Danh sách", row))) == sentence(text)


def test_a_list_may_choose_another_sheet_by_the_heads_of_all():
    content = make_workbook(("Hướng dẫn", {"A1": "x", "A2": "y"}, False), ("Danh sách", {"A1": "Họ và tên"}, False))

    sheet = opened(content, choose=lambda table: next(name for name, head in table.heads.items() if len(head) == 1))

    assert (sheet.name, sheet.rows) == ("Danh sách", [["Họ và tên"]])


def test_a_text_table_is_read_too():
    assert opened("Số thẻ;Họ và tên\r\n0012;Ân\r\n".encode("utf-8-sig")).rows == [
        ["Số thẻ", "Họ và tên"],
        ["0012", "Ân"],
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n\x00\x01",
        b"%PDF-1.4\n1 0 obj\n",
        b"{\\rtf1\\ansi Danh s\\'e1ch}",
        b"\x89PNG\r\n\x1a\n\x00",
        b"<html><table><tr><td>An</td></tr></table></html>",
        b"MZ\x90\x00\x03",
        ole({"WordDocument": b"Nghi quyet"}),
    ],
)
def test_what_is_no_workbook_is_refused_whatever_its_name(content):
    assert refusal_of(content) == sentence(spreadsheet.NOT_A_TABLE)


def test_a_zip_of_something_else_is_no_workbook():
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    assert refusal_of(document.getvalue()) == sentence(spreadsheet.NOT_A_TABLE)


@pytest.mark.parametrize(
    "content",
    [
        ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": os.urandom(5000)}),
        ole({"Workbook": workbook({(0, 0): "x"}, encrypted=True)}),
    ],
    ids=["new kind", "old kind"],
)
def test_a_workbook_with_a_password_is_refused(content):
    assert refusal_of(content) == sentence(spreadsheet.HAS_PASSWORD)


def test_a_zip_with_a_password_is_refused():
    content = bytearray(one_sheet({"A1": "x"}))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        content[content.index(start) + (6 if start[2] == 3 else 8)] |= 1

    assert refusal_of(bytes(content)) == sentence(spreadsheet.HAS_PASSWORD)


@pytest.mark.parametrize(
    "entries",
    [
        {"xl/vbaProject.bin": b"\0"},
        {"xl/VBAPROJECT.BIN": b"\0"},
        {"xl/macrosheets/sheet1.xml": b"<x/>"},
        {"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
    ],
)
def test_a_workbook_with_macros_is_refused(entries):
    assert refusal_of(with_entries(one_sheet({"A1": "x"}), entries)) == sentence(spreadsheet.HAS_MACROS)


def test_an_old_workbook_with_macros_is_refused():
    content = ole({"Workbook": workbook({(0, 0): "x"}), "_VBA_PROJECT_CUR": b"\0"})

    assert refusal_of(content) == sentence(spreadsheet.HAS_MACROS)


def test_a_file_over_ten_megabytes_is_refused_without_reading_all_of_it():
    file = io.BytesIO(b"x" * (11 * MEGABYTE))

    with pytest.raises(UnreadableFile) as refusal:
        open_table(file, "danh sách.xlsx")

    assert str(refusal.value) == sentence(spreadsheet.TOO_LARGE, 10)
    assert file.tell() == 10 * MEGABYTE + 1


def test_a_file_of_just_the_limit_is_read():
    content = one_sheet({"A1": "x"})

    assert opened(content, max_bytes=len(content)).rows == [["x"]]
    assert refusal_of(content, max_bytes=len(content) - 1) == sentence(spreadsheet.TOO_LARGE)


def test_a_bomb_is_refused():
    bomb = with_entries(one_sheet({"A1": "x"}), {"xl/media/image1.png": bytes(101 * MEGABYTE)})

    assert len(bomb) < MEGABYTE
    assert refusal_of(bomb) == sentence(spreadsheet.UNPACKS_TOO_LARGE, 100)


def test_a_bomb_that_understates_its_size_is_refused():
    name = "xl/media/image1.png"
    bomb = understating(with_entries(one_sheet({"A1": "x"}), {name: bytes(3 * MEGABYTE)}), name)

    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        assert archive.getinfo(name).file_size == 1
    assert refusal_of(bomb, max_unpacked_bytes=2 * MEGABYTE) == sentence(spreadsheet.UNPACKS_TOO_LARGE, 2)


def test_a_few_bytes_that_stand_for_billions_of_cells_are_refused():
    corner = one_sheet({"A1": "x", "XFD1048576": "y"})

    assert len(corner) < MEGABYTE
    assert refusal_of(corner) == sentence(spreadsheet.TOO_MANY_CELLS)


@pytest.mark.parametrize("corner", [(65535, 255), (65535, 65535)])
def test_the_same_in_an_old_workbook_is_refused(corner):
    content = ole({"Workbook": workbook({(0, 0): "x", corner: "y"})})

    assert refusal_of(content) == sentence(spreadsheet.TOO_MANY_CELLS)


def test_no_more_rows_are_read_than_asked_for():
    book = one_sheet({"B2": "x", "B3": "y", "B4": "z"})

    assert open_table(io.BytesIO(book), "a.xlsx", most=3).rows == [[None, None], [None, "x"], [None, "y"]]
    assert open_table(io.BytesIO(b"x;1\ny;2\nz;3"), "a.csv", most=2).rows == [["x", "1"], ["y", "2"]]


def test_entities_that_multiply_do_no_harm():
    laughing = with_entries(one_sheet({"A1": "x", "A2": "y"}), {"xl/sharedStrings.xml": LAUGHS})

    assert refusal_of(laughing) == sentence(spreadsheet.DAMAGED)


def test_a_list_that_never_ends_reading_is_refused(monkeypatch):
    monkeypatch.setattr(spreadsheet, "_READING_SECONDS", 0)

    assert refusal_of(one_sheet({"A1": "x"})) == sentence(spreadsheet.TOO_MANY_CELLS)


@pytest.mark.parametrize(
    "damaged",
    [
        one_sheet({"A1": "x"})[:-40],
        one_sheet({"A1": "x"})[:1500],
        with_entries(one_sheet({"A1": "x"}), {"xl/workbook.xml": b"<workbook"}),
        with_entries(one_sheet({"A1": "x"}), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c r='?'>"}),
        ole({"Workbook": b"\xff" * 5000}),
        ole({"Workbook": workbook({(0, 0): "x"})})[:-4096],
    ],
)
def test_a_damaged_workbook_is_refused(damaged):
    assert refusal_of(damaged) == sentence(spreadsheet.DAMAGED)


@pytest.mark.parametrize(
    "content",
    [one_sheet({}), make_workbook(("Trống", {}, False), ("Ẩn", {"A1": "x"}, True)), b"", b"\n\n", "﻿".encode()],
    ids=["empty sheet", "only a hidden list", "no bytes", "blank lines", "only a mark"],
)
def test_a_file_without_rows_is_refused(content):
    assert refusal_of(content) == sentence(spreadsheet.NO_ROWS)
