"""The progress of the sample: plausible courses, evidence for what is done, somebody who told nothing, one behind."""

import datetime
import random

import pytest
import time_machine

from commitments.models import Commitment, Evidence, ProgressEntry, ProgressReport
from portal.lib.documents import read_document
from portal.sample import progress
from tests import factories


@pytest.fixture(autouse=True)
def _november(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(factories.local_noon(datetime.date(2026, 11, 25))):
        yield


@pytest.fixture
def programs(province, campaign, secretary):
    people = [factories.make_person(cell=province.cell) for _number in range(8)]
    made = [factories.make_program(one, campaign=campaign, commitments=4, status="approved") for one in people]
    for program in made:
        program.commitments.filter(order__gte=3).update(due_on=datetime.date(2026, 6, 15))
    return made


def told():
    return list(ProgressEntry.objects.order_by("pk").values_list("state", "percent", "reached_value", "reached_on"))


def test_one_program_has_told_nothing_and_one_stopped_after_the_first_quarter(programs):
    count = progress.fill(random.Random(1))

    assert [program.reports.count() for program in programs] == [0, 1, 3, 3, 3, 3, 3, 3]
    assert count == ProgressReport.objects.count()


def test_what_is_done_has_evidence_and_a_day_and_is_told_once(programs):
    progress.fill(random.Random(1))

    done = Commitment.objects.exclude(done_on=None)
    assert done.exists()
    assert all(commitment.latest.is_claim for commitment in done)
    assert not ProgressEntry.objects.filter(state="done", evidence=None).exists()
    assert ProgressEntry.objects.filter(state="done").count() == done.count()
    assert not Commitment.objects.filter(order=1).exclude(done_on=None).exists()  # something stays unfinished


def test_nothing_goes_back_and_nothing_lies_in_the_future(programs):
    progress.fill(random.Random(1))

    for commitment in Commitment.objects.all():
        days = [entry.reached_on for entry in commitment.progress.all()]
        assert max(days, default=datetime.date(2026, 1, 1)) <= datetime.date(2026, 11, 25)
    assert all(entry.report.sent_at.date() >= entry.reached_on for entry in ProgressEntry.objects.all())


def test_its_files_are_such_as_the_portal_takes(programs):
    progress.fill(random.Random(1))

    files = Evidence.objects.filter(kind="file")
    assert {piece.ending for piece in files} == {"pdf", "png"}
    assert {read_document(piece.file.open(), piece.name).kind for piece in files} == {"pdf", "png"}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_courses(programs, seed):
    progress.fill(random.Random(seed))
    first = told()
    Commitment.objects.update(latest=None, done_on=None)
    ProgressEntry.objects.all().delete()
    ProgressReport.objects.all().delete()

    progress.fill(random.Random(seed))

    assert told() == first
