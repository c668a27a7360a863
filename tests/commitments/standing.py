"""What tests of the overview make: programs in force with progress as it was sent, without the acts around it."""

import datetime

from commitments.models import ProgressEntry, ProgressReport
from tests import factories

# A day in the year's last quarter: the third is to be reported, since 10/09 and until 05/10.
TODAY = datetime.datetime(2026, 10, 20, 9, 0, tzinfo=datetime.UTC)


APPROVED_AT = datetime.datetime(2026, 3, 20, 9, 0, tzinfo=datetime.UTC)


def since_march(program):
    """Pretend that a program has been in force since March, whatever it was."""
    type(program).objects.filter(pk=program.pk).update(status="approved", decided_at=APPROVED_AT)
    program.refresh_from_db()
    return program


def in_force(person, campaign, **fields):
    """Make a program of one commitment, in force since March, and return both."""
    program = since_march(factories.make_program(person, campaign=campaign, status="approved", commitments=0))
    return program, factories.make_commitment(program, **fields)


def reported(program, *, quarter=3, on=None):
    """Let a program be reported for a quarter, on a local day (that of the quarter's deadline by default)."""
    period = program.campaign.period.quarters.get(quarter=quarter)
    sent_at = factories.local_noon(on or period.report_due_on)
    return ProgressReport.objects.create(program=program, quarter=period, sent_at=sent_at, sent_by=program.writers()[0])


def stands(commitment, state, percent=None, *, report=None, answer="", reached=None, done_on=None):
    """Let the last sent progress of a commitment say ``state``; done is 100 percent and has a day."""
    is_done = state in ProgressEntry.CLAIMS
    entry = ProgressEntry.objects.create(
        commitment=commitment,
        report=report or commitment.program.reports.last() or reported(commitment.program),
        state=state,
        percent=100 if is_done else percent or 0,
        answer=answer,
        reached_value=reached,
    )
    commitment.latest = entry
    commitment.done_on = (done_on or commitment.due_on) if is_done else None
    commitment.save()
    return commitment
