"""Progress slips: what counts for a quarter, what stands on the paper, who may print it."""

import datetime
from io import BytesIO

import docx as python_docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from commitments import progress_papers
from commitments.models import ActionProgram, Evidence, Period, ProgramVersion, ProgressEntry
from commitments.progress import answering
from commitments.progress.slips import slip_of, slips_of, span_in, spans_of
from portal.audit.models import AuditEvent
from portal.printing import docx, paper, pdf
from tests import factories

YEAR = 2026
State = ProgressEntry.State
HEADINGS = [
    "TT",
    "Nhiệm vụ",
    "Tiến độ",
    "Kết quả đến kỳ báo cáo",
    "Minh chứng",
    "Khó khăn, nguyên nhân",
    "Việc kỳ tới",
    "Xác nhận",
]


@pytest.fixture(autouse=True)
def _late_in_the_year(time_machine):
    """It is 20 November 2026: three quarters are to be reported, all are due."""
    time_machine.move_to(datetime.datetime(YEAR, 11, 20, 2, 0, tzinfo=datetime.UTC))


@pytest.fixture
def program(member, secretary, campaign):
    """The member's program, approved in March, with two commitments."""
    program = factories.make_program(member, campaign=campaign, status="approved", commitments=2)
    approved = factories.local_noon(datetime.date(YEAR, 3, 2))
    ProgramVersion.objects.update(frozen_at=approved)
    ActionProgram.objects.update(decided_at=approved)
    return program


def quarter(number):
    return Period.objects.get(year=YEAR, quarter=number)


def span(program, key):
    return span_in(program.campaign, key)


def sent(program, number, day, month, *entries):
    """Report quarter ``number`` at noon of a day."""
    at = factories.local_noon(datetime.date(YEAR, month, day))
    return factories.make_report(program, quarter(number), sent_at=at, entries=list(entries))


def progress(percent, **fields):
    return {"state": State.IN_PROGRESS, "percent": percent, "reached_on": datetime.date(YEAR, 9, 28)} | fields


def percents(slip):
    return [line.entry.percent if line.entry else None for line in slip.lines]


def table_of(slip):
    return next(block for block in progress_papers.slip_paper(slip).blocks if isinstance(block, paper.Table))


def prose_of(slip):
    return next(b for b in progress_papers.slip_paper(slip).blocks if isinstance(b, paper.Prose)).paragraphs()


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


# ── which spans ──


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        ((3, 9), []),
        ((3, 10), ["quarter-1"]),
        ((6, 10), ["quarter-1", "quarter-2", "half-year"]),
        ((12, 31), ["quarter-1", "quarter-2", "half-year", "quarter-3"]),
    ],
)
def test_a_span_has_a_slip_once_its_reporting_has_begun(day, keys, program):
    assert [span.key for span in spans_of(program.campaign, on=datetime.date(YEAR, *day))] == keys


def test_spans_are_named_as_papers_name_them(program):
    assert [span.name for span in spans_of(program.campaign)] == [
        "quý I năm 2026",
        "quý II năm 2026",
        "6 tháng đầu năm 2026",
        "quý III năm 2026",
    ]


def test_the_fourth_quarter_has_a_slip_once_something_was_sent_in_it(program, member, signed_in):
    url = reverse("commitments:slip_pdf", args=[program.pk, "quarter-4"])
    assert signed_in(member).get(url).status_code == 404
    sent(program, 3, 20, 9, progress(50), None)
    sent(program, 4, 18, 11, progress(90), None)

    found = {s.key: percents(slip_of(program, s)) for s in slips_of(program)}
    paper_text = text_of(signed_in(member).get(url).content)

    assert (found["quarter-3"], found["quarter-4"]) == ([50, None], [90, None])
    assert "quý IV năm 2026" in paper_text
    assert "quarter-4" not in [s.key for s in spans_of(program.campaign)]


@pytest.mark.parametrize(("day", "is_told"), [((9, 21), True), ((10, 5), True), ((10, 6), False)])
def test_a_slip_that_can_still_change_says_until_when(day, is_told, program, member, signed_in, time_machine):
    sent(program, 3, 20, 9, progress(50), None)
    time_machine.move_to(factories.local_noon(datetime.date(YEAR, *day)), tick=False)
    urls = [reverse("commitments:progress"), reverse("commitments:program_progress", args=[program.pk])]

    pages = [signed_in(member).get(url).content.decode() for url in urls]

    note = "Cập nhật gửi đến hết ngày 05/10/2026 vẫn được tính vào phiếu này."
    assert [page.count(note) for page in pages] == [int(is_told)] * 2
    assert [reverse("commitments:slip_pdf", args=[program.pk, "quarter-3"]) in page for page in pages] == [True] * 2


