"""The papers of the year's end: what they say, drawn as PDF and DOCX, the same bytes twice, nothing cut."""

import datetime
import json
from io import BytesIO

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from evaluations.models import RatingDecision
from evaluations.papers import meeting, parts, report, self_review
from evaluations.papers.data import Level, Meeting, Report, SelfReview, Unit, frozen, thawed
from portal.printing import docx, paper, pdf
from tests.evaluations import paper_data as made

pytestmark = pytest.mark.django_db


def flat(blocks):
    """Yield the blocks with those on sheets turned sideways among them."""
    for block in blocks:
        if isinstance(block, paper.Landscape):
            yield from flat(block.blocks)
        else:
            yield block


def headings(drawn):
    return [block.text for block in flat(drawn.blocks) if isinstance(block, paper.Heading)]


def tables(drawn):
    return [block for block in flat(drawn.blocks) if isinstance(block, paper.Table)]


def prose(drawn):
    blocks = [block for block in flat(drawn.blocks) if isinstance(block, paper.Prose)]
    return [line for block in blocks for line in block.paragraphs()]


def pdf_text(drawn):
    pages = PdfReader(BytesIO(pdf.render(drawn))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def word_text(drawn):
    document = python_docx.Document(BytesIO(docx.render(drawn)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(line.text for line in document.paragraphs), *cells]).split())


ALL = {
    "02A": lambda: self_review.self_review_paper(made.review("KD-02A-2025")),
    "02B": lambda: self_review.self_review_paper(made.review()),
    "02C": lambda: self_review.self_review_paper(made.review("KD-02C-2025")),
    "05": lambda: self_review.self_review_paper(made.review("KD-05B-2025", period="Quý III, năm 2026")),
    "01": lambda: self_review.self_review_paper(made.review("KD-01-2025", subject=COLLECTIVE)),
    "minutes": lambda: meeting.minutes_paper(made.meeting()),
    "ballot": lambda: meeting.ballot_paper(made.meeting()),
    "count": lambda: meeting.count_paper(made.meeting()),
    "report": lambda: report.report_paper(made.report()),
}
COLLECTIVE = made.changed(made.PERSON, kind="collective", name="Ban Thường vụ", heads=("Tạ Thị Kim Liên",))


@pytest.mark.parametrize("name", ALL)
def test_a_paper_drawn_twice_is_the_same_to_the_byte(name):
    assert pdf.render(ALL[name]()) == pdf.render(ALL[name]())
    assert docx.render(ALL[name]()) == docx.render(ALL[name]())


# ── bản kiểm điểm ──


def test_the_post_of_the_party_and_the_one_at_work_stand_apart():
    subject = made.changed(made.PERSON, posts="Chi ủy viên", work_post="Công chức", workplace="UBND phường")

    fields = self_review.self_review_paper(made.review(subject=subject)).blocks[0]

    assert [pair for pair in fields.pairs if pair[0].startswith("Chức vụ")] == [
        ("Chức vụ Đảng", "Chi ủy viên"),
        ("Chức vụ, đơn vị công tác", "Công chức, UBND phường"),
    ]


def test_a_paper_of_a_committee_is_headed_by_the_committee_and_one_of_a_cell_by_the_cell():
    ward = Unit("Đảng bộ phường Hạc Thành", "Tỉnh ủy Thanh Hóa", "Hạc Thành", is_cell=False)

    of_ward = meeting.minutes_paper(made.meeting(unit=ward)).letterhead
    of_cell = meeting.minutes_paper(made.meeting()).letterhead

    assert (of_ward.superior, of_ward.body) == ("TỈNH ỦY THANH HÓA", "ĐẢNG ỦY PHƯỜNG HẠC THÀNH")
    assert (of_cell.superior, of_cell.body) == ("ĐẢNG BỘ PHƯỜNG HẠC THÀNH", "CHI BỘ KHU PHỐ 1")


