"""From a photo on a phone to a confirmed result, in a browser: the officer doubts, the member adds what is missing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commitments.models import ProgressAnswer, ProgressEntry
from tests import factories
from tests.journeys.browsing import LOOKS, check_page
from tests.portal.lib import files_handed_in as files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.smoke,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WHY = "Ảnh chưa cho thấy danh sách 60 người. Đề nghị bổ sung danh sách có chữ ký."


@pytest.fixture
def program(member, secretary, campaign, clause):
    for person in (member, secretary):
        person.set_password(factories.PASSWORD)
        person.save()
    return factories.make_program(member, campaign=campaign, clauses=[clause], status="approved")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "buoi-toi-14-8.jpg"
    path.write_bytes(files.photo())
    return path


def report_done(page, address, photo):
    """Say that the commitment is done, show a photo, and send it."""
    page.goto(address)
    page.get_by_label("Xong", exact=True).check()
    page.locator("input[name=photo]").set_input_files(photo)
    expect(page.get_by_role("link", name="buoi-toi-14-8.jpg")).to_be_visible()
    page.locator("[name=send]").click()
    expect(page.get_by_role("main")).to_contain_text("Cổng đã báo để các đồng chí phụ trách biết")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_result_is_doubted_mended_and_confirmed(width, scheme, program, member, secretary, photo, visit, live_server):
    progress, results = (live_server.url + reverse(f"commitments:{name}") for name in ("progress", "results"))
    phone = visit(member, width=390, scheme=scheme)
    report_done(phone, progress, photo)

    # The officer finds it on home, reads promise, result and photo side by side, and doubts it with a reason.
    desk = visit(secretary, width=width, scheme=scheme)
    expect(desk.get_by_role("main")).to_contain_text("1 kết quả chờ xác nhận")
    desk.goto(results)
    check_page(desk)
    expect(desk.get_by_role("link", name="buoi-toi-14-8.jpg")).to_be_visible()
    desk.get_by_text("Chưa đồng ý hoặc cần hỏi lại").click()
    desk.get_by_role("button", name="Chưa đồng ý").click()
    expect(desk.get_by_role("main")).to_contain_text("Đồng chí ghi rõ điều chưa đồng ý")
    check_page(desk)
    desk.get_by_label("Điều chưa đồng ý hoặc điều cần hỏi").fill(WHY)
    desk.get_by_role("button", name="Chưa đồng ý").click()
    expect(desk.get_by_role("main")).to_contain_text("Đã gửi ý kiến chưa đồng ý cho Đặng Thị Bích Ngà, kèm lý do.")
    check_page(desk)

    # The member reads it at the top of the commitment, cites the list, and sends again.
    phone.goto(progress)
    expect(phone.get_by_role("main")).to_contain_text(WHY)
    check_page(phone)
    phone.get_by_text("Dẫn số văn bản").click()
    phone.get_by_label("Số văn bản hoặc đường dẫn").fill("45-BC/ĐU")
    phone.get_by_role("button", name="Thêm").click()
    expect(phone.locator(".evidence")).to_contain_text("45-BC/ĐU")
    phone.locator("[name=send]").click()
    expect(phone.get_by_role("main")).to_contain_text("Cổng đã báo để các đồng chí phụ trách biết")

    # The officer sees what is new beside what was said before, and confirms.
    desk.goto(results)
    expect(desk.get_by_role("main")).to_contain_text("45-BC/ĐU")
    expect(desk.get_by_role("main")).to_contain_text(WHY)
    check_page(desk)
    desk.get_by_role("button", name="Xác nhận Đặng Thị Bích Ngà").click()
    expect(desk.get_by_role("main")).to_contain_text("Đã xác nhận và báo cho Đặng Thị Bích Ngà.")
    check_page(desk)

    answers = ProgressAnswer.objects.order_by("pk")
    assert [(answer.kind, answer.reason, answer.by) for answer in answers] == [
        ("doubted", WHY, secretary),
        ("confirmed", "", secretary),
    ]
    assert [entry.answer for entry in ProgressEntry.objects.order_by("pk")] == ["doubted", "confirmed"]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_several_results_are_chosen_and_confirmed_with_the_keyboard(
    width, scheme, program, secretary, visit, live_server
):
    factories.make_commitment(program)
    factories.make_report(program)
    desk = visit(secretary, width=width, scheme=scheme)
    desk.goto(live_server.url + reverse("commitments:results"))

    for number in (1, 2):
        box = desk.get_by_role("checkbox", name=f"Chọn Đặng Thị Bích Ngà, cam kết {number}")
        box.focus()
        box.press("Space")
    expect(desk.locator("#several")).to_contain_text("Đã chọn 2 kết quả")
    check_page(desk)
    button = desk.get_by_role("button", name="Xác nhận các mục đã chọn")
    button.focus()
    button.press("Enter")

    expect(desk.get_by_role("main")).to_contain_text("Đã xác nhận 2 kết quả.")
    expect(desk.get_by_role("main")).to_contain_text("Không có kết quả nào chờ đồng chí")
    assert [entry.answer for entry in ProgressEntry.objects.all()] == ["confirmed", "confirmed"]
    check_page(desk)
