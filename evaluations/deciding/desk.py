"""The personnel office's desk: what is proposed and appraised, narrowed and page by page, with all that a row shows."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Prefetch
from django.http import QueryDict

from evaluations.forms.appraisal import DeskForm
from evaluations.levels import Levels
from evaluations.models import Proposal, Rating, ReviewPlacement
from portal.directory import tree
from portal.lib.numbers import format_vi

Stage = Rating.Stage
State = DeskForm.State
ORDER = ("dossier__unit__path", "dossier__rank", "pk")


@dataclass
class Place:
    """What one place proposed for a rating: levels and points in words, votes as pairs of label and count."""

    meeting: str
    is_deciding: bool
    level: str
    suggested: str
    reason: str
    points: str
    votes: list


class Case:
    """One rating as the office reads it; ``rating`` was loaded by ``with_cases``."""

    def __init__(self, rating, levels):
        self.rating, self.levels, self.dossier = rating, levels, rating.dossier

    @property
    def own(self):
        """Return the level that the self-assessment asks for, in words; empty until it is handed in."""
        assessment = getattr(self.dossier, "self_assessment", None)
        if assessment is None or not assessment.is_handed_in:
            return ""
        return self.levels.short(assessment.own_levels.get(self.rating.track, ""))

    @property
    def proposed(self):
        return self.levels.short(self.rating.proposed_level)

    @property
    def appraised(self):
        return self.levels.short(self.rating.appraised_level)

    @property
    def decided(self):
        return self.levels.short(self.rating.level)

    @cached_property
    def proposal(self):
        """Return the proposal of the deciding place in this track, or None."""
        return next((found for placement, found in self._proposals if placement.is_deciding), None)

    @property
    def suggested(self):
        return self.levels.short(self.proposal.suggested) if self.proposal else ""

    @property
    def differs(self):
        """Tell whether the proposal is another level than the portal suggested then."""
        return bool(self.proposal and self.proposal.suggested and self.proposal.suggested != self.proposal.level)

    @property
    def is_suggested(self):
        """Tell whether the portal suggested a level at all."""
        return bool(self.proposal and self.proposal.suggested)

    @property
    def is_against_votes(self):
        """Tell whether another level has more votes than the proposed one."""
        counted = self.proposal.counted if self.proposal else None
        return counted is not None and counted.outvotes(self.rating.proposed_level)

    @property
    def is_clean(self):
        """Tell whether it may be appraised among many: proposed, as suggested, and nothing to be verified."""
        is_waiting = self.rating.stage == Stage.PROPOSED and not self.rating.is_held
        return is_waiting and self.is_suggested and not self.differs and not self.is_against_votes

    @property
    def places(self):
        """Return every place's proposal with its votes, the deciding one last."""
        found = [self._place(placement, proposal) for placement, proposal in self._proposals]
        return sorted(found, key=lambda place: place.is_deciding)

    @property
    def votes(self):
        """Return the votes of the deciding place, "9 / 2 / 0 / 0", best level first; empty without a ballot."""
        place = next((place for place in self.places if place.is_deciding), None)
        return " / ".join(str(count) for _label, count in place.votes) if place else ""

    @property
    def points(self):
        """Return the points of the appraisal, else of the deciding place, as "28,5 + 62,25 = 90,75"."""
        if self.rating.appraised_a is not None or self.rating.appraised_b is not None:
            return points_text(self.rating.appraised_a, self.rating.appraised_b)
        return points_text(self.proposal.points_a, self.proposal.points_b) if self.proposal else ""

    @cached_property
    def _proposals(self):
        return [
            (placement, proposal)
            for placement in self.dossier.placements.all()
            for proposal in placement.proposals.all()
            if proposal.track == self.rating.track
        ]

    def _place(self, placement, proposal):
        ballot = getattr(proposal, "ballot", None)
        votes = [(short, ballot.votes.get(code, 0)) for code, short in self.levels.shorts.items()] if ballot else []
        return Place(
            meeting=placement.meeting.name,
            is_deciding=placement.is_deciding,
            level=self.levels.short(proposal.level),
            suggested=self.levels.short(proposal.suggested),
            reason=proposal.reason,
            points=points_text(proposal.points_a, proposal.points_b),
            votes=votes,
        )


class Desk:
    """The ratings of an evaluation that ``person``'s office appraises, as the query string narrows them."""

    def __init__(self, evaluation, person, query):
        self.evaluation, self.person = evaluation, person
        self.levels = Levels.of(evaluation.scheme)
        self.form = DeskForm(query, person=person, levels=self.levels)
        self.chosen = self.form.chosen()

    @cached_property
    def query(self):
        """Return the filters as a query string, without what is not set and without pages."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.form.as_query().items() if value})
        return query.urlencode()

    @property
    def is_proposed(self):
        return self.chosen["state"] == State.PROPOSED

    def ratings(self):
        """Return the ratings of the list in no order, with all that a row shows: four queries a page."""
        found = theirs(self.person, self.evaluation).filter(**_IN_STATE[self.chosen["state"]])
        if unit := self.chosen["unit"]:
            found = found.filter(tree.under([unit.path], "dossier__unit__path"))
        if track := self.chosen["track"]:
            found = found.filter(track=track)
        if level := self.chosen["level"]:
            found = found.filter(proposed_level=level)
        if self.chosen["differs"]:
            found = found.filter(_differing())
        return with_cases(found)

    def cases(self, ratings):
        return [Case(rating, self.levels) for rating in ratings]


def theirs(person, evaluation):
    """Return the standing ratings of an evaluation that the person's office appraises, without their own."""
    found = Rating.objects.standing().filter(dossier__evaluation=evaluation)
    return found.of_office(person).without_own(person)


def with_cases(ratings):
    """Load what a ``Case`` needs."""
    proposals = Proposal.objects.select_related("ballot")
    placements = ReviewPlacement.objects.select_related("body", "collective").prefetch_related(
        Prefetch("proposals", queryset=proposals)
    )
    return ratings.select_related(
        *Rating.NEEDED, "dossier__unit__parent", "dossier__self_assessment", "decision", "appraised_by"
    ).prefetch_related(Prefetch("dossier__placements", queryset=placements))


def points_text(points_a, points_b):
    """Return "28,5 + 62,25 = 90,75"; the one that is there where the other is not; empty without points."""
    known = [points for points in (points_a, points_b) if points is not None]
    said = " + ".join(format_vi(points) for points in known)
    return f"{said} = {format_vi(sum(known))}" if len(known) == 2 else said


def _differing():
    proposals = Proposal.objects.filter(
        placement__dossier=OuterRef("dossier"), placement__is_deciding=True, track=OuterRef("track")
    )
    return Exists(proposals.exclude(suggested="").exclude(suggested=F("level")))


_IN_STATE = {
    State.PROPOSED: {"stage": Stage.PROPOSED},
    State.APPRAISED: {"stage": Stage.APPRAISED},
    State.HELD: {"stage__in": [Stage.SELF, Stage.PROPOSED, Stage.APPRAISED], "hold_reason__gt": ""},
    State.DECIDED: {"stage": Stage.DECIDED},
    State.LOCKED: {"stage": Stage.LOCKED},
}
