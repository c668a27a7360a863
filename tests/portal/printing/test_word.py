"""The Word file of a paper: all of its text, in Word's own styles, headers and sections."""

from io import BytesIO

import docx as word
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from portal.printing import docx
from portal.printing.paper import (
    LAYOUTS,
    Bars,
    Blanks,
    Boxes,
    Column,
    Fields,
    Heading,
    Landscape,
    Letterhead,
    PageBreak,
    Paper,
    Prose,
    Signature,
    Signatures,
    Table,
    Title,
)
from tests.portal.printing import samples

CODE = "7KQ2-M9TD-XW4B"


def opened(paper):
    return word.Document(BytesIO(docx.render(paper)))


def sheet(*blocks, **options):
    return Paper("", blocks, **{"draft": False, **options})


def words(document):
    """Return the words of the body in order, those of tables too."""
    paragraphs = document.element.body.iter(qn("w:p"))
    return " ".join(" ".join("".join(text.text for text in each.iter(qn("w:t"))) for each in paragraphs).split())


def test_all_text_of_all_blocks_is_in_the_file_in_order():
    paper = sheet(
        Title("Phụ lục", "kèm theo"),
        Heading(1, "I. Căn cứ"),
        Prose("một & <b>hai</b>\nba\x07\x00"),
        Fields([("Họ và tên", "Nguye\u0302\u0303n"), ("Chức vụ", None)]),
        Blanks(2),
        Landscape(
            [Table([Column("TT"), Column("Việc")], ["A. Nhóm", ("1", "rà soát\nsố hóa")], totals=[("", "Cộng")])]
        ),
        Boxes([("Tốt", True), ("Kém", False)]),
        Bars([("Hoàn thành", 0.17, "17,0%"), ("Không", 0, "0,0%"), ("Quá", 1.5, "150%")]),
        PageBreak(),
        Signatures([Signature("T/M CHI ỦY", "BÍ THƯ", "Trần Văn Quý", "(đã ký)")]),
        letterhead=Letterhead("Đảng bộ phường", "Chi bộ 2", "Hạc Thành, ngày 05"),
    )

    assert words(opened(paper)) == (
        "ĐẢNG BỘ PHƯỜNG CHI BỘ 2 * ĐẢNG CỘNG SẢN VIỆT NAM Hạc Thành, ngày 05 PHỤ LỤC kèm theo ----- I. Căn cứ "
        "một & <b>hai</b> ba Họ và tên: Nguyễn Chức vụ: TT Việc A. Nhóm 1 rà soát số hóa Cộng "
        "☒ Tốt ☐ Kém Hoàn thành ███ 17,0% Không 0,0% Quá ██████████████████ 150% T/M CHI ỦY BÍ THƯ (đã ký) Trần Văn Quý"
    )


@pytest.mark.parametrize("number", [1, 15])
def test_every_commitment_is_a_row_of_an_editable_table(number):
    document = opened(samples.program(number))
    table = next(table for table in document.tables if len(table.columns) == 9)

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [column.label for column in samples.COLUMNS],
        *[list(samples.commitment(each)) for each in range(1, number + 1)],
        ["", "Cộng", "", "", "", "", "", "", f"{10 * number}%"],
    ]


def test_the_head_of_a_table_is_repeated_on_each_page():
    document = opened(samples.program(15))
    table = next(table for table in document.tables if len(table.columns) == 9)

    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True] + [False] * 16


@pytest.mark.parametrize("layout", LAYOUTS)
def test_styles_are_those_of_the_layout(layout):
    styles = opened(samples.program(1, layout=layout)).styles

    assert styles["Normal"].font.name == "Times New Roman"
    assert styles["Normal"].font.size == Pt(14)
    assert styles["Body Text"].paragraph_format.line_spacing == Pt(18)
    assert styles["Body Text"].paragraph_format.first_line_indent.mm == pytest.approx(10, abs=0.01)
    assert styles["Title"].font.size == Pt(layout.type_name_pt)
    assert styles["Letterhead Party"].font.size == Pt(layout.right_header_pt)


def test_headings_are_words_own_so_that_they_can_be_navigated():
    document = opened(samples.program(1))

    assert [part.text for part in document.paragraphs if part.style.name == "Heading 1"] == [
        "I. Căn cứ",
        "II. Mục tiêu, chỉ tiêu",
        "III. Nội dung đăng ký",
        "IV. Giải pháp thực hiện",
        "V. Kiến nghị, đề xuất",
    ]


