"""Whom a list brings in has something to do: rosters and dossiers of their cell; and undoing it takes them away."""

import datetime

import pytest
from django.utils import translation

from commitments.models import CampaignEntry
from evaluations.models import Dossier
from portal.audit.models import AuditEvent
from portal.directory import services
from portal.directory.acts import many
from portal.directory.errors import NotPossible
from portal.directory.lists.asking import Answers
from portal.directory.lists.undoing import undo
from portal.directory.models import Membership, Person, TakenList
from portal.jobs.models import Job
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.evaluations.assessed import begin
from tests.portal.directory.member_lists import AS_OF, take_in
from tests.portal.directory.sheets import person_row
from tests.queries import count_of
from tests.worker import work_off

NAMES = ("Lê Mới An", "Lê Mới Bình", "Lê Mới Chi")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def running(province, campaign):
    """An open campaign and an open evaluation of the ward."""
    return campaign, evaluating.make_evaluation(province.ward)


def newcomers(count=2):
    cards = ("12000016", "12000024", "12000032")
    return [person_row(card=card, name=name) for card, name in zip(cards[:count], NAMES, strict=False)]


def lists_of(people):
    """Return the rosters and evaluations that people stand in, by name."""
    entries = CampaignEntry.objects.filter(person__in=people, left_on=None).values_list("person__full_name", "campaign")
    dossiers = Dossier.objects.filter(person__in=people).values_list("person__full_name", "evaluation")
    return sorted(entries), sorted(dossiers)


def new_people():
    return Person.objects.filter(full_name__startswith="Lê Mới")


def test_new_people_stand_on_the_rosters_of_their_cell_and_are_told(province, running, personnel_officer):
    campaign, evaluation = running

    take_in(*newcomers(), by=personnel_officer)

    names = NAMES[:2]
    assert lists_of(new_people()) == (
        [(name, campaign.pk) for name in names],
        [(name, evaluation.pk) for name in names],
    )
    told = Notification.objects.filter(event="commitments.roster_joined").values_list("recipient__full_name", flat=True)
    assert sorted(told) == list(names)
    assert AuditEvent.objects.filter(action="commitments.roster_joined").count() == 2
    assert {entry.due_on for entry in campaign.entries.filter(person__in=new_people())} == {campaign.due_on}


def test_who_is_entered_by_hand_stands_there_too(province, running, personnel_officer):
    services.add_person(
        {"full_name": "Lê Mới"},
        cell=province.cell,
        standing=Membership.Standing.OFFICIAL,
        on=today(),
        by=personnel_officer,
    )

    assert [len(found) for found in lists_of(new_people())] == [1, 1]


def test_a_call_whose_deadline_is_over_calls_nobody_new(province, running, personnel_officer):
    campaign, _evaluation = running
    campaign.due_on = today() - datetime.timedelta(days=1)
    campaign.save()

    take_in(*newcomers(), by=personnel_officer)

    assert lists_of(new_people())[0] == []


def test_calls_of_elsewhere_and_to_holders_of_posts_do_not_reach_them(province, resolution, personnel_officer):
    factories.make_campaign(province.other_ward, resolutions=[resolution])
    factories.make_campaign(province.ward, resolutions=[resolution], audience="leaders")

    take_in(*newcomers(), by=personnel_officer)

    assert lists_of(new_people()) == ([], [])


def test_many_are_brought_there_by_a_job_and_saying_it_twice_changes_nothing(
    province, running, personnel_officer, monkeypatch
):
    monkeypatch.setattr(many, "AT_ONCE", 1)
    monkeypatch.setitem(many.PIECES, "added", 2)

    take_in(*newcomers(3), by=personnel_officer)
    before = lists_of(new_people())
    work_off()

    job = Job.objects.get()
    once = lists_of(new_people())
    for piece in many.FollowingWork().plan(job.params):
        many.FollowingWork().run(job.params, piece, None)
    assert before == ([], [])
    assert [len(found) for found in once] == [3, 3]
    assert lists_of(new_people()) == once
    assert Notification.objects.filter(event="commitments.roster_joined").count() == 3


def test_undoing_the_list_takes_them_off_again(province, running, personnel_officer):
    take_in(*newcomers(), by=personnel_officer)

    undo(TakenList.objects.first(), by=personnel_officer)

    assert list(new_people()) == []
    assert list(CampaignEntry.objects.filter(person=None, collective=None)) == []


@pytest.mark.parametrize(
    ("made", "named"), [("program", "Roster entry: Lê Mới An"), ("assessment", "Dossier: Lê Mới An")]
)
def test_what_somebody_wrote_meanwhile_keeps_the_list(province, running, personnel_officer, made, named):
    campaign, _evaluation = running
    take_in(*newcomers(), by=personnel_officer)
    person = new_people().get(full_name="Lê Mới An")
    if made == "program":
        factories.make_program(campaign.entries.get(person=person))
    else:
        begin(Dossier.objects.get(person=person))

    with pytest.raises(NotPossible) as refusal:
        undo(TakenList.objects.first(), by=personnel_officer)

    assert named in str(refusal.value)
    assert [len(found) for found in lists_of(new_people())] == [2, 2]


def test_who_is_moved_by_a_list_is_no_reason_against_undoing_it(province, running, member, personnel_officer):
    """What follows from the list itself is not work done since then."""
    campaign, _evaluation = running
    take_in(*newcomers(1), by=personnel_officer)
    moved = new_people().get()

    take_in(
        person_row(card="12000016", name=NAMES[0], cell="DUHT-02"),
        by=personnel_officer,
        answers=Answers({}, moved_on=AS_OF),
    )
    in_second_cell = campaign.entries.get(person=moved).unit
    undo(TakenList.objects.first(), by=personnel_officer)

    assert in_second_cell == province.second_cell
    assert Person.objects.get(pk=moved.pk).cell == province.cell
    assert campaign.entries.get(person=moved).unit == province.cell


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_many_newcomers_as_for_one(province, running, personnel_officer, count):
    people = [factories.make_person(f"Lê Mới {number}", cell=province.cell) for number in range(count)]

    assert count_of(lambda: many.follow_all(added=people, by=personnel_officer)) == 41
    assert [len(found) for found in lists_of(people)] == [count, count]
