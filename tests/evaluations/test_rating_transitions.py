"""Every pair of stages before the decision: what the table allows is told; what it does not leaves no trace."""

import itertools
from decimal import Decimal

import pytest
from django.utils import translation

from evaluations import deciding_policies as policies
from evaluations.deciding import recording
from evaluations.errors import InvalidTransition, NotRated, NotYours, ReasonMissing, UnknownLevel
from evaluations.models import Evaluation, Rating
from portal.audit.models import AuditEvent
from portal.notifications.models import Notification
from tests.evaluations.rated import FAIR, GOOD, TOP, Stage, document, make_decided, make_evaluation, make_rating, trace

BEFORE_DECISION = (Stage.SELF, Stage.PROPOSED, Stage.APPRAISED)
# What leads to a stage, by the stage it leads from; the same act is tried from every other stage.
ACTS = {
    "propose": (Stage.SELF, Stage.PROPOSED, "evaluations.proposed"),
    "withdraw_proposal": (Stage.PROPOSED, Stage.SELF, "evaluations.proposal_withdrawn"),
    "send_back": (Stage.PROPOSED, Stage.SELF, "evaluations.sent_back"),
    "appraise": (Stage.PROPOSED, Stage.APPRAISED, "evaluations.appraised"),
    "reopen_appraisal": (Stage.APPRAISED, Stage.PROPOSED, "evaluations.appraisal_reopened"),
}
REFUSED = [(act, stage) for act, stage in itertools.product(ACTS, BEFORE_DECISION) if ACTS[act][0] != stage]


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def close(evaluation):
    Evaluation.objects.filter(pk=evaluation.pk).update(status=Evaluation.Status.CLOSED)


def do(rating, act, by):
    said = GOOD if act in {"propose", "appraise"} else "Cần xem lại số liệu"
    getattr(rating, act)(said, by=by)


@pytest.mark.parametrize("act", ACTS)
def test_an_allowed_act_leads_on_and_writes_one_event(act, evaluation, member, secretary, personnel_officer):
    before, after, action = ACTS[act]
    rating = make_rating(evaluation, member, before, proposer=secretary, office=personnel_officer)
    events, _told = trace()

    do(rating, act, personnel_officer)

    rating.refresh_from_db()
    assert (rating.stage, trace()[0]) == (after, [*events, action])
    assert after in Rating.NEXT[before]


@pytest.mark.parametrize(("act", "stage"), REFUSED)
def test_a_refused_act_leaves_no_trace(act, stage, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, stage, proposer=secretary, office=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition):
        do(rating, act, personnel_officer)

    rating.refresh_from_db()
    assert (rating.stage, trace()) == (stage, traces)


def test_the_acts_cover_every_pair_of_the_table_before_the_decision():
    covered = {(before, after) for before, after, _action in ACTS.values()}

    assert covered == {(s, n) for s in BEFORE_DECISION for n in Rating.NEXT[s] if n in BEFORE_DECISION}