def test_the_slip_of_the_quarter_just_sent_is_offered_with_what_it_holds(program, member, signed_in):
    note = "Phiếu quý III ghi số liệu báo cáo đến hạn; cập nhật sau hạn có ở phiếu quý IV."
    sent(program, 3, 20, 9, progress(50), None)
    third = signed_in(member).get(reverse("commitments:progress")).content.decode()
    sent(program, 4, 18, 11, progress(90), None)
    fourth = signed_in(member).get(reverse("commitments:progress")).content.decode()

    assert (reverse("commitments:slip_pdf", args=[program.pk, "quarter-3"]) in third, note in third) == (True, False)
    assert (reverse("commitments:slip_pdf", args=[program.pk, "quarter-4"]) in fourth, note in fourth) == (True, True)


# ── what counts ──


def test_the_last_report_by_the_due_day_counts_and_later_ones_do_not(program):
    sent(program, 3, 20, 9, progress(50), progress(10))
    counted = sent(program, 3, 5, 10, progress(60), None)  # the last day counts
    sent(program, 3, 6, 10, progress(90), progress(80))

    slip = slip_of(program, span(program, "quarter-3"))

    assert (slip.report, slip.is_late, percents(slip)) == (counted, False, [60, 10])


def test_a_late_report_counts_as_it_came(program):
    sent(program, 2, 20, 6, progress(30), progress(10))
    late = sent(program, 3, 15, 10, progress(55), None)
    sent(program, 3, 18, 11, progress(90), None)

    slip = slip_of(program, span(program, "quarter-3"))

    assert (slip.report, slip.is_late, percents(slip)) == (late, True, [55, 10])


def test_an_earlier_quarter_shows_what_stood_then(program):
    sent(program, 1, 20, 3, progress(20), None)
    sent(program, 2, 20, 6, progress(40), progress(10))
    sent(program, 3, 20, 9, progress(70), progress(60))

    found = {s.key: percents(slip_of(program, s)) for s in spans_of(program.campaign)}

    assert found == {
        "quarter-1": [20, None],
        "quarter-2": [40, 10],
        "half-year": [40, 10],
        "quarter-3": [70, 60],
    }


def test_without_a_report_of_the_quarter_it_is_a_draft_of_what_was_known(program):
    sent(program, 2, 20, 6, progress(40), None)

    slip = slip_of(program, span(program, "quarter-3"))

    assert (slip.report, slip.is_draft, percents(slip)) == (None, True, [40, None])
    assert progress_papers.slip_paper(slip).draft
    assert prose_of(slip)[-1] == "Chưa gửi báo cáo quý III năm 2026."


def test_only_the_writers_own_draft_shows_what_is_being_written(program):
    sent(program, 2, 20, 6, progress(40), None)
    commitment = program.commitments.in_order().first()
    ProgressEntry.objects.create(commitment=commitment, percent=65, note="Đang viết dở")

    own = slip_of(program, span(program, "quarter-3"), by_writer=True)
    read = slip_of(program, span(program, "quarter-3"))

    assert (percents(own), percents(read)) == ([65, None], [40, None])


def test_what_is_being_written_does_not_change_a_slip_that_was_sent(program):
    sent(program, 3, 20, 9, progress(40), None)
    ProgressEntry.objects.create(commitment=program.commitments.in_order().first(), percent=65)

    assert percents(slip_of(program, span(program, "quarter-3"), by_writer=True)) == [40, None]


def test_the_version_in_force_then_is_printed_whatever_was_changed_later(program):
    sent(program, 3, 20, 9, progress(40), None)
    before = table_of(slip_of(program, span(program, "quarter-3"))).rows[0][1]
    program.commitments.update(title="Nội dung khác hẳn")
    ProgramVersion.freeze(program)

    after = table_of(slip_of(program, span(program, "quarter-3"))).rows[0][1]

    assert before == after
    assert before.startswith("Hướng dẫn 60 người")


# ── what stands on it ──


