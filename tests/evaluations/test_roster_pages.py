"""The pages on which the office keeps the roster of an open evaluation."""

import datetime

import pytest
from django.urls import reverse

from evaluations import opening
from evaluations.errors import OpeningRefused
from evaluations.models import Dossier, ReviewPlacement
from portal.directory.models import Collective
from portal.lib.dates import today
from tests import evaluating, factories
from tests.evaluations.rostered import WHY, fresh
from tests.queries import queries_of

Capacity = ReviewPlacement.Capacity


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


def act_url(dossier, act):
    return reverse("evaluations:dossier_act", args=[dossier.pk, act])


def test_the_office_changes_a_dossier_on_its_page(dossier, province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    page = client.get(reverse("evaluations:dossier_keep", args=[dossier.pk]))
    changed = client.post(
        act_url(dossier, "change"),
        {"change-frame": "LEADER", "change-peer_group": "Bí thư", "change-decider": "TU", "change-reason": WHY},
    )
    left_out = client.post(act_url(dossier, "not-rated"), {"not-rated-why": "short", "not-rated-note": ""})

    assert (page.status_code, changed.status_code, left_out.status_code) == (200, 302, 302)
    found = fresh(dossier)
    assert (found.frame, found.decider, found.not_rated_reason) == ("LEADER", province.top, "short")


def test_an_empty_decider_is_a_body_outside(dossier, personnel_officer, signed_in):
    signed_in(personnel_officer).post(
        act_url(dossier, "change"),
        {"change-frame": "LEADER", "change-peer_group": "A", "change-decider": "", "change-reason": WHY},
    )

    assert fresh(dossier).decider is None


def test_a_refused_form_comes_back_with_what_was_typed(dossier, personnel_officer, signed_in):
    response = signed_in(personnel_officer).post(
        act_url(dossier, "change"), {"change-frame": "LEADER", "change-peer_group": "Nhóm A", "change-decider": "XYZ"}
    )

    assert response.status_code == 422
    form = response.context["forms"]["change"]
    assert sorted(form.errors) == ["decider", "reason"]
    assert 'value="Nhóm A"' in response.content.decode()


def test_what_the_agency_decided_is_given_whole_or_not_at_all(dossier, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    data = {
        "cadre-agency": "Sở Y tế",
        "cadre-level": "",
        "cadre-symbol": "",
        "cadre-decided_on": "",
        "cadre-reason": WHY,
    }

    half = client.post(act_url(dossier, "cadre"), data)
    tomorrow = f"{today() + datetime.timedelta(days=1):%d/%m/%Y}"
    later = client.post(
        act_url(dossier, "cadre"),
        data | {"cadre-level": "HTTNV", "cadre-symbol": "1/QĐ", "cadre-decided_on": tomorrow},
    )
    whole = client.post(
        act_url(dossier, "cadre"),
        data | {"cadre-level": "HTTNV", "cadre-symbol": "1/QĐ", "cadre-decided_on": f"{today():%d/%m/%Y}"},
    )

    assert sorted(half.context["forms"]["cadre"].errors) == ["decided_on", "level", "symbol"]
    assert list(later.context["forms"]["cadre"].errors) == ["decided_on"]
    assert (whole.status_code, dossier.ratings.get(track="cadre").level) == (302, "HTTNV")


def test_a_place_is_added_by_the_name_of_its_collective(dossier, province, personnel_officer, signed_in):
    collective = factories.make_collective(province.ward, "Tập thể lãnh đạo UBND", kind=Collective.Kind.LEADERSHIP)
    client = signed_in(personnel_officer)
    data = {"place-body": "DUHT", "place-capacity": "leadership", "place-reason": WHY}

    wrong = client.post(act_url(dossier, "place"), data | {"place-meeting": "Ban Giám đốc"})
    right = client.post(act_url(dossier, "place"), data | {"place-meeting": "tap the lanh dao ubnd"})

    assert wrong.status_code == 422
    assert "Tập thể lãnh đạo UBND" in wrong.context["forms"]["place"].errors["meeting"][0]
    assert right.status_code == 302
    assert dossier.placements.get(collective=collective).capacity == Capacity.LEADERSHIP


def test_places_are_changed_on_the_page(dossier, province, personnel_officer, signed_in):
    ward = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, order=5)
    cell = dossier.placements.get(body=province.cell)
    client = signed_in(personnel_officer)

    def post(place, act, reason):
        url = reverse("evaluations:place_act", args=[dossier.pk, place.pk, act])
        return client.post(url, {f"place-{place.pk}-reason": reason}).status_code

    assert [post(ward, "decide", ""), post(ward, "decide", WHY), post(cell, "remove", WHY), post(ward, "x", WHY)] == [
        422, 302, 302, 404,
    ]  # fmt: skip
    assert [(p.body, p.is_deciding) for p in dossier.placements.all()] == [(province.ward, True)]


def test_an_unknown_act_or_the_place_of_another_dossier_is_not_found(
    dossier, evaluation, colleague, personnel_officer, signed_in
):
    other = evaluating.make_dossier(evaluation, colleague).placements.get()
    client = signed_in(personnel_officer)

    unknown = client.post(act_url(dossier, "delete"), {})
    foreign = client.post(reverse("evaluations:place_act", args=[dossier.pk, other.pk, "remove"]), {})

    assert (unknown.status_code, foreign.status_code) == (404, 404)


def test_somebody_is_found_and_joins(evaluation, dossier, province, colleague, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    url = reverse("evaluations:dossier_join", args=[evaluation.pk])

    found = client.get(url, {"q": "dung"})
    without = client.post(reverse("evaluations:join", args=[evaluation.pk, colleague.public_id]), {"reason": ""})
    joined = client.post(reverse("evaluations:join", args=[evaluation.pk, colleague.public_id]), {"reason": WHY})

    assert list(found.context["found"]) == [colleague]
    assert without.url == url
    new = Dossier.objects.get(person=colleague)
    assert joined.url == reverse("evaluations:dossier_keep", args=[new.pk])


def test_the_page_of_changes_costs_the_same_with_one_and_three_places(dossier, province, personnel_officer, signed_in):
    client, url = signed_in(personnel_officer), reverse("evaluations:dossier_keep", args=[dossier.pk])
    with_one = queries_of(client, url)
    for body in (province.ward, province.second_cell):
        dossier.placements.create(body=body, capacity=Capacity.COMMITTEE, order=5)

    assert queries_of(client, url) == with_one <= 15


def test_opening_again_after_acts_is_not_possible(evaluation, dossier, personnel_officer):
    with pytest.raises(OpeningRefused):
        opening.ask_to_open(evaluation, by=personnel_officer)
