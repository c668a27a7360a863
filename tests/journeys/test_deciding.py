"""In a real browser: an evaluation is opened, a level appraised, decided after a second look, read by its member."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.models import Dossier, Evaluation, Rating, RatingDecision
from portal.lib.dates import today
from tests.evaluating import make_evaluation
from tests.evaluations.rated import FAIR, GOOD, make_proposal
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NOTE = "Hai cam kết hoàn thành chậm, chưa có minh chứng."


@pytest.mark.parametrize("width", [1280, 390])
def test_an_evaluation_is_opened_appraised_decided_and_read(
    width, province, member, colleague, secretary, personnel_officer, visit, live_server
):
    draft = make_evaluation(
        province.ward, status=Evaluation.Status.DRAFT, opens_on=today() - datetime.timedelta(days=1)
    )
    office = visit(personnel_officer, width=width)

    # Who would be in it is looked at before it opens.
    office.goto(live_server.url + reverse("evaluations:evaluation_preview", args=[draft.pk]))
    check_page(office)
    office.get_by_role("button", name="Mở đợt đánh giá").click()
    office.get_by_role("dialog").get_by_role("button", name="Mở đợt đánh giá").click()
    expect(office.get_by_role("main")).to_contain_text("Thẩm định")
    check_page(office)

    # The cell has proposed; the office appraises one at another level, with a note that the member will read.
    for person in (member, colleague):
        rating = Rating.objects.get(dossier__person=person)
        rating.propose(GOOD, by=secretary)
        make_proposal(rating, GOOD, votes={GOOD: 9, FAIR: 2}, points=(25, 60))
    office.goto(live_server.url + reverse("evaluations:appraisal", args=[draft.pk]))
    office.get_by_role("main").get_by_role("link", name=str(member)).first.click()
    office.get_by_label("Hoàn thành nhiệm vụ", exact=True).check()
    office.get_by_label("Ý kiến thẩm định", exact=False).fill(NOTE)
    expect(office.get_by_role("main")).to_contain_text("Người được xếp loại sẽ đọc nội dung này")
    check_page(office)
    office.get_by_role("button", name="Thẩm định", exact=True).click()
    office.goto(live_server.url + reverse("evaluations:appraisal", args=[draft.pk]))
    office.locator("#appraisal-table input[type=checkbox]").first.check()
    office.get_by_role("button", name="Thẩm định như đề xuất").click()
    expect(office.get_by_role("main")).to_contain_text("mời mở riêng hồ sơ này")
    office.get_by_role("main").get_by_role("link", name=str(colleague)).first.click()
    office.get_by_role("button", name="Thẩm định", exact=True).click()

    # The decision is written down, looked at once more, changed, and published.
    office.goto(live_server.url + reverse("evaluations:decisions", args=[draft.pk]))
    office.get_by_role("main").get_by_role("link", name="Ghi quyết định").first.click()
    office.get_by_label("Số quyết định").fill("45-QĐ/ĐU")
    office.get_by_label("Ngày quyết định").fill(f"{today():%d/%m/%Y}")
    check_page(office)
    office.get_by_role("button", name="Xem lại trước khi công bố").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Công bố 2 kết quả?")
    expect(office.get_by_role("main")).to_contain_text("Công bố rồi không rút lại được")
    check_page(office)
    assert RatingDecision.objects.count() == 0
    office.get_by_role("button", name="Quay lại sửa").click()
    expect(office.get_by_label("Số quyết định")).to_have_value("45-QĐ/ĐU")
    office.get_by_label("Số quyết định").fill("46-QĐ/ĐU")
    office.get_by_role("button", name="Xem lại trước khi công bố").click()
    office.get_by_role("button", name="Ghi và công bố 2 kết quả").click()
    expect(office.get_by_role("main")).to_contain_text("46-QĐ/ĐU")
    check_page(office)

    # The member reads it on a phone, with the note.
    phone = visit(member, width=390)
    phone.goto(live_server.url + reverse("evaluations:dossier", args=[Dossier.objects.get(person=member).pk]))
    expect(phone.get_by_role("main")).to_contain_text("Hoàn thành nhiệm vụ")
    expect(phone.get_by_role("main")).to_contain_text("46-QĐ/ĐU")
    check_page(phone)
    assert [page.faults for page in (office, phone)] == [[], []]
