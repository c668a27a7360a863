"""The progress of a program as its readers see it: every commitment in short, the open one with all that was sent."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Prefetch

from commitments.models import Evidence, ProgressAnswer, ProgressEntry
from commitments.progress import sums
from commitments.progress.course import Course, course_of
from commitments.progress.standing import Standing, standing_of


@dataclass(frozen=True)
class Reading:
    """One commitment: its number, how it stands, its sent entries newest first, and their course.

    Entries of the open one have evidence and answers loaded; those of the others are few columns to count and draw.
    """

    number: int
    commitment: object
    standing: Standing | None
    entries: list
    course: Course | None
    is_open: bool

    @property
    def evidence_count(self):
        return sum(entry.evidence_count for entry in self.entries)


class ProgramProgress:
    """What was sent of a program. Dropped commitments come last, as their history stays."""

    def __init__(self, program, *, open_pk=None):
        self.program, self.open_pk = program, open_pk

    @cached_property
    def readings(self):
        commitments = self.program.commitments.in_order().select_related("latest")
        in_order = sorted(commitments, key=lambda commitment: commitment.dropped_on is not None)
        return [self._reading(number, commitment) for number, commitment in enumerate(in_order, start=1)]

    @property
    def total(self):
        """Return the ``Sum`` of the whole by what was sent last."""
        asked_for = [reading.commitment for reading in self.readings if reading.commitment.dropped_on is None]
        return sums.of_program((c.latest.percent if c.latest else 0, c.weight) for c in asked_for)

    @cached_property
    def reports(self):
        """Return the reports, newest first, with who sent them."""
        return list(self.program.reports.select_related("quarter", "sent_by").order_by("-pk"))

    def _reading(self, number, commitment):
        entries, latest = self._entries[commitment.pk], commitment.latest
        is_open = commitment.pk == self.open_pk
        return Reading(
            number,
            commitment,
            standing_of(commitment, latest) if latest else None,
            list(reversed(self._opened if is_open else entries)),
            course_of(entries, self.program.campaign.period, commitment.due_on),
            is_open,
        )

    @property
    def _opened(self):
        sent = ProgressEntry.objects.sent().filter(commitment=self.open_pk)
        return list(history_of(sent.annotate(evidence_count=Count("evidence"))))

    @cached_property
    def _entries(self):
        found = defaultdict(list)
        sent = ProgressEntry.objects.sent().filter(commitment__program=self.program)
        for entry in sent.annotate(evidence_count=Count("evidence")).order_by("pk"):
            found[entry.commitment_id].append(entry)
        return found


def history_of(entries):
    """Return ``entries`` oldest first with their reports, evidence, and answers with who gave them."""
    answers = ProgressAnswer.objects.select_related("by")
    evidence = Evidence.objects.with_catalogue()
    return (
        entries.select_related("report__quarter", "commitment")
        .prefetch_related(Prefetch("evidence", queryset=evidence), Prefetch("answers", queryset=answers))
        .order_by("pk")
    )
