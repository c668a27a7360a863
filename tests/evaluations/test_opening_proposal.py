"""Who is in an evaluation on a day: frames, deciders, places of review, who is not rated and why."""

import datetime

import pytest

from commitments.models import Period
from commitments.roster.reading import exempt_reason
from evaluations.errors import OpeningRefused
from evaluations.models import Evaluation
from evaluations.opening import proposed
from evaluations.opening.frames import frame_of_person
from portal.directory.models import Collective, Membership, TierOverride, TierRule
from portal.directory.roles import Role
from tests import evaluating, factories

DAY = datetime.date(2026, 11, 1)
Kind, Standing = Collective.Kind, Membership.Standing


@pytest.fixture
def scheme(db):
    return evaluating.make_scheme()


def evaluation_of(root, *, period=None, scheme=None):
    period = period or Period.of_year(2026)
    known = Evaluation.objects.filter(root=root, period=period).first()
    return known or evaluating.make_evaluation(root, period=period, scheme=scheme, status=Evaluation.Status.DRAFT)


def line_of(subject, root, *, day=DAY, period=None, scheme=None):
    """Return the line of a person, a collective or an organisation in an evaluation called by ``root``."""
    keys = {"Person": "person_id", "Collective": "collective_id", "PartyOrg": "org_id"}
    key = keys[type(subject).__name__]
    lines = proposed(evaluation_of(root, period=period, scheme=scheme), day)
    (line,) = [line for line in lines if getattr(line, key) == subject.pk]
    return line


def places(line):
    return [(p.body_id, p.collective_id, str(p.capacity), p.is_deciding) for p in line.places]


def leadership(org, members, name="Ban lãnh đạo", kind=Kind.LEADERSHIP):
    """Make a collective with a head and further members; return it."""
    collective = factories.make_collective(org, name, kind=kind)
    for number, person in enumerate(members):
        factories.appoint(person, Role.AGENCY_HEAD if number == 0 else Role.COMMITTEE_MEMBER, collective)
    return collective


def people_in(cell, count):
    return [factories.make_person(f"Người thứ {number}", cell=cell) for number in range(count)]


# ── who is in it ──


def test_a_year_has_all_members_collectives_and_organisations_below_the_caller(
    province, member, ward_secretary, outsider, scheme
):
    of_ward = factories.make_collective(province.ward)
    factories.make_collective(province.other_ward)

    lines = proposed(evaluation_of(province.ward), DAY)

    subjects = [(line.person_id, line.collective_id, line.org_id, line.unit_id, str(line.track)) for line in lines]
    assert subjects == [
        (None, of_ward.pk, None, province.ward.pk, "collective"),
        *[(None, None, org.pk, org.pk, "organisation") for org in (province.ward, province.cell, province.second_cell)],
        (member.pk, None, None, province.cell.pk, "party_member"),
        (ward_secretary.pk, None, None, province.second_cell.pk, "party_member"),
    ]


def test_a_quarter_has_those_who_lead_and_rates_them_as_cadres(
    province, member, secretary, deputy, ward_secretary, ward_committee_member, colleague, scheme
):
    factories.appoint(colleague, Role.CELL_COMMITTEE_MEMBER, province.cell)
    quarter = Period.of_year(2026).quarters.get(quarter=3)

    lines = proposed(evaluation_of(province.ward, period=quarter), DAY)

    leaders = [secretary, deputy, ward_secretary, ward_committee_member]
    assert sorted((line.person_id, str(line.track)) for line in lines) == sorted((p.pk, "cadre") for p in leaders)


def test_a_leader_of_another_cell_stands_in_a_quarter_where_the_post_is(province, outsider, scheme):
    factories.appoint(outsider, Role.DEPUTY_SECRETARY, province.ward)
    quarter = Period.of_year(2026).quarters.get(quarter=1)

    line = line_of(outsider, province.ward, period=quarter)

    assert line.unit_id == province.ward.pk
    assert [body for body, *_rest in places(line)] == [province.other_cell.pk, province.ward.pk]


