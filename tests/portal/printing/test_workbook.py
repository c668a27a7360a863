"""Tables as workbooks: real dates and numbers, text that stays text, ready to print."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from portal.printing.paper import Letterhead
from portal.printing.xlsx import Kind, SheetColumn, SheetTable, SheetTitle, render_table, render_tables

HEAD = SheetTitle(
    "Danh sách chưa đăng ký", "Năm 2026", Letterhead("Đảng bộ phường Hạc Thành", "Chi bộ khu phố 2", "Ngày 05/02/2026")
)


def sheet_of(columns, rows, head=HEAD):
    stream = BytesIO()
    render_table(head, columns, rows, stream)
    return openpyxl.load_workbook(stream).active


def cell_of(kind, value):
    """Return what stands in the only cell of a table."""
    return sheet_of([SheetColumn("Cột", kind)], [(value,)], SheetTitle("Bảng")).cell(4, 1)


@pytest.mark.parametrize(
    "typed", ["=1+1", "=HYPERLINK(1)", "+84", "-1", "@SUM(A1)", "https://cong.example.vn", "001234", "\t=1", "{=1}"]
)
def test_formulas_links_and_numbers_typed_as_text_stay_text(typed):
    cell = cell_of(Kind.TEXT, typed)

    assert (cell.value, cell.data_type, cell.hyperlink) == (typed.strip(), "s", None)


@pytest.mark.parametrize(
    ("kind", "value", "kept", "number_format"),
    [
        (Kind.INT, 250_000, 250_000, "#,##0"),
        (Kind.DECIMAL, Decimal("1234.5"), 1234.5, "#,##0.0#"),
        (Kind.PERCENT, 0.935, 0.935, "0.0%"),
        (Kind.DATE, date(1980, 2, 5), datetime(1980, 2, 5), "dd\\/mm\\/yyyy"),
        (Kind.TEXT, 1234, "1234", "@"),
    ],
)
def test_figures_and_dates_are_real_ones(kind, value, kept, number_format):
    cell = cell_of(kind, value)

    assert (cell.value, cell.number_format) == (kept, number_format)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.DATE, "1985"),
        (Kind.INT, "chưa rõ"),
        (Kind.DECIMAL, float("nan")),
        (Kind.DECIMAL, float("inf")),
        (Kind.INT, True),
        (Kind.DATE, date(1899, 12, 31)),
    ],
)
def test_what_is_no_figure_or_date_is_written_as_text(kind, value):
    cell = cell_of(kind, value)

    assert (cell.value, cell.data_type) == (str(value), "s")


@pytest.mark.parametrize("kind", Kind)
def test_nothing_leaves_an_empty_cell(kind):
    assert cell_of(kind, None).value is None
    assert cell_of(kind, "").value is None


def test_a_text_longer_than_excel_takes_is_cut_and_says_so():
    assert cell_of(Kind.TEXT, "ă" * 40_000).value == "ă" * 32_766 + "…"


def test_head_header_and_rows_stand_below_each_other():
    sheet = sheet_of(
        [SheetColumn("TT", Kind.INT), SheetColumn("Họ và tên")], [(1, "Lê An"), (2, "Nguye\u0302\u0303n Bình")]
    )

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["ĐẢNG BỘ PHƯỜNG HẠC THÀNH", "ĐẢNG CỘNG SẢN VIỆT NAM"],
        ["CHI BỘ KHU PHỐ 2", ""],
        ["*", "Ngày 05/02/2026"],
        [None, None],
        ["DANH SÁCH CHƯA ĐĂNG KÝ", None],
        ["Năm 2026", None],
        [None, None],
        ["TT", "Họ và tên"],
        [1, "Lê An"],
        [2, "Nguyễn Bình"],
    ]
    assert {cell.font.name for row in sheet.iter_rows(min_row=8) for cell in row} == {"Times New Roman"}


def test_the_sheet_prints_on_a4_sideways_with_its_header_on_each_page():
    sheet = sheet_of([SheetColumn("TT", Kind.INT), SheetColumn("Họ và tên")], [(1, "Lê An"), (2, "Trần Bình")])

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # one page wide, any number long
    assert sheet.print_title_rows == "$8:$8"
    assert sheet.print_area == "'Danh sách'!$A$1:$B$10"
    assert sheet.freeze_panes == "A9"


@pytest.mark.parametrize("number", [0, 1, 3])
def test_rows_are_counted_and_may_come_one_by_one(number):
    stream = BytesIO()

    count = render_table(HEAD, [SheetColumn("TT", Kind.INT)], ((each,) for each in range(number)), stream)

    assert count == number
    assert openpyxl.load_workbook(stream).active.max_row == 8 + number


def test_a_sheet_is_named_as_excel_allows():
    assert sheet_of([SheetColumn("TT")], [], SheetTitle("x", sheet_name="Đảng bộ [1]/2: quá dài " * 3)).title == (
        "Đảng bộ 12 quá dài Đảng bộ 12 q"
    )
    assert sheet_of([SheetColumn("TT")], [], SheetTitle("x", sheet_name="[]")).title == "Danh sách"


def workbook_of(*tables):
    stream = BytesIO()
    counts = render_tables(tables, stream)
    return openpyxl.load_workbook(stream), counts


def test_each_table_has_a_sheet_of_its_own_set_up_for_printing():
    figures = SheetTable(
        SheetTitle("Theo đơn vị", sheet_name="Theo đơn vị"), [SheetColumn("Đơn vị"), SheetColumn("Số", Kind.INT)], []
    )
    names = SheetTable(
        SheetTitle("Chưa đăng ký", "20 đồng chí", sheet_name="Chưa đăng ký"), [SheetColumn("Tên")], [("Lê An",)]
    )

    workbook, counts = workbook_of(figures, names)

    assert (workbook.sheetnames, counts) == (["Theo đơn vị", "Chưa đăng ký"], [0, 1])
    assert [sheet.print_title_rows for sheet in workbook] == ["$3:$3", "$4:$4"]
    assert [sheet.page_setup.orientation for sheet in workbook] == ["landscape"] * 2
    assert [sheet.auto_filter.ref for sheet in workbook] == [None, "A4:A5"]


def test_sums_stand_bold_below_the_rows_and_are_not_filtered():
    table = SheetTable(
        SheetTitle("Bảng"),
        [SheetColumn("STT", Kind.INT), SheetColumn("Tổ chức"), SheetColumn("Tỷ lệ", Kind.PERCENT)],
        [(1, "Chi bộ 1", 0.5)],
        totals=[("", "Cộng", 0.5)],
    )

    sheet = workbook_of(table)[0].active

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] == [
        [1, "Chi bộ 1", 0.5],
        [None, "Cộng", 0.5],
    ]
    assert [cell.font.bold for cell in sheet[5]] == [True] * 3
    assert sheet["C5"].number_format == "0.0%"
    assert (sheet.auto_filter.ref, sheet.print_area) == ("A3:C4", "'Danh sách'!$A$1:$C$5")


def test_sheets_of_one_name_are_numbered():
    same = SheetTable(SheetTitle("x", sheet_name="Danh sách chưa đăng ký của đơn vị"), [SheetColumn("TT")], [])
    other = SheetTable(SheetTitle("x", sheet_name="DANH SÁCH chưa đăng ký của đơn vị"), [SheetColumn("TT")], [])

    assert workbook_of(same, other, same)[0].sheetnames == [
        "Danh sách chưa đăng ký của đơn",
        "DANH SÁCH chưa đăng ký của (2)",
        "Danh sách chưa đăng ký của (3)",
    ]


def test_the_rows_of_one_sheet_are_written_before_the_next_is_asked_for():
    asked = []

    def tables():
        for name in ("một", "hai"):
            asked.append(name)
            yield SheetTable(SheetTitle(name, sheet_name=name), [SheetColumn("TT")], rows(name))

    def rows(name):
        asked.append(f"dòng {name}")
        yield (name,)

    assert render_tables(tables(), BytesIO()) == [1, 1]
    assert asked == ["một", "dòng một", "hai", "dòng hai"]
