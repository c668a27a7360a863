"""The quota as an evaluation stands: by who decides and by group, over all its cells; rulings of the deciding body."""

import datetime

import pytest

from evaluations import quota, roster
from evaluations.errors import InvalidTransition, ReasonMissing, RulingRefused
from evaluations.models import Evaluation, Proposal, QuotaRuling, Rating
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import evaluating, factories
from tests.queries import count_of

TOP, GOOD, FAIR, LOWEST = "HTXSNV", "HTTNV", "HTNV", "KHTNV"
STAFF, LEADERS, OTHERS = "Chuyên môn, nghiệp vụ", "Lãnh đạo, quản lý", "Chuyên môn khác"
MEMBERS = Rating.Track.PARTY_MEMBER


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


def rate(evaluation, cell, level, *, times=1, group=STAFF, by, **fields):
    """Put ``times`` people of a cell in the evaluation, each proposed at ``level``."""
    for _number in range(times):
        person = factories.make_person("Người được xếp loại", cell=cell)
        dossier = evaluating.make_dossier(evaluation, person, peer_group=group, **fields)
        dossier.ratings.get().propose(level, by=by)


def rate_sixty(evaluation, cell, top, good, *, by):
    for level, times in ((TOP, top), (GOOD, good), (FAIR, 5), (LOWEST, 1)):
        rate(evaluation, cell, level, times=times, by=by)


def rule(evaluation, by, **fields):
    defaults = {
        "evaluation": evaluation,
        "decider": evaluation.root,
        "track": MEMBERS,
        "groups": [STAFF, LEADERS],
        "name": "Cả phường",
        "percent": None,
        "reason": "Nhóm lãnh đạo dưới 5 người",
        "symbol": "12-TB/ĐU",
        "ruled_on": today(),
    }
    return QuotaRuling.record(by=by, **(defaults | fields))


# Domain reference, 6.5: one group of 60 rated.
@pytest.mark.parametrize(
    ("base", "top", "good", "now", "after"),
    [
        ("GOOD_ONLY", 9, 45, 9, 9),
        ("GOOD_OR_BETTER", 9, 45, 10, 10),
        ("ALL_RATED", 9, 45, 12, 12),
        ("GOOD_ONLY", 12, 42, 8, 9),
        ("GOOD_OR_BETTER", 12, 42, 10, 10),
        ("ALL_RATED", 12, 42, 12, 12),
    ],
)
def test_the_worked_example_by_each_base(province, secretary, base, top, good, now, after):
    document = evaluating.shipped_document()
    document["quota"] |= {"base": base, "base_decision": "QĐ 12-QĐ/TU, 05/01/2026"}
    evaluation = evaluating.make_evaluation(province.ward, scheme=evaluating.make_scheme(document=document))
    rate_sixty(evaluation, province.cell, top, good, by=secretary)

    [group] = quota.groups_of(evaluation, province.ward)

    assert (group.total, group.counts) == (60, {TOP: top, GOOD: good, FAIR: 5, LOWEST: 1})
    assert (group.quota.proposed, group.quota.allowed_now, group.quota.allowed_after_demotions) == (top, now, after)


def test_a_group_is_counted_over_all_cells_of_who_decides_and_no_others(province, secretary, evaluation):
    rate(evaluation, province.cell, GOOD, times=2, by=secretary)
    rate(evaluation, province.second_cell, GOOD, times=3, by=secretary)
    rate(evaluation, province.cell, TOP, by=secretary)
    rate(evaluation, province.cell, TOP, by=secretary, decider=province.top)

    [group] = quota.groups_of(evaluation, province.ward)

    assert group.counts == {GOOD: 5, TOP: 1}
    assert (group.quota.allowed_now, group.quota.is_exceeded) == (1, False)


def test_each_group_of_similar_posts_and_each_track_stands_alone(province, secretary, evaluation):
    rate(evaluation, province.cell, TOP, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)
    collective = evaluating.make_dossier(evaluation, factories.make_collective(province.ward), decider=province.ward)
    collective.ratings.get().propose(GOOD, by=secretary)

    groups = quota.groups_of(evaluation, province.ward)

    assert [(group.track, group.name, group.counts) for group in groups] == [
        ("collective", STAFF, {GOOD: 1}),
        ("party_member", STAFF, {TOP: 1}),
        ("party_member", LEADERS, {GOOD: 1}),
    ]