def test_who_has_left_by_that_day_is_not_in_it(province, member, scheme):
    member.membership_today.end(on=DAY - datetime.timedelta(days=1), reason=Membership.EndReason.LEFT)

    assert [line for line in proposed(evaluation_of(province.ward), DAY) if line.person_id] == []


@pytest.mark.parametrize(
    ("standing", "joined_on", "reason"),
    [
        (Standing.OFFICIAL, datetime.date(2010, 5, 19), ""),
        (Standing.PROBATIONARY, datetime.date(2026, 6, 30), ""),
        (Standing.PROBATIONARY, datetime.date(2026, 7, 1), "new"),
        (Standing.PROBATIONARY, datetime.date(2026, 7, 31), "new"),
        (Standing.EXEMPT, datetime.date(1970, 1, 1), "exempt"),
        (Standing.SUSPENDED, datetime.date(2000, 1, 1), "suspended"),
        (Standing.SUSPENDED, datetime.date(2026, 9, 1), "suspended"),
        (Standing.OFFICIAL, None, ""),
    ],
)
def test_who_is_exempt_suspended_or_newly_admitted_by_the_end_of_the_period_is_not_rated(
    province, scheme, standing, joined_on, reason
):
    person = factories.make_person(cell=province.cell, standing=standing, joined_on=joined_on)

    assert line_of(person, province.ward).not_rated_reason == reason


@pytest.mark.parametrize(
    ("joined_on", "day", "reason"),
    [
        (datetime.date(2023, 8, 29), datetime.date(2024, 2, 28), "new"),
        (datetime.date(2023, 8, 29), datetime.date(2024, 2, 29), ""),
        (datetime.date(2023, 8, 31), datetime.date(2024, 2, 29), ""),  # February has no 31st: its last day
        (datetime.date(2024, 2, 29), datetime.date(2024, 8, 28), "new"),
        (datetime.date(2024, 2, 29), datetime.date(2024, 8, 29), ""),
        (datetime.date(2022, 8, 31), datetime.date(2023, 2, 28), ""),
    ],
)
def test_six_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(joined_on, day, reason):
    assert exempt_reason(Standing.PROBATIONARY, joined_on, day) == reason


# ── frames and ranks ──


@pytest.mark.parametrize(
    ("role", "at", "frame", "rank"),
    [
        (Role.SECRETARY, "top", "CENTRAL_CADRE", 1),
        (Role.SECRETARY, "ward", "LEADER", 1),
        (Role.DEPUTY_SECRETARY, "ward", "LEADER", 2),
        (Role.STANDING_MEMBER, "ward", "LEADER", 3),
        (Role.CELL_SECRETARY, "cell", "LEADER", 1),
        (Role.CELL_DEPUTY_SECRETARY, "cell", "LEADER", 2),
        (Role.CELL_COMMITTEE_MEMBER, "cell", "MEMBER_OUTSIDE", 3),
        (Role.PERSONNEL_OFFICER, "ward", "MEMBER_OUTSIDE", 9),
    ],
)
def test_the_frame_and_the_rank_follow_the_posts(province, member, scheme, role, at, frame, rank):
    factories.appoint(member, role, getattr(province, at))

    line = line_of(member, province.top)

    assert (line.frame, line.rank) == (frame, rank)


