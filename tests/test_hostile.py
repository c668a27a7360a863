"""Requests that no page of ours sends: damaged addresses, keys out of range, too much of everything."""

import base64
import json
from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from commitments.models import ActionProgram, Campaign
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.keys import key_of
from portal.middleware import page_behind
from portal.uploads import LARGEST_REQUEST
from tests import factories

TOO_LARGE_A_KEY = "9" * 20
TOO_LONG_A_NUMBER = "9" * 5000  # Python refuses to read it


def place(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "key"),
    [("7", 7), ("0", 0), (None, None), ("", None), ("-1", None), ("٣", None), ("²", None), ("1e3", None),
     (TOO_LARGE_A_KEY, None), (TOO_LONG_A_NUMBER, None)],
)  # fmt: skip
def test_a_key_is_a_number_that_a_column_holds(text, key):
    assert key_of(text) == key


@pytest.mark.parametrize(
    "values",
    [("\ud800", 1), ("a\0", 1), ("0001-01-01T00:00:00+14:00", 1), ("9999-12-31T23:59:59-14:00", 1),
     ("2026-01-01T00:00:00+00:00", 10**30), (True, 1), (1, 1)],
)  # fmt: skip
@pytest.mark.parametrize("page", ["commitments:queue", "directory:people", "commitments:campaigns"])
def test_a_place_that_no_row_can_have_is_no_error(page, values, secretary, signed_in):
    for side in ("after", "before"):
        assert signed_in(secretary).get(reverse(page), {side: place(*values)}).status_code == 200


@pytest.mark.parametrize("campaign_key", [TOO_LARGE_A_KEY, TOO_LONG_A_NUMBER, "x", "-1"])
def test_an_overview_of_a_campaign_that_cannot_be_is_no_error(campaign_key, campaign, secretary, signed_in):
    response = signed_in(secretary).get(reverse("commitments:overview"), {"campaign": campaign_key})

    assert response.status_code in {200, 302}


@pytest.mark.parametrize("unit", ["a/b", "DUDS", "..", "x"])
def test_an_overview_of_a_unit_that_one_does_not_see_is_that_of_ones_own(
    unit, campaign, secretary, province, signed_in
):
    response = signed_in(secretary).get(reverse("commitments:overview"), {"unit": unit})

    assert response.url == reverse("commitments:overview_unit", args=[campaign.pk, province.cell.code])


@pytest.mark.parametrize("identifier", ["-" * 36, "a" * 36])
def test_what_is_no_identifier_of_a_person_is_not_found(identifier, personnel_officer, signed_in):
    assert signed_in(personnel_officer).get(f"/directory/people/{identifier}/transfer/").status_code == 404


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_a_trail_of_days_at_the_end_of_time_is_no_error(day, inspector, signed_in):
    for side in ("since", "until"):
        assert signed_in(inspector).get(reverse("directory:trail"), {side: day}).status_code == 200


@pytest.mark.parametrize("key", [TOO_LARGE_A_KEY, TOO_LONG_A_NUMBER, "x"])
def test_choosing_what_cannot_be_chosen_is_told(
    key, province, campaign, clause, secretary, personnel_officer, signed_in
):
    draft = factories.make_campaign(province.ward, resolutions=[clause.resolution], status=Campaign.Status.DRAFT)
    items = reverse("commitments:campaign_items", args=[draft.pk])

    assert signed_in(secretary).post(reverse("commitments:approve_several"), {"program": [key]}).status_code == 302
    assert signed_in(personnel_officer).post(items, {"clauses": [key]}).status_code == 302


@pytest.mark.parametrize("address", ["/directory/organizations/a%00b/", "/directory/people/?q=%00", "/%00"])
def test_a_nul_in_an_address_is_a_damaged_request(address, secretary, signed_in):
    assert signed_in(secretary).get(address).status_code == 400


def test_a_path_that_looks_like_a_host_is_never_led_back_to():
    request = RequestFactory().post("/", headers={"referer": "http://testserver//evil.example/x?y=1"})
    request.htmx = None

    assert page_behind(request) == reverse("home")


def test_a_request_beyond_all_limits_is_refused_before_it_is_stored(client, db):
    request = RequestFactory().post("/account/login/", {"file": SimpleUploadedFile("list.xlsx", b"x")})
    request.META["CONTENT_LENGTH"] = str(LARGEST_REQUEST + 1)

    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018 - reading is the act


def test_a_file_over_the_limit_of_a_list_still_gets_its_sentence(personnel_officer, signed_in):
    big = SimpleUploadedFile("list.xlsx", BytesIO(b"PK\x03\x04").read() + b"x" * (11 * 2**20))

    response = signed_in(personnel_officer).post(reverse("directory:import"), {"kind": "people", "file": big})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["file"])


def test_pages_of_the_signed_in_are_kept_by_no_cache(member, signed_in, client):
    assert signed_in(member).get("/").headers["Cache-Control"] == "no-store, private"


def test_the_trail_keeps_where_an_act_came_from(member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED)

    signed_in(secretary).get(program.get_absolute_url(), REMOTE_ADDR="203.0.113.7")

    assert AuditEvent.objects.get(action="commitments.opened").address == "203.0.113.7"


def test_a_forged_address_is_not_believed(member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED)

    signed_in(secretary).get(
        program.get_absolute_url(), REMOTE_ADDR="203.0.113.7", headers={"X-Forwarded-For": "198.51.100.9"}
    )

    assert AuditEvent.objects.get(action="commitments.opened").address == "203.0.113.7"


@pytest.mark.parametrize("came_through", ["", "a, b"])
def test_without_a_known_address_the_portal_still_answers(came_through, settings, client, db):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3

    response = client.get(reverse("healthz"), REMOTE_ADDR="", headers={"X-Forwarded-For": came_through})

    assert response.status_code == 200


def test_a_draft_that_the_office_closed_stays_unread(member, secretary, personnel_officer, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign)
    program.close(by=personnel_officer, reason="Chuyển tỉnh khác.")

    for person in (personnel_officer, secretary):
        assert signed_in(person).get(program.get_absolute_url()).status_code == 404
    assert signed_in(member).get(program.get_absolute_url()).status_code == 200


def test_showing_a_paper_again_beside_a_refused_decision_is_recorded_too(member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED)
    decide = reverse("commitments:decide", args=[program.pk])

    response = signed_in(secretary).post(decide, {"step": program.current_step.pk})

    assert response.status_code == 422
    assert AuditEvent.objects.filter(action="commitments.opened", owner_id=str(member.public_id)).count() == 1


def test_a_former_officer_reads_nothing_more(member, province, campaign, signed_in):
    former = factories.make_person("Lê Cựu", cell=province.second_cell)
    factories.appoint(former, Role.INSPECTOR, province.ward, ends_on=factories.LONG_AGO)
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED)

    assert signed_in(former).get(program.get_absolute_url()).status_code == 404
