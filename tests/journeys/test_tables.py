"""The office at the year's end, in a browser: tables, papers of a unit, a history, the report, a list of last year."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.models import PastCount, PastRating, Rating
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.past import count_row, counts_list
from tests.evaluations.rated import pretend_decided
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def evaluation(province, member, colleague, personnel_officer):
    made = make_evaluation(province.ward)
    for person in (member, colleague):
        pretend_decided(make_dossier(made, person, posts="Chi ủy viên", job="Công chức"), by=personnel_officer)
    Rating.objects.update(published_at=factories.local_noon(datetime.date(2026, 11, 20)))
    PastRating.objects.create(year=made.year - 1, person=member, track="party_member", level="HTNV", note="12-QĐ/ĐU")
    return made


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_office_reads_the_tables_and_takes_in_last_year(
    width, scheme, evaluation, province, member, personnel_officer, visit, live_server
):
    page = visit(personnel_officer, width=width, scheme=scheme)

    def go(name, *arguments):
        page.goto(live_server.url + reverse(f"evaluations:{name}", args=arguments))

    if width == 1280:  # one line, whatever an officer keeps
        assert page.locator(".topnav").bounding_box()["height"] < 70

    # From the ward down to the people of a cell, and up again.
    go("table", evaluation.pk, "DUHT", "units")
    check_page(page)
    page.get_by_role("link", name="Chi bộ khu phố 1").click()
    expect(page.get_by_role("table")).to_contain_text("Công chức")
    expect(page.get_by_role("table")).to_contain_text("Tổng cộng")
    check_page(page)
    page.get_by_role("link", name="lên Đảng bộ phường Hạc Thành").click()
    page.get_by_role("link", name="Giấy tờ của đơn vị").click()
    check_page(page)
    go("year_report", evaluation.pk, "DUHT")
    check_page(page)
    go("history", member.public_id)
    expect(page.get_by_role("main")).to_contain_text("Mức xếp loại đảng viên")
    check_page(page)

    # A wrong file says what is wrong; a right one is looked at before it is written.
    def look_into(content):
        go("past")
        page.locator("[name=file]").set_input_files({"name": "so-lieu.xlsx", "mimeType": "", "buffer": content})
        page.get_by_role("button", name="Xem trước").click()
        check_page(page)

    look_into(b"Khong phai bang tinh")
    expect(page.locator("#error-summary")).to_be_visible()
    look_into(counts_list(count_row(**{"Số được đánh giá": 70})).read())
    expect(page.get_by_role("heading", name="Cần sửa")).to_be_visible()
    look_into(counts_list(count_row()).read())
    page.get_by_role("button", name="Ghi vào cổng").click()
    expect(page.get_by_role("main")).to_contain_text("Đã ghi danh sách vào cổng")
    assert PastCount.objects.get().rated == 58