@pytest.mark.parametrize(
    ("workplace", "work_post", "is_of_agency", "frame"),
    [
        ("Trạm Y tế phường Hạc Thành", "", False, "NON_LEADER"),
        ("Trạm Y tế phường Hạc Thành", "Bác sĩ", False, "NON_LEADER"),
        ("Trạm Y tế phường Hạc Thành", "Điều dưỡng trưởng", False, "NON_LEADER"),
        ("Trạm Y tế phường Hạc Thành", "Trưởng trạm", False, "LEADER"),
        ("", "Giáo viên", False, "NON_LEADER"),
        ("", "Phó Hiệu trưởng", False, "LEADER"),
        ("", "Phó Chủ tịch UBND", False, "LEADER"),
        ("Trường THCS Hạc Thành", "", False, "NON_LEADER"),
        ("", "", False, "MEMBER_OUTSIDE"),
        ("Nghỉ hưu", "", False, "MEMBER_OUTSIDE"),
        ("", "Hưu trí", False, "MEMBER_OUTSIDE"),
        ("Hưu trí tại khu phố 1", "", False, "MEMBER_OUTSIDE"),
        ("", "Tổ trưởng", False, "MEMBER_OUTSIDE"),
        ("", "Trưởng Ban công tác Mặt trận", False, "MEMBER_OUTSIDE"),
        ("", "", True, "NON_LEADER"),
        ("", "Trưởng phòng", True, "LEADER"),
    ],
)
def test_without_a_post_the_frame_follows_the_work(workplace, work_post, is_of_agency, frame):
    assert frame_of_person([], TierRule.Tier.NONE, (workplace, work_post), is_of_agency) == frame


def test_the_branch_of_an_agency_is_part_of_the_political_system(province, scheme):
    branch = factories.make_org("DUUB", type_code="PROV_PC", parent=province.top)
    person = factories.make_person(cell=factories.make_org("DUUB-01", parent=branch))

    assert line_of(person, province.top).frame == "NON_LEADER"


def test_a_scheme_with_fewer_frames_rates_by_the_next_wider_one(province, member, secretary):
    old = evaluating.make_scheme("qd124_2023")

    frames = [line_of(subject, province.ward, scheme=old).frame for subject in (member, secretary, province.cell)]

    assert frames == ["NON_LEADER", "LEADER", "COLLECTIVE"]


def test_a_scheme_without_a_frame_for_somebody_is_refused(province, member):
    document = evaluating.shipped_document()
    for part in ("conditions", "forced"):
        for each in document[part]:
            each["frames"] = [code for code in each["frames"] if code not in ("MEMBER_OUTSIDE", "NON_LEADER")] or [
                "LEADER"
            ]
    document["frames"] = [f for f in document["frames"] if f["code"] not in ("MEMBER_OUTSIDE", "NON_LEADER")]
    evaluation = evaluation_of(province.ward, scheme=evaluating.make_scheme(document=document))

    with pytest.raises(OpeningRefused, match="MEMBER_OUTSIDE"):
        proposed(evaluation, DAY)


def test_the_peer_group_is_the_one_of_the_frame(province, member, scheme):
    assert line_of(member, province.ward).peer_group == "Đảng viên không làm việc trong hệ thống chính trị"


def test_the_posts_of_the_party_stand_apart_from_the_post_at_work(province, secretary, ward_secretary, member, scheme):
    secretary.work_post = "Trưởng trạm"
    secretary.save()

    def said(person):
        line = line_of(person, province.ward)
        return line.posts, line.job

    assert said(secretary) == ("Bí thư Chi bộ khu phố 1", "Trưởng trạm")
    assert said(ward_secretary) == ("Bí thư Đảng ủy phường Hạc Thành", "")
    assert said(member) == ("", "")


def test_who_heads_an_agency_holds_no_post_of_the_party_by_it(province, member, scheme):
    agency = factories.make_collective(province.ward, "Trạm Y tế phường", kind="agency")
    factories.appoint(member, Role.AGENCY_HEAD, agency, title="Trưởng trạm")

    unnamed = line_of(member, province.ward)
    member.work_post = "Bác sĩ, Trưởng trạm"
    member.save()
    named = line_of(member, province.ward)

    assert (unnamed.posts, unnamed.job) == ("", "Trưởng trạm, Trạm Y tế phường")
    assert (named.posts, named.job) == ("", "Bác sĩ, Trưởng trạm")


# ── who decides: the table of the reference, 4.1 ──