def test_the_table_has_the_columns_of_the_form_and_a_row_for_each_commitment(program, secretary):
    sent(
        program,
        3,
        28,
        9,
        progress(
            78,
            reached_value=47,
            note="Tháng 8 mở thêm 2 buổi tối",
            difficulty="6 cụ chưa có điện thoại",
            next_step="Mở tiếp 2 buổi",
        ),
    )
    entry = ProgressEntry.objects.get()
    factories.make_evidence(entry, symbol="45-BC/ĐU")
    factories.make_evidence(
        entry, kind=Evidence.Kind.LINK, symbol="", url="https://thanhhoa.gov.vn/tin", name="thanhhoa.gov.vn"
    )
    answering.answer(entry, "confirmed", by=secretary, seen=0)

    table = table_of(slip_of(program, span(program, "quarter-3")))

    assert [column.label for column in table.columns] == HEADINGS
    task = (
        "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công\n"
        "Chỉ tiêu: 60 người\nThời hạn: 31/10/2026"
    )
    assert table.rows == [
        [
            "1",
            task,
            "78%\nĐang thực hiện",
            "Đạt 47 người\nTính đến 28/09/2026\nTháng 8 mở thêm 2 buổi tối",
            "45-BC/ĐU\nhttps://thanhhoa.gov.vn/tin",
            "6 cụ chưa có điện thoại",
            "Mở tiếp 2 buổi",
            "Đã xác nhận\nHoàng Văn Khải, 20/11/2026",
        ],
        ["2", task, "Chưa báo cáo", "", "", "", "", ""],
    ]


def test_what_was_done_late_says_by_how_many_days_and_a_doubt_its_reason(program, secretary):
    done = {"state": State.DONE, "reached_on": datetime.date(YEAR, 11, 3), "note": ""}
    sent(program, 3, 5, 11, done)
    answering.answer(ProgressEntry.objects.get(), "doubted", by=secretary, seen=0, reason="Danh sách thiếu chữ ký")

    row = table_of(slip_of(program, span(program, "quarter-3"))).rows[0]

    assert row[2:4] == ["100%\nĐã hoàn thành", "Hoàn thành ngày 03/11/2026 (chậm 3 ngày)"]
    assert row[7] == "Chưa đồng ý: Danh sách thiếu chữ ký\nHoàng Văn Khải, 20/11/2026"


def test_evidence_of_earlier_reports_stands_on_it_and_that_of_later_ones_does_not(program):
    for number, day, month, symbol in ((2, 20, 6, "1-BC"), (3, 20, 9, "2-BC"), (3, 12, 10, "3-BC")):
        report = sent(program, number, day, month, progress(50))
        factories.make_evidence(report.entries.get(), symbol=symbol)

    assert table_of(slip_of(program, span(program, "quarter-3"))).rows[0][4] == "1-BC\n2-BC"


def test_it_says_how_far_the_whole_is_and_when_it_was_sent(program):
    sent(program, 3, 28, 9, progress(50), progress(25))

    assert prose_of(slip_of(program, span(program, "quarter-3"))) == [
        "Thực hiện chương trình hành động cá nhân năm 2026. Mức hoàn thành chung: 37%.",
        "Đã gửi trên cổng lúc 12:00 ngày 28/09/2026.",
    ]


def test_a_late_report_and_one_without_anything_new_say_so(program):
    sent(program, 2, 20, 6, progress(40), progress(10))
    sent(program, 3, 15, 10)

    assert prose_of(slip_of(program, span(program, "quarter-3")))[1:] == [
        "Đã gửi trên cổng lúc 12:00 ngày 15/10/2026, sau hạn báo cáo.",
        "Không có thay đổi so với lần báo cáo trước.",
    ]


def test_who_signs_and_who_confirmed(program, secretary):
    sent(program, 3, 28, 9, progress(50), progress(25))
    answering.confirm_several([(entry, 0) for entry in ProgressEntry.objects.all()], by=secretary)

    [signatures] = [
        block
        for block in progress_papers.slip_paper(slip_of(program, span(program, "quarter-3"))).blocks
        if isinstance(block, paper.Signatures)
    ]

    confirms, reports = signatures.signatures
    assert confirms.note == "Hoàng Văn Khải đã xác nhận 2/2 kết quả trên cổng, 09:00 ngày 20/11/2026"
    assert (reports.authority, reports.name) == ("NGƯỜI BÁO CÁO", "Đặng Thị Bích Ngà")
    assert reports.note == "Đã gửi trên cổng lúc 12:00 ngày 28/09/2026"


def test_the_paper_is_dated_by_its_report_and_lies_sideways(program):
    sent(program, 3, 28, 9, progress(50))

    drawn = progress_papers.slip_paper(slip_of(program, span(program, "quarter-3")))

    assert (drawn.title, drawn.subtitle) == ("PHIẾU BÁO CÁO TIẾN ĐỘ", "quý III năm 2026")
    assert drawn.letterhead.place_and_date == "Thanh Hóa, ngày 28 tháng 9 năm 2026"
    assert (drawn.letterhead.superior, drawn.letterhead.body) == ("ĐẢNG BỘ PHƯỜNG HẠC THÀNH", "CHI BỘ KHU PHỐ 1")
    assert (drawn.landscape, drawn.draft, drawn.code) == (True, False, None)


