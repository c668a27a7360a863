"""Acts on the roster of an open evaluation: each with its reason, refused in every state where it would be untrue."""

import datetime
from contextlib import nullcontext

import pytest

from evaluations import roster
from evaluations.errors import NotYours, OpeningRefused, ReasonMissing
from evaluations.models import Evaluation, Rating, ReviewPlacement
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import evaluating, factories
from tests.evaluations.meeting import hand_in
from tests.evaluations.rostered import WHY, bring_to, fresh, last_event

Capacity, Stage = ReviewPlacement.Capacity, Rating.Stage


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


# ── rated or not ──


@pytest.mark.parametrize(
    ("why", "note", "text"),
    [
        ("exempt", "", "Miễn công tác, sinh hoạt đảng"),
        ("short", "", "Công tác dưới 6 tháng trong năm"),
        ("other", "Biệt phái ra nước ngoài", "Biệt phái ra nước ngoài"),
    ],
)
def test_somebody_is_left_out_of_the_rating_with_the_reason(dossier, personnel_officer, why, note, text):
    roster.set_not_rated(dossier, by=personnel_officer, why=why, note=note)

    found = fresh(dossier)
    assert (found.is_rated, found.not_rated_reason, found.not_rated_text) == (False, why, text)
    assert last_event() == ("dossier_not_rated", text)


def test_another_reason_needs_words(dossier, personnel_officer):
    with pytest.raises(ReasonMissing):
        roster.set_not_rated(dossier, by=personnel_officer, why="other", note="  ")

    assert fresh(dossier).is_rated
    assert not AuditEvent.objects.filter(action="evaluations.dossier_not_rated").exists()


def test_who_was_left_out_is_rated_again(dossier, personnel_officer):
    roster.set_not_rated(dossier, by=personnel_officer, why="suspended")

    roster.rate_again(dossier, by=personnel_officer, reason="Hết thời hạn đình chỉ")

    assert (fresh(dossier).is_rated, last_event()) == (True, ("dossier_rated_again", "Hết thời hạn đình chỉ"))
    with pytest.raises(OpeningRefused):
        roster.rate_again(dossier, by=personnel_officer, reason=WHY)


@pytest.mark.parametrize("stage", Stage.values)
@pytest.mark.parametrize("act", ["not_rated", "leave"])
def test_who_has_a_proposed_or_decided_level_stays_on_the_roster(dossier, personnel_officer, stage, act):
    bring_to(dossier, stage)
    acts = {
        "not_rated": lambda: roster.set_not_rated(dossier, by=personnel_officer, why="short"),
        "leave": lambda: roster.leave(dossier, by=personnel_officer, reason=WHY),
    }

    if stage != Stage.SELF:
        with pytest.raises(OpeningRefused):
            acts[act]()
    else:
        acts[act]()

    assert fresh(dossier).is_rated is (stage != Stage.SELF)


def test_leaving_keeps_what_was_written_and_happens_once(dossier, personnel_officer):
    roster.leave(dossier, by=personnel_officer, reason="Chuyển đảng ra ngoài tỉnh")

    assert (fresh(dossier).left_on, Rating.objects.count()) == (today(), 1)
    assert last_event() == ("dossier_left", "Chuyển đảng ra ngoài tỉnh")
    with pytest.raises(OpeningRefused):
        roster.leave(dossier, by=personnel_officer, reason=WHY)


# ── frame, group, decider ──


def test_frame_group_and_decider_are_changed_together(dossier, province, personnel_officer):
    roster.change(
        dossier, by=personnel_officer, reason=WHY, frame="LEADER", peer_group="Bí thư chi bộ", decider=province.top
    )

    found = fresh(dossier)
    assert (found.frame, found.peer_group, found.decider) == ("LEADER", "Bí thư chi bộ", province.top)
    assert last_event() == ("dossier_changed", WHY)


@pytest.mark.parametrize("frame", ["COLLECTIVE", "ORGANISATION", "NO_SUCH"])
def test_a_person_is_not_rated_by_the_frame_of_a_collective(dossier, personnel_officer, frame):
    with pytest.raises(OpeningRefused):
        roster.change(dossier, by=personnel_officer, reason=WHY, frame=frame, peer_group="A", decider=None)

    assert fresh(dossier).frame == "NON_LEADER"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "accepted"])
