"""Merging organisations: what goes along, what ends, and what last year's tables say afterwards."""

import datetime
import threading

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone, translation

from commitments.models import Period, ReviewStep
from evaluations.errors import OpeningRefused
from evaluations.models import Evaluation, RatingSession
from evaluations.tables import units
from portal.audit.models import AuditEvent
from portal.directory.errors import NotPossible
from portal.directory.merging import Decided, merge, merge_into_new, split
from portal.directory.models import PartyOrg, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import evaluating, factories
from tests.breaking import broken_off
from tests.evaluations.rated import make_decided


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def decided(system_admin):
    return Decided(today(), "1656/NQ-UBTVQH15", system_admin)


def merged(province, decided, *, keeps_posts=False):
    return merge([province.ward], province.other_ward, keeps_posts=keeps_posts, decided=decided)


def fresh(org):
    return PartyOrg.objects.get(pk=org.pk)


# ── the tree ──


def test_what_stood_below_stands_below_the_successor_and_the_old_place_stays_in_the_history(province, member, decided):
    merged(province, decided)

    cell, ward = fresh(province.cell), fresh(province.ward)
    member.refresh_from_db()
    assert (cell.parent, cell.path) == (province.other_ward, f"{province.other_ward.path}{province.cell.path[-6:]}")
    assert (ward.ended_on, ward.merged_into, ward.parent) == (today(), province.other_ward, province.other_ward)
    assert member.org_path == cell.path
    assert list(cell.placements.values_list("parent__code", "valid_to", "decision")) == [
        ("DUHT", today(), ""),
        ("DUDS", None, "1656/NQ-UBTVQH15"),
    ]
    event = AuditEvent.objects.get(action="directory.organization_merged")
    assert event.reason == "→ Đảng bộ phường Đông Sơn · 1656/NQ-UBTVQH15"


def test_the_members_of_a_merged_cell_are_members_of_the_other_one(province, member, secretary, decided):
    merge([province.cell], province.second_cell, keeps_posts=False, decided=decided)

    person = Person.objects.get(pk=member.pk)
    assert (person.cell, person.membership_today.cell) == (province.second_cell, province.second_cell)
    assert list(person.memberships.values_list("cell__code", "starts_on", "end_reason")) == [
        ("DUHT-02", today(), ""),
        ("DUHT-01", factories.LONG_AGO, "moved"),
    ]
    assert Person.objects.get(pk=secretary.pk).posts_today == []


@pytest.mark.parametrize(
    ("keeps_posts", "roles"), [(False, ["personnel_officer"]), (True, ["secretary", "personnel_officer"])]
)
def test_offices_go_on_and_posts_only_where_it_is_said(
    keeps_posts, roles, province, ward_secretary, personnel_officer, decided
):
    merged(province, decided, keeps_posts=keeps_posts)

    held = [post for who in (ward_secretary, personnel_officer) for post in Person.objects.get(pk=who.pk).posts_today]
    assert [(post.role, post.org) for post in held] == [(role, province.other_ward) for role in roles]


def test_a_new_organisation_takes_both_over(province, member, outsider, decided):
    new = merge_into_new(
        [province.ward, province.other_ward], code="DUHS", name="Đảng bộ phường Hàm Rồng", keeps_posts=False,
        decided=decided,
    )  # fmt: skip

    assert [org.code for org in PartyOrg.objects.within(new).filter(ended_on=None)] == [
        "DUHS", "DUHT-01", "DUHT-02", "DUDS-01",
    ]  # fmt: skip
    assert {org.code for org in new.merged_from.all()} == {"DUHT", "DUDS"}
    assert Person.objects.within(new).count() == Person.objects.count()


def test_old_papers_of_a_merged_organisation_are_in_the_reach_of_its_successor(province, decided):
    office = factories.make_person(cell=province.other_cell)
    factories.appoint(office, Role.PERSONNEL_OFFICER, province.other_ward)

    merged(province, decided)

    seen = PartyOrg.objects.visible_to(Person.objects.get(pk=office.pk))
    assert {"DUHT", "DUHT-01"} <= {org.code for org in seen}


@pytest.mark.parametrize(
    ("sources", "target", "message"),
    [
        (["ward"], "ward", "Choose at least one organisation besides"),
        (["ward"], "top", "One of the two stands above the other"),
        (["cell"], "other_ward", "A cell is merged with cells only"),
        ([], "ward", "Choose at least one organisation besides"),
    ],
)
def test_what_cannot_be_merged_is_refused(sources, target, message, province, decided):
    with pytest.raises(NotPossible, match=message):
        merge(
            [getattr(province, name) for name in sources], getattr(province, target), keeps_posts=False, decided=decided
        )

    assert not PartyOrg.objects.exclude(ended_on=None).exists()


