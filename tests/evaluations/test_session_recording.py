"""Recording what a meeting proposes: order, reasons, ballots, own rating, two people in one row."""

import threading

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import session_policies as policies
from evaluations.errors import InvalidTransition, NotRated, NotYours, Stale, UnknownLevel
from evaluations.models import Ballot, Evaluation, Proposal, Rating, RatingSession, ReviewPlacement
from evaluations.sessions import recording
from evaluations.sessions.queue import remarks_for
from evaluations.sessions.table import SessionTable
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from tests import evaluating, factories
from tests.evaluations.meeting import FAIR, GOOD, LOWEST, MEMBER, TOP, acts, ballot, put_in, record, session_of
from tests.evaluations.rated import pretend_decided


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def cell(evaluation, province, secretary, deputy, member, colleague):
    """The dossiers of a cell of four, by given name: head, deputy, two members."""
    return {
        "head": put_in(evaluation, secretary, rank=1),
        "deputy": put_in(evaluation, deputy, rank=2),
        "member": put_in(evaluation, member),
        "colleague": put_in(evaluation, colleague),
    }


@pytest.fixture
def session(evaluation, province, cell, deputy):
    return session_of(evaluation, province.cell, by=deputy)


def names(rows):
    return [str(row.dossier.subject) for row in rows]


def blocks_of(session, dossier):
    session = RatingSession.objects.get(pk=session.pk)
    row = next(row for row in SessionTable(session).rows if row.dossier == dossier)
    return [block.field for block in row.blocks]


# ── the session itself ──


def test_a_meeting_has_one_session_however_often_it_is_begun(evaluation, province, cell, secretary, deputy):
    first = RatingSession.of(evaluation, province.cell, by=secretary)

    assert RatingSession.of(evaluation, province.cell, by=deputy) == first
    assert (RatingSession.objects.count(), acts()) == (1, ["evaluations.session_begun"])


def test_no_session_where_nobody_is_reviewed_or_the_evaluation_is_closed(evaluation, province, cell, secretary):
    with pytest.raises(InvalidTransition):
        RatingSession.of(evaluation, province.second_cell, by=secretary)
    evaluation.status = Evaluation.Status.CLOSED
    with pytest.raises(InvalidTransition):
        RatingSession.of(evaluation, province.cell, by=secretary)

    assert RatingSession.objects.count() == 0


def test_attendance_saved_by_somebody_else_meanwhile_is_not_overwritten(session, secretary):
    with pytest.raises(Stale):
        recording.save_attendance(session, {"place": "Hội trường"}, saved=0, by=secretary)

    session.refresh_from_db()
    assert (session.place, session.saved) == ("", 1)


# ── the order ──


def test_collectives_come_first_then_heads_deputies_and_members_and_the_organisation_last(
    evaluation, province, cell, session
):
    collective = evaluating.make_dossier(evaluation, factories.make_collective(province.cell, "Chi ủy"), place=False)
    ReviewPlacement.objects.create(dossier=collective, body=province.cell, capacity=ReviewPlacement.Capacity.OWN)
    evaluating.make_dossier(evaluation, province.cell)

    rows = SessionTable(session).rows

    assert names(rows) == [
        "Chi ủy",
        "Hoàng Văn Khải",
        "Trịnh Thị Hoài",
        "Lê Quang Dũng",
        "Đặng Thị Bích Ngà",
        "Chi bộ khu phố 1",
    ]
    assert [row.line.number for row in rows] == [1, 2, 3, 4, 5, 6]


def test_a_member_recorded_before_the_head_needs_a_reason(session, cell, secretary, deputy):
    record(session, cell["member"], by=secretary)

    assert blocks_of(session, cell["member"]) == ["order_reason"]
    record(session, cell["member"], by=secretary, order_reason="Đồng chí bí thư đi công tác, về sau")
    assert blocks_of(session, cell["member"]) == []


def test_it_stays_out_of_order_when_the_head_follows_and_is_forgotten_once_the_level_is_taken_back(
    session, cell, secretary, deputy
):
    record(session, cell["member"], by=secretary)
    record(session, cell["head"], by=deputy)
    record(session, cell["deputy"], by=secretary)
    assert Proposal.objects.get(placement__dossier=cell["member"]).is_out_of_order is True

    record(session, cell["member"], "", by=secretary)
    record(session, cell["member"], by=secretary)

    assert Proposal.objects.get(placement__dossier=cell["member"]).is_out_of_order is False


