"""The year between, in a real browser: progress with a photo on a phone, sent to the officers of the cell."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commitments import evidence
from commitments.models import Evidence, ProgressEntry, ProgressReport
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.journeys.browsing import LOOKS, check_page
from tests.portal.lib import files_handed_in as files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.smoke,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


# Of the controls that match, those lower than 44 px.
SMALL_CONTROLS = """(wanted) => [...document.querySelectorAll(`main :is(${wanted})`)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def program(member, secretary, campaign, clause):
    for person in (member, secretary):
        person.set_password(factories.PASSWORD)
        person.save()
    return factories.make_program(member, campaign=campaign, commitments=2, clauses=[clause], status="approved")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG_2031.jpg"
    path.write_bytes(files.photo())
    return path


def write(page, label, text):
    field = page.get_by_label(label, exact=False).first
    field.fill(text)
    field.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_progress_with_a_photo_is_recorded_as_one_goes_and_sent(
    width, scheme, program, member, secretary, photo, visit, live_server
):
    page = visit(member, width=width, scheme=scheme)
    check_page(page)
    page.goto(live_server.url + reverse("commitments:progress"))
    main = page.get_by_role("main")
    check_page(page)

    # The value alone: percent and state follow by themselves, and so does the whole.
    write(page, "Đã thực hiện được", "47")
    expect(page.get_by_label("Mức hoàn thành")).to_have_value("78")
    expect(page.get_by_label("Đang thực hiện")).to_be_checked()
    expect(main).to_contain_text("Cổng tính 47 : 60 = 78%")
    expect(main).to_contain_text("Đã cập nhật 1 trên 2 cam kết")
    write(page, "Kết quả", "Tháng 8 mở thêm 2 buổi tối tại nhà văn hóa.")

    # A photo is there as soon as it is chosen, and its input is free for the next one.
    page.locator("input[name=photo]").set_input_files(photo)
    expect(page.get_by_role("link", name="IMG_2031.jpg")).to_be_visible()
    page.locator("input[name=files]").set_input_files(
        {"name": "báo cáo.pdf", "mimeType": "application/pdf", "buffer": b"MZ no paper"}
    )
    expect(main).to_contain_text("báo cáo.pdf: Nội dung tệp không phải là PDF")
    write(page, "Kết quả", "Tháng 8 mở thêm 2 buổi tối; có danh sách.")
    assert [piece.name for piece in Evidence.objects.all()] == ["IMG_2031.jpg"]

    # A document is cited by its button.
    page.get_by_text("Dẫn số văn bản").click()
    page.get_by_label("Số văn bản hoặc đường dẫn").fill("45-BC/ĐU")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator(".evidence")).to_contain_text("45-BC/ĐU")
    page.reload()
    expect(page.locator("[name=reference]")).to_have_value("")
    expect(main).not_to_contain_text("Đã khôi phục")
    check_page(page)

    # On to the next commitment: done beyond needs evidence first, then it is sent.
    page.get_by_role("button", name="Xong, sang cam kết 2").click()
    page.get_by_label("Hoàn thành vượt mức").check()
    expect(page.get_by_label("Mức hoàn thành")).to_have_value("100")
    expect(main).to_contain_text("Cam kết 2: “Vượt mức” cần có minh chứng")
    expect(page.locator("[name=send]")).to_have_count(0)
    check_page(page)
    page.locator("input[name=photo]").set_input_files(photo)
    expect(page.get_by_role("link", name="IMG_2031.jpg")).to_be_visible()
    page.locator("[name=send]").click()
    expect(main).to_contain_text("Cổng đã báo để các đồng chí phụ trách biết")
    check_page(page)

    report = ProgressReport.objects.get()
    told = [(e.percent, e.state, e.reached_on, e.note) for e in report.entries.all()]
    assert told == [
        (78, "in_progress", today(), "Tháng 8 mở thêm 2 buổi tối; có danh sách."),
        (100, "exceeded", today(), ""),
    ]
    assert Notification.objects.of(secretary).filter(event="commitments.progress_sent").count() == 1

    # The secretary reads what was sent.
    desk = visit(secretary, width=width, scheme=scheme)
    desk.goto(live_server.url + reverse("commitments:program_progress", args=[program.pk]))
    check_page(desk)
    expect(desk.get_by_role("main")).to_contain_text("47 người, 78%")
    desk.get_by_role("link", name="Xem đầy đủ").first.click()
    check_page(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="IMG_2031.jpg").first.click()
    assert download.value.suggested_filename == "IMG_2031.jpg"


