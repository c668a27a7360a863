"""What a session asks a reason for: votes, order; what warns: who meets elsewhere, empty minutes."""

import pytest

from evaluations.errors import NotReady
from evaluations.models import Proposal, Rating, RatingSession
from evaluations.sessions import closing, earlier
from evaluations.sessions.findings import of_minutes
from evaluations.sessions.lines import Lines
from evaluations.sessions.table import SessionTable
from portal.directory.models import Collective
from portal.directory.roles import Role
from tests import evaluating, factories
from tests.evaluations.meeting import GOOD, LOWEST, TOP, ballot, put_in, record, session_of


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


def asked_of(dossier):
    """Return which reasons a dossier's row lacks, as it is weighed and as its line stands recorded."""
    session = RatingSession.objects.get()
    weighed = next(row for row in SessionTable(session).rows if row.dossier == dossier)
    stored = next(line for line in Lines(session).rated if line.dossier_pk == dossier.pk)
    assert [block.field for block in weighed.blocks] == [block.field for block in stored.blocks]
    return weighed.reasons_missing


# ── votes ──


@pytest.mark.parametrize(
    ("counts", "is_asked"),
    [
        (None, False),  # no ballot was held
        (ballot(lowest=12), False),
        (ballot(good=6, lowest=6), False),  # as many as any other
        (ballot(good=7, lowest=5), True),
        (ballot(good=12), True),  # nobody voted for it
        (ballot(good=7, lowest=4), False),  # not counted to the end yet: that is said first
    ],
)
def test_a_level_that_is_not_the_one_most_voted_for_needs_a_reason(session, cell, deputy, counts, is_asked):
    lowest = {"points_a": 10, "points_b": 20}  # what is suggested is proposed: only the votes can ask
    record(session, cell["head"], LOWEST, by=deputy, reason="", ballot=counts, **lowest)

    assert ("reason" in asked_of(cell["head"])) is is_asked
    record(session, cell["head"], LOWEST, by=deputy, reason="Xét thêm kết luận kiểm tra", ballot=counts, **lowest)
    assert asked_of(cell["head"]) == []


# ── the order ──


def test_the_reason_for_the_order_is_given_once_for_the_session(session, cell, secretary, deputy):
    for who, by in (("member", secretary), ("deputy", secretary), ("head", deputy)):
        record(session, cell[who], by=by)
    assert [asked_of(cell[who]) for who in ("member", "deputy", "head")] == [["order_reason"], ["order_reason"], []]
    with pytest.raises(NotReady):
        closing.close(session, by=secretary)

    closing.close(session, by=secretary, order_reason="Đồng chí bí thư đi công tác, về sau")

    session.refresh_from_db()
    assert (session.status, session.order_reason) == ("closed", "Đồng chí bí thư đi công tác, về sau")
    assert list(Proposal.objects.values_list("order_reason", flat=True)) == [""] * 3


def test_a_row_may_have_a_reason_of_its_own(session, cell, secretary):
    record(session, cell["member"], by=secretary, order_reason="Đi học tập trung, xét trước")

    assert asked_of(cell["member"]) == []


# ── what only warns ──


def texts(found):
    return [finding.text for finding in found]


def test_minutes_with_empty_headings_are_remarked_on(session):
    assert texts(of_minutes(session)) == ["biên bản còn trống phần: diễn biến, kết luận"]
    session.proceedings, session.conclusion = "Các ý kiến", " "
    assert texts(of_minutes(session)) == ["biên bản còn trống phần: kết luận"]
    session.conclusion = "Nhất trí"
    assert of_minutes(session) == []


def test_a_collective_and_a_head_that_meet_elsewhere_are_named_until_they_are_proposed(
    evaluation, province, member, ward_secretary, ward_deputy
):
    leaders = factories.make_collective(province.ward, "Ban lãnh đạo", kind=Collective.Kind.LEADERSHIP)
    collective = evaluating.make_dossier(evaluation, leaders)
    head = put_in(evaluation, ward_secretary, rank=1)  # at the second cell
    deputy = put_in(evaluation, ward_deputy, rank=2)
    deputy.placements.update(body=province.ward)
    session = RatingSession.of(evaluation, province.ward, by=ward_deputy)

    def warned():
        return texts(earlier.warnings_of(session, Lines(session).rated))

    said = "đến lượt trước nhưng họp ở nơi khác, chưa được đề xuất mức: "
    assert warned() == [f"{said}Ban lãnh đạo, Tạ Thị Kim Liên"]
    collective.ratings.update(stage="proposed", proposed_level=GOOD)
    assert warned() == [f"{said}Tạ Thị Kim Liên"]
    head.ratings.update(stage="proposed", proposed_level=GOOD)
    assert warned() == []


def test_before_an_organisation_its_units_and_members_are_counted(evaluation, province, member, colleague, ward_deputy):
    for person in (member, colleague):
        put_in(evaluation, person)
    below = evaluating.make_dossier(evaluation, province.cell)
    evaluating.make_dossier(evaluation, province.ward)
    session = RatingSession.of(evaluation, province.ward, by=ward_deputy)

    assert texts(earlier.warnings_of(session, Lines(session).rated)) == [
        "đến lượt trước nhưng họp ở nơi khác, chưa được đề xuất mức: Chi bộ khu phố 1",
        "còn 2 đảng viên của tổ chức chưa được đề xuất mức; tổ chức đảng xếp loại sau cùng",
    ]
    below.ratings.update(stage="proposed", proposed_level=GOOD)
    Rating.objects.filter(dossier__person=member).update(stage="proposed", proposed_level=TOP)
    assert texts(earlier.warnings_of(session, Lines(session).rated)) == [
        "còn 1 đảng viên của tổ chức chưa được đề xuất mức; tổ chức đảng xếp loại sau cùng",
    ]


def test_nobody_is_warned_of_at_a_meeting_where_all_meet(session, cell, province):
    factories.appoint(factories.make_person("Vũ Thị Ba", cell=province.cell), Role.CELL_COMMITTEE_MEMBER, province.cell)

    assert earlier.warnings_of(session, Lines(session).rated) == []
