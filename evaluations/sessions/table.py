"""The table of one meeting: its people in their order, what is weighed of each, and what the meeting proposes.

Read in the same number of queries for one person and for two hundred.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch

from evaluations.models import Proposal, Rating, RatingSession, ReviewPlacement
from evaluations.session_policies import can_keep, can_record
from evaluations.sessions import order
from evaluations.sessions.findings import of_row, of_session
from evaluations.sessions.weighing import Weighed, weigh
from portal.lib.policy import ALLOWED, Verdict

BEFORE_APPRAISAL = (Rating.Stage.SELF, Rating.Stage.PROPOSED)


@dataclass
class Row:
    """One dossier in one track: its place at this meeting, what is weighed, and the proposal (unsaved until written).

    ``elsewhere`` are the levels that other places have proposed in sessions that are closed: (place, code).
    ``present`` is how many the session counted.
    ``is_first`` tells the first track of a dossier, beside which the remarks stand.
    """

    number: int
    placement: ReviewPlacement
    rating: Rating
    proposal: Proposal
    weighed: Weighed | None
    is_first: bool
    elsewhere: list
    verdict: Verdict
    present: int | None
    passed_over: list = field(default_factory=list)

    @property
    def dossier(self):
        return self.placement.dossier

    @property
    def track(self):
        return self.rating.track

    @cached_property
    def turn(self):
        return order.turn_of(self.dossier)

    @property
    def anchor(self):
        return f"r{self.placement.pk}-{self.track}"

    @cached_property
    def suggestion(self):
        return self.weighed.suggestion(self.proposal)

    @property
    def suggested(self):
        """Return the suggested level as a code, "" where a person has to say."""
        return self.suggestion.level.code if self.suggestion and self.suggestion.level else ""

    @property
    def is_settled(self):
        """Tell whether this meeting's word has gone on: it is appraised, or decided, by now."""
        return self.rating.stage not in BEFORE_APPRAISAL

    @property
    def differs(self):
        """Tell whether the level is another one than suggested, or nothing is: either needs a reason."""
        return bool(self.proposal.level) and self.proposal.level != self.suggested

    @property
    def is_without_paper(self):
        return bool(self.proposal.level) and not self.weighed.is_handed_in

    @property
    def is_out_of_order(self):
        return bool(self.proposal.level) and self.proposal.is_out_of_order

    @property
    def reasons_asked(self):
        """Return which reasons the row asks for, in the order of their fields."""
        asked = {
            "reason": self.differs,
            "order_reason": self.is_out_of_order,
            "paperless_reason": self.is_without_paper,
        }
        return [name for name, is_asked in asked.items() if is_asked]

    @cached_property
    def blocks(self):
        return [] if self.is_settled else of_row(self)


