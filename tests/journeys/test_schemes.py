"""A committee makes a scheme its own, in a browser: a new version, other points, in use; then a point is settled."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations import shipped
from evaluations.models import ChecklistAnswer, Scheme
from portal.directory.roles import Role
from tests import factories
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def keeper(province):
    person = factories.make_person("Cao Thị Mai", cell=province.other_cell, password=factories.PASSWORD)
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.top)
    shipped.load()
    return person


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_scheme_gets_a_version_of_its_own(width, scheme, keeper, visit, live_server):
    page = visit(keeper, width=width, scheme=scheme)
    page.goto(live_server.url + reverse("evaluations:schemes"))
    check_page(page)
    page.get_by_role("link", name="366-QĐ/TW").click()
    check_page(page)
    page.get_by_role("button", name="Tạo phiên bản mới").click()
    expect(page.get_by_role("main")).to_contain_text("Đây là phiên bản 2")

    # Points that do not add up are refused at once, with the reason; nothing typed is lost.
    page.locator("summary").filter(has_text="Cá nhân không giữ chức vụ").click()
    page.get_by_role("link", name="Sửa tiêu chí, điểm Cá nhân không giữ chức vụ").click()
    page.locator("[name=c0_maximum]").fill("10")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#error-summary")).to_contain_text("Nhóm A cộng lại được 28 điểm; phải đủ 30 điểm.")
    expect(page.locator("[name=c0_maximum]")).to_have_value("10")
    check_page(page)
    page.locator("[name=c1_maximum]").fill("16")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Đã lưu vào bản đang chuẩn bị.")

    page.get_by_role("link", name="Về bộ tiêu chí").click()
    page.get_by_role("link", name="Sửa quy định chung").click()
    check_page(page)
    page.get_by_label("Tên bộ tiêu chí").fill("Bộ tiêu chí của Tỉnh ủy")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Đưa vào áp dụng").click()
    page.get_by_role("dialog").locator("[value=yes]").click()
    expect(page.get_by_role("main")).to_contain_text("Đã áp dụng.")
    in_use = Scheme.objects.in_force().get(code="qd366_2025")
    assert (in_use.version, in_use.name) == (2, "Bộ tiêu chí của Tỉnh ủy")
    assert [item.maximum for item in in_use.rules.frame("NON_LEADER").items] == [10, 16, 4, 70]


def test_a_point_of_the_checklist_is_settled_on_a_phone(keeper, visit, live_server):
    page = visit(keeper, width=390)
    page.get_by_role("link", name="Xem các điểm").click()
    check_page(page)
    page.locator("#point-3 summary").click()
    point = page.locator("#point-3")
    point.get_by_label("Nội dung đã quyết").fill("Xếp không hoàn thành nhiệm vụ, trừ lý do khách quan.")
    point.get_by_label("Cấp quyết định").fill("Ban Thường vụ Tỉnh ủy")
    point.get_by_label("Văn bản (số, ký hiệu)").fill("Kết luận 45-KL/TU")
    point.get_by_label("Ngày của văn bản").fill("02/11/2026")
    point.get_by_role("button", name="Ghi nhận đã quyết").click()

    expect(page.get_by_role("main")).to_contain_text("Còn 10 trên 11 điểm chưa quyết.")
    check_page(page)
    assert ChecklistAnswer.objects.get().point == 3