def test_form_02b_has_the_sections_of_43_hd_in_their_order():
    assert headings(ALL["02B"]())[:2] == ["A. NỘI DUNG KIỂM ĐIỂM", "I. Ưu điểm, kết quả đạt được"]
    assert [text.split(".")[0] for text in headings(ALL["02B"]())[1:]] == [
        "I", "1", "2", "3", "II", "1", "2", "III", "IV", "V", "VI", "B", "I", "II",
        "Nhận xét, đánh giá và mức xếp loại của người đứng đầu cơ quan, đơn vị",
        "Nhận xét của chi ủy; chi bộ đề xuất xếp loại mức chất lượng",
        "Đảng ủy, chi ủy cơ sở xếp loại mức chất lượng",
    ]  # fmt: skip


def test_leaders_have_three_sections_more_and_those_outside_one_signature_less():
    of_leaders, of_others = headings(ALL["02A"]()), headings(ALL["02B"]())

    assert [text[:12] for text in of_leaders if text not in of_others][:3] == [
        "4. Kết quả l",
        "5. Trách nhi",
        "6. Nêu gương",
    ]
    assert len(headings(ALL["02C"]())) == len(of_others) - 1


def test_the_body_and_the_annex_tell_of_the_same_tasks_with_the_same_results():
    review = made.review()
    drawn = self_review.self_review_paper(review)

    lines = [line for section in review.sections if section["kind"] == "program"
             for line in self_review.task_lines(self_review.tasks_of(section, review))]  # fmt: skip
    annex = tables(drawn)[-1].rows

    assert len(lines) == len(annex) == 12
    assert set(lines) <= set(prose(drawn))
    for task, row in zip(review.tasks, annex, strict=True):
        (line,) = [line for line in lines if line.startswith(f"- {task.title}:")]
        assert row[2].split("\n")[0] == task.title
        for said in filter(None, (task.reached, task.result.strip().rstrip(". "), parts.day_of(task.done_on))):
            assert said in line
            assert said in "\n".join(row)


def test_a_task_in_a_sentence_says_how_far_when_and_what():
    review = made.review(
        tasks=(
            made.task(1, done_on="2026-10-03", days_late=3),
            made.task(2, state="in_progress", percent=60, done_on=None, days_late=12),
            made.task(3, state="", percent=None, reached="", result="", done_on=None),
            made.task(4, state="exceeded"),
        )
    )

    assert self_review.task_lines(review.tasks) == [
        ("- Hướng dẫn người dân dùng dịch vụ công trực tuyến, đợt 1: đã hoàn thành ngày 03/10/2026, chậm 3 ngày. "
        "Đạt 64 người; Tổ chức 4 buổi tại nhà văn hóa khu phố, có danh sách ký nhận."),
        ("- Hướng dẫn người dân dùng dịch vụ công trực tuyến, đợt 2: đang thực hiện (60%). "
        "Đạt 64 người; Tổ chức 4 buổi tại nhà văn hóa khu phố, có danh sách ký nhận."),
        "- Hướng dẫn người dân dùng dịch vụ công trực tuyến, đợt 3: chưa có kết quả được xác nhận.",
        ("- Hướng dẫn người dân dùng dịch vụ công trực tuyến, đợt 4: hoàn thành vượt mức ngày 25/09/2026, đúng hạn. "
        "Đạt 64 người; Tổ chức 4 buổi tại nhà văn hóa khu phố, có danh sách ký nhận."),
    ]  # fmt: skip


def test_points_stand_by_group_and_by_criterion_with_their_sum():
    drawn = ALL["02B"]()

    assert [line for line in prose(drawn) if "điểm" in line and "/" in line][-3:] == [
        "1. Nhóm tiêu chí chung: 27,5/30 điểm",
        "2. Nhóm tiêu chí về kết quả thực hiện nhiệm vụ: 63/70 điểm",
        "Tổng điểm: 90,5/100 điểm",
    ]
    table = tables(drawn)[0]
    assert table.rows[1] == ["1", "Về chính trị, phẩm chất đạo đức", "12", "11"]
    assert list(table.totals) == [["", "Tổng (A + B)", "100", "90,5"]]


def test_missing_points_leave_a_gap_and_no_sum():
    drawn = self_review.self_review_paper(made.review(groups=made.groups(), scores=(), total=""))

    assert "Tổng điểm: …/100 điểm" in prose(drawn)
    assert list(tables(drawn)[0].totals) == [["", "Tổng (A + B)", "100", ""]]


