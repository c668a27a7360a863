"""Same words in a real browser: the writer sees them by themselves, a reviewer notes why they are fine."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.commitments.test_copies import LAND, RIVER, hand_in, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def visit(chromium, live_server, client):
    """Return a function that opens a phone's window on which a person is signed in."""
    contexts = []

    def open_window(person, address):
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        context = chromium.new_context(viewport={"width": 390, "height": 900}, locale="vi-VN")
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    yield open_window
    for context in contexts:
        context.close()


def test_same_words_are_seen_by_the_writer_and_accepted_by_the_reviewer(member, colleague, secretary, campaign, visit):
    hand_in(write(colleague, campaign, [LAND]))
    draft = write(member, campaign, [RIVER, LAND])

    before = visit(member, reverse("commitments:submit", args=[draft.pk]))
    expect(before.locator(".similar mark")).to_have_count(2)  # it came by itself
    assert before.evaluate("document.documentElement.scrollWidth") == 390
    assert Axe().run(before).response["violations"] == []

    program = hand_in(draft)
    desk = visit(secretary, reverse("commitments:review", args=[program.pk]))
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
    assert Axe().run(desk).response["violations"] == []
    assert program.copy_findings.get().accepted_by == secretary
