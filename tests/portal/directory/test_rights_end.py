"""Rights end with the post or the membership they came from, at the next click, in sessions that are open."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone, translation

from commitments.models import ActionProgram
from portal.directory.models import Membership
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories

PEOPLE = reverse("directory:people")


@pytest.fixture(autouse=True)
def _in_english(client, db):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def yesterday():
    return today() - datetime.timedelta(days=1)


def test_the_end_of_an_office_ends_its_rights_at_the_next_click(personnel_officer, member, signed_in, yesterday):
    client = signed_in(personnel_officer)
    before = [client.get(PEOPLE).status_code, client.get(member.get_absolute_url()).status_code]

    personnel_officer.appointments.get().end(on=yesterday)

    assert before == [200, 200]
    assert [client.get(PEOPLE).status_code, client.get(member.get_absolute_url()).status_code] == [403, 404]
    assert client.get(personnel_officer.get_absolute_url()).status_code == 200  # still a member


def test_who_was_secretary_of_the_cell_no_longer_opens_its_papers(
    secretary, deputy, member, campaign, signed_in, yesterday
):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED)
    client = signed_in(secretary)
    url = program.get_absolute_url()
    before = client.get(url).status_code

    secretary.appointments.get().end(on=yesterday)

    assert (before, client.get(url).status_code) == (200, 404)


def test_the_last_day_of_a_post_still_counts_and_the_next_does_not(personnel_officer, signed_in, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 3, 0, tzinfo=datetime.UTC))
    client = signed_in(personnel_officer)
    personnel_officer.appointments.get().end(on=today())
    on_the_day = client.get(PEOPLE).status_code
    time_machine.move_to(datetime.datetime(2026, 3, 2, 17, 0, tzinfo=datetime.UTC))  # midnight in Viet Nam
    client.force_login(personnel_officer)

    assert (on_the_day, client.get(PEOPLE).status_code) == (200, 403)


@pytest.mark.parametrize("reason", [Membership.EndReason.LEFT, Membership.EndReason.EXPELLED])
def test_who_belongs_nowhere_any_more_is_signed_out_everywhere(reason, member, signed_in, client, yesterday):
    elsewhere = type(client)()
    elsewhere.force_login(member)
    signed_in(member)
    before = (client.get("/").status_code, elsewhere.get("/").status_code)

    member.memberships.get().end(on=yesterday, reason=reason)

    after = client.get("/")
    assert before == (200, 200)
    assert after.status_code == 403
    assert next(template.name for template in after.templates) == "no_standing.html"
    assert (client.get("/").status_code, elsewhere.get("/").status_code) == (302, 403)
    assert not any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())


def test_not_even_the_pages_of_the_account_stay_open(member, signed_in, yesterday):
    client = signed_in(member)
    member.memberships.get().end(on=yesterday, reason="left")

    response = client.post(reverse("account_change_password"), {"oldpassword": "x"})

    assert (response.status_code, client.session.get("_auth_user_id")) == (403, None)


def test_htmx_leads_to_signing_in_and_says_why(member, signed_in, yesterday):
    client = signed_in(member)
    member.memberships.get().end(on=yesterday, reason="left")

    response = client.get("/", headers={"HX-Request": "true"})

    page = client.get(response.headers["HX-Redirect"])
    assert response.status_code == 401
    assert [str(message) for message in page.context["messages"]] == [
        "You have been signed out: no membership or post of yours is recorded today."
    ]


def test_a_post_without_a_cell_is_enough_to_stay(member, province, signed_in, yesterday):
    factories.appoint(member, Role.COMMITTEE_MEMBER, province.ward)
    client = signed_in(member)

    member.memberships.get().end(on=yesterday, reason="moved")

    assert client.get("/").status_code == 200


def test_a_closed_account_is_out_at_the_next_click(member, signed_in):
    client = signed_in(member)
    before = client.get("/").status_code

    member.is_active = False
    member.save()

    assert (before, client.get("/").status_code) == (200, 302)


def test_a_form_that_was_open_changes_nothing_any_more(personnel_officer, member, signed_in, yesterday):
    client = signed_in(personnel_officer)
    url = reverse("directory:keep_person", args=[member.public_id, "leave"])
    before = client.get(url).status_code
    personnel_officer.appointments.get().end(on=yesterday)

    response = client.post(url, {"reason": "left", "on": f"{timezone.localdate():%d/%m/%Y}"})

    assert (before, response.status_code) == (200, 404)
    assert member.memberships.get().ends_on is None
