"""A request for correction: in time, one at a time, answered in writing by somebody else; and a rating decided anew."""

from datetime import timedelta

import pytest

from evaluations.deciding import recording
from evaluations.errors import (
    InvalidTransition,
    NotYours,
    ReasonMissing,
    RequestOpen,
    TooLateToAsk,
    UnknownLevel,
    WrongDecisionDate,
)
from evaluations.models import CorrectionRequest, Rating
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.evaluations.rated import (
    FAIR,
    GOOD,
    LOWEST,
    Stage,
    document,
    make_decided,
    make_evaluation,
    make_rating,
    trace,
)

TEXT = "Cam kết 3 đã xong ngày 12/11, có biên bản nghiệm thu"


def days_ago(days):
    return today() - timedelta(days=days)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward, correction_days=5)


@pytest.fixture
def decided(evaluation, member, secretary, personnel_officer):
    return make_decided(evaluation, member, proposer=secretary, office=personnel_officer)


def published(rating, on):
    Rating.objects.filter(pk=rating.pk).update(published_at=factories.local_noon(on))
    rating.refresh_from_db()
    return rating


# ── asking ──


@pytest.mark.parametrize("days", [0, 1, 5])
def test_a_correction_may_be_asked_for_until_the_last_day(days, decided, member, personnel_officer):
    published(decided, days_ago(days))

    request = CorrectionRequest.ask(decided, f"  {TEXT} ", by=member)

    assert (request.text, request.asked_by, request.is_open, request.is_late) == (TEXT, member, True, False)
    told = Notification.objects.get(event="evaluations.correction_asked")
    assert (told.recipient, told.url) == (personnel_officer, request.get_absolute_url())
    assert TEXT not in f"{told.text} {told.detail}"


def test_a_day_too_late_is_refused_with_the_day_it_ended(decided, member):
    published(decided, days_ago(6))
    traces = trace()

    with pytest.raises(TooLateToAsk) as refusal:
        CorrectionRequest.ask(decided, TEXT, by=member)

    assert f"{days_ago(1):%d/%m/%Y}" in str(refusal.value)
    assert (CorrectionRequest.objects.count(), trace()) == (0, traces)


def test_a_second_request_waits_for_the_answer_to_the_first(decided, member, personnel_officer):
    first = CorrectionRequest.ask(decided, TEXT, by=member)

    with pytest.raises(RequestOpen):
        CorrectionRequest.ask(decided, "Lần hai", by=member)
    first.uphold("Biên bản chưa có chữ ký nghiệm thu", by=personnel_officer)
    second = CorrectionRequest.ask(decided, "Đã bổ sung chữ ký", by=member)

    assert list(CorrectionRequest.objects.open()) == [second]


def test_only_who_is_rated_asks(decided, colleague, secretary, personnel_officer):
    for other in (colleague, secretary, personnel_officer):
        with pytest.raises(NotYours):
            CorrectionRequest.ask(decided, TEXT, by=other)


@pytest.mark.parametrize("stage", [Stage.SELF, Stage.PROPOSED, Stage.APPRAISED])
def test_nothing_is_asked_before_publication(stage, evaluation, colleague, secretary, personnel_officer):
    rating = make_rating(evaluation, colleague, stage, proposer=secretary, office=personnel_officer)

    with pytest.raises(InvalidTransition):
        CorrectionRequest.ask(rating, TEXT, by=colleague)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_request_says_what_and_why(text, decided, member):
    with pytest.raises(ReasonMissing):
        CorrectionRequest.ask(decided, text, by=member)


# ── answering ──


def test_upholding_answers_in_writing_and_tells_who_asked(decided, member, personnel_officer):
    request = CorrectionRequest.ask(decided, TEXT, by=member)

    request.uphold(" Biên bản chưa có chữ ký ", by=personnel_officer)

    request.refresh_from_db()
    assert (request.outcome, request.answer, request.answered_by) == (
        CorrectionRequest.Outcome.UPHELD,
        "Biên bản chưa có chữ ký",
        personnel_officer,
    )
    told = Notification.objects.get(event="evaluations.correction_answered")
    assert (told.recipient, told.detail) == (member, "")
    asked = Notification.objects.get(event="evaluations.correction_asked")
    assert asked.read_at is not None
    assert AuditEvent.objects.order_by("-pk").first().action == "evaluations.correction_upheld"