def test_the_frame_stays_while_a_paper_with_points_of_it_is_handed_in(dossier, province, personnel_officer, status):
    hand_in(dossier, status=status)
    is_handed_in = status in ("submitted", "accepted")

    def change(frame):
        said = {"frame": frame, "peer_group": "Bí thư chi bộ", "decider": province.top}
        roster.change(dossier, by=personnel_officer, reason=WHY, **said)

    with pytest.raises(OpeningRefused) if is_handed_in else nullcontext():
        change("LEADER")
    assert fresh(dossier).frame == ("NON_LEADER" if is_handed_in else "LEADER")

    change(fresh(dossier).frame)

    assert fresh(dossier).peer_group == "Bí thư chi bộ"


@pytest.mark.parametrize("stage", Stage.values)
def test_once_a_level_is_proposed_it_is_rated_as_it_is(dossier, province, personnel_officer, stage):
    other = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, order=5)
    bring_to(dossier, stage)
    acts = [
        lambda: roster.change(dossier, by=personnel_officer, reason=WHY, frame="LEADER", peer_group="A", decider=None),
        lambda: roster.let_decide(other, by=personnel_officer, reason=WHY),
    ]

    for act in acts:
        if stage == Stage.SELF:
            act()
        else:
            with pytest.raises(OpeningRefused):
                act()

    changed = (fresh(dossier).frame, dossier.placements.get(is_deciding=True).body)
    assert changed == (("LEADER", province.ward) if stage == Stage.SELF else ("NON_LEADER", province.cell))


# ── the track of cadres ──


def test_a_person_is_rated_as_a_cadre_too_once(dossier, personnel_officer):
    rating = roster.add_cadre_track(dossier, by=personnel_officer, reason=WHY)

    assert (rating.track, rating.stage, rating.brought_from) == (Rating.Track.CADRE, Stage.SELF, "")
    assert last_event() == ("track_added", WHY)
    with pytest.raises(OpeningRefused):
        roster.add_cadre_track(dossier, by=personnel_officer, reason=WHY)


def test_what_the_agency_decided_is_taken_over_with_its_document_and_shown_to_the_person(
    dossier, member, personnel_officer, signed_in
):
    day = datetime.date(2026, 12, 5)
    brought = {"agency": "Sở Y tế", "level": "HTXSNV", "symbol": "45/QĐ-SYT", "decided_on": day}

    rating = roster.add_cadre_track(dossier, by=personnel_officer, reason=WHY, brought=brought)

    rating.refresh_from_db()
    assert (rating.stage, rating.level, rating.brought_from) == (Stage.DECIDED, "HTXSNV", "Sở Y tế")
    decision = rating.decision
    assert (decision.track, decision.decided_by, decision.symbol, decision.decided_on, decision.decider) == (
        Rating.Track.CADRE,
        "Sở Y tế",
        "45/QĐ-SYT",
        day,
        None,
    )
    page = signed_in(member).get(dossier.get_absolute_url()).content.decode()
    assert "Hoàn thành xuất sắc nhiệm vụ" in page
    # It is not the level of this evaluation: the roster may still be kept.
    roster.change(dossier, by=personnel_officer, reason=WHY, frame="LEADER", peer_group="A", decider=None)


def test_collectives_have_no_track_of_cadres(evaluation, province, personnel_officer):
    of_ward = evaluating.make_dossier(evaluation, factories.make_collective(province.ward))

    with pytest.raises(OpeningRefused):
        roster.add_cadre_track(of_ward, by=personnel_officer, reason=WHY)


# ── places ──


def test_another_place_proposes_the_level_instead(dossier, province, personnel_officer):
    ward = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, order=5)

    roster.let_decide(ward, by=personnel_officer, reason=WHY)

    assert [(p.body, p.is_deciding) for p in dossier.placements.all()] == [
        (province.cell, False),
        (province.ward, True),
    ]
    assert last_event() == ("deciding_place_set", f"{province.ward}: {WHY}")


