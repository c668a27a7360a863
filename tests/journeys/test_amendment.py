"""In a real browser: a program in force is amended, the reviewer sees what differs, and it is in force anew."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commitments.models import Amendment, Commitment
from tests import factories
from tests.journeys.browsing import LOOKS, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


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