def test_the_not_rated_those_who_left_and_the_superseded_are_not_counted(province, secretary, evaluation):
    rate(evaluation, province.cell, GOOD, times=4, by=secretary)
    dossiers = list(evaluation.dossiers.order_by("pk"))
    evaluation.dossiers.filter(pk=dossiers[0].pk).update(not_rated_reason="exempt")
    evaluation.dossiers.filter(pk=dossiers[1].pk).update(left_on=today())
    dossiers[2].ratings.update(superseded_at="2026-01-01T00:00Z")

    [group] = quota.groups_of(evaluation, province.ward)

    assert group.counts == {GOOD: 1}


def test_what_a_session_under_way_has_written_down_counts_already(province, secretary, evaluation, member):
    dossier = evaluating.make_dossier(evaluation, member)
    Proposal.objects.create(placement=dossier.placements.get(), track=MEMBERS, level=TOP)

    [group] = quota.groups_of(evaluation, province.ward)

    assert (group.counts, group.quota.proposed) == ({TOP: 1}, 1)


def test_a_level_further_on_counts_before_an_earlier_one(province, secretary, personnel_officer, evaluation, member):
    rating = evaluating.make_dossier(evaluation, member).ratings.get()
    rating.propose(TOP, by=secretary)
    rating.appraise(GOOD, by=personnel_officer, note="Một việc chậm")

    [group] = quota.groups_of(evaluation, province.ward)

    assert group.counts == {GOOD: 1}


def test_levels_can_stand_in_place_of_what_stands_now(province, secretary, evaluation):
    rate(evaluation, province.cell, TOP, times=3, by=secretary)
    rate(evaluation, province.cell, TOP, by=secretary, decider=province.top)
    first, second, _third, elsewhere = Rating.objects.order_by("pk")

    instead = {first.pk: GOOD, second.pk: TOP, elsewhere.pk: TOP}
    [group] = quota.groups_of(evaluation, province.ward, instead=instead)

    assert (group.counts, group.top) == ({GOOD: 1, TOP: 2}, {second.pk})


def test_a_small_group_says_so(province, secretary, evaluation):
    rate(evaluation, province.cell, GOOD, times=3, by=secretary)
    rate(evaluation, province.cell, TOP, by=secretary)

    [group] = quota.groups_of(evaluation, province.ward)

    assert (group.quota.is_small, group.quota.allowed_now) == (True, 0)


def test_merged_groups_count_as_one(province, secretary, personnel_officer, evaluation):
    rate(evaluation, province.cell, GOOD, times=4, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)
    rate(evaluation, province.cell, TOP, group=LEADERS, by=secretary)

    ruling = rule(evaluation, personnel_officer)

    [group] = quota.groups_of(evaluation, province.ward)
    assert (group.name, group.peer_groups, group.counts) == ("Cả phường", (STAFF, LEADERS), {GOOD: 5, TOP: 1})
    assert (group.quota.allowed_now, group.rulings) == (1, [ruling])
    event = AuditEvent.objects.get(action="evaluations.quota_ruled")
    assert (event.actor_name, event.reason) == ("Đỗ Hữu Quang", "Nhóm lãnh đạo dưới 5 người")


def test_the_exceptional_percent_holds_for_the_group_it_was_given_to(
    province, secretary, personnel_officer, evaluation
):
    rate(evaluation, province.cell, GOOD, times=4, by=secretary)
    rate(evaluation, province.cell, GOOD, times=4, group=LEADERS, by=secretary)

    rule(evaluation, personnel_officer, groups=[STAFF], name="", percent=25)

    groups = quota.groups_of(evaluation, province.ward)
    assert [(group.name, int(group.quota.percent), group.quota.allowed_now) for group in groups] == [
        (STAFF, 25, 1),
        (LEADERS, 20, 0),
    ]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": " "}, RulingRefused),
        ({"reason": " "}, ReasonMissing),
        ({"symbol": ""}, ReasonMissing),
        ({"ruled_on": today() + datetime.timedelta(days=1)}, RulingRefused),
        ({"groups": []}, RulingRefused),
        ({"groups": [STAFF]}, RulingRefused),
        ({"name": ""}, RulingRefused),
        ({"percent": 26}, RulingRefused),
        ({"percent": 20}, RulingRefused),
    ],
)
def test_a_ruling_is_refused_without_what_it_rests_on(evaluation, personnel_officer, fields, refusal):
    with pytest.raises(refusal):
        rule(evaluation, personnel_officer, **fields)

    assert (QuotaRuling.objects.count(), AuditEvent.objects.filter(action="evaluations.quota_ruled").count()) == (0, 0)


def test_a_group_is_merged_once(evaluation, personnel_officer):
    rule(evaluation, personnel_officer)

    with pytest.raises(RulingRefused, match=STAFF):
        rule(evaluation, personnel_officer, groups=[STAFF, "Khác"], name="Nhóm khác")


