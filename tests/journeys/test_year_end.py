"""In a real browser: the year's end of a cell of twelve, from the self-assessments to papers and tables.

How each page behaves has tests of its own; here stands that one leads to the next, and that nothing is typed twice.
"""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from evaluations.models import Dossier, Rating, RatingDecision, SelfAssessment
from portal.lib.dates import today
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations import assessed, meeting
from tests.evaluations.showing import DUE, program_of, shown
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TODAY = f"{today():%d/%m/%Y}"
GIVEN = ["Bảo", "Chi", "Dung", "Giang", "Hạnh", "Khôi", "Lan", "Minh"]


def can_sign_in(person):
    person.set_password(factories.PASSWORD)
    person.save()
    return person


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def cell(province, campaign, evaluation, secretary, deputy, member, colleague):
    """Twelve people: two officers, ten others of whom one was admitted in September; three did more than was asked."""
    others = [factories.make_person(f"Lê Thị {name}", cell=province.cell) for name in GIVEN]
    make_dossier(evaluation, others.pop(), not_rated_reason="new")
    people = [(secretary, 1), (deputy, 2), (member, 9), (colleague, 9), *((person, 9) for person in others)]
    for person, rank in people:
        is_top = person in (member, colleague, others[0])
        first, second = program_of(person, campaign, due=[DUE, DUE])
        shown(first, "exceeded" if is_top else "done")
        shown(second)
        dossier = make_dossier(evaluation, person, rank=rank)
        if person != member:
            meeting.hand_in(dossier, "93.5" if is_top else "85", own_level=meeting.TOP if is_top else meeting.GOOD)
    return people


