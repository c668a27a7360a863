"""The committee's way in a real browser: where the registration stands, what nobody took, who has not reported."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commitments.models import ActionProgram, Period, ProgressReport
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories
from tests.commitments.standing import stands
from tests.journeys.browsing import LOOKS, check_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.smoke,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def overseer(province):
    """A member of the standing committee in charge of the ward and of a cell elsewhere."""
    person = factories.make_person("Trương Bá Lộc", cell=province.other_cell, password=factories.PASSWORD)
    factories.appoint(person, Role.OVERSEER, province.ward)
    factories.appoint(person, Role.OVERSEER, province.other_cell)
    return person


@pytest.fixture
def year(province, campaign, clause, member, colleague, secretary, deputy):
    """A quarter to report: one has reported a result, one has not, one has not registered; an item nobody took."""
    factories.make_clause(clause.resolution, "2", "Cải thiện môi trường đầu tư", target_value=100, unit="người")
    quarter = Period.objects.get(year=campaign.year, quarter=1)
    Period.objects.filter(pk=quarter.pk).update(
        ends_on=today(), report_opens_on=today(), report_due_on=today() + datetime.timedelta(days=5)
    )
    Period.objects.filter(year=campaign.year, quarter__gt=1).update(report_opens_on=None)
    told = factories.make_program(member, campaign=campaign, status="approved", clauses=[clause])
    factories.make_program(colleague, campaign=campaign, status="approved", clauses=[clause])
    report = ProgressReport.objects.create(program=told, quarter=quarter, sent_by=member)
    stands(told.commitments.get(), "done", report=report)
    factories.make_entry(campaign, deputy)
    return ActionProgram.objects.all()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_overseer_goes_from_the_overview_to_the_items_and_to_who_has_not_reported(
    width, scheme, year, overseer, visit, live_server
):
    page = visit(overseer, width=width, scheme=scheme)
    main = page.get_by_role("main")

    # Two units are in their charge: they choose one.
    page.goto(live_server.url + reverse("commitments:overview"))
    expect(main).to_contain_text("Xem đơn vị nào?")
    check_page(page)
    main.get_by_role("link", name="Đảng bộ phường Hạc Thành").click()
    expect(main).to_contain_text("2 trên 3 đồng chí đã đăng ký")
    check_page(page)

    # What nobody took stands first; a number leads to the names behind it.
    views = page.get_by_role("navigation", name="Các phần của tổng quan")
    views.get_by_role("link", name="Mục văn bản").click()
    expect(main).to_contain_text("1 trên 2 mục văn bản đã có người đăng ký. 1 mục chưa ai đăng ký.")
    expect(main.get_by_role("heading", name="Chưa ai đăng ký")).to_be_visible()
    check_page(page)
    main.locator(".cover--total").get_by_role("link", name="2").click()
    expect(main).to_contain_text("Đặng Thị Bích Ngà")
    check_page(page)
    page.go_back()

    # Day by day, with the numbers as a table.
    views.get_by_role("link", name="Theo ngày").click()
    expect(main.get_by_role("img", name="Tỉ lệ đã đăng ký lũy kế", exact=False)).to_be_visible()
    main.get_by_text("Số liệu từng ngày").click()
    expect(main.get_by_role("cell", name="66,7").first).to_be_visible()
    check_page(page)

    # How far it is, and who has not reported.
    views.get_by_role("link", name="Tiến độ").click()
    expect(main).to_contain_text("1 trên 2 cam kết đã xong; bình quân đạt 50,0%.")
    check_page(page)
    main.get_by_role("link", name="Danh sách chưa báo cáo").click()
    expect(main).to_contain_text("Lê Quang Dũng")
    expect(main).not_to_contain_text("Đặng Thị Bích Ngà")
    check_page(page)

    # The list narrows without a button, and goes out as a workbook.
    page.get_by_label("Tình trạng").select_option("reported")
    expect(main).to_contain_text("Đặng Thị Bích Ngà")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Excel danh sách này").click()
    assert download.value.suggested_filename.endswith(".xlsx")
