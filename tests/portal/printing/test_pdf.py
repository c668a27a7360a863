"""The PDF of a paper: every letter in it, nothing over anything else, the same bytes twice."""

import unicodedata
from dataclasses import replace
from io import BytesIO
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4

from portal.printing import pdf
from portal.printing.fonts import LETTERS
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
from portal.printing.sheet import Sheets
from tests.portal.printing import samples

CODE = "7KQ2-M9TD-XW4B"
ADDRESS = "https://cong.example.vn/kiem-tra/7KQ2-M9TD-XW4B/"


def pages(paper):
    return PdfReader(BytesIO(pdf.render(paper))).pages


def letters(text):
    """Return text without the spaces and line ends that breaking it into lines may move."""
    return "".join(text.split())


def body_of(page):
    """Return the words of a page without its number, which is written last."""
    words = page.extract_text().split()
    return words[:-1] if page.page_number else words


def text_of(paper):
    return letters("".join(page.extract_text() for page in pages(paper)))


def sheet(*blocks, **options):
    return Paper("", blocks, **{"draft": False, **options})


@pytest.fixture
def written(monkeypatch):
    """Record each line that is written: page, left, foot, right, head, in points, and the text."""
    lines = []
    write = Sheets.write

    def recording(self, line, style, x, y, *, stretch_to=0):
        right = x + (stretch_to or line.width)
        lines.append((self.number, x, y - 0.2 * style.size, right, y + 0.7 * style.size, line.text))
        write(self, line, style, x, y, stretch_to=stretch_to)

    monkeypatch.setattr(Sheets, "write", recording)
    return lines


def overlapping(lines):
    return [
        (one[5], other[5])
        for one, other in combinations(lines, 2)
        if one[0] == other[0] and one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


# What comes out is what went in


def test_every_letter_of_vietnamese_can_be_searched_in_the_file():
    alphabet = " ".join([*LETTERS, "“ ” ‘ ’ – — … ≥ ≤ × %"])

    assert text_of(sheet(Prose(alphabet))) == letters(alphabet)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=[*LETTERS, *map(chr, range(32, 127)), "\n", "\t", "“", "”", "–", "…"], max_size=400))
def test_no_letter_of_any_text_is_lost(text):
    table = Table([Column("", 1), Column("", 3)], [(text, text)])

    assert text_of(sheet(Prose(text))) == letters(text)
    assert sorted(text_of(sheet(table))) == sorted(letters(text) * 2)


def test_decomposed_letters_come_out_composed():
    assert text_of(sheet(Prose(unicodedata.normalize("NFD", "Nguyễn Thị Ánh Tuyết")))) == "NguyễnThịÁnhTuyết"


def test_markup_entities_and_formats_are_printed_as_they_were_typed():
    assert text_of(sheet(Prose("<b>&amp;</b> %s {0} <para> \\n ]]>"))) == letters("<b>&amp;</b> %s {0} <para> \\n ]]>")


def test_a_sign_that_the_font_lacks_is_seen_to_be_missing():
    assert text_of(sheet(Prose("xong 😀 中"))) == "xong??"


def test_the_words_of_every_block_stand_on_the_paper_in_order():
    paper = sheet(
        Title("Phụ lục", "kèm theo chương trình"),
        Heading(1, "I. Căn cứ"),
        Heading(2, "1. Văn bản"),
        Heading(3, "a) Của Trung ương"),
        Fields([("Họ và tên", "Lê Thị Ngọc"), ("Chức vụ", None)]),
        Blanks(2),
        Table([Column("TT"), Column("Việc")], ["A. Nhóm chung", ("1", "rà soát")], totals=[("", "Cộng")]),
        Boxes([("Tốt", True), ("Kém", False)]),
        Bars([("Hoàn thành", 0.25, "25,0%")]),
        Signatures([Signature("T/M CHI ỦY\nCHI BỘ KHU PHỐ 2", "BÍ THƯ", "Trần Văn Quý", "(đã ký)")]),
        letterhead=Letterhead("Đảng bộ phường", "Chi bộ 2", "Hạc Thành, ngày 05 tháng 02 năm 2026"),
    )

    assert text_of(paper) == letters(
        "ĐẢNG BỘ PHƯỜNG CHI BỘ 2 * ĐẢNG CỘNG SẢN VIỆT NAM Hạc Thành, ngày 05 tháng 02 năm 2026"
        "PHỤ LỤC kèm theo chương trình ----- I. Căn cứ 1. Văn bản a) Của Trung ương"
        "Họ và tên: Lê Thị Ngọc Chức vụ: TT Việc A. Nhóm chung 1 rà soát Cộng"
        "x Tốt Kém Hoàn thành 25,0% T/M CHI ỦY CHI BỘ KHU PHỐ 2 BÍ THƯ (đã ký) Trần Văn Quý"
    )


