"""Rows of one meeting as they are weighed now: one that is open or saved, or all of them when the session closes.

Read in the same number of queries for one person and for two hundred.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from evaluations.models import Proposal, RatingSession, ReviewPlacement
from evaluations.sessions.asking import Asking
from evaluations.sessions.findings import of_row, of_session
from evaluations.sessions.lines import Line, Lines, Written
from evaluations.sessions.weighing import Weighed, weigh


@dataclass
class Row(Asking):
    """One dossier in one track: its ``line``, its place, what is weighed, and what is proposed.

    ``proposal`` is a ``Written`` where it is read, a ``Proposal`` where it is written (unsaved until then).
    ``passed_over`` are the lines of those who should come before it and have no level yet.
    """

    line: Line
    placement: ReviewPlacement
    proposal: Written | Proposal
    weighed: Weighed
    passed_over: list
    present: int | None
    common_order_reason: str

    @property
    def dossier(self):
        return self.placement.dossier

    @property
    def name(self):
        return self.line.name

    @property
    def track(self):
        return self.line.track

    @property
    def key(self):
        return self.line.key

    @property
    def anchor(self):
        return self.line.anchor

    @property
    def is_settled(self):
        return self.line.is_settled

    @property
    def is_handed_in(self):
        return self.weighed.is_handed_in

    @cached_property
    def suggestion(self):
        return self.weighed.suggestion(self.proposal)

    @property
    def suggested(self):
        """Return the suggested level as a code, "" where a person has to say."""
        return self.suggestion.level.code if self.suggestion and self.suggestion.level else ""

    @cached_property
    def blocks(self):
        return [] if self.is_settled else of_row(self)

    def weigh_anew(self):
        """Forget what follows from the proposal: it was written meanwhile."""
        for name in ("suggestion", "blocks"):
            self.__dict__.pop(name, None)


class SessionTable:
    """What lies before a meeting: its ``lines``, of which ``only`` these are weighed, all of them where it is None.

    ``to_write``: their proposals are loaded to be written.
    """

    def __init__(self, session, *, lines=None, only=None, to_write=False):
        self.session, self.only, self.to_write = session, only, to_write
        self.lines = lines or Lines(session)
        self.evaluation, self.rules = session.evaluation, session.evaluation.scheme.rules

    @cached_property
    def rows(self):
        """Return the rows in the order in which the meeting comes to them."""
        wanted = self.lines.rated if self.only is None else self.only
        places = self._places({line.placement_pk for line in wanted})
        proposals = self._proposals(wanted, places) if self.to_write else {}
        weighed = weigh([place.dossier for place in places.values()])
        return [
            Row(
                line=line,
                placement=places[line.placement_pk],
                proposal=proposals.get(line.key, line.proposal),
                weighed=weighed[line.dossier_pk],
                passed_over=[] if line.proposal.level else self.lines.passed_over(line),
                present=self.session.present,
                common_order_reason=self.session.order_reason,
            )
            for line in wanted
        ]

    def row_of(self, placement_pk, track):
        """Return the row of a place and track, or None."""
        return next((row for row in self.rows if (row.placement.pk, row.track) == (placement_pk, track)), None)

    @property
    def open_rows(self):
        return [row for row in self.rows if not row.is_settled]

    @cached_property
    def blocks(self):
        """Return what has to be mended before the session closes, the session's own first."""
        return of_session(self.session) + [block for row in self.rows for block in row.blocks]

    @property
    def levels(self):
        return self.rules.levels

    def _places(self, keys):
        needed = ("dossier__person", "dossier__collective", "dossier__org", "dossier__unit", "dossier__decider")
        found = ReviewPlacement.objects.select_related(*needed, "dossier__self_assessment").in_bulk(keys)
        for place in found.values():
            place.dossier.evaluation = self.evaluation
            place.body, place.collective = self.session.body, self.session.collective
        return found

    def _proposals(self, lines, places):
        found = Proposal.objects.filter(placement__in=places).select_related("ballot", "recorded_by")
        written = {f"{each.placement_id}-{each.track}": each for each in found}
        return {
            line.key: written.get(line.key) or Proposal(placement=places[line.placement_pk], track=line.track)
            for line in lines
        }


def proposed_elsewhere(session, lines):
    """Return {(dossier, track): [(place, code)]} of what other places proposed for ``lines``, in closed sessions."""
    closed = RatingSession.objects.filter(
        evaluation=session.evaluation_id, status=RatingSession.Status.CLOSED, body=OuterRef("placement__body")
    )
    of_collective = Exists(closed.filter(collective=OuterRef("placement__collective")))
    of_body = Q(placement__collective=None) & Exists(closed.filter(collective=None))
    others = (
        Proposal.objects.filter(of_collective | of_body, placement__dossier__in={line.dossier_pk for line in lines})
        .exclude(placement__in={line.placement_pk for line in lines})
        .exclude(level="")
        .select_related("placement__body", "placement__collective")
        .order_by("placement__order", "pk")
    )
    found = defaultdict(list)
    for other in others:
        found[other.placement.dossier_id, other.track].append((other.placement.meeting, other.level))
    return found
