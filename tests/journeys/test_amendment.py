"""In a real browser: a program in force is amended, the reviewer sees what differs, and it is in force anew."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from commitments.models import Amendment, Commitment
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def visit(chromium, live_server):
    """Return a function that opens a window at a size and theme for a person who has signed in."""
    contexts = []

    def open_window(person, *, width, scheme):
        client = Client()
        client.force_login(person)
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="vi-VN")
        contexts.append(context)
        cookie = client.cookies["sessionid"]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        return page

    yield open_window
    for context in contexts:
        context.close()


def check_page(page):
    """Nothing scrolls sideways, axe finds nothing, no script fails."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    found = [
        (violation["id"], violation["nodes"][0]["html"][:200]) for violation in Axe().run(page).response["violations"]
    ]
    assert (page.url, found, page.faults) == (page.url, [], [])


def write(page, label, text):
    """Fill a field of the open change and leave it as a person does; what was typed is saved."""
    field = page.locator(".commitment--open").get_by_label(label, exact=False).first
    with page.expect_response(lambda response: "/save/" in response.url):
        field.fill(text)
        field.press("Tab")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_program_in_force_is_amended_reviewed_and_in_force_anew(
    width, scheme, member, secretary, campaign, clause, visit, live_server
):
    program = factories.make_program(member, campaign=campaign, commitments=2, status="approved", clauses=[clause])
    factories.make_report(program, entries=[{"state": "in_progress", "percent": 50, "reached_value": 30}])
    first = program.commitments.in_order().first()

    # The member begins at the program, says why, and changes the first commitment.
    page = visit(member, width=width, scheme=scheme)
    page.goto(live_server.url + program.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="Điều chỉnh").click()
    check_page(page)
    page.get_by_label("Chỉ tiêu không thể đạt").check()
    page.get_by_role("button", name="Bắt đầu điều chỉnh").click()
    check_page(page)
    page.get_by_role("button", name="Điều chỉnh Cam kết 1").click()
    write(page, "Lý do thay đổi", "Địa bàn sáp nhập từ tháng 7, còn 40 người")
    write(page, "Việc tôi làm", first.title.replace("60", "40"))
    write(page, "Chỉ tiêu", "40")
    expect(page.locator("ins").first).to_contain_text("40")
    check_page(page)
    page.locator(".submit-bar").get_by_role("link", name="Gửi bản điều chỉnh").click()
    check_page(page)
    page.get_by_role("main").get_by_role("button", name="Gửi bản điều chỉnh").click()
    expect(page.locator(".status-badge").first).to_contain_text("Chờ duyệt")
    check_page(page)

    # Until it is approved the program stays what it is; the reviewer sees what differs.
    desk = visit(secretary, width=width, scheme=scheme)
    desk.goto(live_server.url + program.get_absolute_url())
    expect(desk.locator(".status-badge").first).to_contain_text("Đang điều chỉnh")
    expect(desk.get_by_role("main")).to_contain_text("Hướng dẫn 60 người")
    check_page(desk)
    desk.goto(live_server.url)
    desk.get_by_role("main").get_by_role("link", name="Xem thay đổi").click()
    check_page(desk)
    desk.get_by_role("main").get_by_role("link", name="Đặng Thị Bích Ngà").click()
    expect(desk.locator("del").first).to_contain_text("60")
    expect(desk.locator("ins").first).to_contain_text("40")
    expect(desk.get_by_role("main")).to_contain_text("Đang thực hiện, 50%, 30 người")
    check_page(desk)
    desk.get_by_role("button", name="Phê duyệt").click()
    expect(desk.get_by_role("main")).to_contain_text("Đã duyệt bản điều chỉnh")
    check_page(desk)

    # The next version is in force, and differs from the first by exactly this.
    page.goto(live_server.url + program.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("Hướng dẫn 40 người")
    expect(page.get_by_role("main")).to_contain_text("Bản 2")
    check_page(page)
    page.goto(live_server.url + reverse("commitments:compare_versions", args=[program.pk]))
    expect(page.locator("del").first).to_contain_text("60")
    check_page(page)
    page.goto(live_server.url + reverse("commitments:version", args=[program.pk, 1]))
    check_page(page)
    live = Commitment.objects.get(pk=first.pk)
    assert (live.target_value, live.latest.percent) == (40, 50)
    assert Amendment.objects.get().status == Amendment.Status.APPROVED
    assert [version.number for version in program.versions.all()] == [1, 2]
