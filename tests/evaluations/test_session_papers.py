"""Minutes, ballot paper and record of the count of a session: from the tables to the file, and for whom."""

import datetime

import pytest

from evaluations.models import Ballot, Proposal, RatingSession, SelfAssessment
from evaluations.papers.data import Count
from evaluations.papers.gathering.meeting import meeting_of
from portal.audit.models import AuditEvent
from portal.printing.models import PaperForm
from tests import factories
from tests.evaluating import make_dossier, make_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def session(evaluation, province, secretary, deputy):
    return RatingSession.objects.create(
        evaluation=evaluation,
        body=province.cell,
        held_on=datetime.date(2026, 12, 5),
        held_at=datetime.time(8, 0),
        chair=secretary,
        secretary=deputy,
        summoned=13,
        present=12,
    )


def propose(dossier, level, ballot=None):
    proposal = Proposal.objects.create(placement=dossier.placements.get(), track="party_member", level=level)
    if ballot:
        Ballot.objects.create(proposal=proposal, **ballot)


def url(session, kind="minutes", extension="pdf"):
    return f"/evaluations/sessions/{session.pk}/{kind}.{extension}"


def test_those_who_are_reviewed_stand_in_the_order_of_review_with_their_counts(evaluation, session, member, secretary):
    make_dossier(evaluation, member)
    head = make_dossier(evaluation, secretary, rank=1, posts="Bí thư Chi bộ")
    propose(head, "HTTNV", {"issued": 12, "valid": 11, "invalid": 1, "votes": {"HTTNV": 11}})

    people = meeting_of(session).people

    assert [(person.name, person.posts, person.proposed) for person in people] == [
        ("Hoàng Văn Khải", "Bí thư Chi bộ", "HTTNV"),
        ("Đặng Thị Bích Ngà", "", ""),
    ]
    assert people[0].ballot == Count(12, 11, 1, {"HTTNV": 11})


def test_a_level_that_was_not_handed_in_is_not_shown(evaluation, session, member, colleague):
    form = PaperForm.objects.get(code="KD-02B-2025")
    for person, status in ((member, "submitted"), (colleague, "draft")):
        SelfAssessment.objects.create(
            dossier=make_dossier(evaluation, person),
            form=form,
            status=status,
            submitted_at=factories.local_noon(datetime.date(2026, 11, 20)),
            own_levels={"party_member": "HTXSNV"},
        )

    found = {person.name: person.own for person in meeting_of(session).people}

    assert found == {"Đặng Thị Bích Ngà": "HTXSNV", "Lê Quang Dũng": ""}


def test_who_is_not_rated_stands_on_no_paper_of_the_session(evaluation, session, member, colleague):
    make_dossier(evaluation, member, not_rated_reason="exempt")
    make_dossier(evaluation, colleague, left_on=datetime.date(2026, 11, 1))

    assert meeting_of(session).people == ()


def test_a_session_of_thirty_takes_as_few_queries_as_one_of_one(
    evaluation, session, member, province, django_assert_num_queries
):
    propose(make_dossier(evaluation, member), "HTTNV")
    session = RatingSession.objects.select_related(
        "evaluation__period", "evaluation__scheme", "body__org_type", "chair", "secretary"
    ).get()
    with django_assert_num_queries(4) as asked:
        meeting_of(session)
    for number in range(29):
        propose(make_dossier(evaluation, factories.make_person(f"Người {number}", cell=province.cell)), "HTNV")

    with django_assert_num_queries(len(asked)):
        assert len(meeting_of(session).people) == 30


@pytest.mark.parametrize("extension", ["pdf", "docx"])
@pytest.mark.parametrize("kind", ["minutes", "ballot", "count"])
def test_the_secretary_of_the_cell_prints_all_three(evaluation, session, member, secretary, signed_in, kind, extension):
    make_dossier(evaluation, member)

    response = signed_in(secretary).get(url(session, kind, extension))

    assert response.status_code == 200
    assert response.content[:2] == {"pdf": b"%P", "docx": b"PK"}[extension]
    event = AuditEvent.objects.get(action="evaluations.session_printed")
    assert (event.actor_name, event.reason) == ("Hoàng Văn Khải", kind)


def test_members_and_strangers_find_no_paper_of_a_session(session, member, clerk, ward_secretary, signed_in):
    assert [signed_in(who).get(url(session)).status_code for who in (member, clerk, ward_secretary)] == [404] * 3
    assert not AuditEvent.objects.filter(action="evaluations.session_printed").exists()


def test_office_and_inspector_read_them_on_record(session, personnel_officer, inspector, signed_in):
    assert [signed_in(who).get(url(session)).status_code for who in (personnel_officer, inspector)] == [200, 200]
    assert AuditEvent.objects.filter(action="evaluations.session_printed").count() == 2


def test_another_paper_or_format_is_not_found(session, secretary, signed_in):
    client = signed_in(secretary)

    assert [client.get(url(session, *what)).status_code for what in (("votes",), ("minutes", "xlsx"))] == [404, 404]
