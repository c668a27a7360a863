"""Of somebody whom the province decides, office and inspection of the ward see and do what concerns the ward only."""

import pytest
from django.urls import reverse

from evaluations import assessing_policies, deciding_policies, policies, session_policies
from evaluations.models import Discipline, ForcedOutcome, Rating
from evaluations.papers.policies import can_print_report
from evaluations.tables import people
from evaluations.tables.policies import sight_of
from portal.directory.models import Appointment
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.rated import GOOD, decide
from tests.queries import queries_of
from tests.worker import work_off

MEMBER = Rating.Track.PARTY_MEMBER
WARD, PROVINCE = ("personnel_officer", "inspector"), ("provincial_office", "provincial_inspector")


@pytest.fixture
def provincial_office(province):
    person = factories.make_person("Lưu Thị Phương", cell=province.other_cell)
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.top)
    return person


@pytest.fixture
def provincial_inspector(province):
    person = factories.make_person("Mai Văn Ninh", cell=province.other_cell)
    factories.appoint(person, Role.INSPECTOR, province.top)
    return person


@pytest.fixture
def dossier(province, ward_secretary):
    """The secretary of the ward in the evaluation of the province, which decides; the cell proposed."""
    made = make_dossier(make_evaluation(province.top), ward_secretary, decider=province.top)
    rating = made.ratings.get()
    rating.propose(GOOD, by=ward_secretary)
    return made


@pytest.fixture
def of_the_ward(dossier, member, province):
    """A plain member of the ward in the same evaluation: the ward decides."""
    return make_dossier(dossier.evaluation, member, decider=province.ward)


