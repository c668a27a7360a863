"""Every pair of states of an amendment: what the table allows leads on and is told; the rest leaves no trace."""

import itertools

import pytest

from commitments.errors import InvalidTransition, NotReady
from commitments.models import Amendment, ReviewStep
from portal.audit.models import AuditEvent
from portal.notifications.models import Notification
from tests import factories

Status = Amendment.Status
PAIRS = list(itertools.product(Status, Status))
ALLOWED = [(before, after) for before, after in PAIRS if after in Amendment.NEXT[before]]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]
ACTS = {Status.DRAFT: "recalled"}


@pytest.fixture
def program(member, secretary, campaign):
    """The member's program in force, with two commitments."""
    return factories.make_program(member, campaign=campaign, commitments=2, status="approved")


def lead(amendment, wanted, *, owner, officer):
    """Do what leads to ``wanted``, whatever state the amendment is in."""
    step = amendment.current_step or ReviewStep(amendment=amendment, round=1, order=1)
    step.reason = "Cần nêu rõ căn cứ"
    match wanted:
        case Status.DRAFT:
            amendment.recall(by=owner)
        case Status.SUBMITTED:
            amendment.submit(by=owner)
        case Status.RETURNED:
            amendment.mark_returned(step, by=officer)
        case Status.APPROVED:
            amendment.mark_approved(step, by=officer)
        case Status.WITHDRAWN if amendment.status == Status.SUBMITTED:
            amendment.program.close(by=officer, reason="Chuyển công tác")
        case Status.WITHDRAWN:
            amendment.withdraw(by=owner)


def trace():
    events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    return events, list(Notification.objects.order_by("pk").values_list("event", "recipient", "read_at"))


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_allowed_step_leads_on_and_writes_its_event(before, after, program, member, secretary):
    amendment = factories.make_amendment(program, status=before)
    events, _notifications = trace()

    lead(amendment, after, owner=member, officer=secretary)

    amendment.refresh_from_db()
    with_program = ["commitments.closed"] if (before, after) == (Status.SUBMITTED, Status.WITHDRAWN) else []
    assert amendment.status == after
    assert trace()[0] == [*events, f"commitments.amendment_{ACTS.get(after, str(after))}", *with_program]


@pytest.mark.parametrize(("before", "after"), REFUSED)
def test_a_refused_step_leaves_no_event_and_no_notification(before, after, program, member, secretary):
    amendment = factories.make_amendment(program, status=before)
    traces = trace()

    with pytest.raises(InvalidTransition):
        lead(amendment, after, owner=member, officer=secretary)

    amendment.refresh_from_db()
    assert (amendment.status, trace()) == (before, traces)


def test_under_review_its_writer_takes_it_back_before_withdrawing_it(program, member):
    amendment = factories.make_amendment(program, status=Status.SUBMITTED)
    traces = trace()

    with pytest.raises(InvalidTransition) as refusal:
        amendment.withdraw(by=member)

    assert str(refusal.value) == "Bản điều chỉnh đang được xét duyệt. Thu hồi trước, rồi hủy."
    assert trace() == traces


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "closed"])
def test_only_a_program_in_force_is_amended(status, member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status=status)
    traces = trace()

    with pytest.raises(InvalidTransition):
        Amendment.begin(program, Amendment.Kind.NEW_TASK, by=member)

    assert (trace(), list(Amendment.objects.all())) == (traces, [])


@pytest.mark.parametrize("status", Amendment.OPEN)
def test_a_program_has_one_open_amendment_and_beginning_again_finds_it(status, program, member):
    amendment = factories.make_amendment(program, status=status)
    events, _notifications = trace()

    again = Amendment.begin(program, Amendment.Kind.NEW_TASK, by=member)

    assert (again.pk, again.kind) == (amendment.pk, "unattainable")
    assert trace()[0] == events


@pytest.mark.parametrize("status", [Status.APPROVED, Status.WITHDRAWN])
def test_after_one_that_has_ended_another_can_be_begun(status, program, member):
    amendment = factories.make_amendment(program, status=status)

    again = Amendment.begin(program, Amendment.Kind.NEW_TASK, by=member)

    assert again.pk != amendment.pk
    assert again.base == program.versions.last()


def test_what_blocks_stands_in_the_refusal_and_nothing_is_written(program, member):
    amendment = factories.make_amendment(program)
    traces = trace()

    with pytest.raises(NotReady) as refusal:
        amendment.submit(by=member, blocks=["Thay đổi 1 chưa nêu lý do"])

    amendment.refresh_from_db()
    assert (refusal.value.blocks, amendment.status, trace()) == (["Thay đổi 1 chưa nêu lý do"], "draft", traces)


def test_a_recall_takes_the_steps_away_and_settles_what_the_officers_were_told(program, member, secretary):
    amendment = factories.make_amendment(program, status=Status.SUBMITTED)

    amendment.recall(by=member)

    unread = Notification.objects.of(secretary).unread().filter(event__contains="amendment")
    assert (list(amendment.steps.all()), amendment.round, amendment.submitted_at) == ([], 0, None)
    assert [row.event for row in unread] == ["commitments.amendment_recalled"]


def test_nothing_is_recalled_once_somebody_has_decided(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status=Status.SUBMITTED)
    amendment.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)

    with pytest.raises(InvalidTransition):
        amendment.recall(by=secretary)

    assert [step.decision for step in amendment.steps.all()] == ["approved", ""]


def test_it_takes_the_same_steps_as_the_program_and_a_return_starts_again(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status=Status.SUBMITTED)
    amendment.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)
    amendment.current_step.decide(ReviewStep.Decision.RETURNED, by=ward_secretary, reason="Cần nêu rõ căn cứ")
    amendment.refresh_from_db()

    amendment.submit(by=secretary)

    planned = [step.body.code for step in program.steps.all()]
    assert [step.body.code for step in amendment.steps.all()] == planned * 2
    rounds = [(step.round, step.order, step.decision) for step in amendment.steps.all()]
    assert rounds == [(1, 1, "approved"), (1, 2, "returned"), (2, 1, ""), (2, 2, "")]
    assert program.status == "approved"


def test_closing_the_program_ends_its_amendment_and_calls_the_review_off(program, member, secretary, personnel_officer):
    amendment = factories.make_amendment(program, status=Status.SUBMITTED)

    program.close(by=personnel_officer, reason="Chuyển công tác ra ngoài tỉnh")

    amendment.refresh_from_db()
    unread = Notification.objects.of(secretary).unread().filter(event__contains="amendment")
    assert (amendment.status, amendment.current_step) == ("withdrawn", None)
    assert [row.event for row in unread] == ["commitments.amendment_recalled"]
    event = AuditEvent.objects.get(action="commitments.amendment_withdrawn")
    assert event.reason == "Chuyển công tác ra ngoài tỉnh"