@pytest.mark.parametrize("capacity", [Capacity.FORMER_CELL, Capacity.TEMPORARY_CELL])
def test_a_cell_that_only_remarks_never_proposes(dossier, province, personnel_officer, capacity):
    place = roster.add_place(dossier, by=personnel_officer, reason=WHY, body=province.second_cell, capacity=capacity)

    assert (place.order, place.proposes, place.is_deciding) == (1, False, False)
    with pytest.raises(OpeningRefused):
        roster.let_decide(place, by=personnel_officer, reason=WHY)
    assert dossier.placements.get(is_deciding=True).body == province.cell


def test_a_place_is_added_once(dossier, province, personnel_officer):
    with pytest.raises(OpeningRefused):
        roster.add_place(dossier, by=personnel_officer, reason=WHY, body=province.cell, capacity=Capacity.COMMITTEE)

    assert dossier.placements.count() == 1


def test_only_a_place_at_which_nothing_was_said_is_taken_away(dossier, province, personnel_officer):
    deciding = dossier.placements.get()
    with_remark = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, remark="Tận tụy", order=5)
    with_proposal = dossier.placements.create(body=province.second_cell, capacity=Capacity.FURTHER_POST, order=4)
    with_proposal.proposals.create(track=Rating.Track.PARTY_MEMBER, level="HTTNV")
    empty = dossier.placements.create(body=province.other_cell, capacity=Capacity.FORMER_CELL)

    for place in (deciding, with_remark, with_proposal):
        with pytest.raises(OpeningRefused):
            roster.remove_place(place, by=personnel_officer, reason=WHY)
    roster.remove_place(empty, by=personnel_officer, reason=WHY)

    assert set(dossier.placements.all()) == {deciding, with_remark, with_proposal}
    assert last_event() == ("place_removed", f"{province.other_cell}: {WHY}")


# ── refused everywhere ──


def every_act(dossier, by, reason):
    place = dossier.placements.first()
    return {
        "rated": lambda: roster.rate_again(dossier, by=by, reason=reason),
        "leave": lambda: roster.leave(dossier, by=by, reason=reason),
        "change": lambda: roster.change(dossier, by=by, reason=reason, frame="LEADER", peer_group="A", decider=None),
        "cadre": lambda: roster.add_cadre_track(dossier, by=by, reason=reason),
        "decide": lambda: roster.let_decide(place, by=by, reason=reason),
        "remove": lambda: roster.remove_place(place, by=by, reason=reason),
        "add": lambda: roster.add_place(dossier, by=by, reason=reason, body=dossier.unit.parent, capacity="committee"),
        "join": lambda: roster.join(dossier.evaluation, dossier.person, by=by, reason=reason),
    }


ACTS = ["rated", "leave", "change", "cadre", "decide", "remove", "add", "join"]


def state_of(dossier):
    found = fresh(dossier)
    return [found.frame, found.left_on, found.placements.count(), found.ratings.count()]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_needs_a_reason(dossier, personnel_officer, act):
    before = state_of(dossier)

    with pytest.raises(ReasonMissing):
        every_act(dossier, personnel_officer, "  ")[act]()

    assert state_of(dossier) == before


@pytest.mark.parametrize("act", ACTS)
def test_nobody_changes_their_own_dossier(evaluation, personnel_officer, act):
    own = evaluating.make_dossier(evaluation, personnel_officer)
    before = state_of(own)

    with pytest.raises(NotYours):
        every_act(own, personnel_officer, WHY)[act]()

    assert state_of(own) == before
    assert not AuditEvent.objects.filter(action__startswith="evaluations.").exists()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", [Evaluation.Status.DRAFT, Evaluation.Status.CLOSED])
def test_the_roster_is_kept_while_the_evaluation_is_open_only(dossier, personnel_officer, act, status):
    Evaluation.objects.update(status=status)
    before = state_of(dossier)

    with pytest.raises(OpeningRefused):
        every_act(dossier, personnel_officer, WHY)[act]()

    assert state_of(dossier) == before