def test_the_year_of_a_cell_closes_from_self_assessments_to_papers_and_tables(
    cell, evaluation, province, member, secretary, deputy, personnel_officer, visit, live_server
):
    # The member hands in what opened filled, on a phone.
    assessment = assessed.write(assessed.begin(Dossier.objects.get(person=member)), share=0.94, level=meeting.TOP)
    phone = visit(can_sign_in(member), width=390)
    phone.goto(live_server.url + assessment.get_absolute_url())
    phone.get_by_role("button", name="Gửi", exact=True).click()
    phone.get_by_role("main").get_by_role("button", name="Gửi", exact=True).click()
    expect(phone.get_by_role("main")).to_contain_text("Đã gửi bản tự kiểm điểm.")

    # The cell meets: attendance, then a level for each, the secretary first, whose own the deputy records.
    desk = visit(can_sign_in(secretary))
    desk.goto(live_server.url + reverse("evaluations:sessions"))
    desk.get_by_role("button", name="Mở phiên").click()
    desk.get_by_role("link", name="Thành phần, biên bản").click()
    desk.get_by_label("ngày", exact=False).first.fill(TODAY)
    desk.get_by_label("triệu tập").fill("12")
    desk.get_by_label("có mặt").fill("11")
    for label, person in (("chủ trì", secretary), ("thư ký", deputy)):
        desk.get_by_label(label).select_option(label=str(person))
    desk.get_by_role("button", name="Lưu").click()
    other = visit(can_sign_in(deputy))
    other.goto(desk.url)
    record_levels(other, [secretary])
    check_page(other)
    record_levels(desk, [person for person, _rank in cell if person != secretary])
    expect(desk.get_by_role("main")).to_contain_text("tối đa")
    check_page(desk)
    desk.get_by_role("link", name="Xem lại và chốt phiên").click()
    desk.get_by_role("button", name="Chốt đề xuất, lập biên bản").click()
    expect(desk.get_by_role("main")).to_contain_text("Phiên đã chốt")
    assert Rating.objects.filter(stage="proposed").count() == 11

    # The office appraises what agrees with the suggestion, all at once.
    office = visit(can_sign_in(personnel_officer))
    office.goto(live_server.url + reverse("evaluations:appraisal", args=[evaluation.pk]))
    check_page(office)
    for box in office.locator("#appraisal-table input[type=checkbox]").all():
        box.check()
    office.get_by_role("button", name="Thẩm định như đề xuất").click()
    assert Rating.objects.filter(stage="appraised").count() == 11

    # Three stand at the top where one may: the portal says so and picks nobody; people choose, each with a reason.
    office.goto(live_server.url + reverse("evaluations:decisions", args=[evaluation.pk]))
    office.get_by_role("main").get_by_role("link", name="Ghi quyết định").first.click()
    office.get_by_label("Cấp quyết định").fill("Ban Thường vụ Đảng ủy phường Hạc Thành")
    office.get_by_label("Số quyết định").fill("45-QĐ/ĐU")
    office.get_by_label("Ngày quyết định").fill(TODAY)
    office.get_by_role("button", name="Xem lại trước khi công bố").click()
    expect(office.get_by_role("main")).to_contain_text("Quyết định vượt tỉ lệ.")
    check_page(office)
    assert RatingDecision.objects.count() == 0
    for person in [person for person, _rank in cell if person.full_name in ("Lê Quang Dũng", "Lê Thị Bảo")]:
        office.get_by_label(f"Mức của {person}", exact=True).select_option(meeting.GOOD)
        office.get_by_label(f"Lý do mức của {person}").fill("Hội nghị cân nhắc theo tỉ lệ của nhóm")
    office.get_by_role("button", name="Xem lại trước khi công bố").click()
    office.get_by_role("button", name="Ghi và công bố 11 kết quả").click()
    expect(office.get_by_role("main")).to_contain_text("45-QĐ/ĐU")
    check_page(office)
    levels = Rating.objects.values_list("level", flat=True)
    assert (list(levels).count(meeting.TOP), list(levels).count(meeting.GOOD)) == (1, 10)

    # Each reads their own result; a request for correction is asked and answered.
    phone.goto(live_server.url + reverse("evaluations:dossier", args=[Dossier.objects.get(person=member).pk]))
    expect(phone.get_by_role("main")).to_contain_text("45-QĐ/ĐU")
    check_page(phone)
    phone.get_by_role("link", name="Đề nghị xem xét lại").click()
    phone.get_by_label("Nội dung đề nghị", exact=False).fill("Đề nghị ghi đủ hai cam kết đã hoàn thành.")
    phone.get_by_role("button", name="Gửi đề nghị").click()
    office.goto(live_server.url + reverse("evaluations:correction_requests"))
    office.get_by_role("main").get_by_role("link", name=str(member)).first.click()
    office.locator("#uphold-form textarea").fill("Hai cam kết đã được ghi đủ trong phiếu, mức giữ nguyên.")
    office.get_by_role("button", name="Trả lời: giữ nguyên mức").click()
    phone.reload()
    expect(phone.get_by_role("main")).to_contain_text("Hai cam kết đã được ghi đủ trong phiếu")

    # The table says on screen, in Excel and as PDF what was decided; the paper is issued with its code.
    office.goto(live_server.url + reverse("evaluations:table", args=[evaluation.pk, province.cell.code, "people"]))
    check_page(office)
    on_screen = rows_of(office)
    workbook = openpyxl.load_workbook(BytesIO(taken(office, "Excel")))
    in_workbook = [[words(value) for value in row if value is not None] for row in workbook.active.values]
    in_pdf = words(" ".join(page.extract_text() for page in PdfReader(BytesIO(taken(office, "PDF"))).pages))
    assert len(on_screen) == 12
    for name, level in on_screen:
        assert any({name, level} - {""} <= set(row) for row in in_workbook), (name, level)
        assert name in in_pdf
    assert [level for name, level in on_screen if name == str(member)] == [meeting.TOP]
    paper = phone.request.get(
        live_server.url + reverse("evaluations:report", args=[Rating.objects.get(dossier__person=member).pk, "pdf"])
    )
    text = words(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper.body())).pages))
    assert paper.status == 200
    assert "PHIẾU ĐÁNH GIÁ, XẾP LOẠI" in text
    assert "45-QĐ/ĐU" in text
    refused = ("Content Security Policy", "Failed to load resource")
    faults = [fault for page in (phone, desk, other, office) for fault in page.faults]
    assert [fault for fault in faults if not any(known in fault for known in refused)] == []


def record_levels(page, people):
    """Choose for each of ``people`` the level of their own paper; the row is saved as it is left."""
    for person in people:
        page.get_by_role("link", name=f"Ghi {person}", exact=True).click()
        chosen = page.get_by_label(f"Mức đề xuất cho {person}", exact=False)
        claimed = SelfAssessment.objects.get(dossier__person=person).own_levels[meeting.MEMBER]
        with page.expect_response(lambda response: "/rows/" in response.url) as answer:
            chosen.select_option(claimed)
        assert answer.value.status == 200, answer.value.text()[:500]


def taken(page, name):
    """Return the file behind a link of the page."""
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    return download.value.path().read_bytes()


def rows_of(page):
    """Return (name, decided level) of each line of the table on screen."""
    heads = [words(head) for head in page.locator("#summary-table thead th").all_inner_texts()]
    name, level = heads.index("Họ và tên"), heads.index("Mức quyết định")
    lines = page.locator("#summary-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    # Below the name stands who it is: post and unit.
    return [(words(cells[name].strip().splitlines()[0]), words(cells[level])) for cells in lines]


def words(text):
    return " ".join(str(text).split())
