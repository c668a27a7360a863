"""Asking for long work: once, however often one asks; only what the work allows."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone, translation
from django_q.models import OrmQ

from portal.audit.models import AuditEvent
from portal.jobs import registry, service
from portal.jobs.models import FRESH, Job
from tests.worker import work_off


def events():
    return AuditEvent.objects.filter(action__startswith="jobs.")


def test_what_is_asked_for_waits_with_its_owner_and_title(member):
    job = service.ask("tests.lines", {"count": 2}, by=member)

    job.refresh_from_db()
    assert (job.owner, job.title, job.state, job.chunk_count) == (member, "2 dòng", "waiting", None)
    [event] = events()
    assert (event.action, event.actor_id, event.subject_name) == ("jobs.asked", str(member.public_id), "2 dòng")


def test_the_same_question_while_it_is_in_work_is_the_same_job(member):
    first = service.ask("tests.lines", {"count": 2, "of": "A"}, by=member)
    second = service.ask("tests.lines", {"of": "A", "count": 2}, by=member)

    assert second == first
    assert [event.action for event in events()] == ["jobs.asked"]


@pytest.mark.parametrize("other", [("tests.lines", {"count": 3}), ("tests.refusing", {"count": 2})])
def test_another_question_is_another_job(member, other):
    first = service.ask("tests.lines", {"count": 2}, by=member)

    assert service.ask(*other, by=member) != first


def test_the_same_question_of_another_person_is_another_job(member, colleague):
    first = service.ask("tests.lines", {"count": 2}, by=member)

    assert service.ask("tests.lines", {"count": 2}, by=colleague) != first


@pytest.mark.parametrize(("ago", "same"), [(timedelta(0), True), (FRESH + timedelta(seconds=1), False)])
def test_a_fresh_result_is_given_again_an_older_one_made_anew(member, ago, same):
    first = service.ask("tests.lines", {"count": 2}, by=member)
    work_off()
    Job.objects.update(finished_at=timezone.now() - ago)

    assert (service.ask("tests.lines", {"count": 2}, by=member) == first) is same


def test_what_failed_is_not_given_again(member):
    first = service.ask("tests.refusing", {"count": 1, "refuse": True}, by=member)
    work_off()

    assert service.ask("tests.refusing", {"count": 1, "refuse": True}, by=member) != first


def test_what_the_work_forbids_is_refused_with_its_reason(member):
    with pytest.raises(PermissionDenied, match="Không phải việc của đồng chí"):
        service.ask("tests.lines", {"count": 1, "forbidden": True}, by=member)

    assert (Job.objects.count(), list(events())) == (0, [])


def test_a_kind_that_nobody_registered_is_a_mistake_of_ours(member):
    with pytest.raises(KeyError):
        service.ask("tests.unknown", {}, by=member)


def test_the_title_speaks_the_portals_language_whoever_asks(member, monkeypatch):
    monkeypatch.setattr("tests.portal.jobs.kinds.Lines.title", lambda self, params: translation.get_language())

    with translation.override("en"):
        job = service.ask("tests.lines", {"count": 2}, by=member)

    assert job.title == "vi"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_queue_hears_of_it_once_it_is_committed(member):
    job = service.ask("tests.lines", {"count": 2}, by=member)

    [waiting] = OrmQ.objects.all()
    assert (waiting.task["func"], waiting.task["args"]) == ("portal.jobs.running.go_on", (job.pk, 0))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_piece_that_cannot_be_cut_has_its_own_time(member, monkeypatch):
    monkeypatch.setattr(registry.work_of("tests.lines"), "seconds", 840)

    service.ask("tests.lines", {"count": 2}, by=member)

    assert OrmQ.objects.get().task["timeout"] == 840 < settings.Q_CLUSTER["retry"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clicks_at_once_make_one_job(member):
    start, asked = threading.Barrier(2), []

    def click():
        try:
            start.wait()
            asked.append(service.ask("tests.lines", {"count": 2}, by=member))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _n in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert [job.pk for job in asked] == [Job.objects.get().pk] * 2
    assert events().count() == OrmQ.objects.count() == 1