def test_members_have_no_order_among_themselves(session, cell, secretary, deputy):
    record(session, cell["head"], by=deputy)
    record(session, cell["deputy"], by=secretary)

    record(session, cell["member"], by=secretary)
    record(session, cell["colleague"], by=secretary)

    assert list(Proposal.objects.values_list("is_out_of_order", flat=True)) == [False] * 4


def test_the_leadership_collective_after_the_cell_in_its_turn(evaluation, province, ward_secretary, ward_deputy):
    dossier = put_in(evaluation, ward_secretary, rank=1)
    committee = factories.make_collective(province.ward)
    ReviewPlacement.objects.create(
        dossier=dossier,
        body=province.ward,
        collective=committee,
        capacity=ReviewPlacement.Capacity.COMMITTEE,
        order=2,
    )
    session = session_of(evaluation, province.ward, by=ward_deputy, collective=committee)

    record(session, dossier, by=ward_deputy)

    assert blocks_of(session, dossier) == ["order_reason"]


def put_in_as_cadre(evaluation, person, body, *, tracks, rank=9):
    """Put a person in whom the cell reviews first, and ``body`` then proposes for."""
    dossier = put_in(evaluation, person, rank=rank, tracks=tracks)
    dossier.placements.update(is_deciding=False)
    dossier.placements.create(body=body, capacity="committee", order=2, is_deciding=True)
    return dossier


def test_a_cadre_waits_for_no_word_of_the_cell_and_for_those_before_in_the_same_track_only(
    evaluation, province, secretary, deputy, ward_deputy
):
    both = ["party_member", "cadre"]
    put_in_as_cadre(evaluation, secretary, province.ward, rank=1, tracks=["party_member"])
    second = put_in_as_cadre(evaluation, deputy, province.ward, rank=2, tracks=both)
    session = session_of(evaluation, province.ward, by=ward_deputy)

    record(session, second, by=ward_deputy, track="cadre")
    record(session, second, by=ward_deputy)

    found = dict(Proposal.objects.values_list("track", "is_out_of_order"))
    assert found == {"cadre": False, "party_member": True}


def test_a_cadre_before_whom_another_cadre_is_missing_needs_a_reason(
    evaluation, province, secretary, deputy, ward_deputy
):
    put_in_as_cadre(evaluation, secretary, province.ward, rank=1, tracks=["cadre"])
    second = put_in_as_cadre(evaluation, deputy, province.ward, rank=2, tracks=["cadre"])
    session = session_of(evaluation, province.ward, by=ward_deputy)

    record(session, second, by=ward_deputy, track="cadre")

    assert Proposal.objects.get().is_out_of_order is True


# ── what a level needs ──


def test_another_level_than_suggested_needs_a_reason(session, cell, deputy):
    paper = cell["head"].self_assessment
    paper.points = dict.fromkeys(paper.points, "0")  # below 50: the lowest level, whatever the tasks
    paper.save()

    record(session, cell["head"], GOOD, by=deputy, reason="")
    assert (Proposal.objects.get().suggested, blocks_of(session, cell["head"])) == (LOWEST, ["reason"])

    record(session, cell["head"], GOOD, by=deputy, reason="Chưa tính việc đột xuất được giao")
    assert blocks_of(session, cell["head"]) == []


def test_a_level_where_nothing_is_suggested_needs_a_reason(session, cell, deputy):
    record(session, cell["head"], GOOD, by=deputy, reason="")
    assert (Proposal.objects.get().suggested, blocks_of(session, cell["head"])) == ("", ["reason"])

    record(session, cell["head"], GOOD, by=deputy, reason="Hoàn thành đủ việc được giao")
    assert blocks_of(session, cell["head"]) == []


def test_points_of_the_meeting_are_weighed_before_ones_own(session, cell, deputy):
    record(session, cell["head"], LOWEST, by=deputy, points_a=10, points_b=20)

    assert (Proposal.objects.get().suggested, blocks_of(session, cell["head"])) == (LOWEST, [])


