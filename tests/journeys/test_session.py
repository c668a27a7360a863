"""A cell of twelve meets, in a real browser: the table by keyboard, two recorders at once, the quota, closing."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.models import Ballot, Proposal, Rating
from portal.directory.roles import Role
from tests import evaluating, factories
from tests.evaluations.meeting import GOOD, TOP, ballot, put_in, record, session_of
from tests.journeys.browsing import LOOKS, check_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.smoke,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

LEADERS = "Lãnh đạo, quản lý"


@pytest.fixture
def cell(province, secretary, deputy):
    """A session of twelve, of whom eleven are rated and the last two still wait for their level."""
    third = factories.make_person("Mai Thị Hồng Nhung", cell=province.cell, login_name="hong.nhung")
    factories.appoint(third, Role.CELL_COMMITTEE_MEMBER, province.cell)
    for person in (secretary, deputy, third):
        person.set_password(factories.PASSWORD)
        person.save()
    evaluation = evaluating.make_evaluation(province.ward)
    rated = [
        put_in(evaluation, secretary, "93.5", rank=1, own_level=TOP, peer_group=LEADERS, posts="Bí thư chi bộ"),
        put_in(evaluation, deputy, "88", rank=2, peer_group=LEADERS, posts="Phó Bí thư chi bộ"),
        put_in(evaluation, third, "94.25", rank=3, own_level=TOP, posts="Chi ủy viên"),
    ]
    for number in range(8):
        person = factories.make_person(f"Nguyễn Văn {'ABCDEGHK'[number]}n", cell=province.cell)
        rated.append(put_in(evaluation, person, "72" if number < 7 else "45"))
    put_in(evaluation, factories.make_person("Quách Minh Hiếu", cell=province.cell), None, not_rated_reason="new")
    session = session_of(evaluation, province.cell, by=deputy, present=11)
    counts = ballot(2, 9, issued=11, valid=11)
    record(session, rated[0], TOP, by=deputy, ballot=ballot(9, 2, issued=11, valid=11))
    record(session, rated[1], GOOD, by=secretary, ballot=counts)
    for dossier in rated[2:9]:
        record(session, dossier, GOOD, by=deputy, ballot=counts)
    return session, rated


def field(page, dossier, name):
    return page.locator(f"#r{dossier.placements.get().pk}-party_member-{name}")


def row(page, dossier):
    return page.locator(f"#r{dossier.placements.get().pk}-party_member")


def open_row(page, dossier):
    row(page, dossier).get_by_role("link", name="Ghi").click()
    expect(field(page, dossier, "level")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_cell_of_twelve_is_recorded_by_keyboard_and_closed(width, scheme, cell, secretary, visit, live_server):
    _session, rated = cell
    ninth, last = rated[9], rated[10]
    page = visit(secretary, width=width, scheme=scheme)
    page.goto(live_server.url + reverse("evaluations:sessions"))
    check_page(page)
    page.get_by_role("link", name="Mở bảng").click()
    check_page(page)
    bar = page.locator("#session-bar")
    expect(bar).to_contain_text("Chưa chốt được: còn 2 việc phải sửa")

    # What the portal suggests comes once the page is there; a row opens in its place, the first ballot waits for it.
    expect(field(page, last, "suggest")).to_contain_text("Không hoàn thành")
    open_row(page, ninth)
    expect(field(page, ninth, "votes")).to_be_focused()
    check_page(page)

    # Ballots by the keyboard: number, Tab, number; what is missing is said until the sum agrees.
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    expect(field(page, ninth, "notes")).to_contain_text("Còn 2 phiếu hợp lệ")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(field(page, ninth, "notes")).not_to_contain_text("phiếu hợp lệ")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")

    # A level: the quota above counts it at once; where nothing is suggested it needs a reason.
    field(page, ninth, "level").select_option(TOP)
    expect(page.locator("#quota")).to_contain_text("1 Xuất sắc, 7 Tốt")
    field(page, ninth, "reason").fill("Hội nghị thống nhất theo khối lượng công việc thực tế")
    field(page, ninth, "reason").press("Tab")
    expect(bar).to_contain_text("còn 1 việc phải sửa")

    # Saved, and on to the next row, which opens while this one folds.
    field(page, ninth, "level").press("Control+Enter")
    expect(field(page, last, "votes")).to_be_focused()
    expect(row(page, ninth)).to_contain_text("Xuất sắc")
    expect(field(page, ninth, "votes")).to_have_count(0)

    # Another level than suggested asks for its reason, there and in the bar.
    field(page, last, "level").select_option(GOOD)
    expect(field(page, last, "reason")).to_be_visible()
    expect(bar).to_contain_text("lý do đề xuất khác gợi ý")
    check_page(page)
    field(page, last, "reason").fill("Chưa tính hai việc đột xuất đảng ủy giao")
    field(page, last, "reason").press("Tab")
    expect(bar).to_contain_text("Chốt được")

    page.get_by_role("link", name="Xem lại và chốt phiên").click()
    expect(page.get_by_role("main")).to_contain_text("Chưa tính hai việc đột xuất đảng ủy giao")
    check_page(page)
    page.get_by_role("button", name="Chốt đề xuất, lập biên bản").click()
    expect(page.get_by_role("main")).to_contain_text("Đã chốt phiên")
    check_page(page)
    assert set(Rating.objects.exclude(dossier__not_rated_reason="new").values_list("stage", flat=True)) == {"proposed"}
    assert Ballot.objects.get(proposal__placement__dossier=ninth).votes[TOP] == 9


def test_two_recorders_in_one_row_lose_nothing(cell, secretary, deputy, visit, live_server):
    session, rated = cell
    last = rated[10]
    url = live_server.url + session.get_absolute_url()
    first, second = visit(secretary), visit(deputy, width=390)
    for page in (first, second):
        page.goto(url)
        open_row(page, last)

    field(first, last, "level").select_option("KHTNV")
    expect(first.locator("#saved")).to_contain_text("Đã lưu")
    field(second, last, "level").select_option("HTNV")

    notes = field(second, last, "notes")
    expect(notes).to_contain_text("Hoàng Văn Khải vừa lưu dòng này")
    expect(field(second, last, "level")).to_have_value("HTNV")
    assert Proposal.objects.get(placement__dossier=last).level == "KHTNV"
    check_page(second)

    notes.get_by_role("button", name="Giữ bản vừa gõ").click()
    expect(second.locator("#saved")).to_contain_text("Đã lưu")
    assert Proposal.objects.get(placement__dossier=last).level == "HTNV"