@pytest.fixture
def tree(province):
    """A province with one of each: an upper branch, a grassroots branch in it with a sub-branch and cells."""
    upper = factories.make_org("CQ", type_code="PROV_PARTY_AGENCIES", parent=province.top)
    branch = factories.make_org("CQ-1", type_code="GRASSROOTS_BRANCH", parent=upper)
    sub = factories.make_org("CQ-1-A", type_code="SUB_BRANCH", parent=branch)
    return {
        "top": province.top,
        "upper": upper,
        "ward": province.ward,
        "branch": branch,
        "sub": sub,
        "cell": factories.make_org("CQ-1-01", parent=branch),
        "cell of sub": factories.make_org("CQ-1-A-01", parent=sub),
        "grassroots cell": factories.make_org("CQ-2", type_code="GRASSROOTS_CELL", parent=upper),
        "cell of ward": province.cell,
    }


@pytest.mark.parametrize(
    ("rated", "decides"),
    [
        ("cell", "branch"),
        ("cell of sub", "branch"),
        ("cell of ward", "ward"),
        ("grassroots cell", "upper"),
        ("sub", "branch"),
        ("branch", "upper"),
        ("ward", "top"),
        ("upper", "top"),
        ("top", None),
    ],
)
def test_an_organisation_is_decided_as_the_table_says(tree, scheme, rated, decides):
    line = line_of(tree[rated], tree["top"])

    assert line.decider_id == (tree[decides].pk if decides else None)
    assert places(line) == [(tree[rated].pk, None, "own", True)]


@pytest.mark.parametrize(
    ("kind", "at", "decides"),
    [
        (Kind.STANDING_COMMITTEE, "ward", "top"),
        (Kind.COMMITTEE, "branch", "upper"),
        (Kind.COMMITTEE, "cell", "branch"),
        (Kind.STANDING_COMMITTEE, "top", None),
        (Kind.AGENCY, "ward", "ward"),
        (Kind.LEADERSHIP, "top", "top"),
        (Kind.LEADERSHIP, "cell of sub", "branch"),
    ],
)
def test_a_committee_is_decided_by_the_superior_and_an_agency_by_the_committee_that_directs_it(
    tree, scheme, kind, at, decides
):
    collective = factories.make_collective(tree[at], kind=kind)

    line = line_of(collective, tree["top"])

    assert line.decider_id == (tree[decides].pk if decides else None)
    assert places(line) == [(tree[at].pk, collective.pk, "own", True)]


@pytest.mark.parametrize(
    ("role", "at", "cell", "decides"),
    [
        (None, None, "cell", "branch"),
        (None, None, "cell of sub", "branch"),
        (None, None, "grassroots cell", "upper"),
        (Role.CELL_COMMITTEE_MEMBER, "cell of sub", "cell of sub", "branch"),
        (Role.CELL_SECRETARY, "cell of sub", "cell of sub", "branch"),
        (Role.SECRETARY, "sub", "cell of sub", "branch"),
        (Role.SECRETARY, "branch", "cell", "upper"),
        (Role.COMMITTEE_MEMBER, "branch", "cell", "branch"),
        (Role.SECRETARY, "ward", "cell of ward", "top"),
        (Role.STANDING_MEMBER, "ward", "cell of ward", "ward"),
        (Role.SECRETARY, "top", "cell", None),
    ],
)
def test_a_leader_is_decided_by_the_managing_body_and_a_member_by_the_committee_above_the_cell(
    tree, scheme, role, at, cell, decides
):
    person = factories.make_person(cell=tree[cell])
    if role:
        factories.appoint(person, role, tree[at])

    assert line_of(person, tree["top"]).decider_id == (tree[decides].pk if decides else None)


@pytest.mark.parametrize("role", [Role.DEPUTY_SECRETARY, Role.STANDING_MEMBER])
def test_a_leader_of_the_province_who_heads_a_lower_committee_is_decided_outside_and_proposed_at_the_province(
    tree, scheme, role
):
    standing = factories.make_collective(tree["top"])
    person = factories.make_person(cell=tree["cell"])
    factories.appoint(person, Role.SECRETARY, tree["upper"])
    factories.appoint(person, role, tree["top"])

    line = line_of(person, tree["top"])

    assert (line.decider_id, line.tier, line.frame) == (None, "CENTRAL", "CENTRAL_CADRE")
    assert places(line) == [
        (tree["cell"].pk, None, "cell", False),
        (tree["top"].pk, standing.pk, "committee", True),
        (tree["upper"].pk, None, "committee", False),
    ]
    assert line.posts.split(";")[0].endswith("Tỉnh ủy Thanh Hóa")