def test_no_paper_no_level_without_a_reason(evaluation, session, cell, deputy):
    cell["head"].self_assessment.delete()
    record(session, cell["head"], by=deputy)

    assert blocks_of(session, cell["head"]) == ["paperless_reason"]
    record(session, cell["head"], by=deputy, paperless_reason="Đi chữa bệnh từ tháng 9")
    assert blocks_of(session, cell["head"]) == []


def test_a_draft_counts_as_no_paper_and_shows_no_points(session, cell):
    paper = cell["head"].self_assessment
    paper.status = "draft"
    paper.save()

    row = SessionTable(session).rows[0]

    assert (row.weighed.is_handed_in, row.weighed.total, row.weighed.own_level(MEMBER)) == (False, None, "")


def test_nobody_records_their_own_rating_neither_chair_nor_deputy(session, cell, secretary, deputy):
    for dossier, person in ((cell["head"], secretary), (cell["deputy"], deputy)):
        with pytest.raises(NotYours):
            record(session, dossier, by=person)

    assert Proposal.objects.count() == 0
    assert "evaluations.row_recorded" not in acts()


def test_an_unknown_level_and_an_unknown_row_are_refused(session, cell, deputy):
    with pytest.raises(UnknownLevel):
        record(session, cell["head"], "TUYETVOI", by=deputy)
    with pytest.raises(NotRated):
        recording.record_row(session, 0, MEMBER, {"level": GOOD}, saved=0, by=deputy)

    assert Proposal.objects.count() == 0


def test_a_closed_session_and_an_appraised_rating_take_nothing_more(session, cell, deputy, secretary):
    rating = cell["head"].ratings.get()
    rating.propose(GOOD, by=deputy)
    Rating.objects.filter(pk=rating.pk).update(stage="appraised", appraised_level=GOOD)
    with pytest.raises(InvalidTransition):
        record(session, cell["head"], by=deputy)
    RatingSession.objects.update(status="closed")
    with pytest.raises(InvalidTransition):
        record(session, cell["member"], by=deputy)

    assert Proposal.objects.count() == 0


def test_a_level_is_recorded_once_in_the_trail_however_often_its_row_is_saved(session, cell, deputy):
    record(session, cell["head"], by=deputy)
    record(session, cell["head"], by=deputy, remark="Gương mẫu, quyết liệt")
    record(session, cell["head"], by=deputy, ballot=ballot(good=12))

    [event] = AuditEvent.objects.filter(action="evaluations.row_recorded")
    assert (event.actor_name, event.owner_id) == ("Trịnh Thị Hoài", str(cell["head"].person.public_id))
    place = cell["head"].placements.get()
    assert (place.remark, place.remarked_by) == ("Gương mẫu, quyết liệt", deputy)


# ── ballots ──


def test_who_voted_how_is_nowhere(session, cell, deputy):
    record(session, cell["head"], by=deputy, ballot=ballot(9, 3))

    stored = Ballot.objects.values().get()
    assert {**stored, "id": 0, "proposal_id": 0} == {
        "id": 0,
        "proposal_id": 0,
        "issued": 12,
        "valid": 12,
        "invalid": 0,
        "votes": {TOP: 9, GOOD: 3, FAIR: 0, LOWEST: 0},
    }
    said = " ".join(f"{event.reason} {event.subject_name}" for event in AuditEvent.objects.all())
    assert [word for word in (TOP, GOOD, "phiếu") if word in said] == []


@pytest.mark.parametrize(
    ("counts", "is_blocked"),
    [
        (ballot(9, 3), False),
        (ballot(9, 2), True),
        (ballot(9, 4), True),
        (ballot(8, 3, valid=11, invalid=1), False),
        (ballot(12, issued=12), False),
        (ballot(13, issued=13, valid=13), True),  # 12 were present
    ],
)
def test_a_session_waits_for_ballots_that_do_not_add_up(session, cell, deputy, counts, is_blocked):
    record(session, cell["head"], TOP, by=deputy, ballot=counts)

    assert ("votes" in blocks_of(session, cell["head"])) is is_blocked


@given(votes=st.lists(st.integers(0, 300), min_size=4, max_size=4), valid=st.integers(0, 1200))
@settings(max_examples=200)
def test_votes_add_up_exactly_when_nothing_is_missing(votes, valid):
    counted = Ballot(issued=valid, valid=valid, votes=dict(zip((TOP, GOOD, FAIR, LOWEST), votes, strict=True)))

    assert (counted.missing == 0) is (sum(votes) == valid)
    assert counted.missing + sum(votes) == valid


