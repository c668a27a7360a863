"""The generated province: the rows that imports and transitions would have written, in any size."""

import datetime
import io
import random

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q

from commitments.models import (
    ActionProgram,
    Campaign,
    CampaignEntry,
    Commitment,
    ProgramVersion,
    ProgressAnswer,
    ProgressEntry,
    ReviewStep,
)
from commitments.quality.spans import Text, share_percent
from portal.directory import tree
from portal.directory.models import Appointment, OrgPlacement, PartyOrg, Person
from portal.directory.roles import Act, Role
from portal.lib.vietnamese import search_key, sort_key
from portal.sample import generated
from portal.sample.generated_copies import KINDS
from portal.sample.names import Names
from tests import factories

PASSWORD = "mot-mat-khau-dai"


def make(people=120, **options):
    out = io.StringIO()
    call_command("make_province", people=people, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def drawn():
    """Return what the dice decide, as plain data."""
    people = list(Person.objects.order_by("pk").values_list("public_id", "full_name", "born", "cell__code"))
    programs = list(ActionProgram.objects.order_by("pk").values_list("entry__person", "status", "registered_on"))
    return people, programs, list(Commitment.objects.order_by("pk").values_list("program", "title", "due_on"))


def test_a_name_fits_the_sex_it_is_drawn_for():
    names = Names(random.Random(7))
    middle = {sex: {names.draw(sex).split()[1] for _name in range(200)} for sex in ("male", "female")}

    assert "Thị" in middle["female"] - middle["male"]
    assert "Văn" in middle["male"] - middle["female"]


@pytest.mark.django_db
def test_a_seed_makes_the_same_province_again_and_another_seed_another():
    provinces = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            make(seed=seed)
            provinces.append(drawn())
            transaction.set_rollback(True)

    assert provinces[0] == provinces[1]
    assert provinces[0] != provinces[2]


@pytest.mark.django_db
def test_the_counts_told_are_the_rows_there_are():
    told = dict(line.split() for line in make().splitlines() if len(line.split()) == 2)

    assert int(told["Person"]) == Person.objects.count() == 120
    assert int(told["PartyOrg"]) == PartyOrg.objects.count() == OrgPlacement.objects.count() == 1 + 1 + 4
    assert int(told["CampaignEntry"]) == CampaignEntry.objects.count() == 120
    assert int(told["ActionProgram"]) == ActionProgram.objects.count()
    assert int(told["Commitment"]) == Commitment.objects.count()
    assert int(told["ReviewStep"]) == ReviewStep.objects.count()


@pytest.mark.django_db
def test_copied_columns_say_what_save_would_have_said():
    make()

    people = list(Person.objects.all())
    misplaced = Person.objects.exclude(org_path=F("cell__path"))
    paths = [(org.path, (org.parent.path if org.parent else "") + tree.step(org.pk)) for org in PartyOrg.objects.all()]

    assert [p.search for p in people] == [search_key(p.full_name) for p in people]
    assert [p.sort_key for p in people] == [sort_key(p.full_name) for p in people]
    assert list(misplaced) == []
    assert [one for one, other in paths if one != other] == []


@pytest.mark.django_db
def test_programs_stand_as_their_transitions_leave_them():
    make(400)

    programs = ActionProgram.objects.annotate(lines=Count("commitments"))
    open_steps = Count("steps", filter=Q(steps__decision=""))
    by_status = {
        status: set(
            ActionProgram.objects.filter(status=status).annotate(left=open_steps).values_list("left", flat=True)
        )
        for status in ("draft", "approved")
    }

    assert set(programs.values_list("status", flat=True)) == {"draft", "submitted", "returned", "approved"}
    assert {program.lines for program in programs} == {5, 6, 7, 8}
    assert by_status == {"draft": {0}, "approved": {0}}
    assert ReviewStep.objects.current().count() == ActionProgram.objects.filter(status="submitted").count()
    assert set(ProgramVersion.objects.values_list("program", flat=True)) == set(
        ActionProgram.objects.filter(status="approved").values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_programs_in_force_report_and_each_commitment_shows_what_was_sent_of_it():
    with time_machine.travel(datetime.datetime(2026, 10, 20, tzinfo=datetime.UTC)):
        make(400)

    entries = ProgressEntry.objects.select_related("commitment", "report")
    reporting = ActionProgram.objects.filter(reports__isnull=False)
    in_force = ActionProgram.objects.filter(status="approved").count()

    assert 0.5 < reporting.count() / in_force < 0.9
    assert set(reporting.values_list("status", "reports__quarter__quarter")) == {("approved", 3)}
    assert {entry.pk for entry in entries} == set(
        Commitment.objects.exclude(latest=None).values_list("latest", flat=True)
    )
    assert [
        e for e in entries if e.commitment.latest_id != e.pk or e.report.program_id != e.commitment.program_id
    ] == []
    assert [e for e in entries if e.commitment.done_on != (e.reached_on if e.is_claim else None)] == []
    assert {entry.state for entry in entries} == set(ProgressEntry.State)
    assert not ProgressAnswer.objects.exclude(kind=F("entry__answer")).exists()
    assert not ProgressAnswer.objects.filter(by=F("entry__commitment__program__entry__person")).exists()
    assert entries.exclude(answer="").count() == ProgressAnswer.objects.count() > 0


@pytest.mark.django_db
def test_planted_copies_are_known_and_say_what_their_source_says():
    province = generated.Province(400, seed=1, copies=20)
    province.add_commune(0)
    province.finish(password=None)

    planted = province.planter.planted
    titles = dict(Commitment.objects.values_list("pk", "title"))
    of_source = {copy.program: set(_titles(copy.source)) for copy in planted}
    exact = [copy for copy in planted if copy.kind in {"verbatim", "two_of_five", "single"}]

    assert [copy.kind for copy in planted[:6]] == [*KINDS, "verbatim"]
    assert all(copy.commitments and copy.program != copy.source for copy in planted)
    assert [copy for copy in exact if {titles[pk] for pk in copy.commitments} - of_source[copy.program]] == []


def _titles(program):
    return Commitment.objects.filter(program=program).values_list("title", flat=True)


@pytest.mark.django_db
def test_without_copies_no_two_tasks_are_alike():
    make(400)
    texts = [Text.of(title, product) for title, product in Commitment.objects.values_list("title", "deliverable")]

    alike = [
        (one.shown, other.shown)
        for place, one in enumerate(texts[:60])
        for other in texts[place + 1 :]
        if not one.shingle_set.isdisjoint(other.shingle_set)
        and share_percent(sum(one.under(other.shingle_set)), len(one)) >= 60
    ]

    assert alike == []


@pytest.mark.django_db
def test_nobody_decided_on_their_own_and_every_officer_was_one():
    make(400)

    own = ReviewStep.objects.filter(decided_by=F("program__entry__person"))
    deciding = ReviewStep.objects.exclude(decision="").select_related("decided_by", "body__org_type")
    act = {True: Act.REVIEW_CELL, False: Act.DECIDE}
    strangers = [step for step in deciding if not step.decided_by.may(act[step.body.is_cell], step.body)]

    assert list(own) == []
    assert strangers == []


@pytest.mark.django_db
def test_the_exempt_are_on_the_roster_without_a_program():
    make(400)

    exempt = CampaignEntry.objects.exclude(exempt_reason="")

    assert exempt.filter(person__memberships__standing="official", exempt_reason="exempt").count() == 0
    assert exempt.filter(program__isnull=False).count() == 0
    assert exempt.exists()


@pytest.mark.django_db
def test_what_comes_after_is_numbered_on():
    make()

    person = factories.make_person("Đặng Thị Bích Ngà", cell=PartyOrg.objects.cells().first())
    program = factories.make_program(person, campaign=Campaign.objects.get(), status="approved")

    assert (person.pk, program.entry_id) == (121, 121)


@pytest.mark.django_db
def test_each_role_has_a_sign_in_where_a_password_is_given():
    told = make(password=PASSWORD)

    listed = [line.split(maxsplit=1)[0] for line in told.partition("Sign-ins:\n")[2].splitlines()]
    people = Person.objects.filter(login_name__in=listed)

    assert all(person.check_password(PASSWORD) for person in people[:2])
    assert {role for person in people for role in [a.role for a in person.appointments.all()]} >= {
        role for role in Role if role != Role.AGENCY_HEAD
    }
    assert Person.objects.filter(appointments=None).exclude(password="!").count() == 0


@pytest.mark.django_db
def test_the_roles_of_the_province_are_held_at_its_top():
    make()

    at_top = Appointment.objects.filter(org__code="TU").values_list("role", flat=True)

    assert sorted(at_top) == sorted(generated.PROVINCE_POSTS)


@pytest.mark.django_db
def test_a_portal_with_people_is_refused():
    factories.make_person()

    with pytest.raises(CommandError, match="There are people in this portal already"):
        make()

    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("people", [99, 500_001])
def test_too_few_and_too_many_are_refused(people):
    with pytest.raises(CommandError, match=f"--people is {people}. Choose a number from 100 to 500000."):
        make(people)
