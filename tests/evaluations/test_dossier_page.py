"""The page of a dossier: who may open it, and that nobody sees a level before it is theirs to see."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations import policies
from evaluations.models import Dossier, Evaluation, Rating, RatingDecision, SelfAssessment
from evaluations.models.officers import officers_of_places
from portal.audit.models import AuditEvent
from portal.directory.models import Collective
from portal.directory.roles import Role
from portal.printing.models import PaperForm
from tests import evaluating, factories
from tests.queries import queries_of

LEVELS = {"levels": [{"code": "HTXSNV", "label": "Hoàn thành xuất sắc nhiệm vụ"}, {"code": "HTTNV", "label": "Tốt"}]}
LABEL = "Hoàn thành xuất sắc nhiệm vụ"


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward, scheme=evaluating.make_scheme(document=LEVELS))


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


def url(dossier):
    return reverse("evaluations:dossier", args=[dossier.pk])


def bring_to(dossier, stage, *, published=False):
    """Write the rating as it is at ``stage``, its levels given at each of them."""
    values = {"stage": stage, "proposed_level": "HTXSNV"}
    if stage in ("appraised", "decided"):
        values["appraised_level"] = "HTXSNV"
    if stage == "decided":
        officer = dossier.person
        values |= {"level": "HTXSNV", "decision": make_decision(dossier.evaluation, officer)}
        values["published_at"] = timezone.now() if published else None
    dossier.ratings.update(**values)


def make_decision(evaluation, officer):
    day = datetime.date(2026, 12, 20)
    return RatingDecision.objects.create(
        evaluation=evaluation, decided_by="Đảng ủy phường", symbol="12-QĐ/ĐU", decided_on=day, recorded_by=officer
    )


def kinds(response):
    return [level.kind for shown in response.context["ratings"] for level in shown.levels]


def seen_by(person):
    return list(Dossier.objects.visible_to(person))


# ── who may open it ──


def test_a_dossier_is_visible_to_its_person_its_places_its_decider_and_the_readers_of_its_unit(
    dossier, province, member, colleague, secretary, ward_secretary, ward_committee_member, personnel_officer,
    inspector, clerk, system_admin, outsider, overseer,
):  # fmt: skip
    sees = {person for person in locals().values() if hasattr(person, "full_name") and seen_by(person)}

    assert sees == {member, secretary, ward_secretary, personnel_officer, inspector}


def test_who_decides_nothing_any_more_sees_nothing_any_more(dossier, secretary, ward_secretary):
    Dossier.objects.update(decider=None)

    assert (seen_by(secretary), seen_by(ward_secretary)) == ([dossier], [])


def test_the_officers_of_every_place_see_it_and_the_head_of_a_collective_that_reviews_it(
    dossier, province, outsider, colleague
):
    leaders = factories.make_collective(province.other_ward, "Ban lãnh đạo", kind=Collective.Kind.LEADERSHIP)
    dossier.placements.create(body=province.other_ward, collective=leaders, capacity="leadership", order=2)
    factories.appoint(colleague, Role.AGENCY_HEAD, leaders)
    factories.appoint(outsider, Role.DEPUTY_SECRETARY, province.other_ward)

    assert (seen_by(colleague), seen_by(outsider)) == ([dossier], [dossier])


def test_a_cell_that_only_remarks_opens_neither_the_dossier_nor_the_paper(dossier, province):
    assessment = SelfAssessment.objects.create(
        dossier=dossier, form=PaperForm.objects.first(), status="submitted", submitted_at=timezone.now()
    )
    former = factories.make_person("Bùi Văn Lợi", cell=province.other_cell)
    factories.appoint(former, Role.CELL_SECRETARY, province.other_cell)
    dossier.placements.create(body=province.other_cell, capacity="former_cell", order=9)

    assert list(Dossier.objects.visible_to(former)) == list(SelfAssessment.objects.visible_to(former)) == []
    assert former not in officers_of_places(dossier)
    dossier.placements.update(capacity="further_post", is_deciding=False)
    assert list(Dossier.objects.visible_to(former)) == [dossier]
    assert list(SelfAssessment.objects.visible_to(former)) == [assessment]
    assert former in officers_of_places(dossier)


def test_before_the_evaluation_is_open_nobody_sees_a_dossier(dossier, member, personnel_officer):
    Evaluation.objects.update(status=Evaluation.Status.DRAFT)

    assert (seen_by(member), seen_by(personnel_officer)) == ([], [])


def test_the_dossier_of_a_collective_is_its_heads_and_that_of_an_organisation_its_secretarys(
    evaluation, province, secretary, ward_secretary, member
):
    of_ward = evaluating.make_dossier(evaluation, factories.make_collective(province.ward), decider=province.top)
    of_cell = evaluating.make_dossier(evaluation, province.cell, decider=province.ward)

    assert [d.belongs_to(ward_secretary) for d in (of_ward, of_cell)] == [True, False]
    assert [d.belongs_to(secretary) for d in (of_ward, of_cell)] == [False, True]
    assert (seen_by(secretary), seen_by(member)) == ([of_cell], [])


def test_opening_anothers_dossier_is_recorded_and_ones_own_is_not(dossier, member, secretary, signed_in):
    signed_in(member).get(url(dossier))
    signed_in(secretary).get(url(dossier))

    (event,) = AuditEvent.objects.filter(action="evaluations.dossier_opened")
    assert (event.actor_name, event.owner_id) == (str(secretary), str(member.public_id))


# ── what of it is shown ──


@pytest.mark.parametrize(
    ("stage", "published", "shown"),
    [
        ("proposed", False, {"personnel_officer": ["proposed"], "secretary": ["proposed"]}),
        ("appraised", False, {"personnel_officer": ["proposed", "appraised"], "secretary": ["proposed"]}),
        ("decided", False, {"personnel_officer": ["proposed", "appraised", "decided"], "secretary": ["proposed"]}),
        (
            "decided",
            True,
            {
                "member": ["decided"],
                "personnel_officer": ["proposed", "appraised", "decided"],
                "secretary": ["proposed", "decided"],
            },
        ),
    ],
)
def test_each_level_is_shown_to_those_whose_stage_allows_it(
    dossier, member, secretary, personnel_officer, signed_in, stage, published, shown
):
    bring_to(dossier, stage, published=published)
    readers = {"member": member, "secretary": secretary, "personnel_officer": personnel_officer}

    answers = {name: signed_in(person).get(url(dossier)) for name, person in readers.items()}

    assert {name: kinds(answer) for name, answer in answers.items() if kinds(answer)} == shown
    assert [name for name, answer in answers.items() if LABEL in answer.content.decode()] == sorted(
        shown, key=list(readers).index
    )


def test_an_officer_does_not_see_in_their_own_dossier_what_they_see_in_others(
    evaluation, secretary, ward_secretary, signed_in
):
    own = evaluating.make_dossier(evaluation, secretary)
    bring_to(own, "appraised")

    response = signed_in(secretary).get(url(own))

    assert kinds(response) == []
    assert LABEL not in response.content.decode()
    assert kinds(signed_in(ward_secretary).get(url(own))) == ["proposed", "appraised"]


def test_who_is_not_rated_reads_why(evaluation, member, signed_in):
    dossier = evaluating.make_dossier(evaluation, member, not_rated_reason="other", not_rated_note="Đi học nước ngoài")

    response = signed_in(member).get(url(dossier))

    assert "Đi học nước ngoài" in response.content.decode()
    assert 'id="dossier-ratings"' not in response.content.decode()


def test_the_page_asks_the_same_number_of_queries_with_one_and_with_three_places(
    dossier, province, personnel_officer, signed_in
):
    client = signed_in(personnel_officer)
    with_one = queries_of(client, url(dossier))
    for body in (province.ward, province.second_cell):
        dossier.placements.create(body=body, capacity="committee", order=3)
    dossier.ratings.create(track=Rating.Track.CADRE)

    assert queries_of(client, url(dossier)) == with_one <= 15


# ── verdicts ──


def test_nobody_keeps_their_own_dossier(evaluation, personnel_officer, member, colleague):
    own = evaluating.make_dossier(evaluation, personnel_officer)
    other = evaluating.make_dossier(evaluation, member)

    assert policies.can_keep_dossier(personnel_officer, own) == policies.OWN_DOSSIER
    assert policies.can_keep_dossier(personnel_officer, other)
    assert policies.can_keep_dossier(colleague, other).reason == "Gọi đợt đánh giá là việc của Ban Tổ chức."