def test_a_merger_before_a_later_move_is_refused(province, decided, system_admin):
    province.cell.place(parent=province.ward, name="Chi bộ khu phố Một", on=today(), by=system_admin)
    early = Decided(today() - datetime.timedelta(days=9), "1/QĐ", system_admin)

    with pytest.raises(NotPossible, match="was placed after that day"):
        merged(province, early)


# ── what hangs on them ──


def test_open_reviews_lines_and_campaigns_pass_on_in_few_statements(
    province, secretary, deputy, ward_secretary, campaign, decided
):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    program.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)
    successor = factories.make_person("Tạ Lan", cell=province.other_cell)
    factories.appoint(successor, Role.SECRETARY, province.other_ward)

    merged(province, decided)

    campaign.refresh_from_db()
    assert [(step.body.code, step.decision) for step in program.steps.all()] == [("DUHT-01", "approved"), ("DUDS", "")]
    assert list(ReviewStep.objects.current_for(successor)) == [program.current_step]
    assert campaign.root == province.other_ward
    assert [told.event for told in successor.notifications.all()] == ["commitments.rerouted"]
    assert AuditEvent.objects.about(program).filter(action="commitments.rerouted").count() == 1


def test_papers_that_nobody_there_could_decide_go_further_up(
    province, secretary, deputy, ward_secretary, campaign, decided
):
    head = factories.make_person("Lê Tỉnh", cell=province.other_cell)
    factories.appoint(head, Role.SECRETARY, province.top)
    program = factories.make_program(secretary, campaign=campaign, status="submitted")

    merged(province, decided)

    assert [step.body.code for step in program.steps.all()] == ["DUHT-01", "TU"]


def test_lines_of_members_of_a_merged_cell_follow(province, member, campaign, decided):
    entry = factories.make_entry(campaign, member)

    merge([province.cell], province.second_cell, keeps_posts=False, decided=decided)

    entry.refresh_from_db()
    assert (entry.unit, entry.left_on) == (province.second_cell, None)


def test_collectives_end_with_their_organisation(province, ward_secretary, decided):
    collective = factories.make_collective(province.ward)
    campaign = factories.make_campaign(province.ward, form="CTHD-TT", audience="collectives")
    entry = factories.make_entry(campaign, collective)

    merged(province, decided)

    collective.refresh_from_db()
    entry.refresh_from_db()
    assert (collective.valid_to, entry.left_on) == (today(), today())


def test_dossiers_are_decided_and_reviewed_by_the_successor(province, member, decided):
    evaluation = evaluating.make_evaluation(province.top)
    dossier = evaluating.make_dossier(evaluation, member)
    of_ward = evaluating.make_dossier(evaluation, province.ward)

    merged(province, decided)

    dossier.refresh_from_db()
    of_ward.refresh_from_db()
    assert (dossier.decider, dossier.left_on) == (province.other_ward, None)
    assert of_ward.left_on == today()


def test_places_of_a_merged_cell_where_nothing_was_said_move_on(province, member, decided):
    dossier = evaluating.make_dossier(evaluating.make_evaluation(province.top), member)

    merge([province.cell], province.second_cell, keeps_posts=False, decided=decided)

    dossier.refresh_from_db()
    assert [(place.body, place.is_deciding) for place in dossier.placements.all()] == [(province.second_cell, True)]
    assert dossier.unit == province.second_cell


def test_two_open_evaluations_of_one_period_are_not_thrown_together(province, decided):
    evaluating.make_evaluation(province.ward)
    evaluating.make_evaluation(province.other_ward)

    with pytest.raises(OpeningRefused, match="both have an evaluation of"):
        merged(province, decided)

    assert fresh(province.ward).ended_on is None


# ── last year ──