def test_a_count_can_be_taken_away_again(session, cell, deputy):
    record(session, cell["head"], by=deputy, ballot=ballot(good=12))

    record(session, cell["head"], by=deputy, ballot=None)

    assert Ballot.objects.count() == 0


# ── two at once ──


def test_who_saved_second_is_told_and_overwrites_nothing(session, cell, deputy, member, province):
    third = factories.make_person("Vũ Thị Ba", cell=province.cell)
    record(session, cell["head"], GOOD, by=deputy)

    with pytest.raises(Stale):
        record(session, cell["head"], TOP, by=third, saved=0)

    proposal = Proposal.objects.get()
    assert (proposal.level, proposal.saved, proposal.recorded_by) == (GOOD, 1, deputy)


@pytest.mark.django_db(transaction=True)
def test_two_recorders_at_the_same_moment_leave_one_word(session, cell, deputy, province):
    third = factories.make_person("Vũ Thị Ba", cell=province.cell)
    placement = cell["head"].placements.get()
    start, outcomes = threading.Barrier(2), []

    def save(level, by):
        own = RatingSession.objects.get()
        start.wait()
        try:
            recording.record_row(own, placement.pk, MEMBER, {"level": level}, saved=0, by=by)
            outcomes.append(level)
        except Stale:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=args) for args in ((GOOD, deputy), (TOP, third))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    proposal = Proposal.objects.get()
    assert sorted(outcomes) == sorted([proposal.level, "stale"])
    assert proposal.saved == 1


# ── places that only remark ──


def test_a_former_cell_remarks_and_proposes_nothing(evaluation, province, member, ward_deputy):
    dossier = put_in(evaluation, member)
    former = ReviewPlacement.objects.create(
        dossier=dossier, body=province.second_cell, capacity=ReviewPlacement.Capacity.FORMER_CELL
    )

    recording.save_remark(former, "Hoàn thành tốt việc được giao đến tháng 6", seen=None, by=ward_deputy)

    former.refresh_from_db()
    assert (former.remark, former.remarked_by) == ("Hoàn thành tốt việc được giao đến tháng 6", ward_deputy)
    session = RatingSession.of(evaluation, province.second_cell, by=ward_deputy)
    assert SessionTable(session).rows == []
    with pytest.raises(NotYours):
        recording.save_remark(former, "Tự khen", seen=None, by=member)


def test_remarks_of_two_at_once_do_not_overwrite_each_other(evaluation, province, member, ward_deputy, ward_secretary):
    former = ReviewPlacement.objects.create(
        dossier=put_in(evaluation, member), body=province.second_cell, capacity=ReviewPlacement.Capacity.FORMER_CELL
    )
    recording.save_remark(former, "Ý kiến thứ nhất", seen=None, by=ward_deputy)

    with pytest.raises(Stale):
        recording.save_remark(former, "Ý kiến thứ hai", seen=None, by=ward_secretary)

    former.refresh_from_db()
    assert (former.remark, former.remarked_by) == ("Ý kiến thứ nhất", ward_deputy)
    recording.save_remark(former, "Cả hai ý kiến", seen=former.remarked_at, by=ward_secretary)
    former.refresh_from_db()
    assert former.remark == "Cả hai ý kiến"


@pytest.mark.parametrize("stage", Rating.DECIDED)
def test_nobody_remarks_on_who_is_decided_nor_is_asked_to(stage, evaluation, province, member):
    head = factories.make_person("Vũ Thị Ba", cell=province.second_cell)
    factories.appoint(head, Role.CELL_SECRETARY, province.second_cell)
    dossier = put_in(evaluation, member)
    former = ReviewPlacement.objects.create(
        dossier=dossier, body=province.second_cell, capacity=ReviewPlacement.Capacity.FORMER_CELL
    )
    assert list(remarks_for(head)) == [former]
    pretend_decided(dossier, stage, by=head)

    with pytest.raises(InvalidTransition):
        recording.save_remark(former, "Viết sau quyết định", seen=None, by=head)

    former.refresh_from_db()
    assert (former.remark, list(remarks_for(head))) == ("", [])
    assert not policies.can_remark(head, former)
