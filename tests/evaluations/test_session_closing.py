"""Closing a session: what it proposes goes on; what stands in the way; opening it again before the appraisal."""

import threading

import pytest
from django.db import connection

from evaluations.errors import InvalidTransition, NotReady, ReasonMissing
from evaluations.models import Rating, RatingSession, SelfAssessment
from evaluations.sessions import closing
from portal.audit.models import AuditEvent
from portal.notifications.models import Notification
from tests import evaluating
from tests.evaluations.meeting import FAIR, GOOD, TOP, acts, ballot, put_in, record, session_of

Status = RatingSession.Status


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def cell(evaluation, secretary, deputy, member):
    return {
        "head": put_in(evaluation, secretary, rank=1),
        "deputy": put_in(evaluation, deputy, rank=2),
        "member": put_in(evaluation, member),
    }


@pytest.fixture
def session(evaluation, province, cell, deputy):
    return session_of(evaluation, province.cell, by=deputy)


@pytest.fixture
def recorded(session, cell, secretary, deputy):
    """The session with everything that it needs, in its order."""
    record(session, cell["head"], TOP, by=deputy, reason="Kết quả nổi trội", ballot=ballot(10, 2))
    record(session, cell["deputy"], GOOD, by=secretary)
    record(session, cell["member"], FAIR, by=secretary, reason="Chậm một việc")
    return session


def keys(cell, *who):
    return [cell[each].ratings.get().pk for each in who]


def stages():
    return list(Rating.objects.order_by("pk").values_list("stage", "proposed_level"))


def test_what_it_proposes_goes_on_with_papers_events_and_a_word_to_the_office(
    recorded, cell, secretary, personnel_officer
):
    closing.close(recorded, by=secretary)

    recorded.refresh_from_db()
    assert (recorded.status, recorded.closed_by) == (Status.CLOSED, secretary)
    assert stages() == [("proposed", TOP), ("proposed", GOOD), ("proposed", FAIR)]
    assert set(SelfAssessment.objects.values_list("status", flat=True)) == {"accepted"}
    told = Notification.objects.get(event="evaluations.session_closed")
    assert (told.recipient, told.url) == (personnel_officer, recorded.get_absolute_url())
    assert [word for word in (TOP, GOOD, "xuất sắc") if word in told.text] == []


def test_nobody_proposes_their_own_level_by_closing(recorded, secretary):
    closing.close(recorded, by=secretary)

    events = AuditEvent.objects.filter(action="evaluations.proposed").order_by("pk")
    assert [(event.owner_id == event.actor_id, event.actor_name) for event in events] == [
        (False, "Trịnh Thị Hoài"),
        (False, "Hoàng Văn Khải"),
        (False, "Hoàng Văn Khải"),
    ]


def test_what_is_missing_is_named_and_nothing_goes_on(session, cell, secretary, deputy):
    RatingSession.objects.update(held_on=None)
    record(session, cell["head"], GOOD, by=deputy, ballot=ballot(1, 2))

    with pytest.raises(NotReady) as refused:
        closing.close(session, by=secretary)

    anchors = [f"r{cell[who].placements.get().pk}-party_member" for who in ("head", "deputy", "member")]
    assert [(block.field, block.url.partition("#")[2]) for block in refused.value.blocks] == [
        ("", ""),
        ("votes", f"{anchors[0]}-votes"),
        ("level", f"{anchors[1]}-level"),
        ("level", f"{anchors[2]}-level"),
    ]
    assert stages() == [("self", "")] * 3
    assert "evaluations.session_closed" not in acts()


def test_the_not_rated_hinder_nothing(recorded, cell, evaluation, colleague, secretary):
    put_in(evaluation, colleague, not_rated_reason="new", total=None)

    closing.close(recorded, by=secretary)

    assert stages()[3] == ("self", "")


def test_a_place_that_does_not_decide_proposes_without_moving_the_rating(recorded, cell, secretary):
    cell["head"].placements.update(is_deciding=False)

    closing.close(recorded, by=secretary)

    assert stages()[0] == ("self", "")
    cell["head"].self_assessment.refresh_from_db()
    assert cell["head"].self_assessment.status == "submitted"


def test_closing_twice_is_refused_the_second_time(recorded, secretary, deputy):
    closing.close(recorded, by=secretary)

    with pytest.raises(InvalidTransition):
        closing.close(recorded, by=deputy)

    assert acts().count("evaluations.session_closed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_the_same_moment_close_once(recorded, secretary, deputy):
    start, outcomes = threading.Barrier(2), []

    def close(by):
        own = RatingSession.objects.get()
        start.wait()
        try:
            closing.close(own, by=by)
            outcomes.append("closed")
        except InvalidTransition:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=[by]) for by in (secretary, deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["closed", "refused"]
    assert acts().count("evaluations.session_closed") == 1


def test_opened_again_it_takes_back_what_nobody_has_appraised(recorded, cell, secretary, personnel_officer):
    closing.close(recorded, by=secretary)
    appraised = cell["member"].ratings.get()
    appraised.appraise(FAIR, by=personnel_officer)

    closing.reopen(recorded, "Ghi sót một ý kiến", take_back=keys(cell, "head", "deputy"), by=secretary)

    assert stages() == [("self", ""), ("self", ""), ("appraised", FAIR)]
    event = AuditEvent.objects.get(action="evaluations.session_reopened")
    assert (event.reason, event.actor_name) == ("Ghi sót một ý kiến", "Hoàng Văn Khải")
    closing.close(recorded, by=secretary)
    assert stages() == [("proposed", TOP), ("proposed", GOOD), ("appraised", FAIR)]


def test_it_is_opened_again_only_with_a_reason_and_only_before_the_appraisal(
    recorded, cell, secretary, personnel_officer
):
    with pytest.raises(InvalidTransition):
        closing.reopen(recorded, "Còn mở", by=secretary)
    closing.close(recorded, by=secretary)
    with pytest.raises(ReasonMissing):
        closing.reopen(recorded, "  ", by=secretary)
    for rating in Rating.objects.all():
        rating.appraise(rating.proposed_level, by=personnel_officer)
    with pytest.raises(InvalidTransition):
        closing.reopen(recorded, "Muộn rồi", by=secretary)

    recorded.refresh_from_db()
    assert (recorded.status, "evaluations.session_reopened" in acts()) == (Status.CLOSED, False)


def test_a_rating_that_has_gone_on_is_left_as_it_is_by_closing(recorded, cell, secretary, personnel_officer):
    rating = cell["member"].ratings.get()
    rating.propose(GOOD, by=secretary)
    rating.appraise(GOOD, by=personnel_officer)

    closing.close(recorded, by=secretary)

    assert stages() == [("proposed", TOP), ("proposed", GOOD), ("appraised", GOOD)]
