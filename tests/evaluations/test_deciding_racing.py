"""Two officers at once, each on a connection of their own: one wins, the other is refused, nothing is done twice."""

import pytest

from evaluations.deciding import recording
from evaluations.models import CorrectionRequest, Rating, RatingDecision
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
