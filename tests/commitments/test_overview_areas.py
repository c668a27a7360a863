"""Who is in charge of an area: counts and names of its units, no content, nothing of the units beside them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import ActionProgram
from portal.directory.roles import Role
from tests import factories

Status = ActionProgram.Status
OVERVIEW = reverse("commitments:overview")


def unit_url(campaign, code, name="overview_unit"):
    return reverse(f"commitments:{name}", args=[campaign.pk, code])


@pytest.fixture
def program(member, campaign, secretary):
    return factories.make_program(member, campaign=campaign, status=Status.APPROVED)


def test_the_overseer_of_one_unit_is_led_to_it(campaign, overseer, signed_in):
    response = signed_in(overseer).get(OVERVIEW)

    assert response.url == unit_url(campaign, "DUHT")


def test_the_overseer_of_two_units_chooses_between_them(province, campaign, overseer, signed_in):
    factories.appoint(overseer, Role.OVERSEER, province.other_cell)

    response = signed_in(overseer).get(OVERVIEW)

    assert response.status_code == 200
    assert [area.code for area in response.context["areas"]] == ["DUHT", "DUDS-01"]
    assert unit_url(campaign, "DUHT") in response.content.decode()


def test_a_unit_that_was_asked_for_is_not_asked_for_again(province, campaign, overseer, signed_in):
    factories.appoint(overseer, Role.OVERSEER, province.other_cell)

    response = signed_in(overseer).get(OVERVIEW, {"unit": "DUHT"})

    assert response.url == unit_url(campaign, "DUHT")


def test_a_standing_member_of_the_province_finds_the_units_in_their_charge(province, campaign, overseer, signed_in):
    factories.appoint(overseer, Role.STANDING_MEMBER, province.top)

    response = signed_in(overseer).get(OVERVIEW)

    assert [area.code for area in response.context["areas"]] == ["TU", "DUHT"]


def test_the_choice_costs_the_same_queries_for_2_and_for_30_units(province, campaign, overseer, signed_in):
    client, costs = signed_in(overseer), []
    for numbers in (range(1), range(1, 29)):
        for number in numbers:
            unit = factories.make_org(f"DX{number:02}", parent=province.top, type_code="COMMUNE")
            factories.appoint(overseer, Role.OVERSEER, unit)
        with CaptureQueriesContext(connection) as queries:
            client.get(OVERVIEW)
        costs.append(len(queries))

    assert len(set(costs)) == 1, costs
    assert costs[0] <= 15


def test_inside_the_area_counts_and_names_are_seen_and_no_content(program, campaign, overseer, signed_in):
    client = signed_in(overseer)

    counts = client.get(unit_url(campaign, "DUHT-01"))
    names = client.get(unit_url(campaign, "DUHT-01", "roster"), {"state": "all"})
    content = client.get(program.get_absolute_url())

    assert counts.context["total"].approved == 1
    assert [str(entry.owner) for entry in names.context["page"].rows] == ["Đặng Thị Bích Ngà"]
    assert program.get_absolute_url() not in names.content.decode()
    assert content.status_code == 404


@pytest.mark.parametrize(("code", "status"), [("TU", 403), ("DUDS", 404)])
def test_outside_the_area_nothing_is_counted(code, status, campaign, province, overseer, signed_in):
    province_wide = factories.make_campaign(province.top)
    overseer.memberships.all().delete()

    response = signed_in(overseer).get(unit_url(province_wide, code))

    assert response.status_code == status


def test_an_assignment_that_ended_shows_nothing_any_more(province, campaign, outsider, signed_in):
    factories.appoint(outsider, Role.OVERSEER, province.ward, ends_on=factories.LONG_AGO)

    assert signed_in(outsider).get(OVERVIEW).status_code == 403
