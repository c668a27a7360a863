"""Progress of generated programs: reports as they were sent, with entries, and what officers said of them."""

import datetime
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

from commitments.models import ProgressAnswer, ProgressEntry, ProgressReport
from portal.lib.dates import today
from portal.sample.generated_texts import DOUBTS, RESULTS
from portal.sample.rows import Rows

State, Answer = ProgressEntry.State, ProgressEntry.Answer

REPORTING = 70  # of a hundred programs in force
STATES = [State.PLANNED, *[State.IN_PROGRESS] * 4, *[State.DONE] * 3, State.EXCEEDED, State.NOT_DONE]
# Of what is said to be done; nobody answers the rest.
ANSWERS = [Answer.CONFIRMED, Answer.CONFIRMED, Answer.CONFIRMED, "", "", "", Answer.DOUBTED]
ENTRY_COLUMNS = ["commitment_id", "report_id", "state", "percent", "reached_value", "reached_on", "note", "answer"]


class Progress:
    """Makes the rows: ``open_report`` for each program in force, then ``add`` for each of its commitments."""

    def __init__(self, campaign, dice):
        self.dice = dice
        self.quarter = campaign.period.quarter_to_report()  # none in January: then nobody has reported
        self.reports = Rows(ProgressReport, ["program_id", "quarter_id", "sent_at", "sent_by_id"])
        self.entries = Rows(ProgressEntry, ENTRY_COLUMNS)
        self.answers = Rows(ProgressAnswer, ["entry_id", "kind", "reason", "by_id"])
        self.tables = [self.reports, self.entries, self.answers]
        self.report, self.since = None, None

    def open_report(self, program, owner, since):
        """Let a program in force ``since`` a moment report the quarter, or not."""
        self.report, self.since = None, timezone.localdate(since)
        if self.quarter and self.dice.randrange(100) < REPORTING:
            sent_at = since + (timezone.now() - since) * self.dice.random()
            self.report = self.reports.add(program, self.quarter.pk, sent_at, owner)

    def add(self, commitment, target, officer):
        """Write what was sent of a commitment; return its number and the day it was done, None where there is none."""
        if self.report is None:
            return None, None
        state = self.dice.choice(STATES)
        is_done = state in ProgressEntry.CLAIMS
        percent = 100 if is_done else 0 if state == State.PLANNED else self.dice.randrange(5, 100, 5)
        reached = None if target is None else (Decimal(target) * percent / 100).quantize(Decimal(1), ROUND_DOWN)
        on = self.since + datetime.timedelta(days=self.dice.randint(0, (today() - self.since).days))
        answer = self.dice.choice(ANSWERS) if is_done else ""
        note = self.dice.choice(RESULTS)
        entry = self.entries.add(commitment, self.report, state, percent, reached, on, note, answer)
        if answer:
            self.answers.add(entry, answer, "" if answer == Answer.CONFIRMED else self.dice.choice(DOUBTS), officer)
        return entry, on if is_done else None
