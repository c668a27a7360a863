"""The main journey in a real browser: register, return, mend, approve, print, and everybody sees where it stands."""

from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from commitments.models import ActionProgram
from portal.directory.models import Person
from tests import factories
from tests.journeys.browsing import LOOKS, check_page
from tests.journeys.writing import fill, write_commitment, write_text

pytestmark = [
    pytest.mark.browser,
    pytest.mark.smoke,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

VAGUE = "Tăng cường công tác tuyên truyền, vận động Nhân dân trong khu phố"
CLEAR = "Vận động 120 hộ khu phố 1 ký cam kết không lấn chiếm vỉa hè, kiểm tra lại hằng tháng"


@pytest.fixture
def people(member, secretary, ward_secretary):
    """Let the three sign in with a password."""
    for person in (member, secretary, ward_secretary):
        person.set_password(factories.PASSWORD)
        person.save()
    return member, secretary, ward_secretary


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_program_is_registered_returned_mended_approved_printed_and_counted(
    width, scheme, people, campaign, clause, visit, live_server
):
    member, secretary, ward_secretary = people
    factories.make_entry(campaign, member)

    # The member starts from home, answers a clause, and hands in what the portal only warns of.
    page = visit(member, width=width, scheme=scheme, by_form=True)
    page.due = f"30/11/{campaign.year}"
    check_page(page)
    page.get_by_role("main").get_by_role("link", name="Bắt đầu viết").click()
    page.get_by_role("main").get_by_role("button", name="Bắt đầu viết").click()
    write_text(page, "Mục tiêu", "Hoàn thành 100% nhiệm vụ được giao đúng hạn.")
    write_text(page, "Giải pháp", "Rà soát vào ngày 25 hằng tháng, báo cáo tại sinh hoạt chi bộ.")
    page.get_by_role("navigation", name="Các phần").get_by_role("link", name="Nội dung đăng ký").click()
    page.get_by_role("button", name="Viết cam kết").first.click()
    write_commitment(page, VAGUE, "Các buổi tuyên truyền")
    expect(page.locator(".clarity__title")).to_contain_text("nên xem lại")
    check_page(page)
    page.get_by_role("link", name="Gửi").first.click()
    check_page(page)
    page.get_by_role("main").get_by_role("button", name="Gửi").click()
    expect(page.locator(".status-badge").first).to_contain_text("Chờ duyệt")
    check_page(page)

    # The secretary of the cell sees it on home, asks for a change, and cannot return it without a reason.
    desk = visit(secretary, width=width, scheme=scheme)
    expect(desk.get_by_role("main")).to_contain_text("Xét duyệt 1 chương trình")
    check_page(desk)
    desk.get_by_role("main").get_by_role("link", name="Xét duyệt").first.click()
    check_page(desk)
    desk.get_by_role("main").get_by_role("link", name="Đặng Thị Bích Ngà").first.click()
    check_page(desk)
    desk.get_by_role("button", name="Trả lại").click()
    expect(desk.get_by_role("main")).to_contain_text("Chưa nêu điều cần sửa")
    desk.get_by_label("Lý do trả lại", exact=False).fill("Đề nghị nêu số hộ và cách kiểm tra.")
    desk.get_by_role("button", name="Trả lại").click()
    expect(desk.get_by_role("main")).to_contain_text("trả lại")

    # The member reads the reason on home, mends, and hands in again.
    page.goto(live_server.url)
    expect(page.get_by_role("main")).to_contain_text("Đề nghị nêu số hộ và cách kiểm tra.")
    check_page(page)
    page.get_by_role("main").get_by_role("link", name="sửa").first.click()
    page.get_by_role("navigation", name="Các phần").get_by_role("link", name="Nội dung đăng ký").click()
    page.get_by_role("link", name="Sửa", exact=False).first.click()
    fill(page, "Việc", CLEAR)
    fill(page, "Sản phẩm", "Bản cam kết có chữ ký của 120 hộ, sổ kiểm tra")
    fill(page, "Chỉ tiêu", "120")
    fill(page, "Đơn vị tính", "hộ")
    expect(page.locator(".clarity__title")).to_contain_text("Đủ 6 rõ")
    check_page(page)
    page.get_by_role("link", name="Gửi").first.click()
    page.get_by_role("main").get_by_role("button", name="Gửi").click()

    # The secretary approves.
    desk.goto(live_server.url + reverse("commitments:queue"))
    desk.get_by_role("main").get_by_role("link", name="Đặng Thị Bích Ngà").first.click()
    desk.get_by_role("button", name="Phê duyệt").click()
    expect(desk.get_by_role("main")).to_contain_text("duyệt")

    # It prints, with the code of an issued paper.
    page.goto(live_server.url + reverse("commitments:programs"))
    expect(page.locator(".status-badge").first).to_contain_text("Đã duyệt")
    check_page(page)
    program = ActionProgram.objects.get()
    printed = page.request.get(live_server.url + reverse("commitments:paper_pdf", args=[program.pk]))
    words = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(printed.body())).pages).split())
    assert "ký cam kết không lấn chiếm vỉa hè" in words
    assert "BẢN NHÁP" not in words

    # The ward sees it counted.
    overview = visit(ward_secretary, width=width, scheme=scheme)
    overview.goto(live_server.url + reverse("commitments:overview"))
    expect(overview.get_by_role("main")).to_contain_text("1 trên 1 đồng chí đã đăng ký (100,0%)")
    check_page(overview)
    assert program.status == ActionProgram.Status.APPROVED
    assert program.round == 2
    assert Person.objects.get(pk=member.pk).notifications.count() >= 2