def test_a_second_answer_names_who_was_faster(decided, member, personnel_officer, ward_secretary):
    request = CorrectionRequest.ask(decided, TEXT, by=member)
    stale = CorrectionRequest.objects.get()
    request.uphold("Giữ nguyên", by=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition) as refusal:
        stale.uphold("Giữ nguyên", by=ward_secretary)

    assert "Đỗ Hữu Quang" in str(refusal.value)
    assert trace() == traces


def test_nobody_answers_their_own_request(evaluation, personnel_officer, secretary):
    own = make_decided(evaluation, personnel_officer, proposer=secretary, office=secretary)
    request = CorrectionRequest.ask(own, TEXT, by=personnel_officer)

    with pytest.raises(NotYours):
        request.uphold("Giữ nguyên", by=personnel_officer)


def test_an_answer_without_words_is_refused(decided, member, personnel_officer):
    request = CorrectionRequest.ask(decided, TEXT, by=member)

    with pytest.raises(ReasonMissing):
        request.uphold("  ", by=personnel_officer)


@pytest.mark.parametrize(("days", "late"), [(5, False), (6, True)])
def test_a_request_is_late_after_as_many_days_as_there_were_to_ask(days, late, decided, member):
    request = CorrectionRequest.ask(decided, TEXT, by=member)
    request.asked_at = factories.local_noon(days_ago(days))

    assert (request.due_on, request.is_late) == (days_ago(days - 5), late)


# ── rated again ──


def re_rate(rating, level=FAIR, *, by, reason="Chấp nhận đề nghị sửa", symbol="20-QĐ/ĐU", on=None):
    return recording.re_rate(rating, recording.Ruling(level, reason), document(symbol, on=on), by=by)


def test_a_re_rating_is_a_new_rating_that_supersedes_the_old_one(decided, member, personnel_officer):
    new = re_rate(decided, LOWEST, by=personnel_officer)

    decided.refresh_from_db()
    assert (decided.level, decided.superseded_by, decided.supersede_reason) == (GOOD, new, "Chấp nhận đề nghị sửa")
    assert (new.stage, new.level, new.level_reason, new.supersedes) == (
        Stage.DECIDED,
        LOWEST,
        "Chấp nhận đề nghị sửa",
        decided,
    )
    assert (new.decision.is_re_rating, new.decision.symbol, new.appraised_level) == (True, "20-QĐ/ĐU", GOOD)
    assert list(Rating.objects.standing()) == [new]
    assert Notification.objects.filter(event="evaluations.published", recipient=member).count() == 2


def test_a_chain_of_re_ratings_stays_readable(decided, personnel_officer):
    second = re_rate(decided, LOWEST, by=personnel_officer)
    second.lock(by=personnel_officer, reason="Theo kết luận")
    third = re_rate(second, FAIR, by=personnel_officer, symbol="21-QĐ/ĐU")

    chain = [third, third.supersedes, third.supersedes.supersedes]

    assert [(each.level, each.decision.symbol) for each in chain] == [
        (FAIR, "21-QĐ/ĐU"),
        (LOWEST, "20-QĐ/ĐU"),
        (GOOD, decided.decision.symbol),
    ]


def test_a_re_rating_answers_the_request_that_led_to_it(decided, member, personnel_officer):
    request = CorrectionRequest.ask(decided, TEXT, by=member)

    re_rate(decided, LOWEST, by=personnel_officer)

    request.refresh_from_db()
    assert (request.outcome, request.answer) == (CorrectionRequest.Outcome.RE_RATED, "Chấp nhận đề nghị sửa")
    assert Notification.objects.filter(event="evaluations.correction_answered", recipient=member).count() == 1


