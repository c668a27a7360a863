"""What becomes of open campaigns and evaluations when an organisation that has called them is split."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from commitments.models import Campaign, CommitmentTemplate
from evaluations.models import Evaluation, Rating, RatingSession
from portal.audit.models import AuditEvent
from portal.directory.merging import Decided, split
from portal.directory.models import PartyOrg, Person
from portal.directory.roles import Role
from portal.directory.services import place_organization
from portal.lib.dates import today
from portal.lib.rehearsal import rehearsed
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.breaking import broken_off


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ward_split(province, system_admin):
    """Return what splits the first cell off its ward, to a new ward."""
    decided = Decided(today(), "12-QĐ/TU", system_admin)
    return lambda: split(province.ward, code="DUHT2", name="Đảng bộ phường Bắc", below=[province.cell], decided=decided)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def what(new):
    return [touch.what for touch in new.touches]


# ── campaigns ──


@pytest.fixture
def entry(campaign, member):
    return factories.make_entry(campaign, member)


def test_the_call_is_made_at_the_new_organisation_for_those_who_go(
    ward_split, campaign, entry, member, colleague, province
):
    clause = factories.make_clause(campaign.resolutions.get())
    campaign.mandatory_clauses.add(clause)
    CommitmentTemplate.objects.create(campaign=campaign, clause=clause, title="Vận động 10 hộ")
    stays = factories.make_entry(campaign, colleague, unit=province.second_cell)
    program = factories.make_program(entry)

    new = ward_split()

    there = Campaign.objects.get(root=new)
    same = ("name", "period", "form", "audience", "status", "opened_at", "opens_on", "due_on", "min_commitments")
    assert [getattr(there, name) for name in same] == [getattr(fresh(campaign), name) for name in same]
    assert list(there.resolutions.all()) == list(campaign.resolutions.all())
    assert list(there.mandatory_clauses.all()) == [clause]
    assert list(there.templates.values_list("title", "clause")) == [("Vận động 10 hộ", clause.pk)]
    moved = fresh(entry)
    assert (moved.campaign, moved.unit, moved.left_on, moved.program) == (there, province.cell, None, program)
    assert fresh(stays).campaign == campaign
    assert there.created_by != campaign.created_by
    assert f"“{campaign}” is called by {new}, too, for those who go there" in what(new)


def test_whom_the_office_took_off_by_hand_is_not_called_anew(ward_split, campaign, entry):
    entry.left_on = today()
    entry.save()

    new = ward_split()

    assert Campaign.objects.get(root=new).entries.get().left_on == today()


@pytest.mark.parametrize("why", ["draft", "of a year that is over", "without anybody who goes", "called above"])
def test_other_campaigns_stay_where_they_are(why, ward_split, campaign, entry, colleague, province):
    if why == "draft":
        Campaign.objects.update(status=Campaign.Status.DRAFT)
    elif why == "of a year that is over":
        last = datetime.date(today().year - 1, 1, 1)
        campaign.period.__class__.objects.filter(pk=campaign.period.pk).update(
            starts_on=last, ends_on=last.replace(month=12, day=31)
        )
    elif why == "without anybody who goes":
        entry.unit = province.second_cell
        entry.save()
    else:
        Campaign.objects.update(root=province.top)

    ward_split()

    assert list(Campaign.objects.all()) == [campaign]
    assert fresh(entry).campaign == campaign


def test_a_stopped_campaign_goes_along_stopped(ward_split, campaign, entry):
    Campaign.objects.update(status=Campaign.Status.STOPPED)

    new = ward_split()

    assert Campaign.objects.get(root=new).status == Campaign.Status.STOPPED
    assert fresh(entry).campaign.root == new


def test_members_who_leave_a_cell_that_had_called_take_their_lines_along(province, member, colleague, system_admin):
    campaign = factories.make_campaign(province.cell)
    goes, stays = factories.make_entry(campaign, member), factories.make_entry(campaign, colleague)
    decided = Decided(today(), "12-QĐ/TU", system_admin)

    new = split(province.cell, code="DUHT-03", name="Chi bộ khu phố 3", people=[member], decided=decided)

    assert (fresh(goes).campaign.root, fresh(goes).unit) == (new, new)
    assert (fresh(stays).campaign, fresh(stays).unit) == (campaign, province.cell)


@pytest.mark.usefixtures("ward_secretary")
def test_a_program_under_review_at_the_committee_goes_up_while_the_new_one_has_nobody(
    ward_split, campaign, secretary, province
):
    factories.appoint(factories.make_person("Lê Bí Thư", cell=province.other_cell), Role.SECRETARY, province.top)
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    before = program.steps.get(decision="").body

    new = ward_split()

    assert (before, program.steps.get(decision="").body) == (province.ward, province.top)
    assert (fresh(program).status, fresh(program).entry.campaign.root) == ("submitted", new)


@pytest.mark.usefixtures("secretary")
def test_a_review_that_goes_on_at_the_cell_is_not_announced_anew(ward_split, campaign, member, province):
    program = factories.make_program(member, campaign=campaign, status="submitted")

    ward_split()

    assert program.steps.get(decision="").body == province.cell
    assert not Notification.objects.filter(event="commitments.rerouted").exists()


def test_each_line_and_the_new_call_are_recorded(ward_split, campaign, entry, province):
    new = ward_split()

    told = AuditEvent.objects.filter(action__in=["commitments.campaign_opened", "commitments.roster_transferred"])
    assert {(event.action, event.reason) for event in told} == {
        ("commitments.campaign_opened", f"{province.ward} → {new}"),
        ("commitments.roster_transferred", f"{province.ward} → {new}"),
    }


# ── evaluations ──


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


def test_the_evaluation_is_called_at_the_new_organisation_which_decides_there(
    ward_split, evaluation, dossier, province
):
    new = ward_split()

    there = Evaluation.objects.get(root=new)
    same = ("period", "scheme", "opens_on", "self_due_on", "propose_due_on", "decide_due_on", "status", "opened_at")
    assert [getattr(there, name) for name in same] == [getattr(fresh(evaluation), name) for name in same]
    moved = fresh(dossier)
    assert (moved.evaluation, moved.unit, moved.decider, moved.left_on) == (there, province.cell, new, None)
    assert f"“{evaluation.title}” is called by {new}, too, for those who go there" in what(new)


def test_where_a_level_is_proposed_the_dossier_is_finished_where_it_was_begun(
    ward_split, evaluation, dossier, province, member
):
    Rating.objects.filter(dossier=dossier).update(stage="proposed", proposed_level="good", proposed_at=timezone.now())
    silent = factories.make_person("Lê Ba", cell=province.cell)
    evaluating.make_dossier(evaluation, silent)

    new = ward_split()

    moved = fresh(dossier)
    assert (moved.evaluation, moved.decider, moved.left_on) == (evaluation, province.ward, None)
    assert list(Evaluation.objects.get(root=new).dossiers.of_people().values_list("person", flat=True)) == [silent.pk]
    assert f"In “{evaluation.title}” 1 dossiers with a proposed level are finished by {province.ward}" in what(new)


def test_an_open_session_of_a_cell_that_goes_goes_along(ward_split, evaluation, dossier, province):
    stays_there = factories.make_person("Lê Tư", cell=province.second_cell)
    evaluating.make_dossier(evaluation, stays_there)
    session = RatingSession.objects.create(evaluation=evaluation, body=province.cell)
    stays = RatingSession.objects.create(evaluation=evaluation, body=province.second_cell)

    new = ward_split()

    assert (fresh(session).evaluation.root, fresh(stays).evaluation) == (new, evaluation)


def test_organisations_and_collectives_that_are_rated_go_along(ward_split, evaluation, province):
    board = factories.make_collective(province.cell, "Chi ủy khu phố 1", kind="committee")
    goes = [evaluating.make_dossier(evaluation, subject) for subject in (province.cell, board)]
    stays = evaluating.make_dossier(evaluation, province.second_cell)

    new = ward_split()

    there = Evaluation.objects.get(root=new)
    assert [(fresh(each).evaluation, fresh(each).decider) for each in goes] == [(there, new), (there, new)]
    assert (fresh(stays).evaluation, fresh(stays).decider) == (evaluation, province.ward)
    assert there.dossiers.get(org=new).left_on is None


def test_a_closed_evaluation_stays_as_it_was(ward_split, evaluation, dossier):
    Evaluation.objects.update(status=Evaluation.Status.CLOSED, closed_at=timezone.now())

    ward_split()

    assert list(Evaluation.objects.all()) == [evaluation]
    assert fresh(dossier).evaluation == evaluation


# ── collectives and organisations that move ──


@pytest.fixture
def board(province):
    return factories.make_collective(province.cell, "Chi ủy khu phố 1", kind="committee")


def move_cell(province, by):
    return place_organization(
        fresh(province.cell), parent=province.other_ward, name="Chi bộ 3", on=today(), decision="1-QĐ", by=by
    )


def test_a_collective_that_moves_is_called_where_it_comes_to(province, board, system_admin):
    here = factories.make_campaign(province.ward, audience=Campaign.Audience.COLLECTIVES)
    there = factories.make_campaign(province.other_ward, audience=Campaign.Audience.COLLECTIVES)
    entry = factories.make_entry(here, board)

    touches = move_cell(province, system_admin)

    assert fresh(entry).left_on == today()
    assert list(there.entries.values_list("collective", "unit", "left_on")) == [(board.pk, province.cell.pk, None)]
    assert [touch.what for touch in touches] == [
        f"{board}: off the roster of “{here}” from today",
        f"{board}: on the roster of “{there}” from today",
    ]


def test_after_the_deadline_a_collective_that_moves_is_only_named(province, board, system_admin):
    there = factories.make_campaign(
        province.other_ward,
        audience=Campaign.Audience.COLLECTIVES,
        opens_on=today() - datetime.timedelta(days=9),
        due_on=today() - datetime.timedelta(days=1),
    )

    touches = move_cell(province, system_admin)

    assert not there.entries.exists()
    assert touches[0].what == f"“{there}” is past its deadline: {board} is not on its roster"


def test_what_is_rated_and_moves_is_rated_where_it_comes_to(province, board, evaluation, system_admin):
    there = evaluating.make_evaluation(province.other_ward)
    left = [evaluating.make_dossier(evaluation, subject) for subject in (province.cell, board)]

    move_cell(province, system_admin)

    assert [fresh(each).left_on for each in left] == [today()] * 2
    assert set(there.dossiers.values_list("org", "collective", "decider")) == {
        (province.cell.pk, None, province.other_ward.pk),
        (None, board.pk, province.other_ward.pk),
    }


def test_within_a_call_from_above_what_moves_is_decided_by_the_new_committee(province, board, system_admin):
    above = evaluating.make_evaluation(province.top)
    held = [evaluating.make_dossier(above, subject, decider=province.ward) for subject in (province.cell, board)]
    proposed = evaluating.make_dossier(above, province.second_cell, decider=province.ward)
    Rating.objects.filter(dossier=held[1]).update(stage="proposed", proposed_level="good", proposed_at=timezone.now())

    move_cell(province, system_admin)

    assert [fresh(each).decider for each in [*held, proposed]] == [province.other_ward, province.ward, province.ward]
    assert above.dossiers.count() == 3


# ── whole ──


def test_the_preview_says_what_the_split_does(ward_split, entry, dossier):
    told = what(rehearsed(ward_split))

    assert told == what(ward_split())
    assert Campaign.objects.count() == Evaluation.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_split_broken_off_at_any_point_leaves_nothing(province, member, secretary, campaign, system_admin):
    program = factories.make_program(member, campaign=campaign, status="submitted")
    evaluation = evaluating.make_evaluation(province.ward)
    dossier = evaluating.make_dossier(evaluation, member)

    def act():
        decided = Decided(today(), "12-QĐ/TU", Person.objects.get(pk=system_admin.pk))
        going = [fresh(province.cell)]
        split(fresh(province.ward), code="DUHT2", name="Đảng bộ phường Bắc", below=going, decided=decided)

    for number in broken_off(act, samples=12):
        assert not PartyOrg.objects.filter(code="DUHT2").exists(), number
        assert list(Campaign.objects.all()) == [campaign], number
        assert list(Evaluation.objects.all()) == [evaluation], number
        assert (fresh(program).entry.campaign, fresh(dossier).evaluation) == (campaign, evaluation), number
    act()

    assert fresh(program).entry.campaign.root.code == fresh(dossier).evaluation.root.code == "DUHT2"


@pytest.mark.parametrize("size", [3, 30])
def test_a_split_asks_the_same_for_few_as_for_many(size, ward_split, campaign, evaluation, province):
    for number in range(size):
        person = factories.make_person(f"Lê Văn {number}", cell=province.cell)
        factories.make_entry(campaign, person)
        evaluating.make_dossier(evaluation, person, decider=province.ward)

    with CaptureQueriesContext(connection) as asked:
        new = ward_split()

    assert len(asked) <= 130
    assert Campaign.objects.get(root=new).entries.count() == size
    assert Evaluation.objects.get(root=new).dossiers.of_people().filter(decider=new).count() == size