def test_of_posts_managed_in_one_tier_the_higher_role_decides_where_the_level_is_proposed(tree, scheme):
    person = factories.make_person(cell=tree["cell of ward"])
    factories.appoint(person, Role.COMMITTEE_MEMBER, tree["top"])
    factories.appoint(person, Role.SECRETARY, tree["ward"])

    line = line_of(person, tree["top"])

    assert (line.decider_id, line.tier) == (tree["top"].pk, "PROVINCE_SC")
    assert places(line) == [
        (tree["cell of ward"].pk, None, "cell", False),
        (tree["ward"].pk, None, "committee", True),
        (tree["top"].pk, None, "committee", False),
    ]


def test_a_post_of_a_type_without_a_rule_still_stands_above_one_of_the_cell(province, member, scheme):
    TierRule.objects.filter(org_type__code="COMMUNE").delete()
    factories.appoint(member, Role.CELL_SECRETARY, province.cell)
    factories.appoint(member, Role.SECRETARY, province.ward)

    line = line_of(member, province.ward)

    assert (line.decider_id, line.tier) == (province.ward.pk, "GRASSROOTS")
    assert [place for place in places(line) if place[-1]] == [(province.ward.pk, None, "committee", True)]


def test_a_dated_override_decides_before_the_rule(province, member, scheme):
    TierOverride.objects.create(person=member, tier=TierRule.Tier.PROVINCE_SC, body=province.top, starts_on=DAY)

    line = line_of(member, province.ward)

    assert (line.decider_id, line.tier) == (province.top.pk, "PROVINCE_SC")


# ── places of review: the cases of the reference, 4.2 ──


def test_a_member_is_reviewed_at_the_cell(province, member, scheme):
    assert places(line_of(member, province.ward)) == [(province.cell.pk, None, "cell", True)]


def test_the_secretary_of_a_cell_is_reviewed_at_the_cell(province, secretary, scheme):
    assert places(line_of(secretary, province.ward)) == [(province.cell.pk, None, "cell", True)]


def test_a_leader_is_reviewed_at_the_cell_and_with_the_leadership_which_proposes(province, member, scheme):
    collective = leadership(province.ward, [member, *people_in(province.cell, 2)])

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.ward.pk, collective.pk, "leadership", True),
    ]


def test_a_leader_in_the_standing_committee_is_reviewed_at_three_places(province, member, scheme):
    collective = leadership(province.ward, [member, *people_in(province.cell, 2)])
    standing = factories.make_collective(province.ward)
    factories.appoint(member, Role.STANDING_MEMBER, province.ward)

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.ward.pk, collective.pk, "leadership", False),
        (province.ward.pk, standing.pk, "committee", True),
    ]


def test_of_two_leadership_posts_the_second_is_a_further_one(province, member, scheme):
    bureau = leadership(province.ward, [member, *people_in(province.cell, 2)], "Lãnh đạo Phòng Nội vụ")
    board = leadership(province.other_ward, [member, *people_in(province.cell, 2)], "Lãnh đạo Ban Tổ chức")

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.ward.pk, bureau.pk, "leadership", True),
        (province.other_ward.pk, board.pk, "further_post", False),
    ]


def test_the_head_of_two_committees_is_reviewed_at_both_and_the_higher_one_proposes(province, member, scheme):
    factories.appoint(member, Role.CELL_SECRETARY, province.cell)
    factories.appoint(member, Role.SECRETARY, province.ward)

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.ward.pk, None, "committee", True),
    ]


def test_a_plain_member_of_the_committee_is_reviewed_before_the_whole_of_it(province, member, scheme):
    factories.make_collective(province.ward)
    committee = factories.make_collective(province.ward, "Ban Chấp hành", kind=Kind.COMMITTEE)
    factories.appoint(member, Role.COMMITTEE_MEMBER, province.ward)

    assert places(line_of(member, province.ward))[-1] == (province.ward.pk, committee.pk, "committee", True)


