"""What is still owed while an evaluation runs: who is reminded of it, by the portal and by hand."""

import datetime

import pytest
from django.urls import reverse

from evaluations.nudging import about_self_assessment
from portal.notifications import reminding
from portal.notifications.models import Notification
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations import meeting


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def told(person, event="notifications.reminded"):
    return list(Notification.objects.of(person).filter(event=event).values_list("text", flat=True))


def remind_before(day, time_machine):
    time_machine.move_to(datetime.datetime.combine(day - datetime.timedelta(days=1), datetime.time(8)))
    reminding.remind()


def test_who_has_not_handed_in_is_reminded_and_who_has_is_not(evaluation, member, colleague, deputy, time_machine):
    make_dossier(evaluation, member)
    meeting.hand_in(make_dossier(evaluation, colleague), "85", own_level=meeting.GOOD)
    make_dossier(evaluation, deputy, not_rated_reason="exempt")

    remind_before(evaluation.self_due_on, time_machine)

    day = f"{evaluation.self_due_on:%d/%m/%Y}"
    assert told(member) == [f"Còn 1 ngày: gửi bản tự kiểm điểm năm {evaluation.year}, hạn {day}."]
    assert told(colleague) == told(deputy) == []


def test_officers_of_a_body_with_levels_to_propose_are_reminded_once(
    evaluation, member, colleague, secretary, deputy, outsider, time_machine
):
    for person in (member, colleague):
        make_dossier(evaluation, person)

    remind_before(evaluation.propose_due_on, time_machine)

    text = f"Còn 1 ngày: họp và đề xuất mức xếp loại năm {evaluation.year}, hạn {evaluation.propose_due_on:%d/%m/%Y}."
    assert text in told(secretary)
    assert told(secretary).count(text) == told(deputy).count(text) == 1
    assert told(outsider) == []


def test_the_late_are_reminded_by_hand_from_the_list(evaluation, member, colleague, province, secretary, signed_in):
    make_dossier(evaluation, member)
    meeting.hand_in(make_dossier(evaluation, colleague), "85", own_level=meeting.GOOD)
    address = f"{reverse('evaluations:nudge', args=[evaluation.pk])}?unit={province.cell.code}"

    page = signed_in(secretary).get(address).content.decode()
    response = signed_in(secretary).post(address, follow=True)

    day = f"{evaluation.self_due_on:%d/%m/%Y}"
    text = f"Đồng chí chưa gửi bản tự kiểm điểm năm {evaluation.year}; hạn cuối là {day}. Mời đồng chí viết và gửi."
    assert text in page
    assert "Đã nhắc 1 đồng chí." in response.content.decode()
    assert told(member, "notifications.nudged") == [text]
    assert told(colleague, "notifications.nudged") == []


def test_once_it_is_closed_nobody_is_reminded(evaluation, member, province, ward_secretary):
    make_dossier(evaluation, member)
    evaluation.status = "closed"
    evaluation.save()

    assert about_self_assessment(evaluation, province.ward, by=ward_secretary).send(by=ward_secretary) == 0
