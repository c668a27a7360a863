"""Same words in a real browser: the writer sees them by themselves, a reviewer notes why they are fine."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.commitments.test_copies import LAND, RIVER, hand_in, write
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_same_words_are_seen_by_the_writer_and_accepted_by_the_reviewer(
    member, colleague, secretary, campaign, visit, live_server
):
    hand_in(write(colleague, campaign, [LAND]))
    draft = write(member, campaign, [RIVER, LAND])

    before = visit(member, width=390)
    before.goto(live_server.url + reverse("commitments:submit", args=[draft.pk]))
    expect(before.locator(".similar mark")).to_have_count(2)  # it came by itself
    check_page(before)

    program = hand_in(draft)
    desk = visit(secretary, width=390)
    desk.goto(live_server.url + reverse("commitments:review", args=[program.pk]))
    note = desk.locator("textarea[name^=note_]").first
    desk.get_by_label("Cần sửa").first.check()
    note.fill("Nêu rõ ngày")
    desk.get_by_text("Ghi lý do chấp nhận").click()
    desk.get_by_role("button", name="Lưu lý do").click()
    expect(desk.locator(".similar .field__note--error")).to_have_count(1)
    desk.get_by_label("Lý do chấp nhận").fill("Cùng đo một cánh đồng")
    desk.get_by_role("button", name="Lưu lý do").click()

    expect(desk.get_by_text("Cùng đo một cánh đồng")).to_be_visible()
    expect(note).to_have_value("Nêu rõ ngày")  # what was typed beside it stays
    check_page(desk)
    assert program.copy_findings.get().accepted_by == secretary
