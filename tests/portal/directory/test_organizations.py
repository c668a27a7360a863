"""The tree of organisations, one organisation, moving and renaming."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal.audit.models import AuditEvent
from portal.directory import branches, fields
from portal.directory.fields import OrganizationField
from portal.directory.models import PartyOrg
from portal.lib import composed
from tests import factories

TREE = "/directory/organizations/"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def questions(client, url):
    """Return how many questions a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def drawn(rows):
    return [(row.org.code, row.people, drawn(row.below)) for row in rows]


def test_an_officer_sees_their_subtree_with_its_members_and_what_stands_above(personnel_officer, member, signed_in):
    page = signed_in(personnel_officer).get(TREE)

    assert drawn(page.context["branches"]) == [
        ("TU", None, [("DUHT", 2, [("DUHT-01", 1, []), ("DUHT-02", 1, [])])]),
    ]


def test_a_member_sees_where_they_stand_and_no_numbers(member, signed_in):
    page = signed_in(member).get(TREE)

    assert drawn(page.context["branches"]) == [("TU", None, [("DUHT", None, [("DUHT-01", None, [])])])]


def test_a_large_tree_is_fetched_branch_by_branch(system_admin, signed_in, monkeypatch):
    monkeypatch.setattr(branches, "AT_ONCE", 3)
    client = signed_in(system_admin)

    page = client.get(TREE)
    branch = client.get(reverse("directory:branch", args=["DUHT"]), headers={"HX-Request": "true"})

    assert drawn(page.context["branches"]) == [("TU", 1, [("DUHT", 1, []), ("DUDS", 0, [])])]
    assert reverse("directory:branch", args=["DUHT"]) in page.content.decode()
    assert [row.org.code for row in branch.context["branches"]] == ["DUHT-01", "DUHT-02"]


def test_the_page_of_a_cell_lists_posts_members_and_history(secretary, member, signed_in, province):
    page = signed_in(secretary).get(province.cell.get_absolute_url())

    assert [(post.title, post.person) for post in page.context["posts"]] == [("Bí thư", secretary)]
    assert page.context["page"].rows == [secretary, member]  # Khải before Ngà
    assert [placement.name for placement in page.context["placements"]] == ["Chi bộ khu phố 1"]


def test_a_member_sees_the_posts_of_their_cell_but_not_who_belongs_to_it(member, secretary, signed_in, province):
    page = signed_in(member).get(province.cell.get_absolute_url())

    assert page.context["page"] is None
    assert "Hoàng Văn Khải" in page.content.decode()
    assert reverse("directory:person", args=[secretary.public_id]) not in page.content.decode()


def test_the_page_asks_as_many_questions_for_three_hundred_as_for_one(ward_secretary, signed_in, province):
    client, url = signed_in(ward_secretary), province.cell.get_absolute_url()
    counts = []
    for size in (1, 2, 297):
        for _number in range(size):
            factories.make_person(cell=province.cell)
        counts.append(questions(client, url))

    assert len(client.get(url).context["page"].rows) == 50
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_moving_says_whom_it_touches_before_it_does_it(system_admin, member, signed_in, province, monkeypatch):
    told = []
    monkeypatch.setattr(composed, "apply_org_change", [lambda change: told.append(change) or []])
    url = reverse("directory:place", args=["DUHT-01"])
    data = {"name": "Chi bộ khu phố 1", "parent": "DUDS", "on": "01/11/2026", "decision": "12-QĐ/TU"}
    client = signed_in(system_admin)

    preview = client.post(url, data)
    before = PartyOrg.objects.get(code="DUHT-01").parent
    client.post(url, data | {"confirm": "1"})

    cell = PartyOrg.objects.get(code="DUHT-01")
    member.refresh_from_db()
    touched = preview.context["touched"]
    assert (touched.organizations, touched.cells, touched.people) == (1, 1, 1)
    assert (before, cell.parent) == (province.ward, province.other_ward)
    assert (member.org_path, cell.placements.last().decision) == (cell.path, "12-QĐ/TU")
    assert [(change.org, change.path_before, change.on) for change in told[-1:]] == [
        (cell, province.cell.path, datetime.date(2026, 11, 1))
    ]
    assert AuditEvent.objects.filter(action="directory.organization_placed").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        (
            {"parent": "DUHT-02"},
            "parent",
            "There is no “DUHT-02”. Write the code as it stands in the tree of organisations.",
        ),
        ({"parent": "DUHT"}, "__all__", "Neither the name nor the superior is new. Change one of them."),
        ({"on": "31/02/2026"}, "on", "The calendar has no 31/02/2026. Check the day and the month."),
        ({"decision": ""}, "decision", "This field is required."),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(changes, field, error, system_admin, signed_in, province):
    data = {"name": "Chi bộ khu phố 1", "parent": "DUDS", "on": "01/11/2026", "decision": "12-QĐ/TU", "confirm": "1"}

    page = signed_in(system_admin).post(reverse("directory:place", args=["DUHT-01"]), data | changes)

    assert page.context["form"].errors == {field: [error]}
    assert PartyOrg.objects.get(code="DUHT-01").parent == province.ward


def test_an_organisation_does_not_stand_below_itself(system_admin, signed_in, province):
    data = {"name": "Tỉnh ủy", "parent": "DUHT", "on": "01/11/2026", "decision": "12-QĐ/TU", "confirm": "1"}

    page = signed_in(system_admin).post(reverse("directory:place", args=["TU"]), data)

    assert page.context["form"].errors == {
        "parent": ["An organisation cannot stand below itself. Choose another superior."]
    }


def _refusal(text):
    field = OrganizationField(among=PartyOrg.objects.cells())
    with pytest.raises(ValidationError) as refusal:
        field.clean(text)
    return refusal.value.messages


def test_a_name_that_only_begins_like_one_is_answered_with_those_it_may_mean(province):
    meant = "Chi bộ khu phố 2, Đảng bộ phường Hạc Thành (DUHT-02)"
    assert _refusal("khu phố 2") == [f"There is no “khu phố 2”. Is one of these meant: {meant}? Write its code."]
    assert _refusal("???") == ["There is no “???”. Write the code as it stands in the tree of organisations."]


def test_a_name_of_many_cells_is_found_with_its_superior_and_names_only_the_first_of_them(province, monkeypatch):
    monkeypatch.setattr(fields, "OFFERED", 7)  # fewer than there are of that name
    for number in range(7):
        ward = factories.make_org(f"W{number}", f"Đảng bộ xã {number}", type_code="COMMUNE", parent=province.top)
        cell = factories.make_org(f"W{number}-01", "Chi bộ khu phố 1", parent=ward)

    found = OrganizationField(among=PartyOrg.objects.cells()).clean("chi bộ khu phố 1, đảng bộ xã 6")

    (said,) = _refusal("Chi bộ khu phố 1")
    assert found == cell
    assert (said.count("Chi bộ khu phố 1, "), said.endswith("; …. Write the code.")) == (6, True)