def test_a_leadership_whose_members_all_sit_in_the_committee_is_reviewed_there_once(province, member, scheme):
    leaders = [member, *people_in(province.cell, 2)]
    leadership(province.ward, leaders)
    standing = factories.make_collective(province.ward)
    for person in leaders:
        factories.appoint(person, Role.STANDING_MEMBER, province.ward)

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.ward.pk, standing.pk, "committee", True),
    ]


def test_a_leadership_of_fewer_than_three_is_reviewed_with_the_committee_of_its_unit(
    province, member, ward_secretary, scheme
):
    leadership(province.ward, [member, *people_in(province.cell, 1)])
    standing = factories.make_collective(province.ward)

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.ward.pk, standing.pk, "committee", True),
    ]


def test_a_small_leadership_where_no_committee_sits_meets_by_itself(province, member, scheme):
    collective = leadership(province.cell, [member], "Tổ công tác")

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.cell.pk, collective.pk, "leadership", True),
    ]


def test_a_post_at_another_cell_is_a_further_one(province, member, scheme):
    factories.appoint(member, Role.CELL_DEPUTY_SECRETARY, province.second_cell)

    assert places(line_of(member, province.ward)) == [
        (province.cell.pk, None, "cell", False),
        (province.second_cell.pk, None, "further_post", True),
    ]


def test_who_moved_in_july_is_reviewed_at_the_new_cell_after_the_remarks_of_the_former_one(province, member, scheme):
    Membership.begin(member, province.second_cell, on=datetime.date(2026, 7, 1))

    line = line_of(member, province.ward)

    assert line.unit_id == province.second_cell.pk
    assert places(line) == [
        (province.cell.pk, None, "former_cell", False),
        (province.second_cell.pk, None, "cell", True),
    ]


def test_who_moved_before_the_period_or_changed_standing_only_has_no_former_cell(province, member, colleague, scheme):
    Membership.begin(member, province.second_cell, on=datetime.date(2026, 1, 1))
    colleague.membership_today.change_standing(Standing.PROBATIONARY, on=datetime.date(2026, 5, 1))

    assert places(line_of(member, province.ward)) == [(province.second_cell.pk, None, "cell", True)]
    assert places(line_of(colleague, province.ward)) == [(province.cell.pk, None, "cell", True)]


def test_who_moved_away_and_back_is_reviewed_at_the_cell_with_the_remarks_of_the_other(province, member, scheme):
    Membership.begin(member, province.second_cell, on=datetime.date(2026, 3, 1))
    Membership.begin(member, province.cell, on=datetime.date(2026, 8, 1))

    assert places(line_of(member, province.ward)) == [
        (province.second_cell.pk, None, "former_cell", False),
        (province.cell.pk, None, "cell", True),
    ]


# ── in a fixed number of queries ──


@pytest.mark.parametrize("size", [1, 3, 300])
@pytest.mark.parametrize("quarter", [None, 2])
def test_the_queries_do_not_grow_with_the_people(province, scheme, size, quarter, django_assert_num_queries):
    factories.make_collective(province.ward)
    for _number in range(size):
        person = factories.make_person(cell=province.cell)
        factories.appoint(person, Role.CELL_DEPUTY_SECRETARY, province.cell)
    period = Period.of_year(2026)
    evaluation = evaluation_of(province.ward, period=period.quarters.get(quarter=quarter) if quarter else period)

    with django_assert_num_queries(10):
        lines = proposed(evaluation, DAY)

    assert len([line for line in lines if line.person_id]) == size


def test_a_range_of_people_gives_their_lines_and_no_others(province, member, colleague, secretary, scheme):
    evaluation = evaluation_of(province.ward)
    whole = {line.person_id: line for line in proposed(evaluation, DAY)}

    part = proposed(evaluation, DAY, people=(colleague.pk, secretary.pk), with_bodies=False)

    assert part == [whole[colleague.pk], whole[secretary.pk]]