QUESTIONS = {
    "the appraised level": policies.can_see_appraisal,
    "discipline": session_policies.can_enter_discipline,
    "cases": session_policies.can_see_cases,
    "papers, with complaints": deciding_policies.can_see_papers,
}
OFFICE_ONLY = {
    "figures after the proposal": assessing_policies.can_correct_figures,
    "setting a case aside": session_policies.can_waive,
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_office_and_inspection_of_who_decides_may_those_of_the_unit_may_not(question, dossier, of_the_ward, request):
    people = {name: request.getfixturevalue(name) for name in (*WARD, *PROVINCE)}

    of_secretary = {name: bool(question(person, dossier)) for name, person in people.items()}
    of_member = {name: bool(question(person, of_the_ward)) for name, person in people.items()}

    assert of_secretary == dict.fromkeys(WARD, False) | dict.fromkeys(PROVINCE, True)
    assert of_member == dict.fromkeys((*WARD, *PROVINCE), True)


@pytest.mark.parametrize("question", OFFICE_ONLY.values(), ids=OFFICE_ONLY)
def test_what_is_for_the_office_is_for_that_of_who_decides(
    question, dossier, of_the_ward, personnel_officer, provincial_office, provincial_inspector
):
    of_the_ward.ratings.get().propose(GOOD, by=provincial_office)
    asked = (personnel_officer, provincial_office, provincial_inspector)

    assert [bool(question(person, dossier)) for person in asked] == [False, True, False]
    assert [bool(question(person, of_the_ward)) for person in asked] == [True, True, False]


def test_a_prompt_is_recorded_by_the_office_of_who_decides(
    province, ward_secretary, personnel_officer, provincial_office
):
    unproposed = make_dossier(make_evaluation(province.top), ward_secretary, decider=province.top)

    asked = (personnel_officer, provincial_office)

    assert [bool(assessing_policies.can_prompt(person, unproposed)) for person in asked] == [False, True]


def test_where_the_decider_stands_outside_the_office_of_who_called_is_asked(
    province, ward_secretary, personnel_officer, provincial_office
):
    dossier = make_dossier(make_evaluation(province.top), ward_secretary, decider=None)

    assert not policies.can_see_appraisal(personnel_officer, dossier)
    assert policies.can_see_appraisal(provincial_office, dossier)


def test_what_is_proposed_is_read_by_who_reads_the_session_that_proposes(dossier, personnel_officer, province):
    in_the_ward = policies.can_see_proposals(personnel_officer, dossier)
    dossier.placements.update(body=province.top)
    elsewhere = policies.can_see_proposals(personnel_officer, dossier)

    assert (bool(in_the_ward), bool(elsewhere)) == (True, False)


def test_the_report_is_the_offices_of_the_unit_once_it_is_published(
    dossier, personnel_officer, provincial_office, province
):
    dossier.placements.update(body=province.top)
    rating = dossier.ratings.get()
    rating.appraise(GOOD, by=provincial_office)
    decide(rating, by=provincial_office)
    published = can_print_report(personnel_officer, dossier, rating)
    rating.published_at = None

    assert (bool(published), bool(can_print_report(personnel_officer, dossier, rating))) == (True, False)


def test_the_table_of_the_ward_keeps_from_its_office_what_the_province_is_about_to_decide(
    dossier, of_the_ward, personnel_officer, provincial_office, province
):
    of_the_ward.ratings.get().propose(GOOD, by=provincial_office)
    for each in (dossier, of_the_ward):
        each.ratings.get().appraise(GOOD, by=provincial_office, points_a=25, points_b=60)
    dossier.ratings.update(hold_reason="Đơn số 4/ĐT")

    def seen(person):
        made = people.PeopleResource(dossier.evaluation, province.ward, MEMBER, sight_of(person)).export()
        return {line[1]: (line[13], line[-1]) for line in made.rows}

    secretary, member = str(dossier.subject), str(of_the_ward.subject)
    assert seen(provincial_office) == {secretary: (85, "Tạm dừng: Đơn số 4/ĐT"), member: (85, "")}
    assert seen(personnel_officer) == {secretary: (None, ""), member: (85, "")}


def test_a_table_that_was_made_as_an_office_is_not_fetched_as_an_officer_of_the_cell(
    of_the_ward, personnel_officer, province, signed_in
):
    factories.appoint(personnel_officer, Role.CELL_SECRETARY, province.cell)
    client = signed_in(personnel_officer)
    url = f"/evaluations/{of_the_ward.evaluation_id}/tables/{province.cell.code}/all/"
    asked = client.post(url)
    work_off()
    before = client.get(f"{asked.url}file/")

    Appointment.objects.filter(person=personnel_officer, role=Role.PERSONNEL_OFFICER).delete()
    after = client.get(f"{asked.url}file/")
    anew = client.post(url)

    assert (before.status_code, after.status_code, anew.status_code) == (200, 403, 302)


def test_a_discipline_of_the_province_is_not_withdrawn_by_the_ward(
    dossier, provincial_inspector, personnel_officer, inspector, signed_in
):
    row = Discipline.enter(
        dossier, by=provincial_inspector, form="reprimand", symbol="05-QĐ/UBKT", decided_on=today(),
        counts_for=dossier.unit,
    )  # fmt: skip
    url = reverse("evaluations:withdraw_discipline", args=[dossier.pk, row.pk])

    statuses = [
        signed_in(person).post(url, {"reason": "Nhầm"}).status_code for person in (personnel_officer, inspector)
    ]

    row.refresh_from_db()
    assert (statuses, row.is_withdrawn) == ([403, 403], False)


@pytest.fixture
def entered_above(of_the_ward, provincial_inspector):
    """A discipline and a case of somebody whom the ward decides, both entered by the inspection of the province."""
    discipline = Discipline.enter(
        of_the_ward, by=provincial_inspector, form="reprimand", symbol="05-QĐ/UBKT", decided_on=today(),
        counts_for=of_the_ward.unit,
    )  # fmt: skip
    return discipline, ForcedOutcome.record(of_the_ward, "N1", by=provincial_inspector, symbol="06-KL/UBKT")


def test_what_the_province_entered_of_a_member_the_ward_reads_and_does_not_withdraw(
    entered_above, of_the_ward, inspector, personnel_officer, provincial_office, signed_in
):
    names = ["withdraw_discipline", "withdraw_case"]
    urls = [
        reverse(f"evaluations:{name}", args=[of_the_ward.pk, row.pk])
        for name, row in zip(names, entered_above, strict=True)
    ]

    client = signed_in(inspector)
    page = client.get(reverse("evaluations:disciplines", args=[of_the_ward.pk])).content.decode()
    refused = [client.post(url, {"reason": "Nhầm"}).status_code for url in urls]

    assert "05-QĐ/UBKT" in page
    assert not any(url in page for url in urls)
    assert refused == [403, 403]
    assert [bool(session_policies.can_withdraw(provincial_office, of_the_ward, row)) for row in entered_above] == [
        True,
        True,
    ]
    assert [signed_in(provincial_office).post(url, {"reason": "Nhầm"}).status_code for url in urls] == [302, 302]


def test_once_who_entered_it_is_out_of_office_whoever_may_enter_withdraws_it(
    entered_above, of_the_ward, provincial_inspector, inspector
):
    Appointment.objects.filter(person=provincial_inspector).delete()

    assert [bool(session_policies.can_withdraw(inspector, of_the_ward, row)) for row in entered_above] == [True, True]


def test_the_page_asks_as_often_for_three_entries_as_for_one(of_the_ward, inspector, signed_in):
    url, client, counts = reverse("evaluations:disciplines", args=[of_the_ward.pk]), signed_in(inspector), []
    for number in (1, 2, 3):
        Discipline.enter(
            of_the_ward, by=inspector, form="reprimand", symbol=f"{number}-QĐ/UBKT", decided_on=today(),
            counts_for=of_the_ward.unit,
        )  # fmt: skip
        counts.append(queries_of(client, url))

    assert len(set(counts)) == 1