def test_a_collective_signs_by_its_head(province, ward_secretary, campaign):
    top = factories.make_person("Nguyễn Doãn Anh", cell=province.cell)
    factories.appoint(top, "secretary", province.top)
    program = factories.make_program(
        factories.make_collective(province.ward), campaign=campaign, status="approved", commitments=1
    )
    sent(program, 3, 28, 9, progress(50))

    drawn = progress_papers.slip_paper(slip_of(program, span(program, "quarter-3")))

    assert drawn.blocks[0].pairs[0] == ("Tập thể", "Ban Thường vụ")
    assert drawn.blocks[-1].signatures[1].name == "Tạ Thị Kim Liên"


# ── drawn ──


@pytest.fixture
def long_program(member, secretary, campaign):
    """Twelve commitments with long texts."""
    program = factories.make_program(member, campaign=campaign, status="approved", commitments=12)
    ProgramVersion.objects.update(frozen_at=factories.local_noon(datetime.date(YEAR, 3, 2)))
    words = "Phối hợp với Đoàn thanh niên, Hội Phụ nữ và tổ công nghệ số cộng đồng mở các buổi hướng dẫn buổi tối. " * 9
    sent(
        program,
        3,
        28,
        9,
        *[progress(50, note=f"{words}HẾT-A{n}.", difficulty=f"{words}HẾT-B{n}.", next_step=f"{words}HẾT-C{n}.")
          for n in range(1, 13)],
    )  # fmt: skip
    return program


def test_twelve_commitments_with_long_texts_are_not_cut(long_program):
    slip = slip_of(long_program, span(long_program, "quarter-3"))

    text = text_of(pdf.render(progress_papers.slip_paper(slip)))

    missing = [f"HẾT-{column}{n}." for column in "ABC" for n in range(1, 13) if f"HẾT-{column}{n}." not in text]
    assert missing == []


def test_the_same_slip_gives_the_same_bytes_twice(program):
    sent(program, 3, 28, 9, progress(50))
    drawn = [progress_papers.slip_paper(slip_of(program, span(program, "quarter-3"))) for _time in range(2)]

    assert pdf.render(drawn[0]) == pdf.render(drawn[1])


def test_the_word_file_says_the_same(program):
    sent(program, 3, 28, 9, progress(50, note="Đã mở 4 buổi"))
    slip = slip_of(program, span(program, "quarter-3"))

    document = python_docx.Document(BytesIO(docx.render(progress_papers.slip_paper(slip))))

    table = next(t for t in document.tables if t.cell(0, 0).text == "TT")
    assert [cell.text for cell in table.rows[0].cells] == HEADINGS
    assert table.rows[1].cells[3].text == "Tính đến 28/09/2026\nĐã mở 4 buổi"


# ── who prints ──


def url_of(program, key="quarter-3", kind="pdf"):
    return reverse(f"commitments:slip_{kind}", args=[program.pk, key])


def test_the_writer_prints_unrecorded_and_the_officer_recorded(program, member, secretary, signed_in):
    sent(program, 3, 28, 9, progress(50))

    own = signed_in(member).get(url_of(program))
    theirs = signed_in(secretary).get(url_of(program))

    assert own.content == theirs.content
    assert own["Content-Disposition"] == 'inline; filename="phieu-tien-do-quy-iii-nam-2026-dang-thi-bich-nga.pdf"'
    events = AuditEvent.objects.filter(action="commitments.slip_printed")
    assert [(event.actor_name, event.owner_id) for event in events] == [("Hoàng Văn Khải", str(member.public_id))]


def test_a_draft_says_so_on_the_page(program, member, signed_in):
    assert "BẢN NHÁP" in text_of(signed_in(member).get(url_of(program)).content)


@pytest.mark.parametrize("key", ["quarter-4", "quarter-0", "year"])
def test_there_is_no_slip_of_what_is_not_reported(key, program, member, signed_in):
    assert signed_in(member).get(url_of(program, key)).status_code == 404


def test_a_program_that_was_never_approved_has_none(member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status="submitted")

    assert signed_in(member).get(url_of(program)).status_code == 404


def test_who_may_not_read_the_program_does_not_print_it(program, colleague, signed_in):
    assert signed_in(colleague).get(url_of(program)).status_code == 404
    assert signed_in(colleague).get(url_of(program, kind="docx")).status_code == 404
