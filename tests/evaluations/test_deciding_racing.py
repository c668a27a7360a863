"""Two officers at once, each on a connection of their own: one wins, the other is refused, nothing is done twice."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import transaction

from evaluations import roster
from evaluations.deciding import recording
from evaluations.deciding.recording import Ruling
from evaluations.models import (
    CorrectionRequest,
    Dossier,
    FigureCorrection,
    ForcedOutcome,
    Rating,
    RatingDecision,
    RatingSession,
)
from evaluations.sessions import closing
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.notifications.models import Notification
from tests import factories
from tests.commitments.test_racing import at_once
from tests.evaluations.rated import GOOD, TOP, Stage, document, make_decided, make_evaluation, make_rating

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def colleague_officer(province):
    person = factories.make_person("Cao Thị Thu", cell=province.second_cell)
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.ward)
    return person


def copy_of(rating):
    return Rating.objects.get(pk=rating.pk)


def events(action):
    return AuditEvent.objects.filter(action=f"evaluations.{action}").count()


def while_it_waits(first, second):
    """Do ``first`` in a transaction that stays open while ``second`` runs in a thread; return the latter's outcome."""
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(at_once, second)
            time.sleep(0.3)  # long enough for ``second`` to reach the lock
        return waiting.result()[0]


@pytest.mark.parametrize("act", [partial(roster.set_not_rated, why="short"), partial(roster.leave, reason="Chuyển đi")])
def test_who_is_left_out_meanwhile_is_not_proposed(act, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member)
    dossier, copy = rating.dossier, copy_of(rating)

    outcome = while_it_waits(lambda: act(dossier, by=personnel_officer), lambda: copy.propose(GOOD, by=secretary))

    rating.refresh_from_db()
    assert (outcome, rating.stage) == ("NotRated", "self")


@pytest.mark.parametrize("act", [partial(roster.set_not_rated, why="short"), partial(roster.leave, reason="Chuyển đi")])
def test_who_is_proposed_meanwhile_is_not_left_out(act, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member)
    dossier = Dossier.objects.get(pk=rating.dossier_id)

    outcome = while_it_waits(lambda: rating.propose(GOOD, by=secretary), lambda: act(dossier, by=personnel_officer))

    dossier.refresh_from_db()
    assert (outcome, dossier.is_rated) == ("OpeningRefused", True)


def test_the_decider_does_not_change_while_a_level_is_proposed(
    evaluation, member, secretary, personnel_officer, province
):
    rating = make_rating(evaluation, member)
    dossier = Dossier.objects.get(pk=rating.dossier_id)
    changed = {"frame": dossier.frame, "peer_group": "", "decider": province.top, "reason": "Theo phân cấp"}

    outcome = while_it_waits(
        lambda: rating.propose(GOOD, by=secretary), lambda: roster.change(dossier, by=personnel_officer, **changed)
    )

    dossier.refresh_from_db()
    assert (outcome, dossier.decider_id) == ("OpeningRefused", province.ward.pk)


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        (Stage.PROPOSED, lambda rating, by: rating.appraise(GOOD, by=by)),
        (Stage.PROPOSED, lambda rating, by: rating.send_back("Thiếu biên bản", by=by)),
        (Stage.PROPOSED, lambda rating, by: rating.hold("Đơn số 4/ĐT", by=by)),
        (Stage.APPRAISED, lambda rating, by: rating.reopen_appraisal("Tính lại điểm", by=by)),
        (Stage.APPRAISED, lambda rating, by: recording.record({rating.pk: Ruling(GOOD)}, document(), by=by)),
    ],
    ids=["appraise", "send back", "hold", "reopen", "decide"],
)
def test_an_act_of_the_office_comes_before_or_after_the_end_of_the_evaluation(
    stage, act, evaluation, member, secretary, personnel_officer
):
    rating = make_rating(evaluation, member, stage, proposer=secretary, office=personnel_officer)
    copy = copy_of(rating)

    outcome = while_it_waits(
        lambda: evaluation.close(by=personnel_officer, reason="Hết năm"), lambda: act(copy, personnel_officer)
    )

    rating.refresh_from_db()
    assert (outcome, rating.stage, rating.is_held) == ("InvalidTransition", stage, False)


def test_closing_a_session_and_acts_on_its_people_do_not_wait_for_each_other_for_ever(
    evaluation, province, secretary, deputy, personnel_officer
):
    people = [factories.make_person(f"Người {number}", cell=province.cell) for number in range(4)]
    ratings = [make_rating(evaluation, person, Stage.PROPOSED, proposer=secretary) for person in people]
    backwards = [copy_of(rating) for rating in reversed(ratings)]
    session = RatingSession.objects.create(evaluation=evaluation, body=province.cell, status="closed")

    outcomes = at_once(
        lambda: closing.reopen(session, "Thiếu biên bản", by=deputy),
        lambda: [rating.appraise(GOOD, by=personnel_officer) for rating in backwards],
        lambda: recording.record({rating.pk: Ruling(GOOD) for rating in ratings}, document(), by=personnel_officer),
    )

    # Each is done or refused; none is broken off by the database.
    assert set(outcomes) <= {"done", "InvalidTransition"}
    assert {rating.stage for rating in Rating.objects.all()} <= {"self", "proposed", "appraised", "decided"}