def test_sheets_are_a4_with_the_margins_of_party_papers_and_turn_for_wide_tables():
    sections = opened(samples.program(1)).sections

    assert [part.orientation for part in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [(round(part.page_width.mm), round(part.page_height.mm)) for part in sections] == [
        (210, 297),
        (297, 210),
        (210, 297),
    ]
    margins = {
        tuple(round(side.mm) for side in (part.top_margin, part.bottom_margin, part.left_margin, part.right_margin))
        for part in sections
    }
    assert margins == {(20, 20, 30, 15)}


def test_a_paper_that_ends_sideways_has_no_empty_sheet_after_it():
    assert len(opened(sheet(Prose("một"), Landscape([Prose("hai")]))).sections) == 2
    assert len(opened(sheet(Landscape([Prose("một")]))).sections) == 1


def test_a_heading_goes_with_its_table_onto_the_sheet_turned_sideways():
    body = opened(sheet(Prose("trước"), Heading(1, "III. Nội dung"), Landscape([Prose("bảng")]))).element.body

    texts = ["".join(text.text for text in part.iter(qn("w:t"))) for part in body.iter(qn("w:p"))]
    ends_section = [part.find(f".//{qn('w:sectPr')}") is not None for part in body.iter(qn("w:p"))]
    assert list(zip(texts, ends_section, strict=True)) == [
        ("trước", False),
        ("", True),
        ("III. Nội dung", False),
        ("bảng", False),
    ]


def test_the_end_of_the_text_stays_with_the_signatures():
    signatures = Signatures([Signature("NGƯỜI ĐĂNG KÝ", "", "Lê An")])
    prose = opened(sheet(Prose("một\nhai"), signatures))
    table = opened(sheet(Table([Column("VIỆC")], [("một",), ("hai",)]), signatures))

    assert [part.paragraph_format.keep_with_next for part in prose.paragraphs] == [None, True, True]
    rows = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.tables[0].rows]
    assert rows == [None, None, True]


def test_page_numbers_begin_on_the_second_page():
    first, second, third = opened(samples.program(1, draft=False)).sections

    assert first.different_first_page_header_footer
    assert [part.text for part in first.first_page_header.paragraphs] == [""]
    assert [field.text for field in first.header._element.iter(qn("w:instrText"))] == ["PAGE"]
    assert not second.different_first_page_header_footer
    assert second.header.is_linked_to_previous
    assert third.header.is_linked_to_previous


def test_a_draft_says_so_and_bears_no_code():
    section = opened(samples.program(1)).sections[0]

    assert section.first_page_header.paragraphs[0].text == "BẢN NHÁP"
    assert section.header.paragraphs[0].text == "BẢN NHÁP"
    assert section.footer.paragraphs[0].text == ""


def test_an_issued_paper_bears_its_code():
    section = opened(samples.program(1, draft=False, code=CODE, check_at="https://cong.example.vn/")).sections[0]

    for footer in (section.first_page_footer, section.footer):
        assert footer.paragraphs[0].text.strip() == f"Mã: {CODE}  https://cong.example.vn/"
        assert len(footer._element.findall(f".//{qn('w:drawing')}")) == 1


def test_writing_twice_gives_the_same_bytes():
    paper = samples.program(3, draft=False, code=CODE)

    assert docx.render(paper) == docx.render(paper)


def test_a_report_bears_its_number_its_recipients_and_its_own_draft_mark():
    document = opened(
        Paper(
            "Báo cáo",
            [Signatures([Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ")], recipients=["- Ban Thường vụ,", "- Lưu."])],
            letterhead=Letterhead("Tỉnh ủy", "Đảng ủy", "Ngày 05 tháng 02 năm 2026", number="Số     -BC/ĐU"),
            draft_mark="DỰ THẢO",
        )
    )

    letterhead, signing = document.tables
    assert [paragraph.text for paragraph in letterhead.rows[0].cells[0].paragraphs] == [
        "TỈNH ỦY",
        "ĐẢNG ỦY",
        "*",
        "Số     -BC/ĐU",
    ]
    assert [paragraph.text for paragraph in signing.rows[0].cells[0].paragraphs] == [
        "Nơi nhận:",
        "- Ban Thường vụ,",
        "- Lưu.",
    ]
    assert [paragraph.text for paragraph in signing.rows[0].cells[1].paragraphs] == ["T/M BAN THƯỜNG VỤ", "BÍ THƯ", ""]
    assert document.sections[0].first_page_header.paragraphs[0].text == "DỰ THẢO"
