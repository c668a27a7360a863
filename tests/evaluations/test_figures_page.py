"""The page of a dossier's figures: what is behind each, who corrects one, when, and with which reason."""

import datetime

import pytest

from evaluations import assessing_policies as policies
from evaluations.errors import InvalidTransition, NotYours, ReasonMissing
from evaluations.models import Evaluation, FigureCorrection, Rating, SelfAssessment
from portal.audit.models import AuditEvent
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.assessed import begin, make_assessment, propose
from tests.evaluations.rated import pretend_decided
from tests.evaluations.showing import DUE, YEAR, program_of, shown
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(YEAR, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def dossier(member, evaluation):
    return make_dossier(evaluation, member)


@pytest.fixture
def correct(signed_in, dossier):
    """Return a function that corrects a figure of the member's dossier by its page."""

    def send(person, figure="tasks_done", **data):
        return signed_in(person).post(f"/evaluations/dossiers/{dossier.pk}/figures/{figure}/", data)

    return send


def test_each_figure_stands_with_the_commitments_behind_it(signed_in, member, campaign, dossier):
    first, _second = program_of(member, campaign, due=[DUE, DUE])
    first.title = "Vận động 120 hộ ký cam kết không lấn chiếm vỉa hè"
    first.save()
    shown(first, "exceeded")

    page = signed_in(member).get(f"/evaluations/dossiers/{dossier.pk}/figures/").content.decode()

    exceeded = page[page.index('id="figure-tasks_exceeded"') : page.index('id="figure-tasks_late"')]
    assert "Vượt mức: <strong>1</strong>" in exceeded
    assert "Vận động 120 hộ ký cam kết không lấn chiếm vỉa hè" in exceeded


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_asks_the_same_questions_for_any_number_of_commitments(number, signed_in, member, campaign, dossier):
    for commitment in program_of(member, campaign, due=[DUE] * number):
        shown(commitment)
    url = f"/evaluations/dossiers/{dossier.pk}/figures/"
    client = signed_in(member)
    client.get(url)

    assert queries_of(client, url) == 13


def test_a_correction_stands_with_what_was_counted_and_its_reason(member, campaign, dossier, correct):
    shown(program_of(member, campaign, due=[DUE, DUE])[0])

    response = correct(member, value="2", reason="Có biên bản số 12-BB/CB")

    correction = FigureCorrection.objects.get()
    assert response.status_code == 302
    assert (correction.figure, correction.counted, correction.value, correction.reason) == (
        "tasks_done",
        "1",
        2,
        "Có biên bản số 12-BB/CB",
    )
    assert AuditEvent.objects.get(action="evaluations.figure_corrected").reason == "tasks_done"


@pytest.mark.parametrize(
    ("figure", "data", "why"),
    [
        ("tasks_done", {"value": "1", "reason": ""}, "Đồng chí chưa ghi mục này."),
        ("tasks_done", {"value": "3", "reason": "Vì"}, "Nhiều hơn tổng số: 2."),
        ("tasks_done", {"value": "1,5", "reason": "Vì"}, "Ghi số nguyên."),
        ("tasks_done", {"value": "hai", "reason": "Vì"}, "chưa phải là số"),
        ("tasks_done", {"value": "-1", "reason": "Vì"}, "Số này nhỏ hơn 0"),
        ("shortcomings_fixed", {"value": "1", "reason": "Vì"}, "Nhiều hơn tổng số: 0."),
    ],
)
def test_a_wrong_correction_is_asked_again_and_nothing_is_kept(figure, data, why, member, campaign, dossier, correct):
    program_of(member, campaign, due=[DUE, DUE])

    response = correct(member, figure, **data)

    assert (response.status_code, FigureCorrection.objects.count()) == (422, 0)
    assert why in response.content.decode()


def test_no_value_says_that_there_is_not_enough_to_count(member, dossier, correct):
    correct(member, value="", reason="Chương trình ở nơi khác")

    assert FigureCorrection.objects.get().value is None


@pytest.mark.parametrize("figure", ["done_pct", "tasks", "shortcomings_fixed_pct"])
def test_a_share_that_follows_from_counts_is_not_corrected(figure, member, dossier, correct):
    assert correct(member, figure, value="1", reason="Vì").status_code == 404


@pytest.mark.parametrize(
    "figure", ["disciplined", "subordinates_disciplined", "low_confidence_pct", "units_led_failed_pct"]
)
def test_what_others_enter_is_not_corrected_in_ones_own_dossier(figure, member, secretary, dossier, correct):
    assert correct(member, figure, value="0", reason="Vì").status_code == 403
    with pytest.raises(NotYours):
        FigureCorrection.give(dossier, figure, 0, counted=None, reason="Vì", by=member)
    assert FigureCorrection.objects.count() == 0

    assert policies.can_correct_figure(secretary, dossier, figure)


def test_the_page_of_ones_own_figures_offers_no_field_for_what_others_enter(signed_in, secretary, evaluation):
    dossier = make_dossier(evaluation, secretary, frame="LEADER")

    html = signed_in(secretary).get(f"/evaluations/dossiers/{dossier.pk}/figures/").content.decode()

    assert 'id="figure-units_led_failed_pct"' in html
    assert "figures/units_led_failed_pct/" not in html
    assert "figures/tasks_done/" in html


def test_a_correction_without_words_is_refused_by_the_model_too(member, dossier):
    with pytest.raises(ReasonMissing):
        FigureCorrection.give(dossier, "tasks_done", 1, counted=0, reason="  ", by=member)


@pytest.mark.parametrize("stage", Rating.DECIDED)
def test_no_figure_is_corrected_under_a_decision_not_even_ones_own(stage, member, secretary, dossier):
    pretend_decided(dossier, stage, by=secretary)

    with pytest.raises(InvalidTransition):
        FigureCorrection.give(dossier, "tasks_done", 1, counted=0, reason="Có biên bản", by=member)

    assert FigureCorrection.objects.count() == 0
    assert not policies.can_correct_figures(member, dossier)


# ── who, and when ──


def who_may(dossier, people):
    return [name for name, person in people.items() if policies.can_correct_figures(person, dossier)]


def test_the_writer_corrects_while_writing_and_officers_at_their_stage(
    member, secretary, ward_secretary, personnel_officer, inspector, colleague, evaluation
):
    people = {
        "member": member,
        "secretary": secretary,
        "ward_secretary": ward_secretary,
        "personnel_officer": personnel_officer,
        "inspector": inspector,
        "colleague": colleague,
    }
    dossier = make_dossier(evaluation, member)
    begin(dossier)
    assert who_may(dossier, people) == ["member", "secretary"]

    SelfAssessment.objects.update(status="submitted", submitted_at=datetime.datetime(YEAR, 11, 20, tzinfo=datetime.UTC))
    assert who_may(dossier, people) == ["secretary"]

    propose(dossier)
    assert who_may(dossier, people) == ["ward_secretary", "personnel_officer"]

    Evaluation.objects.update(status=Evaluation.Status.CLOSED)
    dossier.evaluation.refresh_from_db()
    assert who_may(dossier, people) == []


def test_nobody_corrects_in_their_own_dossier_once_it_was_handed_in(secretary, evaluation):
    assessment = make_assessment(evaluation, secretary, status="submitted")

    assert str(policies.can_correct_figures(secretary, assessment.dossier).reason) == (
        "Đồng chí đã gửi bản tự kiểm điểm. Đề nghị trả lại để sửa, hoặc nêu tại hội nghị."
    )


def test_a_correction_after_handing_in_does_not_change_what_was_handed_in(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status="submitted", place=True)
    before = assessment.basis["figures"]

    FigureCorrection.give(assessment.dossier, "tasks_total", 5, counted=0, reason="Có thêm việc", by=secretary)

    assessment.refresh_from_db()
    assert assessment.basis["figures"] == before


def test_the_stage_is_that_of_the_standing_ratings(member, secretary, dossier):
    Rating.objects.filter(dossier=dossier).update(stage="proposed", proposed_level="HTTNV")

    assert not policies.can_correct_figures(secretary, dossier)


# ── the guard of the model, under the lock ──


def give(dossier, by, **fields):
    return FigureCorrection.give(dossier, "tasks_done", 1, counted=0, by=by, **({"reason": "Có biên bản"} | fields))


def test_nobody_corrects_their_own_figure_once_the_paper_is_handed_in_or_done_without(member, evaluation, dossier):
    propose(dossier)
    with pytest.raises(NotYours):
        give(dossier, member)
    dossier.delete()
    assessment = make_assessment(evaluation, member, status=SelfAssessment.Status.SUBMITTED)

    with pytest.raises(NotYours) as refusal:
        give(assessment.dossier, member)

    assert str(policies.can_correct_figures(member, assessment.dossier).reason) == str(refusal.value)
    assert FigureCorrection.objects.count() == 0


def test_no_figure_is_corrected_once_the_evaluation_is_closed(secretary, dossier, evaluation):
    Evaluation.objects.update(status=Evaluation.Status.CLOSED)
    dossier.evaluation.refresh_from_db()

    with pytest.raises(InvalidTransition):
        give(dossier, secretary)

    assert FigureCorrection.objects.count() == 0
