"""From a slip of paper to the first program: slip, activation, notice, second factor, the first page of a program."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from commitments.models import ActionProgram
from portal.directory.models import Person
from portal.directory.roles import Role
from portal.jobs import files
from portal.jobs.models import Job
from tests import factories
from tests.journeys.browsing import check_page
from tests.journeys.writing import write_commitment, write_text
from tests.worker import work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NEW = "mot-cau-dai-de-nho"


@pytest.fixture(autouse=True)
def _limits_kept(transactional_db):
    call_command("createcachetable")


@pytest.fixture
def officer(personnel_officer):
    personnel_officer.set_password(factories.PASSWORD)
    personnel_officer.save()
    return personnel_officer


@pytest.fixture
def window(chromium, live_server):
    """Return a function that opens a window at a width, signed in as nobody, at ``localhost``: passkeys need a name."""
    contexts = []

    def open_window(width):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.home = live_server.url.replace("127.0.0.1", "localhost")
        return page

    yield open_window
    for context in contexts:
        context.close()


def slip_of(page, officer, person):
    """Let the office make a slip and return what its QR code holds: login name and code."""
    page.goto(page.home + reverse("account_login"))
    page.locator("[name=login]").fill(officer.login_name)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(page.home + reverse("directory:slips"))
    check_page(page)
    page.get_by_label(f"Chọn {person.full_name}").check()
    page.get_by_role("button", name="Cho đồng chí đã đánh dấu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sẽ lập 1 phiếu")
    check_page(page)
    page.get_by_role("button", name="Lập phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu kích hoạt tài khoản của 1 đồng chí")
    work_off()
    text = PdfReader(files.path_of(Job.objects.get(), files.RESULT)).pages[0].extract_text()
    return f"{person.login_name}/{re.search(r'[3-9C-X]{3}-[3-9C-X]{3}-[3-9C-X]{3}', text)[0]}"


def activate(page, scanned):
    page.goto(f"{page.home}{reverse('activate')}#{scanned}")
    check_page(page)
    expect(page.locator("[name=login_name]")).to_have_value(scanned.split("/")[0])
    assert "#" not in page.url
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đặt mật khẩu")
    check_page(page)
    page.locator("[name=password1]").fill(NEW)
    page.locator("[name=password2]").fill(NEW)
    page.get_by_role("button", name="Đặt mật khẩu và vào cổng").click()


def code_of(secret):
    return format_hotp_value(hotp_value(secret.replace(" ", ""), list(yield_hotp_counters_from_time())[1]))


def test_a_member_comes_in_by_a_slip_and_begins_the_first_program(window, officer, member, campaign):
    factories.make_entry(campaign, member)
    Person.objects.filter(pk=member.pk).update(notice_version="", notice_read_at=None)
    scanned = slip_of(window(1280), officer, member)
    phone = window(390)

    activate(phone, scanned)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thông báo về dữ liệu cá nhân")
    check_page(phone)
    phone.get_by_role("button", name="Tôi đã đọc, tiếp tục").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Việc cần làm")
    check_page(phone)
    phone.get_by_role("main").get_by_role("link", name="Bắt đầu viết").click()
    phone.get_by_role("main").get_by_role("button", name="Bắt đầu viết").click()
    expect(phone).to_have_url(re.compile(r"/programs/\d+/edit/"))
    check_page(phone)
    assert ActionProgram.objects.get().owner == member
    assert phone.faults == []


def test_an_officer_comes_in_by_a_slip_sets_up_an_app_and_hands_in_the_first_program(
    window, officer, province, campaign, clause, settings
):
    clerk = factories.make_person("Quách Thị Uyên", cell=province.second_cell, login_name="thi.uyen", notice_version="")
    factories.appoint(clerk, Role.CLERK, province.ward)
    factories.make_entry(campaign, clerk)
    scanned = slip_of(window(1280), officer, clerk)
    settings.SECOND_FACTOR = True
    phone = window(390)

    activate(phone, scanned)
    expect(phone.get_by_text("Nhiệm vụ của đồng chí cần xác thực bước hai")).to_be_visible()
    check_page(phone)
    phone.get_by_role("link", name="Thiết lập ứng dụng").click()
    check_page(phone)
    phone.get_by_text("Không quét được? Nhập khóa bằng tay").click()
    secret = phone.locator(".secret").text_content()
    phone.locator("[name=code]").fill(code_of(secret))
    phone.get_by_role("button", name="Thiết lập", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    check_page(phone)
    recovery = phone.locator(".codes li").first.text_content()
    phone.get_by_role("link", name="Tôi đã cất mã, tiếp tục").click()
    phone.get_by_role("button", name="Tôi đã đọc, tiếp tục").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Việc cần làm")

    # The first program, from home to the cell.
    phone.due = f"30/11/{campaign.year}"
    phone.get_by_role("main").get_by_role("link", name="Bắt đầu viết").click()
    phone.get_by_role("main").get_by_role("button", name="Bắt đầu viết").click()
    write_text(phone, "Mục tiêu", "Hoàn thành 100% nhiệm vụ được giao đúng hạn.")
    write_text(phone, "Giải pháp", "Rà soát vào ngày 25 hằng tháng, báo cáo tại sinh hoạt chi bộ.")
    phone.get_by_role("navigation", name="Các phần").get_by_role("link", name="Nội dung đăng ký").click()
    phone.get_by_role("button", name="Viết cam kết").first.click()
    write_commitment(phone, "Lập sổ theo dõi 12 văn bản chỉ đạo, nhắc hạn hằng tuần", "Sổ theo dõi")
    check_page(phone)
    phone.get_by_role("link", name="Gửi").first.click()
    check_page(phone)
    phone.get_by_role("main").get_by_role("button", name="Gửi").click()
    expect(phone.locator(".status-badge").first).to_contain_text("Chờ duyệt")
    assert (ActionProgram.objects.get().owner, ActionProgram.objects.get().status) == (clerk, "submitted")

    # At another machine the password alone is not enough; a recovery code is.
    desk = window(1280)
    desk.goto(desk.home + reverse("account_login"))
    desk.locator("[name=login]").fill("thi.uyen")
    desk.locator("[name=password]").fill(NEW)
    desk.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Xác thực bước hai")
    check_page(desk)
    desk.locator("[name=code]").fill(recovery)
    desk.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Việc cần làm")
    assert (phone.faults, desk.faults) == ([], [])


def test_a_passkey_is_added_and_asked_for_at_the_next_sign_in(window, member, settings):
    member.set_password(NEW)
    member.save()
    page = window(1280)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})

    def sign_in():
        page.goto(page.home + reverse("account_login"))
        page.locator("[name=login]").fill(member.login_name)
        page.locator("[name=password]").fill(NEW)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()

    sign_in()
    page.goto(page.home + reverse("mfa_add_webauthn"))
    check_page(page)
    page.locator("[name=name]").fill("Máy cơ quan")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng")
    page.goto(page.home + reverse("mfa_index"))
    expect(page.locator("strong", has_text="Máy cơ quan")).to_be_visible()
    check_page(page)
    page.context.clear_cookies()
    sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xác thực bước hai")
    check_page(page)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc cần làm")
    assert page.faults == []
