"""What is refused is seen first, in a browser: on a phone, far down a page, and in a draft that saves itself."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MENDED = "#error-summary"


@pytest.fixture
def on_phone(visit, live_server):
    """Return a function that opens a page on a phone."""

    def open_page(person, name, *arguments):
        page = visit(person, width=390)
        page.goto(live_server.url + reverse(name, args=arguments))
        return page

    return open_page


def extend_to_no_day(page):
    page.get_by_text("Gia hạn cho tất cả hoặc cho một đơn vị").click()
    page.get_by_label("Hạn mới").fill("29/02/2027")
    page.get_by_label("Lý do").first.fill("Bão, lũ")
    page.get_by_role("button", name="Gia hạn").click()
    expect(page.locator(MENDED)).to_be_focused()


def test_a_day_that_is_none_is_named_on_top_and_leads_into_its_field(campaign, personnel_officer, on_phone):
    page = on_phone(personnel_officer, "commitments:campaign", campaign.pk)
    extend_to_no_day(page)

    expect(page.locator(MENDED)).to_contain_text("Hạn mới: Lịch không có ngày 29/02/2027")
    assert page.evaluate("scrollY") < 200
    check_page(page)
    page.get_by_role("link", name="Hạn mới: ").click()
    expect(page.get_by_label("Hạn mới")).to_be_focused()
    expect(page.get_by_label("Hạn mới")).to_be_in_viewport()


def test_a_fold_over_a_refused_field_opens_by_its_line(campaign, personnel_officer, on_phone):
    page = on_phone(personnel_officer, "commitments:campaign", campaign.pk)
    extend_to_no_day(page)
    page.evaluate("document.querySelectorAll('details[open]').forEach((fold) => { fold.open = false })")

    page.get_by_role("link", name="Hạn mới: ").click()

    expect(page.get_by_label("Hạn mới")).to_be_focused()


def test_a_draft_that_is_refused_does_not_say_it_is_saved_until_it_is(member, campaign, clause, on_phone):
    program = factories.make_program(member, campaign=campaign, clauses=[clause])
    commitment = program.commitments.get()
    page = on_phone(member, "commitments:edit", program.pk)
    page.goto(f"{page.url}?open={commitment.pk}")
    day = page.locator("[name=due_on]")
    day.fill("31/02/2026")
    page.locator(f"#{commitment.anchor}-form").get_by_role("button", name="Lưu", exact=True).click()

    expect(page.locator(MENDED)).to_be_focused()
    expect(page.locator("#saved")).to_have_text("Chưa lưu, xem phía trên")
    check_page(page)
    page.locator(f"{MENDED} a").click()
    expect(day).to_be_focused()
    day.fill(f"30/09/{program.campaign.period.year}")
    day.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    expect(page.locator(MENDED)).to_have_count(0)