def test_the_own_level_is_ticked_and_two_tracks_have_boxes_each():
    (one,) = [block for block in flat(ALL["02B"]().blocks) if isinstance(block, paper.Boxes)]
    two = self_review.self_review_paper(made.review(own_levels={"cadre": "HTXSNV", "party_member": "HTTNV"}))

    assert [is_ticked for _label, is_ticked in one.choices] == [False, True, False, False]
    ticked = [block.choices for block in flat(two.blocks) if isinstance(block, paper.Boxes)]
    assert [[label for label, is_ticked in choices if is_ticked] for choices in ticked] == [
        ["Hoàn thành xuất sắc nhiệm vụ"],
        ["Hoàn thành tốt nhiệm vụ"],
    ]


def test_the_forms_of_2023_have_boxes_for_the_degree_of_each_criterion():
    degrees = (Level("XS", "Xuất sắc"), Level("T", "Tốt"), Level("TB", "Trung bình"), Level("K", "Kém"))
    drawn = self_review.self_review_paper(
        made.review("KD-02A-2023", groups=(), scores=(), degrees=degrees, given_degrees={"A1": "T"})
    )

    boxes = [block.choices for block in flat(drawn.blocks) if isinstance(block, paper.Boxes)]
    assert [label for label, is_ticked in boxes[0] if is_ticked] == ["Tốt"]
    assert not tables(drawn)[:-1]  # no points


def test_earlier_shortcomings_and_prompts_are_answered_one_by_one():
    lines = prose(ALL["02B"]())

    assert "- Ít dự sinh hoạt chuyên đề (năm 2025): đang khắc phục. Đã dự 9/12 buổi" in lines
    assert "- Giải trình việc chậm tiến độ (Ban Thường vụ Đảng ủy)" in lines
    assert "Đã bổ sung nhân lực từ tháng 6." in lines


def test_an_empty_section_says_that_there_is_nothing():
    drawn = self_review.self_review_paper(made.review(texts={}, tasks=(), faults=(), prompts=()))

    assert prose(drawn).count("(Không có)") == 9
    assert not [table for table in tables(drawn) if len(table.columns) == 8]  # no annex


def test_a_draft_says_so_and_a_handed_in_paper_when_it_was_sent():
    draft = self_review.self_review_paper(made.review(is_draft=True, handed_in=""))
    sent = ALL["02B"]()

    signature = next(block for block in sent.blocks if isinstance(block, paper.Signatures)).signatures[0]
    assert (draft.draft, sent.draft) == (True, False)
    assert (signature.authority, signature.name) == ("NGƯỜI TỰ KIỂM ĐIỂM", "Đặng Thị Bích Ngà")
    assert signature.note == "Đã gửi trên cổng lúc 08:30 ngày 20/11/2026"
    assert "BẢN NHÁP" in pdf_text(draft)


def test_the_report_of_a_collective_is_signed_by_its_head():
    drawn = ALL["01"]()

    signature = next(block for block in drawn.blocks if isinstance(block, paper.Signatures)).signatures[0]
    assert (signature.authority, signature.name) == ("T/M TẬP THỂ", "Tạ Thị Kim Liên")
    assert drawn.blocks[0].pairs[0] == ("Tập thể", "Ban Thường vụ")


def test_form_05_has_its_tasks_in_the_annex_alone():
    drawn = ALL["05"]()

    assert headings(drawn) == [
        "I. Tự đánh giá kết quả thực hiện nhiệm vụ",
        "II. Tự nhận mức xếp loại",
        "III. Nhận xét, đề xuất của cấp có thẩm quyền",
    ]
    assert isinstance(drawn.blocks[-1], paper.Landscape)
    assert len(tables(drawn)[-1].rows) == 11


@pytest.mark.parametrize("read", [pdf_text, word_text])
def test_twelve_commitments_and_a_result_over_pages_are_read_back_whole(read):
    end = "đến đây là hết kết quả"
    review = made.review(tasks=(*made.twelve_tasks()[:11], made.task(12, result=made.LONG * 8 + end)))

    text = read(self_review.self_review_paper(review)).replace("- ", "")

    for number in range(1, 13):
        if number != 11:
            assert f"đợt {number}" in text
    assert text.count(end) == 2  # in the body and in the annex


# ── papers of a session ──