def test_without_scripts_everything_is_saved_by_the_buttons(program, member, photo, chromium, live_server):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Tên đăng nhập", exact=False).fill(member.login_name)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(live_server.url + reverse("commitments:progress"))

    page.get_by_label("Đã thực hiện được").fill("30")
    page.locator("input[name=photo]").set_input_files(photo)
    page.locator("[name=send]").click()

    expect(page.get_by_role("main")).to_contain_text("Đã gửi tiến độ")
    entry = ProgressEntry.objects.get()
    assert (entry.percent, entry.is_sent, entry.evidence.count()) == (50, True, 1)
    context.close()


def test_enter_in_a_field_saves_and_takes_no_evidence_away(program, member, visit, live_server):
    commitment = program.commitments.in_order().first()
    evidence.add_reference(program, commitment, "45-BC/ĐU", by=member)
    page = visit(member, width=390)
    page.goto(f"{live_server.url}{reverse('commitments:progress')}?open={commitment.pk}")

    page.get_by_label("Đã thực hiện được").first.fill("20")
    with page.expect_navigation():
        page.get_by_label("Đã thực hiện được").first.press("Enter")

    entry = ProgressEntry.objects.get(commitment=commitment)
    assert entry.reached_value == 20
    assert [piece.symbol for piece in entry.evidence.all()] == ["45-BC/ĐU"]


def test_a_window_that_was_left_open_keeps_what_was_typed(program, member, visit, live_server):
    first, second = visit(member, width=390), visit(member, width=390)
    for page in (first, second):
        page.goto(live_server.url + reverse("commitments:progress"))
    write(first, "Kết quả", "Từ cửa sổ một")
    field = second.get_by_label("Kết quả", exact=False).first

    field.fill("Từ cửa sổ hai")
    field.press("Tab")

    expect(second.locator(".conflict")).to_contain_text("Từ cửa sổ một")
    expect(second.locator(".conflict")).to_contain_text("Từ cửa sổ hai")
    second.get_by_role("button", name="Giữ bản vừa gõ").click()
    expect(second.get_by_role("main")).to_contain_text("Từ cửa sổ hai")
    assert ProgressEntry.objects.get().note == "Từ cửa sổ hai"


def test_a_document_sent_along_with_another_field_is_not_brought_back(program, member, visit, live_server):
    page = visit(member, width=390)
    page.goto(live_server.url + reverse("commitments:progress"))
    page.get_by_text("Dẫn số văn bản").click()
    page.get_by_label("Số văn bản hoặc đường dẫn").fill("45-BC/ĐU")

    write(page, "Kết quả", "Có báo cáo kèm theo.")
    expect(page.locator(".evidence")).to_contain_text("45-BC/ĐU")
    page.reload()

    expect(page.locator("[name=reference]")).to_have_value("")
    expect(page.get_by_role("main")).not_to_contain_text("Đã khôi phục")
    assert [piece.symbol for piece in Evidence.objects.all()] == ["45-BC/ĐU"]


def test_every_control_on_a_phone_is_large_enough_for_a_thumb(program, member, visit, live_server):
    page = visit(member, width=390)
    page.goto(live_server.url + reverse("commitments:progress"))

    small = page.evaluate(SMALL_CONTROLS, "button, summary, label.choice, label.button, .report__row, .input")

    assert small == []
