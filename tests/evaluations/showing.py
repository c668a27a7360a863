"""What tests of the year's end make: programs in force whose tasks were confirmed, or not, on a day."""

import datetime

from commitments.models import ActionProgram, Evidence, ProgressEntry
from evaluations.models import Discipline
from tests import factories
from tests.commitments.standing import APPROVED_AT, reported, since_march

YEAR = 2026
DUE = datetime.date(YEAR, 10, 31)


def program_of(owner, campaign, *, due=(DUE,), **fields):
    """Make a program in force since March with one commitment for each day of ``due``; return the commitments."""
    program = factories.make_program(owner, campaign=campaign, commitments=0, **fields)
    ActionProgram.objects.filter(pk=program.pk).update(submitted_at=APPROVED_AT)
    since_march(program)
    reported(program)
    return [factories.make_commitment(program, due_on=day) for day in due]


def shown(commitment, state="done", *, on=DUE, answer="confirmed", evidence=True, percent=None, reached=None):
    """Let progress of a commitment be sent and answered: its state, the day it names, whether anything shows it."""
    is_done = state in ProgressEntry.CLAIMS
    entry = ProgressEntry.objects.create(
        commitment=commitment,
        report=commitment.program.reports.last(),
        state=state,
        percent=100 if is_done else percent or 0,
        reached_value=reached,
        reached_on=on,
        answer=answer,
    )
    if evidence:
        owner = commitment.program.writers()[0]
        Evidence.objects.create(entry=entry, kind="document", name="Biên bản", symbol="12-BB/CB", added_by=owner)
    commitment.latest, commitment.done_on = entry, on if is_done else None
    commitment.save()
    return entry


def disciplined(by, *, counts_for, on=datetime.date(YEAR, 6, 1), **fields):
    return Discipline.objects.create(
        form="reprimand", symbol="05-QĐ/ĐU", decided_on=on, counts_for=counts_for, entered_by=by, **fields
    )