def test_the_minutes_name_who_led_and_what_was_proposed():
    drawn = ALL["minutes"]()

    assert dict(drawn.blocks[0].pairs) == {
        "Thời gian": "08 giờ 00 ngày 05/12/2026",
        "Địa điểm": "Nhà văn hóa khu phố 1",
        "Chủ trì": "Hoàng Văn Khải",
        "Người ghi biên bản": "Trịnh Thị Hoài",
        "Triệu tập": "13",
        "Có mặt": "12",
        "Vắng mặt, lý do": "Lê Văn Tám (ốm)",
    }
    assert tables(drawn)[0].rows[1:] == [
        [
            "2",
            "Đặng Thị Bích Ngà\nChi ủy viên",
            "Hoàn thành xuất sắc nhiệm vụ",
            "Hoàn thành tốt nhiệm vụ",
            "9/11 (81,8%)",
        ],
        ["3", "Lê Quang Dũng", "Hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ", ""],
    ]
    assert [each.authority for each in drawn.blocks[-1].signatures] == ["NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ"]


def test_minutes_before_the_session_leave_lines_to_write_on():
    drawn = meeting.minutes_paper(made.meeting(proceedings="", conclusion="", is_draft=True))

    assert [block.lines for block in drawn.blocks if isinstance(block, paper.Blanks)] == [6, 4]
    assert drawn.draft


def test_the_ballot_paper_has_a_box_for_each_level_and_nobody_signs_it():
    drawn = ALL["ballot"]()
    table = tables(drawn)[0]

    assert [column.label for column in table.columns[2:]] == [level.label for level in made.LEVELS]
    assert table.rows[0] == ["1", "Hoàng Văn Khải\nBí thư Chi bộ", "", "", "", ""]
    assert not [block for block in drawn.blocks if isinstance(block, paper.Signatures | paper.Fields)]


def test_two_tracks_are_told_apart_on_every_paper_of_a_session():
    people = made.meeting().people
    both = (people[0], made.changed(people[0], track="cadre"))

    rows = tables(meeting.ballot_paper(made.meeting(people=both)))[0].rows

    assert [row[1] for row in rows] == [
        "Hoàng Văn Khải\nBí thư Chi bộ\n(Đảng viên)",
        "Hoàng Văn Khải\nBí thư Chi bộ\n(Cán bộ, công chức, viên chức)",
    ]


def test_the_record_of_the_count_has_counts_only():
    drawn = ALL["count"]()

    assert [column.label for column in tables(drawn)[0].columns[2:6]] == ["Phát ra", "Thu về", "Hợp lệ", "Không hợp lệ"]
    assert tables(drawn)[0].rows[0][2:] == [
        "12",
        "12",
        "11",
        "1",
        "2/11 (18,2%)",
        "9/11 (81,8%)",
        "0/11 (0,0%)",
        "0/11 (0,0%)",
    ]
    assert len(tables(drawn)[0].rows) == 2  # the third has no ballot
    assert [each.name for each in drawn.blocks[-1].signatures] == ["Lê Quang Dũng", "Hoàng Văn Khải"]


# ── phiếu đánh giá, xếp loại ──


def test_the_report_has_the_five_parts_in_their_order():
    assert [text for text in headings(ALL["report"]()) if text[0] in "IV"] == [
        "I. Kết quả thực hiện cam kết",
        "II. Điểm",
        "III. Điều kiện của từng mức",
        "IV. Nhận xét và biểu quyết của từng nơi kiểm điểm",
        "V. Mức xếp loại",
    ]


def test_the_report_puts_promised_shown_and_confirmed_beside_each_other():
    row = tables(ALL["report"]())[0].rows[0]

    assert row == [
        "1",
        "Mục 3, Nghị quyết 57-NQ/TW",
        ("Hướng dẫn người dân dùng dịch vụ công trực tuyến, đợt 1\n60 người tự nộp được hồ sơ trên cổng dịch vụ công\n"
        "(Phiên bản 1, duyệt 12/03/2026)"),
        "60 người\nThời hạn: 30/09/2026",
        "Đã hoàn thành\nĐạt 64 người\nTổ chức 4 buổi tại nhà văn hóa khu phố, có danh sách ký nhận.",
        "25/09/2026\n(đúng hạn)",
        "12-BC/CB\ndanh-sach.pdf",
        "Hoàng Văn Khải, 28/09/2026",
    ]  # fmt: skip


