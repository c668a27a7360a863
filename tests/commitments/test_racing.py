"""Two at once, each on a connection of their own: one wins, the other is refused, and nothing is done twice."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from commitments.models import ActionProgram, Amendment, ProgressEntry, ReviewStep
from commitments.progress import answering
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notifications.models import Notification
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
Decision = ReviewStep.Decision


def at_once(*acts):
    """Run ``acts`` in threads that start together; return for each "done", or the name of its refusal."""
    outcomes = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number, act):
        try:
            start.wait(timeout=10)
            act()
            outcomes[number] = "done"
        except Refused as refusal:
            outcomes[number] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    return outcomes


def events(*actions):
    names = [f"commitments.{action}" for action in actions]
    return sorted(AuditEvent.objects.filter(action__in=names).values_list("action", flat=True))


def copy_of(program):
    return ActionProgram.objects.get(pk=program.pk)


@pytest.fixture
def program(member, secretary, deputy, campaign):
    """The member's program before the cell, whose secretary and deputy may both decide."""
    return factories.make_program(member, campaign=campaign, status="submitted")


def test_submitting_twice_at_once_submits_once(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign)
    copies = [copy_of(program), copy_of(program)]

    outcomes = at_once(*[lambda copy=copy: copy.submit(by=member) for copy in copies])

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert [step.round for step in ReviewStep.objects.all()] == [1]
    assert events("submitted") == ["commitments.submitted"]
    assert Notification.objects.of(secretary).count() == 1


def test_approving_and_returning_at_once_decides_once(program, member, secretary, deputy):
    first, second = ReviewStep.objects.get(), ReviewStep.objects.get()

    outcomes = at_once(
        lambda: first.decide(Decision.APPROVED, by=secretary),
        lambda: second.decide(Decision.RETURNED, by=deputy, reason="Cần nêu rõ sản phẩm"),
    )

    assert sorted(outcomes) == ["AlreadyDecided", "done"]
    won = "approved" if outcomes[0] == "done" else "returned"
    assert (copy_of(program).status, ReviewStep.objects.get().decision) == (won, won)
    assert events("approved", "returned") == [f"commitments.{won}"]
    assert [row.event for row in Notification.objects.of(member)] == [f"commitments.{won}"]
    assert copy_of(program).versions.count() == (won == "approved")


def test_approving_and_recalling_at_once_does_one_of_them(program, member, secretary):
    step, copy = ReviewStep.objects.get(), copy_of(program)

    outcomes = at_once(lambda: step.decide(Decision.APPROVED, by=secretary), lambda: copy.recall(by=member))

    if outcomes[0] == "done":
        assert (outcomes[1], copy_of(program).status) == ("InvalidTransition", "approved")
        assert events("approved", "recalled") == ["commitments.approved"]
    else:
        assert (outcomes, copy_of(program).status) == (["AlreadyDecided", "done"], "draft")
        assert events("approved", "recalled") == ["commitments.recalled"]
        assert not ReviewStep.objects.exists()


def test_a_double_click_on_approve_approves_once(program, secretary, client_class):
    data = {"step": ReviewStep.objects.get().pk, "decision": "approved", "reason": ""}
    commitment = program.commitments.get()
    data |= {f"verdict_{commitment.pk}": "fine", f"note_{commitment.pk}": ""}
    url = reverse("commitments:decide", args=[program.pk])
    statuses = []

    def click():
        client = client_class()
        client.force_login(secretary)
        statuses.append(client.post(url, data).status_code)

    outcomes = at_once(click, click)

    assert (outcomes, statuses) == (["done", "done"], [302, 302])
    assert events("approved") == ["commitments.approved"]
    assert copy_of(program).versions.count() == 1


def test_recording_and_deciding_at_once_decides_once(program, secretary, personnel_officer):
    first, second = ReviewStep.objects.get(), ReviewStep.objects.get()

    outcomes = at_once(
        lambda: first.decide(Decision.APPROVED, by=secretary),
        lambda: second.decide(Decision.RETURNED, by=personnel_officer, reason="Tập thể yêu cầu bổ sung"),
    )

    assert sorted(outcomes) == ["AlreadyDecided", "done"]
    assert len(events("approved", "returned")) == 1


def test_two_officers_who_answer_a_result_at_once_give_one_answer(member, secretary, deputy, campaign):
    reported = factories.make_program(member, campaign=campaign, status="approved")
    factories.make_report(reported)
    first, second = ProgressEntry.objects.get(), ProgressEntry.objects.get()
    told_before = Notification.objects.of(member).count()

    outcomes = at_once(
        lambda: answering.answer(first, "confirmed", by=secretary, seen=0),
        lambda: answering.answer(second, "doubted", by=deputy, seen=0, reason="Chưa có danh sách"),
    )

    assert sorted(outcomes) == ["AlreadyAnswered", "done"]
    won = "confirmed" if outcomes[0] == "done" else "doubted"
    entry = ProgressEntry.objects.get()
    assert (entry.answer, [answer.kind for answer in entry.answers.all()]) == (won, [won])
    assert events("progress_confirmed", "progress_doubted") == [f"commitments.progress_{won}"]
    assert Notification.objects.of(member).count() == told_before + 1


@pytest.fixture
def client_class(client):
    return type(client)


@pytest.fixture
def in_force(member, secretary, deputy, campaign):
    return factories.make_program(member, campaign=campaign, commitments=2, status="approved")


def test_an_amendment_begun_twice_at_once_is_one(in_force, member):
    copies = [copy_of(in_force), copy_of(in_force)]

    outcomes = at_once(*[lambda copy=copy: Amendment.begin(copy, "new_task", by=member) for copy in copies])

    assert outcomes == ["done", "done"]
    assert Amendment.objects.count() == 1
    assert events("amendment_begun") == ["commitments.amendment_begun"]


def test_two_officers_who_approve_an_amendment_at_once_apply_it_once(in_force, secretary, deputy):
    amendment = factories.make_amendment(in_force, changes=0)
    factories.add_change(amendment)
    amendment.submit(by=in_force.entry.person)
    first, second = (ReviewStep.objects.get(amendment=amendment) for _copy in range(2))

    outcomes = at_once(
        lambda: first.decide(Decision.APPROVED, by=secretary), lambda: second.decide(Decision.APPROVED, by=deputy)
    )

    assert sorted(outcomes) == ["AlreadyDecided", "done"]
    assert events("amendment_approved") == ["commitments.amendment_approved"]
    assert (in_force.versions.count(), in_force.commitments.count()) == (2, 3)


def test_approving_an_amendment_and_closing_its_program_at_once_ends_in_one_order(in_force, secretary, deputy):
    step = factories.make_amendment(in_force, status="submitted").current_step
    copy = copy_of(in_force)

    outcomes = at_once(
        lambda: step.decide(Decision.APPROVED, by=secretary), lambda: copy.close(by=deputy, reason="Chuyển công tác")
    )

    assert outcomes[1] == "done"
    won = {"done": ("approved", 2), "AlreadyDecided": ("withdrawn", 1)}[outcomes[0]]
    assert (Amendment.objects.get().status, in_force.versions.count()) == won


def test_recalling_and_approving_an_amendment_at_once_does_one_of_them(in_force, member, secretary):
    amendment = factories.make_amendment(in_force, status="submitted")
    step, copy = amendment.current_step, Amendment.objects.get()

    outcomes = at_once(lambda: step.decide(Decision.APPROVED, by=secretary), lambda: copy.recall(by=member))

    won = {("done", "InvalidTransition"): "approved", ("AlreadyDecided", "done"): "draft"}[tuple(outcomes)]
    assert Amendment.objects.get().status == won
