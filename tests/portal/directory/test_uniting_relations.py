"""Whatever refers to a person has its place when two records are united: a new relation fails here until it has one."""

import pytest
from django.utils import translation

from commitments import uniting as of_programs
from evaluations import uniting as of_dossiers
from evaluations.models import FigureCorrection, Rating, ReviewPrompt
from portal.directory import uniting
from portal.directory.models import Appointment, Delegation, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.lib.relations import relations_to
from tests import evaluating, factories

# Both histories go on as one, whoever of the two it was.
GOES_ALONG = {
    "commitments.Amendment.begun_by",
    "commitments.Campaign.created_by",
    "commitments.CampaignEntry.person",
    "commitments.Entered.member",
    "commitments.Entered.scan_by",
    "commitments.Evidence.added_by",
    "commitments.Helping.helper",
    "commitments.Helping.member",
    "commitments.ProgressReport.sent_by",
    "commitments.Proposal.answered_by",
    "directory.ActivationSlip.issued_by",
    "directory.Appointment.person",
    "directory.Appointment.reports_to",
    "directory.Delegation.recorded_by",
    "directory.Membership.person",
    "directory.PersonAct.person",
    "directory.PersonAct.recorded_by",
    "directory.PersonAct.taken_back_by",
    "directory.TakenList.by",
    "directory.TakenList.undone_by",
    "directory.TierOverride.person",
    "directory.UnitedRecord.by",
    "directory.UnitedRecord.person",
    "evaluations.ChecklistAnswer.recorded_by",
    "evaluations.CorrectionRequest.asked_by",
    "evaluations.Discipline.person",
    "evaluations.Dossier.person",
    "evaluations.DossierPaper.added_by",
    "evaluations.EnteredAssessment.member",
    "evaluations.EnteredAssessment.scan_by",
    "evaluations.Evaluation.created_by",
    "evaluations.EvaluationReport.compiled_by",
    "evaluations.PastRating.person",
    "evaluations.QuotaRuling.recorded_by",
    "evaluations.QuotaRuling.withdrawn_by",
    "evaluations.RatingSession.chair",
    "evaluations.RatingSession.closed_by",
    "evaluations.RatingSession.secretary",
    "evaluations.Scheme.created_by",
    "evaluations.Shortcoming.person",
    "privacy.DataAnswer.by",
    "privacy.DataRequest.person",
    "privacy.Incident.recorded_by",
    "privacy.Incident.settled_by",
}
JUDGED = [*of_programs.JUDGED, *of_programs.ENTERED, *of_dossiers.JUDGED, *uniting.STANDS_IN]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def kept(province):
    return factories.make_person("Hoàng Thanh Vân", cell=province.cell, login_name="van")


@pytest.fixture
def other(province):
    return factories.make_person("Hoàng Thanh Vân", cell=province.cell, login_name="van2")


def test_every_relation_to_a_person_is_judged_goes_along_or_serves_signing_in():
    apps = {name for name in uniting.SIGNS_IN | uniting.ONE_IS_ENOUGH if "." not in name}
    own = {name for name in uniting.SIGNS_IN if "." in name}
    judged = {f"{model._meta.label}.{actor}" for model, actor, _owner in JUDGED}

    found = {f"{field.model._meta.label}.{field.name}" for field in relations_to(Person)}
    found -= {name for name in found if name.partition(".")[0] in apps or name.lower() in own}

    assert found == GOES_ALONG | judged
    assert GOES_ALONG & judged == set()


@pytest.mark.django_db
@pytest.mark.parametrize("row", JUDGED, ids=lambda row: f"{row[0].__name__}.{row[1]}-{row[2]}")
def test_each_path_leads_from_an_act_to_whose_it_is(row):
    model, actor, owner = row

    assert not model._base_manager.filter(**{actor: 0, owner: 0}).exists()
    assert model._meta.get_field(actor).related_model is Person


def refusal(kept, other):
    return uniting.rehearse(kept, other)[1]


def appraised(person, by, evaluation):
    Rating.objects.filter(dossier__person=person).update(appraised_by=by)


def prompted(person, by, evaluation):
    dossier = person.dossiers.get()
    ReviewPrompt.objects.create(dossier=dossier, question="Vì sao?", asked_by="ĐU", asked_on=today(), recorded_by=by)


def figure_corrected(person, by, evaluation):
    dossier = person.dossiers.get()
    FigureCorrection.objects.create(dossier=dossier, figure="done", reason="Đếm lại", corrected_by=by)


@pytest.mark.parametrize("acted", [appraised, prompted, figure_corrected])
@pytest.mark.parametrize("acts", ["kept", "other"])
def test_what_one_record_did_in_the_evaluation_of_the_other_is_refused(province, kept, other, acts, acted):
    by, subject = (kept, other) if acts == "kept" else (other, kept)
    evaluation = evaluating.make_evaluation(province.ward)
    evaluating.make_dossier(evaluation, subject)

    before = refusal(kept, other)
    acted(subject, by, evaluation)

    assert before == ""
    assert refusal(kept, other).startswith("One record has recorded or decided in the evaluation of the other (")


def test_an_amendment_that_the_other_record_reviewed_is_refused(province, kept, other, campaign, secretary, deputy):
    program = factories.make_program(kept, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status="submitted")
    program.steps.update(supervisor=None, decided_by=factories.make_person("Lê An", cell=province.cell))

    before = refusal(kept, other)
    amendment.steps.update(supervisor=other)

    assert before == ""
    assert refusal(kept, other) == "One record has reviewed a program of the other: nobody reviews their own."


def test_who_stood_in_for_the_other_is_refused(province, kept, other, personnel_officer):
    post = factories.appoint(kept, Role.CELL_SECRETARY, province.cell)
    Delegation.objects.create(
        post=post, substitute=other, starts_on=today(), ends_on=today(), reason="Đi học", recorded_by=personnel_officer
    )

    assert refusal(kept, other) == "One record stands in for the other, or did: nobody stands in for themselves."


def test_nobody_reports_to_themselves_once_united(province, kept, other):
    factories.appoint(kept, Role.CLERK, province.ward, reports_to=other)

    uniting.unite(kept, other, reason="Cùng số định danh", by=None)

    assert Appointment.objects.get(person=kept, role=Role.CLERK).reports_to is None