@pytest.mark.parametrize("stage", [Stage.SELF, Stage.PROPOSED, Stage.APPRAISED])
def test_what_was_never_decided_is_not_rated_again(stage, evaluation, colleague, secretary, personnel_officer):
    rating = make_rating(evaluation, colleague, stage, proposer=secretary, office=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition):
        re_rate(rating, by=personnel_officer)

    assert trace() == traces


def test_a_superseded_rating_is_neither_rated_again_nor_locked_nor_corrected(decided, member, personnel_officer):
    re_rate(decided, by=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition):
        re_rate(decided, LOWEST, by=personnel_officer, symbol="22-QĐ/ĐU")
    with pytest.raises(InvalidTransition):
        decided.lock(by=personnel_officer, reason="Theo kết luận")
    with pytest.raises(InvalidTransition):
        CorrectionRequest.ask(decided, TEXT, by=member)

    assert trace() == traces


def test_a_re_rating_is_refused_on_ones_own_without_reason_level_or_a_fitting_day(
    evaluation, decided, personnel_officer, secretary
):
    own = make_decided(evaluation, personnel_officer, proposer=secretary, office=secretary)
    traces = trace()

    with pytest.raises(NotYours):
        re_rate(own, by=personnel_officer)
    with pytest.raises(ReasonMissing):
        re_rate(decided, by=personnel_officer, reason=" ")
    with pytest.raises(UnknownLevel):
        re_rate(decided, "A1", by=personnel_officer)
    for day in (days_ago(1), today() + timedelta(days=1)):
        with pytest.raises(WrongDecisionDate):
            re_rate(decided, by=personnel_officer, on=day)

    assert trace() == traces


# ── locking ──


def test_after_the_days_to_ask_a_rating_is_locked_without_a_reason(decided, personnel_officer):
    published(decided, days_ago(6))

    decided.lock(by=personnel_officer)

    decided.refresh_from_db()
    assert (decided.stage, decided.locked_at is not None) == (Stage.LOCKED, True)
    assert AuditEvent.objects.order_by("-pk").first().action == "evaluations.locked"


@pytest.mark.parametrize("days", [0, 5])
def test_while_the_days_to_ask_run_locking_needs_a_reason(days, decided, personnel_officer):
    published(decided, days_ago(days))
    traces = trace()

    with pytest.raises(ReasonMissing) as refusal:
        decided.lock(by=personnel_officer, reason="  ")

    assert f"{days_ago(days - 5):%d/%m/%Y}" in str(refusal.value)
    assert trace() == traces
    decided.lock(by=personnel_officer, reason="Đồng chí đã nhận kết quả và không có ý kiến")
    assert decided.stage == Stage.LOCKED


def test_an_open_request_stops_the_lock_whatever_the_reason(decided, member, personnel_officer):
    CorrectionRequest.ask(decided, TEXT, by=member)
    published(decided, days_ago(9))
    traces = trace()

    with pytest.raises(RequestOpen):
        decided.lock(by=personnel_officer, reason="Theo yêu cầu")

    assert trace() == traces


@pytest.mark.parametrize("stage", [Stage.SELF, Stage.PROPOSED, Stage.APPRAISED])
def test_what_is_not_decided_is_not_locked(stage, evaluation, colleague, secretary, personnel_officer):
    rating = make_rating(evaluation, colleague, stage, proposer=secretary, office=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition):
        rating.lock(by=personnel_officer, reason="Theo yêu cầu")

    assert trace() == traces


def test_a_locked_rating_takes_no_step_back(decided, personnel_officer):
    decided.lock(by=personnel_officer, reason="Theo yêu cầu")
    traces = trace()

    for act in ("propose", "withdraw_proposal", "appraise", "send_back", "reopen_appraisal", "hold"):
        with pytest.raises(InvalidTransition):
            getattr(decided, act)(GOOD, by=personnel_officer)
    with pytest.raises(InvalidTransition):
        decided.lock(by=personnel_officer, reason="Theo yêu cầu")

    assert trace() == traces


def test_nobody_locks_their_own_rating(evaluation, personnel_officer, secretary):
    own = make_decided(evaluation, personnel_officer, proposer=secretary, office=secretary)

    with pytest.raises(NotYours):
        own.lock(by=personnel_officer, reason="Theo yêu cầu")