def test_last_years_table_is_the_same_before_and_after(
    province, member, colleague, outsider, secretary, personnel_officer, decided
):
    year = today().year - 1
    evaluation = evaluating.make_evaluation(province.top, period=Period.of_year(year))
    for person in (member, colleague, outsider):
        make_decided(evaluation, person, proposer=secretary, office=personnel_officer)
    closed_at = timezone.now() - datetime.timedelta(days=200)
    Evaluation.objects.update(status=Evaluation.Status.CLOSED, closed_at=closed_at)
    evaluation.refresh_from_db()

    def table(unit):
        found = units.gather(evaluation, fresh(unit), "party_member")
        return [(line.org.name, line.now.total, dict(line.now.levels)) for line in found.lines]

    before = [table(unit) for unit in (province.top, province.ward, province.other_ward)]

    merge_into_new(
        [province.ward, province.other_ward], code="DUHS", name="Đảng bộ phường Hàm Rồng", keeps_posts=False,
        decided=decided,
    )  # fmt: skip
    fresh(province.cell).place(parent=PartyOrg.objects.get(code="DUHS"), name="Chi bộ số 1", on=today())

    assert [table(unit) for unit in (province.top, province.ward, province.other_ward)] == before
    assert [name for name, *_rest in before[0]] == ["Đảng bộ phường Hạc Thành", "Đảng bộ phường Đông Sơn"]


# ── all or nothing, once ──


def everything():
    """Return every row of the parts that a merger touches."""
    labels = ("directory", "commitments", "evaluations", "notifications", "audit")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_merger_broken_off_at_any_point_leaves_nothing(
    province, member, secretary, deputy, ward_secretary, campaign, personnel_officer, system_admin
):
    factories.make_program(member, campaign=campaign, status="submitted")
    factories.make_program(secretary, campaign=campaign, status="submitted")
    evaluation = evaluating.make_evaluation(province.ward)
    for person in (member, secretary):
        evaluating.make_dossier(evaluation, person)
    RatingSession.objects.create(evaluation=evaluation, body=province.ward)
    before = everything()

    def act():
        merge([fresh(province.ward)], fresh(province.other_ward), keeps_posts=True,
              decided=Decided(today(), "1656/NQ-UBTVQH15", Person.objects.get(pk=system_admin.pk)))  # fmt: skip

    for number in broken_off(act, samples=15):
        assert everything() == before, f"broken off at statement {number}"
    act()

    assert everything() != before


@pytest.mark.django_db(transaction=True)
def test_of_two_mergers_at_once_the_second_is_told(province, system_admin):
    decided = Decided(today(), "1656/NQ-UBTVQH15", system_admin)
    outcomes = []

    def act(target):
        try:
            merge([province.ward], target, keeps_posts=False, decided=decided)
            outcomes.append("done")
        except NotPossible:
            outcomes.append("refused")
        finally:
            connection.close()

    third = factories.make_org("DUQP", "Đảng bộ phường Quảng Phú", type_code="COMMUNE", parent=province.top)
    threads = [threading.Thread(target=act, args=[target]) for target in (province.other_ward, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused"]


# ── splitting ──


def test_a_split_committee_gives_some_of_its_cells_to_a_new_one(province, member, decided):
    new = split(
        province.ward, code="DUHT2", name="Đảng bộ phường Hạc Thành Bắc", below=[province.cell], decided=decided
    )

    assert (new.parent, fresh(province.cell).parent, fresh(province.second_cell).parent) == (
        province.top,
        new,
        province.ward,
    )
    member.refresh_from_db()
    assert member.org_path == fresh(province.cell).path


def test_a_split_cell_gives_some_of_its_members_to_a_new_one(province, member, colleague, campaign, decided):
    entry = factories.make_entry(campaign, member)

    new = split(province.cell, code="DUHT-03", name="Chi bộ khu phố 3", people=[member], decided=decided)

    entry.refresh_from_db()
    assert [Person.objects.get(pk=person.pk).cell for person in (member, colleague)] == [new, province.cell]
    assert entry.unit == new
    assert [(row.valid_from, row.decision) for row in new.placements.all()] == [(decided.on, decided.decision)]


@pytest.mark.parametrize("chosen", ["none", "all", "another's"])
def test_a_split_that_makes_no_two_is_refused(chosen, province, decided):
    below = {
        "none": [],
        "all": [province.cell, province.second_cell],
        "another's": [province.other_cell],
    }[chosen]

    with pytest.raises(NotPossible):
        split(province.ward, code="DUHT2", name="Mới", below=below, decided=decided)

    assert not PartyOrg.objects.filter(code="DUHT2").exists()


def test_a_code_that_is_taken_is_refused(province, decided):
    with pytest.raises(NotPossible, match="There is an organisation with the code “DUDS” already"):
        split(province.ward, code="DUDS", name="Mới", below=[province.cell], decided=decided)