class SessionTable:
    """What lies before a meeting. ``viewer`` is None where nobody looks (recording, closing).

    ``only`` is the key of the one place that is weighed, where no other row matters but for its turn.
    """

    def __init__(self, session, viewer=None, *, only=None):
        self.session, self.viewer, self.only = session, viewer, only
        self.evaluation, self.rules = session.evaluation, session.evaluation.scheme.rules

    @cached_property
    def placements(self):
        """Return the places of review of the meeting, in the order in which it comes to them."""
        proposals = Proposal.objects.select_related("ballot", "recorded_by")
        ratings = Rating.objects.standing().order_by("pk")
        needed = ("dossier__person", "dossier__collective", "dossier__org", "dossier__unit", "dossier__decider")
        needed += ("dossier__self_assessment", "remarked_by")
        found = (
            ReviewPlacement.objects.of_meeting(self.session)
            .select_related(*needed)
            .prefetch_related(
                Prefetch("proposals", proposals), Prefetch("dossier__ratings", ratings, to_attr="standing")
            )
        )
        placements = list(found)
        for placement in placements:
            placement.dossier.evaluation = self.evaluation
            placement.body, placement.collective = self.session.body, self.session.collective
        return sorted(placements, key=lambda placement: order.place_in_list(placement.dossier))

    @property
    def not_rated(self):
        return [placement for placement in self.placements if not placement.dossier.is_rated]

    @property
    def comments_only(self):
        return [each for each in self.placements if each.dossier.is_rated and not each.proposes]

    @cached_property
    def rows(self):
        proposing = [each for each in self.placements if each.dossier.is_rated and each.proposes]
        weighed = weigh([each.dossier for each in proposing if self.only in (None, each.pk)])
        elsewhere = self._elsewhere(proposing)
        rows = [
            self._row(number, placement, rating, weighed, elsewhere, is_first=not position)
            for number, placement in enumerate(proposing, start=1)
            for position, rating in enumerate(_tracks_at(placement))
        ]
        lacking = [row for row in rows if not row.proposal.level]
        for row in lacking:
            row.passed_over = order.passed_over(row, lacking)
        return rows

    def _row(self, number, placement, rating, weighed, elsewhere, *, is_first):
        written = next((each for each in placement.proposals.all() if each.track == rating.track), None)
        return Row(
            number=number,
            placement=placement,
            rating=rating,
            proposal=written or Proposal(placement=placement, track=rating.track),
            weighed=weighed.get(placement.dossier_id),
            is_first=is_first,
            elsewhere=elsewhere[placement.dossier_id, rating.track],
            verdict=self._verdict(placement.dossier),
            present=self.session.present,
        )

    @property
    def groups(self):
        """Return (name, rows) of each group of similar posts, in the order in which the meeting reaches them."""
        first = {}
        for row in self.rows:
            first.setdefault(row.dossier.peer_group, len(first))
        rows = sorted(self.rows, key=lambda row: first[row.dossier.peer_group])
        return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.dossier.peer_group)]

    def row_of(self, placement_pk, track):
        """Return the row of a place and track, or None."""
        return next((row for row in self.rows if (row.placement.pk, row.track) == (placement_pk, track)), None)

    @property
    def open_rows(self):
        return [row for row in self.rows if not row.is_settled]

    @cached_property
    def blocks(self):
        """Return what has to be mended before the session closes, the session's own first."""
        return of_session(self) + [block for row in self.rows for block in row.blocks]

    @property
    def levels(self):
        return self.rules.levels

    def _verdict(self, dossier):
        """Answer who may record a row; for all who are neither the viewer nor an only officer the answer is one."""
        if self.viewer is None:
            return ALLOWED
        concerned = {self.viewer.pk, *(officer.pk for officer in self._officers)}
        if dossier.person_id and dossier.person_id not in concerned and (self._officers or self._usual):
            return self._usual
        return can_record(self.viewer, self.session, dossier)

    @cached_property
    def _officers(self):
        return self.session.officers()

    @cached_property
    def _usual(self):
        return can_keep(self.viewer, self.session)

    def _elsewhere(self, placements):
        """Return {(dossier, track): [(place, code)]} of what other places proposed in sessions that are closed."""
        others = (
            Proposal.objects.filter(placement__dossier__in=[each.dossier_id for each in placements])
            .exclude(placement__in=[each.pk for each in placements])
            .exclude(level="")
            .select_related("placement__body", "placement__collective")
            .order_by("placement__order", "pk")
        )
        sessions = RatingSession.objects.filter(evaluation=self.evaluation, status=RatingSession.Status.CLOSED)
        bodies = {other.placement.body_id for other in others}
        closed = set(sessions.filter(body__in=bodies).values_list("body", "collective"))
        found = defaultdict(list)
        for other in others:
            place = other.placement
            if (place.body_id, place.collective_id) in closed:
                found[place.dossier_id, other.track].append((place.meeting, other.level))
        return found


def _tracks_at(placement):
    """Return the ratings that a place speaks to: a cell leaves the cadre track to the place that decides it.

    Source: domain reference, 4.1: members are rated at the cell, cadres where the highest post is held [C]. A level
    that was brought from the agency is nobody's to propose here.
    """
    ratings = [rating for rating in placement.dossier.standing if not rating.brought_from]
    return [rating for rating in ratings if placement.speaks_to(rating.track)]
