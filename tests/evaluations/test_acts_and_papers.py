"""Every act on a person in every state of their papers: where the roster line, the open step and the dossier are."""

import datetime

import pytest

from commitments.models import Amendment, ReviewStep
from evaluations.models import Rating
from portal.directory import acts
from portal.directory.acts import Basis
from portal.directory.models import Membership, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import evaluating, factories
from tests.evaluations.rated import make_decided, make_rating

BASIS = Basis(document="12-QĐ/ĐU")
APPROVED = ReviewStep.Decision.APPROVED
PAPERS = ["none", "draft", "submitted", "second step", "returned", "approved", "amendment"]
RATINGS = ["open", "proposed", "decided"]


@pytest.fixture
def cast(province, secretary, deputy, ward_secretary, personnel_officer, campaign):
    """Somebody decides in each cell and in both wards."""
    for cell in (province.second_cell, province.other_cell):
        factories.appoint(factories.make_person(cell=cell), Role.CELL_SECRETARY, cell)
    factories.appoint(factories.make_person(cell=province.other_cell), Role.SECRETARY, province.other_ward)
    return personnel_officer


def paper_of(person, campaign, state, *, deputy):
    """Bring the person's program to a state; return what is under review, None where nothing is."""
    if state == "none":
        factories.make_entry(campaign, person)
        return None
    status = {"second step": "submitted", "amendment": "approved"}.get(state, state)
    program = factories.make_program(person, campaign=campaign, status=status)
    if state == "second step":
        factories.appoint(person, Role.COMMITTEE_MEMBER, campaign.root)
        program.recall(by=person)
        program = type(program).objects.get(pk=program.pk)
        program.submit(by=person)
        program.current_step.decide(APPROVED, by=deputy)
    if state == "amendment":
        return factories.make_amendment(program, status="submitted")
    return program if status == "submitted" else None


def dossier_of(person, ward, stage, *, proposer, office):
    evaluation = evaluating.make_evaluation(ward)
    if stage == "decided":
        return make_decided(evaluation, person, proposer=proposer, office=office).dossier
    stage = Rating.Stage.SELF if stage == "open" else stage
    return make_rating(evaluation, person, stage, proposer=proposer).dossier


def do(act, person, province, by, on=None):
    """Do one act, by the name of the table."""
    rest = {"on": on or today(), "basis": BASIS, "by": by}
    match act:
        case "transfer":
            return acts.transfer(person, province.second_cell, **rest)
        case "transfer out":
            return acts.transfer(person, province.other_cell, **rest)
        case "exempt" | "suspended":
            return acts.change_standing(person, act, **rest)
        case "new post":
            return acts.appoint(person, Role.CELL_COMMITTEE_MEMBER, province.cell, **rest)
        case _:
            return acts.leave(person, act, **rest)


# The line (unit, off the roster, exempt), and before which cell the first open step of a paper waits.
LINES = {
    "transfer": ("DUHT-02", False, ""),
    "transfer out": ("DUHT-01", True, ""),
    "moved": ("DUHT-01", True, ""),
    "left": ("DUHT-01", True, ""),
    "died": ("DUHT-01", True, ""),
    "expelled": ("DUHT-01", True, ""),
    "struck": ("DUHT-01", True, ""),
    "exempt": ("DUHT-01", False, "exempt"),
    "suspended": ("DUHT-01", False, "suspended"),
    "new post": ("DUHT-01", False, ""),
}


def line_of(campaign, person):
    entry = campaign.entries.get(person=person)
    return entry.unit.code, entry.left_on == today(), entry.exempt_reason


def waits_at(paper):
    paper = type(paper).objects.get(pk=paper.pk)
    return paper.status, paper.current_step.body.code


@pytest.mark.parametrize("state", PAPERS)
@pytest.mark.parametrize("act", LINES)
def test_roster_and_review_follow_and_come_back_when_it_is_taken_back(
    act, state, member, deputy, province, campaign, cast
):
    waiting = paper_of(member, campaign, state, deputy=deputy)
    person = Person.objects.get(pk=member.pk)
    before = line_of(campaign, member), waiting and waits_at(waiting)

    done = do(act, person, province, cast)
    after = line_of(campaign, member)
    stands = waiting and waits_at(waiting)
    acts.take_back(done, because="Nhầm", by=cast)

    assert after == LINES[act]
    if waiting:
        moves = act == "transfer" and state != "second step"
        assert stands == ("submitted", "DUHT-02" if moves else before[1][1])
    assert (line_of(campaign, member), waiting and waits_at(waiting)) == before


@pytest.mark.parametrize("act", LINES)
def test_an_act_entered_afterwards_changes_no_count_of_the_days_between(act, member, province, campaign, cast):
    entry = factories.make_entry(campaign, member)
    happened = today() - datetime.timedelta(days=5)

    do(act, member, province, cast, on=happened)

    assert list(campaign.entries.on_roster(on=happened)) == [entry]
    assert line_of(campaign, member) == LINES[act]


@pytest.mark.parametrize("stage", RATINGS)
@pytest.mark.parametrize("act", LINES)
def test_a_dossier_follows_until_a_level_is_proposed(act, stage, member, secretary, province, cast):
    dossier = dossier_of(member, province.ward, stage, proposer=secretary, office=cast)

    done = do(act, member, province, cast)
    dossier.refresh_from_db()
    found = dossier.unit.code, dossier.left_on == today(), dossier.not_rated_reason
    acts.take_back(done, because="Nhầm", by=cast)

    assert found == (LINES[act] if stage == "open" else ("DUHT-01", False, ""))
    dossier.refresh_from_db()
    assert (dossier.unit, dossier.left_on, dossier.not_rated_reason) == (province.cell, None, "")


def test_who_becomes_official_keeps_line_paper_and_dossier(province, campaign, cast):
    person = factories.make_person(cell=province.cell, standing=Membership.Standing.PROBATIONARY)
    amendment = factories.make_amendment(
        factories.make_program(person, campaign=campaign, status="approved"), status="submitted"
    )
    before = line_of(campaign, person), waits_at(amendment)

    acts.change_standing(person, "official", on=today(), basis=BASIS, by=cast)

    assert (line_of(campaign, person), waits_at(amendment)) == before
    assert Amendment.objects.get().status == "submitted"
