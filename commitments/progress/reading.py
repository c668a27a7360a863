"""The progress of a program as its readers see it: each commitment with what was sent of it, newest first."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from commitments.models import ProgressEntry
from commitments.progress import sums
from commitments.progress.course import Course, course_of
from commitments.progress.desk import history_of
from commitments.progress.standing import Standing, standing_of


@dataclass(frozen=True)
class Reading:
    """One commitment: its number, how it stands, its sent entries newest first, and their course."""

    number: int
    commitment: object
    standing: Standing | None
    entries: list
    course: Course | None


class ProgramProgress:
    """What was sent of a program. Dropped commitments come last, as their history stays."""

    def __init__(self, program):
        self.program = program

    @cached_property
    def readings(self):
        entries, period = self._entries, self.program.campaign.period
        commitments = self.program.commitments.in_order().select_related("latest")
        numbered = enumerate(sorted(commitments, key=lambda commitment: commitment.dropped_on is not None), start=1)
        return [
            Reading(
                number,
                commitment,
                standing_of(commitment, commitment.latest) if commitment.latest else None,
                list(reversed(entries[commitment.pk])),
                course_of(entries[commitment.pk], period, commitment.due_on),
            )
            for number, commitment in numbered
        ]

    @property
    def total(self):
        """Return the ``Sum`` of the whole by what was sent last."""
        asked_for = [reading.commitment for reading in self.readings if reading.commitment.dropped_on is None]
        return sums.of_program((c.latest.percent if c.latest else 0, c.weight) for c in asked_for)

    @cached_property
    def reports(self):
        """Return the reports, newest first, with who sent them."""
        return list(self.program.reports.select_related("quarter", "sent_by").order_by("-pk"))

    @cached_property
    def _entries(self):
        found = defaultdict(list)
        for entry in history_of(ProgressEntry.objects.sent().filter(commitment__program=self.program)):
            found[entry.commitment_id].append(entry)
        return found