@pytest.mark.parametrize(
    "write",
    [
        lambda dossier, by: FigureCorrection.give(dossier, "tasks_total", 3, counted=2, reason="Sót", by=by),
        lambda dossier, by: ForcedOutcome.record(dossier, "N1", symbol="15-KL/UBKT", by=by),
    ],
    ids=["figure", "case"],
)
def test_what_is_written_beside_a_rating_waits_for_nobody_who_waits_for_it(
    write, evaluation, member, secretary, personnel_officer, colleague_officer
):
    rating = make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    copy = copy_of(rating)

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            rating.dossier.require_undecided()
            waiting = pool.submit(at_once, lambda: copy.appraise(GOOD, by=colleague_officer))
            time.sleep(0.3)  # the appraisal holds the dossier by now and waits for the rating
            write(rating.dossier, personnel_officer)
        outcome = waiting.result()

    rating.refresh_from_db()

    assert (outcome, rating.stage) == (["done"], "appraised")


def test_two_who_appraise_at_once_appraise_once(evaluation, member, secretary, personnel_officer, colleague_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    first, second = copy_of(rating), copy_of(rating)

    outcomes = at_once(
        lambda: first.appraise(GOOD, by=personnel_officer), lambda: second.appraise(GOOD, by=colleague_officer)
    )

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert events("appraised") == 1


def test_appraising_and_sending_back_at_once_does_one_of_them(
    evaluation, member, secretary, personnel_officer, colleague_officer
):
    rating = make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    first, second = copy_of(rating), copy_of(rating)

    outcomes = at_once(
        lambda: first.appraise(GOOD, by=personnel_officer),
        lambda: second.send_back("Thiếu biên bản", by=colleague_officer),
    )

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert events("appraised") + events("sent_back") == 1


def test_the_same_decision_recorded_twice_at_once_is_one(
    evaluation, member, colleague, secretary, personnel_officer, colleague_officer
):
    ratings = [
        make_rating(evaluation, subject, Stage.APPRAISED, proposer=secretary, office=personnel_officer)
        for subject in (member, colleague)
    ]
    rulings = {rating.pk: recording.Ruling(GOOD) for rating in ratings}

    outcomes = at_once(
        lambda: recording.record(rulings, document(), by=personnel_officer),
        lambda: recording.record(rulings, document(), by=colleague_officer),
    )

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert (RatingDecision.objects.count(), events("decided")) == (1, 2)
    assert Notification.objects.filter(event="evaluations.published").count() == 2


def test_two_decisions_at_once_are_counted_with_each_other_so_that_the_quota_holds(
    evaluation, province, secretary, personnel_officer, colleague_officer
):
    def made(level):
        person = factories.make_person(cell=province.cell)
        return make_rating(
            evaluation, person, Stage.APPRAISED, level=level, proposer=secretary, office=personnel_officer
        )

    risers = [made(GOOD), made(GOOD)]
    for _number in range(5):
        made(GOOD)
    first, second = ({rating.pk: recording.Ruling(TOP, "Thành tích nổi trội")} for rating in risers)

    outcomes = at_once(
        lambda: recording.record(first, document("1-QĐ/ĐU"), by=personnel_officer),
        lambda: recording.record(second, document("2-QĐ/ĐU"), by=colleague_officer),
    )

    assert sorted(outcomes) == ["OverQuota", "done"]
    assert Rating.objects.filter(level=TOP).count() == 1


def test_asking_twice_at_once_asks_once(evaluation, member, secretary, personnel_officer):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)

    outcomes = at_once(*[lambda: CorrectionRequest.ask(rating, "Xin xem lại", by=member)] * 2)

    assert sorted(outcomes) == ["RequestOpen", "done"]
    assert CorrectionRequest.objects.count() == 1


def test_upholding_and_rating_again_at_once_answers_once(
    evaluation, member, secretary, personnel_officer, colleague_officer
):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    request = CorrectionRequest.ask(rating, "Xin xem lại", by=member)
    ruling = recording.Ruling("HTNV", "Theo kết luận")

    outcomes = at_once(
        lambda: request.uphold("Giữ nguyên", by=personnel_officer),
        lambda: recording.re_rate(rating, ruling, document("9-QĐ/ĐU"), by=colleague_officer),
    )

    assert outcomes[1] == "done"
    expected = {"done": "upheld", "InvalidTransition": "re_rated"}[outcomes[0]]
    assert CorrectionRequest.objects.get().outcome == expected
    assert Notification.objects.filter(event="evaluations.correction_answered").count() == 1


def test_locking_and_asking_at_once_never_locks_over_an_open_request(evaluation, member, secretary, personnel_officer):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    copy = copy_of(rating)

    outcomes = at_once(
        lambda: copy.lock(by=personnel_officer, reason="Theo yêu cầu"),
        lambda: CorrectionRequest.ask(rating, "Xin xem lại", by=member),
    )

    # Who is rated may ask within the days also once it is locked; a request that was first stops the lock.
    assert outcomes[1] == "done"
    assert outcomes[0] in {"done", "RequestOpen"}
    assert Rating.objects.get().stage == {"done": "locked", "RequestOpen": "decided"}[outcomes[0]]
