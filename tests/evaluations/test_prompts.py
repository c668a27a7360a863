"""Prompts: recorded by the office or the body that decides, told to who answers, answered before handing in."""

import datetime

import pytest

from evaluations import assessing_policies as policies
from evaluations.errors import InvalidTransition, NotYours
from evaluations.models import Evaluation, ReviewPrompt
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.assessed import Status, bring_to, make_assessment, propose

pytestmark = pytest.mark.django_db

ASKED = {
    "question": "Làm rõ trách nhiệm trong việc chậm mở lớp",
    "asked_by": "Ban Thường vụ Đảng ủy phường",
    "symbol": "45-CV/ĐU",
    "asked_on": "03/11/2026",
}


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def dossier(member, province):
    return make_dossier(make_evaluation(province.ward), member)


def test_a_recorded_prompt_is_told_to_who_answers_it(signed_in, member, personnel_officer, dossier):
    response = signed_in(personnel_officer).post(f"/evaluations/dossiers/{dossier.pk}/prompts/", ASKED)

    prompt = ReviewPrompt.objects.get()
    told = Notification.objects.get(event="evaluations.prompted")
    assert response.status_code == 302
    assert (prompt.question, prompt.asked_on, prompt.recorded_by) == (
        "Làm rõ trách nhiệm trong việc chậm mở lớp",
        datetime.date(2026, 11, 3),
        personnel_officer,
    )
    assert (told.recipient, told.text) == (
        member,
        "Ban Thường vụ Đảng ủy phường gợi ý đồng chí giải trình một nội dung trong bản tự kiểm điểm năm 2026.",
    )
    assert AuditEvent.objects.filter(action="evaluations.prompted", owner_id=str(member.public_id)).count() == 1


@pytest.mark.parametrize("missing", ["question", "asked_by", "asked_on"])
def test_a_prompt_says_what_who_and_when(missing, signed_in, personnel_officer, dossier):
    response = signed_in(personnel_officer).post(f"/evaluations/dossiers/{dossier.pk}/prompts/", {**ASKED, missing: ""})

    assert (response.status_code, ReviewPrompt.objects.count()) == (422, 0)


def test_a_prompt_of_tomorrow_is_refused(signed_in, personnel_officer, dossier):
    tomorrow = today() + datetime.timedelta(days=1)

    response = signed_in(personnel_officer).post(
        f"/evaluations/dossiers/{dossier.pk}/prompts/", {**ASKED, "asked_on": f"{tomorrow:%d/%m/%Y}"}
    )

    assert (response.status_code, ReviewPrompt.objects.count()) == (422, 0)


def test_the_office_and_the_body_that_decides_record_prompts_and_nobody_else(
    member, secretary, ward_secretary, ward_committee_member, personnel_officer, inspector, dossier
):
    people = [member, secretary, ward_secretary, ward_committee_member, personnel_officer, inspector]

    assert [bool(policies.can_prompt(person, dossier)) for person in people] == [False, False, True, False, True, False]


def test_the_office_does_not_prompt_itself(personnel_officer, province):
    dossier = make_dossier(make_evaluation(province.ward), personnel_officer)

    assert str(policies.can_prompt(personnel_officer, dossier).reason) == "Không ai tự ghi gợi ý kiểm điểm cho mình."


def test_nothing_is_asked_once_a_level_was_proposed(signed_in, personnel_officer, dossier):
    propose(dossier)

    response = signed_in(personnel_officer).post(f"/evaluations/dossiers/{dossier.pk}/prompts/", ASKED)

    assert (response.status_code, ReviewPrompt.objects.count()) == (403, 0)


def ask(dossier, by):
    return ReviewPrompt.ask(
        dossier, question="Làm rõ trách nhiệm", asked_by="Ban Thường vụ", symbol="", asked_on=today(), by=by
    )


@pytest.mark.parametrize("status", ["submitted", "accepted"])
def test_a_prompt_after_handing_in_sends_the_paper_back_with_the_question(
    status, member, secretary, personnel_officer, province, signed_in
):
    assessment = make_assessment(make_evaluation(province.ward), member, status=Status.SUBMITTED)
    bring_to(assessment, status, officer=secretary)
    page = signed_in(personnel_officer).get(f"/evaluations/dossiers/{assessment.dossier_id}/prompts/")

    ask(assessment.dossier, personnel_officer)

    assessment.refresh_from_db()
    assert page.context["goes_back"] is True
    assert (assessment.status, assessment.last_return.reason) == ("returned", "Làm rõ trách nhiệm")
    assert policies.can_write(member, assessment)


def test_the_model_refuses_a_prompt_for_oneself_after_a_proposal_and_after_the_end(
    member, personnel_officer, province, dossier
):
    with pytest.raises(NotYours):
        ask(dossier, member)
    propose(dossier)
    with pytest.raises(InvalidTransition) as refusal:
        ask(dossier, personnel_officer)
    assert str(policies.can_prompt(personnel_officer, dossier).reason) == str(refusal.value)
    dossier.ratings.update(stage="self", proposed_level="")
    Evaluation.objects.update(status=Evaluation.Status.CLOSED)
    dossier.evaluation.refresh_from_db()
    with pytest.raises(InvalidTransition):
        ask(dossier, personnel_officer)

    assert ReviewPrompt.objects.count() == 0