def test_the_report_shows_points_by_who_gave_them_and_each_condition_with_its_numbers():
    _results, points, conditions = tables(ALL["report"]())

    assert [column.label for column in points.columns[3:]] == ["Tự chấm", "Đề xuất", "Thẩm định"]
    assert list(points.totals) == [["", "Tổng (A + B)", "100", "90,5", "87", "87"]]
    assert [row[2:] for row in conditions.rows] == [
        ["đủ 100%", "9/12 = 75,0%", "Không đạt"],
        ["đủ 100%", "không đủ dữ liệu", "Không đủ dữ liệu"],
        ["từ 70% trở lên", "10/12 = 83,3%", "Đạt"],
    ]


def test_the_report_tells_ballots_reasons_exceptions_and_the_decision():
    lines = prose(ALL["report"]())

    for line in (
        (
            "- Vi phạm trách nhiệm nêu gương (văn bản 15-KL/UBKT): Nhắc nhở. Không áp dụng theo Ban Thường vụ: "
            "Đã tự nhận, khắc phục"
        ),
        "Triệu tập 13, có mặt 12; phiếu phát ra 12, hợp lệ 11, không hợp lệ 1.",
        "Lý do khác mức gợi ý (Hoàn thành nhiệm vụ): Nhiệm vụ chậm do khách quan.",
        "Quyết định số 45-QĐ/ĐU, ngày 20/12/2026 của Ban Thường vụ Đảng ủy phường Hạc Thành.",
        "- Chậm báo cáo quý II",
    ):
        assert line in lines


def test_the_organ_that_decided_heads_and_signs_the_report():
    ward = Unit("Đảng bộ phường Hạc Thành", "Tỉnh ủy Thanh Hóa", "Hạc Thành", is_cell=False)

    drawn = report.report_paper(made.report(issuer=ward, signs_as="T/M BAN THƯỜNG VỤ"))

    assert drawn.letterhead.body == "ĐẢNG ỦY PHƯỜNG HẠC THÀNH"
    assert [signature.authority for signature in drawn.blocks[-1].signatures] == ["T/M BAN THƯỜNG VỤ"]


def test_a_report_frozen_before_the_organ_was_known_is_headed_by_the_unit():
    content = frozen(made.report())
    del content["issuer"], content["signs_as"]

    drawn = report.report_paper(thawed(Report, content))

    assert drawn.letterhead.body == "CHI BỘ KHU PHỐ 1"
    assert [signature.authority for signature in drawn.blocks[-1].signatures] == ["T/M CẤP ỦY"]


def test_a_replaced_report_says_so_on_each_page_and_by_which_decision():
    decision = RatingDecision(symbol="51-QĐ/ĐU", decided_on=datetime.date(2027, 1, 12), decided_by="Ban Thường vụ")

    drawn = report.report_paper(made.report(), replaced_by=decision)

    assert (
        prose(drawn)[0] == "Phiếu này đã được thay thế theo Quyết định số 51-QĐ/ĐU, ngày 12/01/2027 của Ban Thường vụ."
    )
    pages = PdfReader(BytesIO(pdf.render(drawn))).pages
    assert ["ĐÃ THAY THẾ" in page.extract_text() for page in pages] == [True] * len(pages)


def test_an_issued_report_bears_its_code_and_no_draft_mark():
    drawn = report.report_paper(made.report(), code="7KQ2-M9TD-XW4B")
    text = pdf_text(drawn)

    assert "7KQ2-M9TD-XW4B" in text
    assert "BẢN NHÁP" not in text
    assert paper.canonical(drawn) == paper.canonical(ALL["report"]())


@pytest.mark.parametrize(("kind", "make"), [(Report, made.report), (SelfReview, made.review), (Meeting, made.meeting)])
def test_what_a_paper_says_is_kept_as_json_and_read_back_the_same(kind, make):
    said = make()

    assert thawed(kind, json.loads(json.dumps(frozen(said)))) == said


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_can_be_printed_and_none_is_taken_for_markup(text):
    review = made.review(texts={"moral": text}, tasks=(made.task(1, title="A" + text, result=text),))

    drawn = self_review.self_review_paper(review)

    assert pdf.render(drawn).startswith(b"%PDF")
    assert docx.render(drawn).startswith(b"PK")
