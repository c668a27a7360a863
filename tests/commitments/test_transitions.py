"""Every pair of states: what the table allows leads on and is told; what it does not is refused and leaves no trace."""

import itertools

import pytest

from commitments.errors import InvalidTransition, NotReady, NotYours, ReasonMissing
from commitments.models import ActionProgram, ReviewStep
from portal.audit.models import AuditEvent
from portal.notifications.models import Notification
from tests import factories

Status = ActionProgram.Status
PAIRS = list(itertools.product(Status, Status))
ALLOWED = [(before, after) for before, after in PAIRS if after in ActionProgram.NEXT[before]]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]


def lead(program, wanted, *, owner, officer):
    """Do what leads to ``wanted``, whatever state the program is in."""
    step = program.current_step or ReviewStep(program=program, round=1, order=1, reason="Cần nêu rõ sản phẩm")
    match wanted:
        case Status.DRAFT:
            program.recall(by=owner)
        case Status.SUBMITTED:
            program.submit(by=owner)
        case Status.RETURNED:
            step.reason = "Cần nêu rõ sản phẩm"
            program.mark_returned(step, by=officer)
        case Status.APPROVED:
            program.mark_approved(step, by=officer)
        case Status.CLOSED:
            program.close(by=officer, reason="Chuyển công tác ra ngoài tỉnh")


def trace():
    events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    return events, list(Notification.objects.order_by("pk").values_list("event", "recipient", "read_at"))


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_allowed_step_leads_on_and_writes_one_event(before, after, member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status=before)
    events, _notifications = trace()

    lead(program, after, owner=member, officer=secretary)

    program.refresh_from_db()
    assert program.status == after
    acts = {Status.DRAFT: "recalled", Status.SUBMITTED: "submitted"}
    assert trace()[0] == [*events, f"commitments.{acts.get(after, str(after))}"]


@pytest.mark.parametrize(("before", "after"), REFUSED)
def test_a_refused_step_leaves_no_event_and_no_notification(before, after, member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status=before)
    traces = trace()

    with pytest.raises(InvalidTransition):
        lead(program, after, owner=member, officer=secretary)

    program.refresh_from_db()
    assert (program.status, trace()) == (before, traces)


def test_a_stale_copy_reads_the_state_under_the_lock(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign)
    stale = ActionProgram.objects.get(pk=program.pk)
    program.submit(by=member)

    with pytest.raises(InvalidTransition) as refusal:
        stale.submit(by=member)

    assert (stale.status, stale.round) == (Status.SUBMITTED, 1)
    assert str(refusal.value).startswith("Chương trình đang")


def test_what_blocks_stands_in_the_refusal_and_nothing_is_written(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign)
    traces = trace()

    with pytest.raises(NotReady) as refusal:
        program.submit(by=member, blocks=["Cam kết 1 chưa nêu sản phẩm"])

    program.refresh_from_db()
    assert (refusal.value.blocks, program.status, trace()) == (["Cam kết 1 chưa nêu sản phẩm"], Status.DRAFT, traces)


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_closing_without_a_reason_is_refused(reason, member, personnel_officer, campaign):
    program = factories.make_program(member, campaign=campaign)
    traces = trace()

    with pytest.raises(ReasonMissing):
        program.close(by=personnel_officer, reason=reason)

    assert trace() == traces


def test_nobody_closes_their_own_program(personnel_officer, campaign):
    program = factories.make_program(personnel_officer, campaign=campaign)
    traces = trace()

    with pytest.raises(NotYours):
        program.close(by=personnel_officer, reason="Thôi công tác")

    program.refresh_from_db()
    assert (program.status, trace()) == (Status.DRAFT, traces)


def test_closing_tells_the_writer_why(member, personnel_officer, campaign):
    program = factories.make_program(member, campaign=campaign)

    program.close(by=personnel_officer, reason="Chuyển sinh hoạt ra ngoài tỉnh")

    told = Notification.objects.get(event="commitments.closed")
    assert (told.recipient, told.detail) == (member, "Chuyển sinh hoạt ra ngoài tỉnh")


def test_a_recall_takes_the_open_steps_away_and_settles_what_the_officers_were_told(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status=Status.SUBMITTED)

    program.recall(by=member)

    assert list(program.steps.all()) == []
    assert (program.round, program.submitted_at, program.registered_on) == (0, None, None)
    unread = Notification.objects.of(secretary).unread()
    assert [row.event for row in unread] == ["commitments.recalled"]


def test_a_recall_after_a_return_keeps_the_first_round(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status=Status.RETURNED)
    registered_on = program.registered_on
    program.submit(by=member)

    program.recall(by=member)

    assert [(step.round, step.decision) for step in program.steps.all()] == [(1, "returned")]
    assert (program.round, program.registered_on) == (1, registered_on)


def test_nothing_is_recalled_once_somebody_has_decided(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status=Status.SUBMITTED)
    program.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)

    with pytest.raises(InvalidTransition):
        program.recall(by=secretary)

    assert [step.decision for step in program.steps.all()] == ["approved", ""]


def test_a_return_starts_again_at_the_first_step(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status=Status.SUBMITTED)
    program.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)
    program.current_step.decide(ReviewStep.Decision.RETURNED, by=ward_secretary, reason="Cần nêu rõ sản phẩm")
    program.refresh_from_db()

    program.submit(by=secretary)

    steps = [(step.round, step.order, step.decision) for step in program.steps.all()]
    assert steps == [(1, 1, "approved"), (1, 2, "returned"), (2, 1, ""), (2, 2, "")]
