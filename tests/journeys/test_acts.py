"""In a real browser: two wards are merged under open reviews, a secretary enters for a member, an officer is absent."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commitments.models import ActionProgram, Entered
from portal.directory.models import Delegation, PartyOrg, Person
from portal.lib.dates import today
from tests import factories
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WINDOWS = [(1280, "light"), (390, "dark")]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def day(offset=0):
    return f"{today() + datetime.timedelta(days=offset):%d/%m/%Y}"


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_two_wards_are_merged_and_the_open_review_goes_to_the_new_one(
    width, scheme, province, secretary, deputy, ward_secretary, system_admin, campaign, visit, live_server
):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    program.current_step.decide("approved", by=deputy)

    # The administrator says what is merged, sees what it touches, and does it.
    page = visit(system_admin, width=width, scheme=scheme)
    page.goto(live_server.url + province.ward.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="Sáp nhập").click()
    check_page(page)
    page.get_by_label("Sáp nhập cùng với").fill("DUDS")
    page.get_by_label("Mã tổ chức mới").fill("DUHS")
    page.get_by_label("Tên tổ chức mới").fill("Đảng bộ phường Hàm Rồng")
    page.get_by_label("Quyết định").fill("1656/NQ-UBTVQH15")
    page.get_by_label("Các chức vụ cấp ủy tiếp tục").check()
    page.get_by_role("button", name="Xem việc này ảnh hưởng đến đâu").click()
    expect(page.locator("#preview")).to_contain_text("1 bản đang chờ xem xét")
    check_page(page)
    page.get_by_role("button", name="Xác nhận sáp nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đảng bộ phường Hàm Rồng")
    expect(page.get_by_role("main")).to_contain_text("Đảng bộ phường Hạc Thành")
    check_page(page)

    # The secretary, who goes on there, decides.
    desk = visit(ward_secretary, width=width, scheme=scheme)
    desk.goto(live_server.url + program.review_url)
    check_page(desk)
    desk.get_by_role("button", name="Phê duyệt").click()
    expect(desk.get_by_role("main")).to_contain_text("Đã")
    program.refresh_from_db()
    assert (program.status, program.steps.last().body) == ("approved", PartyOrg.objects.get(code="DUHS"))
    assert page.faults == desk.faults == []


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_a_secretary_enters_for_a_member_who_signs_the_print_and_the_deputy_confirms_it(
    width, scheme, member, secretary, deputy, campaign, clause, visit, live_server
):
    entry = factories.make_entry(campaign, member)

    page = visit(secretary, width=width, scheme=scheme)
    page.goto(live_server.url + reverse("commitments:for_others"))
    check_page(page)
    page.locator("[name=member]").select_option(label=str(member))
    page.get_by_label("Lý do không tự nhập được").fill("Không có điện thoại, máy tính")
    page.get_by_role("button", name="Nhập giúp đồng chí này").click()
    check_page(page)
    page.get_by_role("button", name="Soạn chương trình").click()
    expect(page.get_by_role("main")).to_contain_text(f"Đang nhập giúp đồng chí {member}")
    check_page(page)
    program = factories.make_program(entry, by=secretary, clauses=[clause])
    page.goto(live_server.url + reverse("commitments:submit", args=[program.pk]))
    page.get_by_role("main").get_by_role("button", name="Gửi").first.click()
    expect(page.get_by_role("main")).to_contain_text("Chưa được xác nhận")

    # They keep the scan of the signed print, and still do not decide: it is their word alone.
    page.goto(live_server.url + program.get_absolute_url())
    check_page(page)
    page.get_by_role("link", name="Chi tiết").click()
    check_page(page)
    page.get_by_label("Bản quét hoặc ảnh chụp").set_input_files(
        {"name": "ban-ky.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Lưu bản in có chữ ký").click()
    expect(page.get_by_role("main")).to_contain_text(f"hoặc xác nhận theo bản in: {deputy}")
    check_page(page)
    assert Entered.objects.get().scan_name == "ban-ky.pdf"
    page.goto(live_server.url + program.review_url)
    expect(page.get_by_role("main")).to_contain_text(f"Đồng chí đã nhập giúp {member}")
    expect(page.get_by_role("button", name="Phê duyệt")).to_have_count(0)

    # The deputy finds it among the notifications, opens the print and confirms it.
    other = visit(deputy, width=width, scheme=scheme)
    other.goto(live_server.url + reverse("notifications:notifications"))
    other.get_by_role("button", name="Bản in có chữ ký của văn bản nhập giúp").click()
    expect(other.get_by_role("link", name="ban-ky.pdf")).to_be_visible()
    check_page(other)
    other.get_by_role("button", name="Bản đã ký là đúng, tôi xác nhận").click()
    expect(other.get_by_role("main")).to_contain_text("Đã xác nhận bằng bản in có chữ ký")
    check_page(other)

    page.goto(live_server.url + program.review_url)
    page.get_by_role("button", name="Phê duyệt").click()
    expect(page.get_by_role("main")).to_contain_text("Đã")
    assert ActionProgram.objects.get().status == "approved"
    assert page.faults == other.faults == []


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_an_absent_secretary_lets_a_comrade_stand_in(
    width, scheme, member, secretary, deputy, colleague, campaign, visit, live_server
):
    program = factories.make_program(colleague, campaign=campaign, status="submitted")
    own = factories.make_program(secretary, campaign=campaign, status="submitted")

    page = visit(secretary, width=width, scheme=scheme)
    page.goto(live_server.url + secretary.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="Vắng mặt").click()
    check_page(page)
    page.locator("[name=substitute]").select_option(label=str(member))
    page.get_by_label("Vắng đến ngày").fill(day(7))
    page.get_by_label("Lý do vắng mặt").fill("Đi học")
    page.get_by_role("button", name="Ghi người thay").click()
    expect(page.get_by_role("main")).to_contain_text(f"{member}, từ {day()} đến {day(7)}")
    check_page(page)
    assert Delegation.objects.get().duties == ["count", "names", "review_cell"]

    expect(page.get_by_role("main")).to_contain_text("Xem xét, quyết định của chi bộ")

    # The comrade is told for whom they act, finds it waiting, decides, and the history says for whom.
    desk = visit(Person.objects.get(pk=member.pk), width=width, scheme=scheme)
    desk.goto(live_server.url + own.review_url)
    expect(desk.locator("#review-form")).to_have_count(0)  # the absent comrade's own paper is not theirs to decide
    desk.goto(live_server.url + reverse("commitments:queue"))
    expect(desk.get_by_role("main")).to_contain_text(f"Đồng chí đang được ủy quyền thay đồng chí {secretary}")
    expect(desk.locator("#review-table")).to_contain_text(str(colleague))
    check_page(desk)
    desk.goto(live_server.url + program.review_url)
    check_page(desk)
    desk.get_by_role("button", name="Phê duyệt").click()
    expect(desk.get_by_role("main")).to_contain_text("Đã")
    desk.goto(live_server.url + program.get_absolute_url())
    words = f"{member}, được ủy quyền thay đồng chí {secretary} vắng từ {day()} đến {day(7)}"
    expect(desk.get_by_role("main")).to_contain_text(words)
    check_page(desk)

    # The secretary comes back before the day: what the comrade still has open gives nothing any more.
    desk.goto(live_server.url + reverse("commitments:queue"))
    page.reload()
    page.get_by_role("main").get_by_role("button", name="Kết thúc ngay").click()
    expect(page.get_by_role("main")).to_contain_text("kết thúc")
    assert page.faults == desk.faults == []
    assert desk.reload().status == 403


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_a_transfer_shows_what_it_touches_and_is_corrected(
    width, scheme, member, personnel_officer, campaign, visit, live_server
):
    factories.make_entry(campaign, member)

    page = visit(personnel_officer, width=width, scheme=scheme)
    page.goto(live_server.url + reverse("directory:keep_person", args=[member.public_id, "transfer"]))
    page.locator("[name=cell]").fill("DUHT-02")
    page.get_by_label("Số, ký hiệu văn bản").fill("12-GT/ĐU")
    page.get_by_role("button", name="Xem việc này ảnh hưởng đến đâu").click()
    expect(page.locator("#preview")).to_contain_text("Từ hôm nay tính ở")
    check_page(page)
    page.locator("[name=confirm]").click()
    expect(page.get_by_role("main")).to_contain_text("12-GT/ĐU")
    check_page(page)
    page.get_by_role("link", name="Ghi sai").click()
    check_page(page)
    page.locator("[name=never-because]").fill("Nhầm đồng chí trùng tên")
    page.get_by_role("button", name="Hủy nội dung ghi").click()
    expect(page.get_by_role("main")).to_contain_text("Nhầm đồng chí trùng tên")
    page.goto(live_server.url + reverse("directory:acts"))
    check_page(page)
    assert Person.objects.get(pk=member.pk).cell.code == "DUHT-01"
    assert page.faults == []
