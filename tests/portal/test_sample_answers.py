"""The answers of the sample: one doubted, one asked back, the others confirmed or waiting; the same by seed."""

import datetime
import random

import pytest
import time_machine

from commitments.models import ProgressAnswer, ProgressEntry
from portal.notifications.models import Notification
from portal.sample import answers
from tests import factories


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 11, 25))):
        yield


@pytest.fixture
def claims(province, campaign, secretary):
    """Twenty results of ten members of one cell, sent on 1 October."""
    sent_at = factories.local_noon(datetime.date(2026, 10, 1))
    for _number in range(10):
        owner = factories.make_person(cell=province.cell)
        program = factories.make_program(owner, campaign=campaign, commitments=2, status="approved")
        factories.make_report(program, sent_at=sent_at)
    return ProgressEntry.objects.order_by("pk")


def test_one_is_doubted_one_asked_back_the_others_are_confirmed_or_wait(claims):
    count = answers.fill(random.Random(1))

    given = [entry.answer for entry in claims]
    assert (given[1], given[3]) == ("doubted", "asked")
    assert {*given} == {"", "doubted", "asked", "confirmed"}
    assert count == ProgressAnswer.objects.count() == 20 - given.count("")


def test_each_came_some_days_after_the_report_and_who_has_to_do_something_is_told(claims, secretary):
    answers.fill(random.Random(1))

    days = {answer.at.date() for answer in ProgressAnswer.objects.all()}
    told = Notification.objects.filter(event__in=["commitments.progress_doubted", "commitments.progress_asked"])
    assert min(days) >= datetime.date(2026, 10, 3)
    assert max(days) <= datetime.date(2026, 10, 7)
    assert [row.recipient for row in told.order_by("pk")] == [
        claims[1].commitment.program.owner,
        claims[3].commitment.program.owner,
    ]
    assert {answer.by for answer in ProgressAnswer.objects.all()} == {secretary}


def test_the_same_seed_gives_the_same_answers(claims):
    answers.fill(random.Random(3))
    first = [entry.answer for entry in claims.all()]
    ProgressAnswer.objects.all().delete()
    claims.update(answer="")

    answers.fill(random.Random(3))

    assert [entry.answer for entry in claims.all()] == first
