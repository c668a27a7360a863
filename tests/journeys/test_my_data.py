"""A member takes out everything about themselves and asks the office about it; a stranger checks a printed code."""

import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commitments import papers
from commitments.models import ActionProgram
from portal.lib.dates import today
from tests import factories
from tests.journeys.browsing import check_page
from tests.worker import work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_member_takes_out_their_data_on_a_phone_and_is_answered_by_the_office(visit, member, personnel_officer):
    page = visit(member, width=390)
    page.goto(page.url + "my-data/")
    check_page(page)
    page.get_by_role("button", name="Lập tệp").click()
    work_off()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp về").click(timeout=15_000)
    assert "ho-so.json" in zipfile.ZipFile(download.value.path()).namelist()

    page.goto(page.url.partition("/jobs/")[0] + reverse("privacy:my_data"))
    page.get_by_role("link", name="Gửi yêu cầu").click()
    check_page(page)
    page.get_by_label("Sửa thông tin sai").check()
    page.get_by_label("Nội dung yêu cầu", exact=False).fill("Ngày sinh đúng là 02/9/1965")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("link", name="Sửa thông tin sai")).to_be_visible()

    office = visit(personnel_officer)
    expect(office.get_by_role("heading", name="Trả lời 1 yêu cầu về dữ liệu")).to_be_visible()
    office.goto(office.url + "my-data/requests/")
    check_page(office)
    office.get_by_role("link", name="Đặng Thị Bích Ngà").click()
    check_page(office)
    office.get_by_label("Sẽ thực hiện, có hẹn ngày").check()
    office.get_by_label("Xong trước ngày", exact=False).fill(f"{today() + timedelta(days=5):%d/%m/%Y}")
    office.get_by_role("textbox", name="Trả lời").fill("Sẽ đối chiếu lý lịch gốc.")
    office.get_by_role("button", name="Gửi trả lời").click()

    page.get_by_role("link", name="Sửa thông tin sai").click()
    expect(page.get_by_text("Sẽ đối chiếu lý lịch gốc.")).to_be_visible()
    assert page.faults == office.faults == []


def test_a_stranger_checks_a_printed_code(chromium, live_server, campaign, member, secretary):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    issued = papers.issued(program.versions.latest("pk"), by=secretary)
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(live_server.url + "/verify/")
    check_page(page)

    page.get_by_label("Mã in trên văn bản").fill(issued.code.lower())
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("Đúng là văn bản do cổng phát hành")).to_be_visible()
    check_page(page)
    page.get_by_text("Đối chiếu tệp đồng chí nhận được").click()
    page.get_by_label("Tệp đồng chí nhận được", exact=False).set_input_files(issued.pdf.path)
    page.get_by_role("button", name="Đối chiếu tệp").click()

    expect(page.get_by_text("Tệp này đúng là tệp đã phát hành")).to_be_visible()
    context.close()