@pytest.mark.parametrize(
    "paper",
    [
        sheet(),
        sheet(Prose(""), Prose(None), Prose([])),
        sheet(Table([Column("TT")], [])),
        sheet(Table([Column("TT")], [("",), (None,), ""])),
        sheet(Fields([]), Boxes([]), Bars([]), Signatures([]), Blanks(0)),
        sheet(PageBreak()),
        sheet(Landscape([])),
        sheet(Landscape([Prose("một")])),
        sheet(Prose("một"), Landscape([])),
    ],
)
def test_what_is_empty_takes_one_page_and_no_more(paper):
    assert len(pages(paper)) == 1


# The file


@pytest.mark.parametrize("number", [1, 15])
def test_drawing_twice_gives_the_same_bytes(number):
    paper = samples.program(number, draft=False, code=CODE, check_at=ADDRESS)

    assert pdf.render(paper) == pdf.render(paper)


def test_the_bytes_are_the_same_after_other_papers_were_drawn():
    before = pdf.render(samples.program(1))

    pdf.render(sheet(Prose(" ".join(LETTERS))))

    assert pdf.render(samples.program(1)) == before


def test_all_fonts_are_embedded_and_searchable():
    fonts = [font for page in pages(samples.program(1)) for font in page["/Resources"]["/Font"].values()]
    ours = [font for font in fonts if "+" in font["/BaseFont"]]

    assert {"/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in ours} == {True}
    assert {font["/BaseFont"] for font in fonts} - {font["/BaseFont"] for font in ours} <= {"/Helvetica"}


def test_the_file_says_what_it_is():
    about = PdfReader(BytesIO(pdf.render(samples.program(1)))).metadata

    assert about.title == "Chương trình hành động cá nhân"
    assert about.author == "Chi bộ khu phố 2"


# Pages


def test_wide_tables_stand_on_sheets_turned_sideways():
    sizes = [page.mediabox[2:] for page in pages(samples.program(1))]

    assert [[round(float(side)) for side in size] for size in sizes] == [[595, 842], [842, 595], [595, 842]]


@pytest.mark.parametrize(("number", "expected"), [(1, 3), (3, 3), (15, 7)])
def test_a_program_takes_as_many_pages_as_its_commitments_need(number, expected):
    assert len(pages(samples.program(number))) == expected


def test_the_head_of_a_table_is_repeated_on_each_of_its_pages():
    texts = [page.extract_text() for page in pages(samples.program(15))]

    assert ["Nhiệm vụ, việc đăng ký" in text for text in texts] == [False, True, True, True, True, True, False]


def test_page_numbers_begin_on_the_second_page(written):
    pdf.render(samples.program(1, draft=False, code=None))

    head_of_page = 20 / 25.4 * 72
    height = {1: A4[1], 2: A4[0], 3: A4[1]}
    assert [(page, text) for page, _x, foot, _r, _h, text in written if foot > height[page] - head_of_page] == [
        (2, "2"),
        (3, "3"),
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("number", "task"),
    [(1, "Rà soát"), (1, samples.TASK * 30), (15, samples.TASK), (15, samples.TASK * 6), (15, "dài" * 400)],
)
def test_nothing_overlaps_and_nothing_leaves_the_margins(written, number, task, layout):
    pdf.render(samples.program(number, task=task, layout=layout, draft=False, code=CODE, check_at=ADDRESS))

    body = [line for line in written if line[5] not in {f"Mã: {CODE}", ADDRESS} and not line[5].isdecimal()]
    assert overlapping(written) == []
    sideways = {line[0] for line in written if line[3] > A4[0]}
    for page, left, foot, right, head, text in body:
        width, height = (A4[1], A4[0]) if page in sideways else A4
        assert left >= 30 / 25.4 * 72 - 0.1, text
        assert foot >= 20 / 25.4 * 72 - 0.1, text
        assert right <= width - 15 / 25.4 * 72 + 0.1, text
        assert head <= height - 20 / 25.4 * 72 + 0.1, text


def test_a_cell_longer_than_a_page_flows_on_without_losing_a_word():
    words = [f"việc{number}" for number in range(1500)]
    texts = [body_of(page) for page in pages(sheet(Table([Column("VIỆC")], [(" ".join(words),)])))]

    assert [text[0] for text in texts] == ["VIỆC"] * len(texts)
    assert [word for text in texts for word in text[1:]] == words
    assert len(texts) == 4


def test_a_heading_never_stands_alone_at_the_foot_of_a_page():
    for lines in range(28, 42):
        texts = [
            body_of(page) for page in pages(sheet(Prose(["dòng"] * lines), Heading(1, "ĐẦU MỤC"), Prose("sau đầu mục")))
        ]

        assert [text[-1] for text in texts if "MỤC" in text] == ["mục"], lines


def test_a_heading_goes_with_its_table_onto_the_sheet_turned_sideways():
    paper = sheet(Prose("trước"), Heading(1, "III. Nội dung"), Landscape([Table([Column("VIỆC")], [("rà soát",)])]))

    assert [body_of(page) for page in pages(paper)] == [["trước"], ["III.", "Nội", "dung", "VIỆC", "rà", "soát"]]


def test_neither_the_head_nor_a_date_is_broken_in_a_narrow_column(written):
    columns = [Column("Nhiệm vụ", 50), Column("Trọng số", 1), Column("Thời hạn", 1, "center"), Column("Số", 1, "right")]

    pdf.render(sheet(Table(columns, [(samples.TASK, "100%", "30/09/2026", "1.250.000")])))

    texts = [line[5] for line in written]
    assert texts[:6] == [
        "Nhiệm vụ",
        "Trọng",
        "số",
        "Thời hạn",
        "Số",
        "Tham mưu cấp ủy ban hành kế hoạch rà soát, số hóa hồ sơ đảng",
    ]
    assert texts[-2:] == ["30/09/2026", "1.250.000"]
    assert overlapping(written) == []


def test_totals_stay_with_the_last_row():
    table = Table([Column("Việc")], [(f"việc {number}",) for number in range(1, 200)], totals=[("Cộng",)])
    for above in range(12):
        last = body_of(pages(sheet(Blanks(above), table))[-1])

        assert last[-3:] == ["việc", "199", "Cộng"]


def test_signatures_stay_together():
    signatures = Signatures(
        [Signature("XÁC NHẬN CỦA CHI ỦY", "BÍ THƯ", "Trần Văn Quý"), Signature("NGƯỜI ĐĂNG KÝ", "", "Lê An")]
    )
    for above in range(20, 40):
        last = pages(sheet(Blanks(above), signatures))[-1].extract_text()

        assert [name in last for name in ("XÁC NHẬN", "NGƯỜI ĐĂNG KÝ", "Trần Văn Quý", "Lê An")] == [True] * 4


@pytest.mark.parametrize(
    "end",
    [
        [Prose("dòng cuối")],
        [Prose(samples.TASK * 4 + " dòng cuối")],
        [Heading(1, "V. Kiến nghị"), Prose("dòng cuối")],
        [Heading(1, "V. Kiến nghị"), Table([Column("VIỆC")], [("dòng cuối",)])],
        [Table([Column("VIỆC")], [(f"việc {number}",) for number in range(9)] + [("dòng cuối",)])],
        [Table([Column("VIỆC")], [("dòng cuối",)])],
        [Table([Column("VIỆC")], [("việc",)] * 3, totals=[("dòng cuối",)])],
    ],
)
def test_nobody_signs_an_empty_page(end):
    signatures = Signatures([Signature("NGƯỜI ĐĂNG KÝ", "", "Lê An")])
    for above in range(15, 42):
        texts = [body_of(page) for page in pages(sheet(Blanks(above), *end, signatures))]

        assert {"cuối", "NGƯỜI", "An"} <= set(texts[-1]), above
        assert all("Kiến" not in text or len(text) > 4 for text in texts), above


# Draft and issued


def test_a_draft_says_so_on_each_page():
    texts = [page.extract_text() for page in pages(samples.program(15))]

    assert [text.count("BẢN NHÁP") for text in texts] == [2] * 7
    assert [text.count("Mã:") for text in texts] == [0] * 7


def test_an_issued_paper_bears_its_code_on_each_page_and_no_draft_mark():
    texts = [page.extract_text() for page in pages(samples.program(15, draft=False, code=CODE, check_at=ADDRESS))]

    assert [text.count("BẢN NHÁP") for text in texts] == [0] * 7
    assert [text.count(f"Mã: {CODE}") for text in texts] == [1] * 7
    assert [text.count(ADDRESS) for text in texts] == [1] * 7


def test_the_old_layout_draws_the_old_sizes():
    old = replace(samples.program(1), layout=LAYOUTS[0])

    assert pdf.render(old) != pdf.render(samples.program(1))


REPORT = Paper(
    "Báo cáo",
    [
        Prose("Trên đây là báo cáo."),
        Signatures([Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ")], recipients=["- Ban Thường vụ Tỉnh ủy,", "- Lưu."]),
    ],
    letterhead=Letterhead("Tỉnh ủy", "Đảng ủy phường", "Ngày 05 tháng 02 năm 2026", number="Số     -BC/ĐU"),
    draft_mark="DỰ THẢO",
)


def test_a_report_bears_its_number_its_recipients_and_its_own_draft_mark():
    text = text_of(REPORT)

    assert "*Số-BC/ĐU" in text
    assert letters("Nơi nhận:- Ban Thường vụ Tỉnh ủy,- Lưu.") in text
    assert text.count(letters("DỰ THẢO")) == 2
    assert "BẢN" not in text


def test_recipients_stand_left_of_the_signature_on_the_same_height():
    where = {}
    pages(REPORT)[0].extract_text(
        visitor_text=lambda text, _cm, matrix, _font, _size: where.setdefault(text.strip(), (matrix[4], matrix[5]))
    )

    (left, high), (right, level) = where["Nơi nhận:"], where["T/M BAN THƯỜNG VỤ"]
    assert left < right
    assert abs(high - level) < 5


def test_recipients_count_where_signatures_must_fit_on_a_page():
    many = Signatures([Signature("T/M")], recipients=[f"- Nơi thứ {number}," for number in range(30)])

    first, second = pages(sheet(*[Prose("dòng")] * 18, many))

    assert "Nơi nhận:" not in first.extract_text()
    assert "Nơi thứ 29," in second.extract_text()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("Đảng ủy phường Hạc Thành", ["ĐẢNG ỦY", "PHƯỜNG HẠC THÀNH"]),
        ("Đảng ủy xã Thượng Ninh Sơn", ["ĐẢNG ỦY", "XÃ THƯỢNG NINH SƠN"]),
        ("Đảng ủy xã Hà", ["ĐẢNG ỦY XÃ HÀ"]),
        ("Đảng ủy Sở Lao động và Xã hội", ["ĐẢNG ỦY SỞ LAO ĐỘNG VÀ", "XÃ HỘI"]),
        ("Ban Chấp hành Đảng bộ Xã hội học", ["BAN CHẤP HÀNH ĐẢNG BỘ XÃ", "HỘI HỌC"]),
    ],
)
def test_a_letterhead_breaks_before_the_ward_where_the_name_needs_two_lines(body, lines, written):
    pdf.render(replace(REPORT, letterhead=replace(REPORT.letterhead, body=body)))

    said = [line[5] for line in written]
    start = said.index("TỈNH ỦY") + 1
    assert said[start : said.index("*")] == lines