def test_a_stale_copy_reads_the_stage_under_the_lock(evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    stale = Rating.objects.get(pk=rating.pk)
    rating.appraise(GOOD, by=personnel_officer)

    with pytest.raises(InvalidTransition) as refusal:
        stale.send_back("Cần xem lại", by=personnel_officer)

    assert stale.stage == Stage.APPRAISED
    assert str(refusal.value).startswith("Xếp loại của Đặng Thị Bích Ngà đang ở bước")


@pytest.mark.parametrize("act", ["appraise", "send_back", "reopen_appraisal", "hold", "release"])
def test_nobody_acts_on_their_own_rating(act, evaluation, personnel_officer, secretary):
    stage = {"reopen_appraisal": Stage.APPRAISED}.get(act, Stage.PROPOSED)
    rating = make_rating(evaluation, personnel_officer, stage, proposer=secretary, office=secretary)
    Rating.objects.update(hold_reason="Đơn số 4/ĐT" if act == "release" else "")
    traces = trace()

    with pytest.raises(NotYours):
        do(rating, act, personnel_officer)

    assert trace() == traces


def test_nobody_appraises_the_organisation_they_head(evaluation, province, ward_secretary, secretary):
    rating = make_rating(evaluation, province.ward, Stage.PROPOSED, proposer=secretary, decider=province.top)

    with pytest.raises(NotYours):
        rating.appraise(GOOD, by=ward_secretary)


@pytest.mark.parametrize(
    ("act", "stage", "may"),
    [
        ("appraise", Stage.PROPOSED, policies.can_appraise),
        ("send_back", Stage.PROPOSED, policies.can_appraise),
        ("reopen_appraisal", Stage.APPRAISED, policies.can_reopen),
        ("hold", Stage.APPRAISED, policies.can_hold),
    ],
)
def test_once_the_evaluation_is_closed_what_is_undecided_stays(
    act, stage, may, evaluation, member, secretary, personnel_officer
):
    rating = make_rating(evaluation, member, stage, proposer=secretary, office=personnel_officer)
    close(evaluation)
    traces = trace()
    said = GOOD if act == "appraise" else "Đơn số 4/ĐT"

    with translation.override("en"), pytest.raises(InvalidTransition, match="The evaluation is not open"):
        getattr(rating, act)(said, by=personnel_officer)

    read = Rating.objects.select_related(*Rating.NEEDED).get(pk=rating.pk)
    assert (read.stage, trace(), bool(may(personnel_officer, read))) == (stage, traces, False)


def test_once_the_evaluation_is_closed_nothing_is_decided_for_the_first_time(
    evaluation, member, secretary, personnel_officer
):
    rating = make_rating(evaluation, member, Stage.APPRAISED, proposer=secretary, office=personnel_officer)
    close(evaluation)

    with translation.override("en"), pytest.raises(InvalidTransition, match="The evaluation is not open"):
        recording.record({rating.pk: recording.Ruling(GOOD)}, document(), by=personnel_officer)

    rating.refresh_from_db()
    assert (rating.stage, rating.level) == (Stage.APPRAISED, "")


def test_once_the_evaluation_is_closed_what_is_decided_is_still_rated_again_and_locked(
    evaluation, member, secretary, personnel_officer
):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    close(evaluation)

    new = recording.re_rate(rating, recording.Ruling(FAIR, "Theo kết luận"), document("13-QĐ/ĐU"), by=personnel_officer)
    new.lock(by=personnel_officer, reason="Theo yêu cầu của Ban Thường vụ")

    assert (new.stage, new.level) == (Stage.LOCKED, FAIR)


def test_an_appraisal_keeps_level_points_note_and_who(evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, level=TOP, proposer=secretary)

    rating.appraise(
        GOOD, points_a=Decimal("27.5"), points_b=Decimal("61.25"), note=" Chưa đủ 30% vượt ", by=personnel_officer
    )

    rating.refresh_from_db()
    assert (rating.proposed_level, rating.appraised_level, rating.standing_level) == (TOP, GOOD, GOOD)
    assert (rating.appraised_a, rating.appraised_b) == (Decimal("27.50"), Decimal("61.25"))
    assert (rating.appraisal_note, rating.appraised_by) == ("Chưa đủ 30% vượt", personnel_officer)
    assert rating.appraised_at is not None


@pytest.mark.parametrize("note", ["", "  ", "\n"])
def test_another_level_than_proposed_needs_a_note(note, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, level=TOP, proposer=secretary)
    traces = trace()

    with pytest.raises(ReasonMissing):
        rating.appraise(FAIR, note=note, by=personnel_officer)

    assert trace() == traces


def test_a_level_above_the_band_of_its_points_needs_a_note(evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, level=TOP, proposer=secretary)
    traces = trace()

    with pytest.raises(ReasonMissing):
        rating.appraise(TOP, points_a=Decimal(20), points_b=Decimal("69.99"), by=personnel_officer)

    assert trace() == traces
    rating.appraise(TOP, points_a=Decimal(20), points_b=Decimal(70), by=personnel_officer)
    assert (rating.appraised_level, rating.appraisal_note) == (TOP, "")


@pytest.mark.parametrize("act", ["withdraw_proposal", "send_back", "reopen_appraisal", "hold", "release"])
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_step_back_and_a_hold_need_a_reason(act, reason, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    traces = trace()

    with pytest.raises(ReasonMissing):
        getattr(rating, act)(reason, by=personnel_officer)

    assert trace() == traces


@pytest.mark.parametrize("level", ["", "XS", "htxsnv"])
def test_a_level_that_the_scheme_does_not_know_is_refused(level, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.SELF)
    proposed = make_rating(evaluation, secretary, Stage.PROPOSED, proposer=member)

    with pytest.raises(UnknownLevel):
        rating.propose(level, by=secretary)
    with pytest.raises(UnknownLevel):
        proposed.appraise(level, note="Theo biên bản", by=personnel_officer)


def test_who_is_not_rated_gets_no_level(evaluation, member, secretary):
    rating = make_rating(evaluation, member, not_rated_reason="suspended")

    with pytest.raises(NotRated):
        rating.propose(GOOD, by=secretary)


def test_sending_back_tells_the_officers_of_the_place_and_not_the_one_it_is_about(
    evaluation, secretary, deputy, personnel_officer
):
    rating = make_rating(evaluation, secretary, Stage.PROPOSED, proposer=deputy)

    rating.send_back("Thiếu biên bản kiểm phiếu", by=personnel_officer)

    told = Notification.objects.get(event="evaluations.sent_back")
    assert (told.recipient, told.detail) == (deputy, "Thiếu biên bản kiểm phiếu")
    assert (rating.stage, rating.proposed_level, rating.proposed_at) == (Stage.SELF, "", None)


def test_taking_an_appraisal_back_forgets_what_it_said(evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, level=TOP, proposer=secretary)
    rating.appraise(GOOD, points_a=Decimal(27), note="Chưa đủ căn cứ", by=personnel_officer)

    rating.reopen_appraisal("Nhập nhầm", by=personnel_officer)

    rating.refresh_from_db()
    assert (rating.stage, rating.proposed_level, rating.standing_level) == (Stage.PROPOSED, TOP, TOP)
    assert (rating.appraised_level, rating.appraisal_note, rating.appraised_a) == ("", "", None)
    assert (rating.appraised_by, rating.appraised_at) == (None, None)


@pytest.mark.parametrize("stage", BEFORE_DECISION)
def test_a_rating_is_held_and_let_go_on_with_a_reason_each(stage, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, stage, proposer=secretary, office=personnel_officer)

    rating.hold("Đơn tố cáo số 4/ĐT", by=personnel_officer)
    held = Rating.objects.get()
    rating.release("Kết luận số 9-KL/UBKT: không đúng", by=personnel_officer)

    assert (held.is_held, held.stage, Rating.objects.get().is_held) == (True, stage, False)
    reasons = AuditEvent.objects.filter(action__in=["evaluations.held", "evaluations.released"])
    assert list(reasons.order_by("pk").values_list("reason", flat=True)) == [
        "Đơn tố cáo số 4/ĐT",
        "Kết luận số 9-KL/UBKT: không đúng",
    ]


def test_what_is_held_is_not_held_again_and_what_is_not_held_is_not_released(
    evaluation, member, secretary, personnel_officer
):
    rating = make_rating(evaluation, member)
    with pytest.raises(InvalidTransition):
        rating.release("Đã xác minh", by=personnel_officer)
    rating.hold("Đơn số 4/ĐT", by=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition):
        rating.hold("Đơn số 5/ĐT", by=personnel_officer)

    assert (Rating.objects.get().hold_reason, trace()) == ("Đơn số 4/ĐT", traces)


def test_the_trail_names_no_level(evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.PROPOSED, level=TOP, proposer=secretary)

    rating.appraise(GOOD, note="Chưa đủ 30% vượt", by=personnel_officer)

    said = " ".join(f"{event.subject_name} {event.reason}" for event in AuditEvent.objects.all())
    assert [word for word in (TOP, GOOD, "Chưa đủ") if word in said] == []
