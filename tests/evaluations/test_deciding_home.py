"""What waits for the office on its home page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluations.deciding import home
from evaluations.models import CorrectionRequest
from portal.lib.composed import told
from portal.lib.dates import today
from tests import factories
from tests.evaluations.rated import Stage, make_decided, make_evaluation, make_rating


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def shown(tasks):
    return [(str(task.title), task.url, task.due_on) for task in tasks]


def test_proposals_and_appraised_ones_wait_for_the_office_and_never_its_own(
    evaluation, member, colleague, secretary, personnel_officer
):
    make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    make_rating(evaluation, colleague, Stage.APPRAISED, proposer=secretary, office=personnel_officer)
    make_rating(evaluation, personnel_officer, Stage.PROPOSED, proposer=secretary)

    assert shown(told(home.ratings_to_appraise(personnel_officer, today()))) == [
        (
            "Thẩm định 1 đề xuất xếp loại",
            reverse("evaluations:appraisal", args=[evaluation.pk]),
            evaluation.decide_due_on,
        ),
        (
            "Ghi quyết định xếp loại cho 1 trường hợp",
            reverse("evaluations:decisions", args=[evaluation.pk]),
            evaluation.decide_due_on,
        ),
    ]


def test_held_ones_do_not_ask_for_a_decision(evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, Stage.APPRAISED, proposer=secretary, office=personnel_officer)
    rating.hold("Đơn số 4/ĐT", by=personnel_officer)

    assert told(home.ratings_to_appraise(personnel_officer, today())) == []


def test_requests_wait_with_the_day_of_the_earliest(evaluation, member, colleague, secretary, personnel_officer):
    for person, days in ((member, 3), (colleague, 0)):
        rating = make_decided(evaluation, person, proposer=secretary, office=personnel_officer)
        request = CorrectionRequest.ask(rating, "Xin xem lại", by=person)
        CorrectionRequest.objects.filter(pk=request.pk).update(
            asked_at=factories.local_noon(today() - timedelta(days=days))
        )

    assert shown(told(home.requests_to_answer(personnel_officer, today()))) == [
        (
            "Trả lời 2 đề nghị xem xét lại",
            reverse("evaluations:correction_requests"),
            today() + timedelta(days=evaluation.correction_days - 3),
        )
    ]


@pytest.mark.parametrize("who", ["member", "secretary", "ward_secretary", "inspector", "system_admin"])
def test_nobody_else_is_asked(who, evaluation, member, secretary, personnel_officer, request):
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    CorrectionRequest.ask(rating, "Xin xem lại", by=member)
    make_rating(evaluation, secretary, Stage.PROPOSED, proposer=personnel_officer)
    person = request.getfixturevalue(who)

    assert [each(person, today()) for each in home.WAITING] == [[], []]


def test_home_shows_the_task(evaluation, member, secretary, personnel_officer, signed_in):
    make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)

    text = signed_in(personnel_officer).get(reverse("home")).content.decode()

    assert "Thẩm định 1 đề xuất xếp loại" in text
