"""A decision above the quota: counted by group as it would stand after it, refused without a reason, kept with one."""

import pytest

from evaluations.deciding import recording
from evaluations.errors import OverQuota
from evaluations.models import QuotaRuling, Rating, RatingDecision
from portal.lib.dates import today
from tests import factories
from tests.evaluations.rated import FAIR, GOOD, TOP, Stage, document, make_evaluation, make_rating, trace


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def group(evaluation, province, secretary, personnel_officer):
    """Return a function that makes appraised ratings: ``group(TOP, 3)``."""

    def make(level, count, **fields):
        return [
            make_rating(
                evaluation,
                factories.make_person(cell=province.cell),
                Stage.APPRAISED,
                level=level,
                proposer=secretary,
                office=personnel_officer,
                **fields,
            )
            for _number in range(count)
        ]

    return make


def record(ratings, by, *, reason="", level=None, why=""):
    rulings = {rating.pk: recording.Ruling(level or rating.appraised_level, why) for rating in ratings}
    return recording.record(rulings, document(), by=by, excess_reason=reason)


def test_within_the_quota_no_reason_is_asked_for(group, personnel_officer):
    decision = record(group(TOP, 1) + group(GOOD, 5), personnel_officer)

    assert (decision.over_quota, decision.over_quota_reason) == ([], "")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_above_the_quota_nothing_is_decided_without_a_reason(reason, group, personnel_officer):
    ratings = group(TOP, 2) + group(GOOD, 5)
    traces = trace()

    with pytest.raises(OverQuota) as refusal:
        record(ratings, personnel_officer, reason=reason)

    assert refusal.value.lines[0].startswith("Chuyên môn, nghiệp vụ: 2 trường hợp, tối đa 1 (20% × 5 = 1")
    assert (RatingDecision.objects.count(), trace()) == (0, traces)
    assert not Rating.objects.filter(stage=Stage.DECIDED).exists()


def test_above_the_quota_the_reason_and_what_was_counted_are_kept(group, personnel_officer):
    decision = record(group(TOP, 2) + group(GOOD, 5), personnel_officer, reason=" Theo Nghị quyết số 3 ")

    decision.refresh_from_db()
    assert decision.over_quota_reason == "Theo Nghị quyết số 3"
    assert len(decision.over_quota) == 1
    assert Rating.objects.filter(level=TOP).count() == 2


def test_a_reason_that_was_not_needed_is_not_kept(group, personnel_officer):
    decision = record(group(GOOD, 2), personnel_officer, reason="Theo Nghị quyết số 3")

    assert decision.over_quota_reason == ""


def test_who_is_only_appraised_counts_as_appraised(group, personnel_officer):
    first = group(TOP, 1)
    group(GOOD, 5)

    assert record(first, personnel_officer).over_quota == []


def test_deciding_the_good_ones_of_a_group_above_its_quota_needs_no_reason(group, personnel_officer):
    group(TOP, 3)
    good = group(GOOD, 2)

    assert record(good, personnel_officer).over_quota == []


def test_a_decision_that_moves_one_down_counts_as_it_would_stand_after(group, personnel_officer):
    first, second = group(TOP, 2)
    group(GOOD, 5)
    rulings = {
        first.pk: recording.Ruling(TOP),
        second.pk: recording.Ruling(GOOD, "Quá tỉ lệ, Ban Thường vụ biểu quyết"),
    }

    decision = recording.record(rulings, document(), by=personnel_officer)

    assert decision.over_quota == []


def test_each_peer_group_and_each_decider_counts_alone(group, personnel_officer, province):
    top = group(TOP, 1, peer_group="Lãnh đạo, quản lý")
    group(GOOD, 9)
    group(GOOD, 9, peer_group="Lãnh đạo, quản lý", decider=province.top)

    with pytest.raises(OverQuota) as refusal:
        record(top, personnel_officer)

    assert refusal.value.lines[0].startswith("Lãnh đạo, quản lý: 1 trường hợp, tối đa 0")


def test_a_ruling_that_merges_groups_or_raises_the_percent_holds(group, evaluation, personnel_officer, province):
    top = group(TOP, 1, peer_group="Lãnh đạo, quản lý")
    group(GOOD, 4)
    QuotaRuling.objects.create(
        evaluation=evaluation,
        decider=province.ward,
        track=Rating.Track.PARTY_MEMBER,
        groups=["Lãnh đạo, quản lý", "Chuyên môn, nghiệp vụ"],
        name="Cán bộ phường",
        percent=25,
        reason="Nhóm dưới 5 người",
        symbol="5-NQ/ĐU",
        ruled_on=today(),
        recorded_by=personnel_officer,
    )

    assert record(top, personnel_officer).over_quota == []


def test_a_re_rating_to_the_top_level_is_counted_too(group, personnel_officer):
    (rating,) = group(FAIR, 1)
    record([rating], personnel_officer)
    rating.refresh_from_db()
    ruling = recording.Ruling(TOP, "Chấp nhận đề nghị")

    with pytest.raises(OverQuota):
        recording.re_rate(rating, ruling, document("20-QĐ/ĐU"), by=personnel_officer)
    new = recording.re_rate(
        rating, ruling, document("20-QĐ/ĐU"), by=personnel_officer, excess_reason="Theo Nghị quyết số 3"
    )

    assert (new.level, new.decision.over_quota_reason) == (TOP, "Theo Nghị quyết số 3")


def test_the_excess_of_a_re_rating_counts_decided_levels_alone(group, personnel_officer):
    decided = group(GOOD, 6)
    record(decided, personnel_officer)
    group(TOP, 2)  # appraised only: it may still change
    group(GOOD, 20)

    new = recording.re_rate(
        decided[0], recording.Ruling(TOP, "Chấp nhận đề nghị"), document("20-QĐ/ĐU"), by=personnel_officer
    )
    with pytest.raises(OverQuota) as refusal:
        recording.re_rate(
            decided[1], recording.Ruling(TOP, "Chấp nhận đề nghị"), document("21-QĐ/ĐU"), by=personnel_officer
        )

    assert new.decision.over_quota == []
    (line,) = refusal.value.lines
    assert line.startswith("Chuyên môn, nghiệp vụ: 2 trường hợp, tối đa 0 (20% × 4 = 0,8 → tối đa 0;")