# ── names of merged groups ──


@pytest.mark.parametrize("name", [OTHERS, "chuyen mon khac", " CHUYÊN MÔN KHÁC "])
def test_a_merged_group_takes_no_name_of_another_group(province, secretary, personnel_officer, evaluation, name):
    rate(evaluation, province.cell, GOOD, group=OTHERS, by=secretary)

    with pytest.raises(RulingRefused, match="mang tên này"):
        rule(evaluation, personnel_officer, name=name)

    assert QuotaRuling.objects.count() == 0


def test_a_merged_group_may_keep_the_name_of_one_of_its_own(province, secretary, personnel_officer, evaluation):
    rate(evaluation, province.cell, GOOD, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)

    rule(evaluation, personnel_officer, name=STAFF)

    [group] = quota.groups_of(evaluation, province.ward)
    assert (group.name, group.counts) == (STAFF, {GOOD: 2})


def test_two_mergers_do_not_share_a_name(evaluation, personnel_officer):
    rule(evaluation, personnel_officer)

    with pytest.raises(RulingRefused, match="mang tên này"):
        rule(evaluation, personnel_officer, groups=[OTHERS, "Nhóm D"], name="Cả phường")


def test_a_group_that_is_called_like_a_merger_later_is_not_swallowed(
    province, secretary, personnel_officer, evaluation
):
    rate(evaluation, province.cell, GOOD, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)
    rule(evaluation, personnel_officer)
    rate(evaluation, province.cell, TOP, group="Cả phường", by=secretary)

    groups = quota.groups_of(evaluation, province.ward)

    assert [(group.peer_groups, group.counts) for group in groups] == [
        ((STAFF, LEADERS), {GOOD: 2}),
        (("Cả phường",), {TOP: 1}),
    ]


# ── the exceptional percent ──


def percents(evaluation, decider):
    return {group.name: int(group.quota.percent) for group in quota.groups_of(evaluation, decider)}


def test_an_exception_of_one_group_does_not_spread_to_the_merged_one(
    province, secretary, personnel_officer, evaluation
):
    rate(evaluation, province.cell, GOOD, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)
    alone = rule(evaluation, personnel_officer, groups=[STAFF], name="", percent=25)
    merger = rule(evaluation, personnel_officer, symbol="13-TB/ĐU")

    [group] = quota.groups_of(evaluation, province.ward)

    assert int(group.quota.percent) == 20
    assert group.shown_rulings == [(alone, False), (merger, True)]


def test_an_exception_of_all_groups_of_a_merger_holds_for_it(province, secretary, personnel_officer, evaluation):
    rate(evaluation, province.cell, GOOD, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)
    rule(evaluation, personnel_officer)

    exception = rule(evaluation, personnel_officer, groups=[LEADERS, STAFF], name="", percent=25, symbol="13-TB/ĐU")

    assert (percents(evaluation, province.ward), exception.name) == ({"Cả phường": 25}, "")


def test_a_group_of_a_merger_gets_no_exception_alone(evaluation, personnel_officer):
    rule(evaluation, personnel_officer)

    with pytest.raises(RulingRefused, match="chọn tất cả các nhóm"):
        rule(evaluation, personnel_officer, groups=[STAFF], name="", percent=25)


def test_a_part_of_a_merger_in_which_nobody_is_rated_yet_is_a_part_all_the_same(
    province, secretary, personnel_officer, evaluation
):
    rate(evaluation, province.cell, GOOD, by=secretary)
    rule(evaluation, personnel_officer, groups=[STAFF], name="", percent=25)
    rule(evaluation, personnel_officer, symbol="13-TB/ĐU")

    assert percents(evaluation, province.ward) == {"Cả phường": 20}


# ── recorded once ──


@pytest.mark.parametrize(
    "fields", [{}, {"groups": [LEADERS, STAFF]}, {"groups": [STAFF], "name": "", "percent": 25}], ids=str
)
def test_the_same_ruling_twice_is_refused(evaluation, personnel_officer, fields):
    rule(evaluation, personnel_officer, **fields)

    with pytest.raises(RulingRefused, match="đã được ghi"):
        rule(evaluation, personnel_officer, **fields)

    assert QuotaRuling.objects.count() == 1


# ── withdrawn ──


