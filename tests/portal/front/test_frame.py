"""What stands around every page: navigation, whose portal it is, headers."""

import pytest
from django.urls import reverse

from portal.lib import composed
from portal.lib.composed import Link
from tests import factories


@pytest.fixture
def links(monkeypatch):
    """Return a function that gives everybody these entries."""

    def give(*links):
        monkeypatch.setattr(composed, "navigation_for", [lambda person: list(links)])

    return give


def entries(response, group):
    return [(entry["link"].label, entry["current"]) for entry in response.context["navigation"][group]]


def test_the_navigation_keeps_own_and_duty_apart_and_marks_the_current_entry(signed_in, member, links):
    links(
        Link("Tổng quan", "/o/", "chart-column", group="duty", order=20),
        Link("Văn bản", "/r/", "book-open", order=30, current_on=("resolutions:",)),
        Link("Việc cần làm", "/", "list-checks", order=0, current_on=("home",)),
        Link("Xét duyệt", "/x/", "check", group="duty", order=10),
    )

    response = signed_in(member).get(reverse("home"))

    assert entries(response, "own") == [("Việc cần làm", True), ("Văn bản", False)]
    assert entries(response, "duty") == [("Xét duyệt", False), ("Tổng quan", False)]
    assert entries(response, "more") == []


def test_records_stand_in_the_row_where_all_fit_and_under_more_where_not(signed_in, member, links):
    records = [Link(f"Sổ {n}", f"/s{n}/", "users", group="records", order=n) for n in range(2)]
    own = [Link(f"Mục {n}", f"/{n}/", "check", order=n) for n in range(4)]
    duties = [Link(f"Việc {n}", f"/v{n}/", "check", group="duty", order=n) for n in range(6)]

    def shown(*given):
        links(*given)
        response = signed_in(member).get(reverse("home"))
        return [[label for label, _current in entries(response, group)] for group in ("own", "duty", "tucked")]

    assert shown(*own, *records, *duties[:2]) == [
        ["Mục 0", "Mục 1", "Mục 2", "Mục 3", "Sổ 0", "Sổ 1"],
        ["Việc 0", "Việc 1"],
        [],
    ]
    assert shown(*own, *records, *duties) == [
        ["Mục 0", "Mục 1", "Mục 2", "Mục 3"],
        ["Việc 0", "Việc 1", "Việc 2", "Việc 3"],
        ["Việc 4", "Việc 5", "Sổ 0", "Sổ 1"],
    ]


def test_of_two_entries_that_know_a_page_the_nearer_one_is_current(signed_in, member, links):
    links(Link("Gần", "/a/", "check", order=0, current_on=("home",)), Link("Xa", "/b/", "check", current_on=("ho",)))

    response = signed_in(member).get(reverse("home"))

    assert entries(response, "own") == [("Gần", True), ("Xa", False)]


def test_what_a_phone_has_no_room_for_is_under_more(signed_in, member, links):
    links(*[Link(f"Mục {n}", f"/{n}/", "check", order=n) for n in range(5)])

    response = signed_in(member).get(reverse("home"))

    assert [label for label, _current in entries(response, "bar")] == ["Mục 0", "Mục 1", "Mục 2"]
    assert [label for label, _current in entries(response, "more")] == ["Mục 3", "Mục 4"]


def test_nobody_gets_navigation_before_signing_in(client, db):
    response = client.get(reverse("account_login"))

    assert 'class="topnav"' not in response.content.decode()
    assert not response.context["navigation"]


def test_a_member_works_under_the_committee_above_the_cell(signed_in, member):
    assert str(signed_in(member).get(reverse("home")).context["unit_name"]) == "Đảng bộ phường Hạc Thành"


def test_an_officer_works_under_the_organisation_of_the_post(signed_in, province):
    person = factories.make_person(cell=province.cell)
    factories.appoint(person, "clerk", province.other_ward)

    assert str(signed_in(person).get(reverse("home")).context["unit_name"]) == "Đảng bộ phường Đông Sơn"


def test_the_help_line_is_what_the_installation_says(client, db, settings):
    settings.HELP_LINE = "đồng chí Sương: 0237 000 0000"

    assert "Cần giúp đỡ, gọi đồng chí Sương: 0237 000 0000" in client.get(reverse("account_login")).content.decode()


def test_nothing_inline_may_run(client, db):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