def test_a_withdrawn_ruling_counts_no_more_and_stays_with_its_reason(
    province, secretary, personnel_officer, evaluation
):
    rate(evaluation, province.cell, GOOD, by=secretary)
    rate(evaluation, province.cell, GOOD, group=LEADERS, by=secretary)
    ruling = rule(evaluation, personnel_officer)

    ruling.withdraw(" Ghi nhầm số văn bản ", by=personnel_officer)

    assert percents(evaluation, province.ward) == {STAFF: 20, LEADERS: 20}
    ruling.refresh_from_db()
    assert (ruling.withdraw_reason, ruling.withdrawn_by) == ("Ghi nhầm số văn bản", personnel_officer)
    event = AuditEvent.objects.get(action="evaluations.quota_ruling_withdrawn")
    assert (event.actor_name, event.reason) == ("Đỗ Hữu Quang", "Ghi nhầm số văn bản")


def test_after_a_withdrawal_the_same_is_recorded_again(evaluation, personnel_officer):
    rule(evaluation, personnel_officer).withdraw("Ghi nhầm", by=personnel_officer)

    rule(evaluation, personnel_officer)

    assert [each.is_withdrawn for each in QuotaRuling.objects.all()] == [True, False]


def test_a_withdrawal_is_refused_without_a_reason_twice_and_once_the_evaluation_is_closed(
    evaluation, personnel_officer
):
    ruling = rule(evaluation, personnel_officer)
    stale = QuotaRuling.objects.get(pk=ruling.pk)

    with pytest.raises(ReasonMissing):
        ruling.withdraw("  ", by=personnel_officer)
    ruling.withdraw("Ghi nhầm", by=personnel_officer)
    with pytest.raises(InvalidTransition, match="đã rút"):
        stale.withdraw("Ghi nhầm", by=personnel_officer)
    again = rule(evaluation, personnel_officer)
    evaluation.status = Evaluation.Status.CLOSED
    evaluation.save()
    with pytest.raises(InvalidTransition, match="đã đóng"):
        again.withdraw("Ghi nhầm", by=personnel_officer)

    assert AuditEvent.objects.filter(action="evaluations.quota_ruling_withdrawn").count() == 1


def test_a_merger_stays_while_a_ruling_on_its_percent_rests_on_it(evaluation, personnel_officer):
    merger = rule(evaluation, personnel_officer)
    exception = rule(evaluation, personnel_officer, name="", percent=25, symbol="13-TB/ĐU")

    with pytest.raises(RulingRefused, match="13-TB/ĐU"):
        merger.withdraw("Không gộp nữa", by=personnel_officer)
    exception.withdraw("Không còn ngoại lệ", by=personnel_officer)
    merger.withdraw("Không gộp nữa", by=personnel_officer)

    assert list(QuotaRuling.objects.standing()) == []


def test_a_closed_evaluation_takes_no_ruling(evaluation, personnel_officer):
    evaluation.status = Evaluation.Status.CLOSED
    evaluation.save()

    with pytest.raises(InvalidTransition):
        rule(evaluation, personnel_officer)


def test_a_track_that_the_scheme_does_not_cap_has_no_groups(province, secretary):
    document = evaluating.shipped_document()
    document["quota"]["subjects"] = ["collective"]
    evaluation = evaluating.make_evaluation(province.ward, scheme=evaluating.make_scheme(document=document))
    rate(evaluation, province.cell, TOP, by=secretary)

    assert quota.groups_of(evaluation, province.ward) == []


def test_a_decider_outside_this_installation_is_counted_too(province, secretary, evaluation):
    rate(evaluation, province.cell, TOP, by=secretary, decider=None)

    [group] = quota.groups_of(evaluation, None)

    assert group.counts == {TOP: 1}


def test_counting_asks_twice_however_many_there_are(province, secretary, evaluation):
    rate(evaluation, province.cell, TOP, by=secretary)
    evaluation.scheme.rules  # noqa: B018 (read once a request)

    few = count_of(lambda: quota.groups_of(evaluation, province.ward))
    rate(evaluation, province.cell, GOOD, times=12, by=secretary)

    assert (few, count_of(lambda: quota.groups_of(evaluation, province.ward))) == (2, 2)


def test_a_level_brought_from_an_agency_counts_in_no_quota_here(evaluation, province, secretary, personnel_officer):
    cadres = Rating.Track.CADRE
    rate(evaluation, province.cell, GOOD, by=secretary, tracks=[cadres])
    brought = {"agency": "Sở Y tế", "level": TOP, "symbol": "45/QĐ-SYT", "decided_on": today()}
    dossier = evaluating.make_dossier(evaluation, factories.make_person(cell=province.cell), peer_group=STAFF)
    roster.add_cadre_track(dossier, by=personnel_officer, reason="Theo quyết định của Sở Y tế", brought=brought)

    (group,) = quota.groups_of(evaluation, province.ward, track=cadres)

    assert (group.counts, group.top) == ({GOOD: 1}, frozenset())
