"""What a meeting weighs of each dossier: points and level of its own paper, figures, and the level suggested.

Of a paper that is still being written nothing is read: it is its writer's until it is handed in.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from evaluations.assessing.scoring import figures_needed, frame_of, own_score, rules_of
from evaluations.figures import Figures, figures_of
from evaluations.models import ForcedOutcome, SelfAssessment
from evaluations.rules import PointsFault, Suggestion, suggest


@dataclass(frozen=True)
class Weighed:
    """What is known of one dossier. Points are unrounded, None while there is no whole paper with points."""

    rules: object
    frame: object
    assessment: SelfAssessment | None
    a: Decimal | None
    b: Decimal | None
    figures: Figures
    recorded: tuple[str, ...]
    waived: tuple[str, ...]

    @property
    def total(self):
        return None if self.a is None else self.a + self.b

    @property
    def is_handed_in(self):
        return self.assessment is not None

    def own_level(self, track):
        """Return the level that the paper names in a track, as a code; "" where it names none."""
        return self.assessment.own_levels.get(track, "") if self.assessment else ""

    def suggestion(self, proposal=None):
        """Return what the scheme suggests: by the points of the place where it gave both, else by one's own.

        None where the scheme no longer has the frame of the dossier.
        """
        if self.frame is None:
            return None
        total = self.total
        if proposal is not None and None not in (proposal.points_a, proposal.points_b):
            total = proposal.points_a + proposal.points_b
        try:
            return self._suggest(total)
        except PointsFault as fault:
            return Suggestion(None, None, [], True, str(fault))

    def _suggest(self, total):
        degrees = self.assessment.points if self.assessment and not self.rules.has_points else None
        return suggest(
            self.rules, self.frame, total, self.figures.values, self.recorded, waived=self.waived, degrees=degrees
        )


def weigh(dossiers):
    """Return ``{dossier key: Weighed}`` for dossiers of one evaluation, in the same number of queries for any number.

    Each has its subject, unit, evaluation with scheme, and ``self_assessment`` loaded.
    """
    figures = figures_of(dossiers, needed=_needed(dossiers))
    cases = defaultdict(list)
    for case in ForcedOutcome.objects.standing().filter(dossier__in=[dossier.pk for dossier in dossiers]):
        cases[case.dossier_id].append(case)
    return {dossier.pk: _weighed(dossier, figures[dossier.pk], cases[dossier.pk]) for dossier in dossiers}


def _needed(dossiers):
    """Return the keys of the figures that the frames of the dossiers ask for; what no rule reads is not counted."""
    frames = {dossier.frame: dossier for dossier in dossiers}.values()
    known = [(rules_of(each), frame_of(each)) for each in frames if rules_of(each).has_frame(each.frame)]
    return set().union(*(figures_needed(rules, frame) for rules, frame in known))


def _weighed(dossier, figures, cases):
    rules = rules_of(dossier)
    frame = frame_of(dossier) if rules.has_frame(dossier.frame) else None
    known = {case.code for case in rules.forced(frame)} if frame else set()
    cases = [case for case in cases if case.code in known]
    assessment = getattr(dossier, "self_assessment", None)
    if assessment is not None and not assessment.is_handed_in:
        assessment = None
    score = own_score(dossier)
    a, b = score.sums if score else (None, None)
    return Weighed(
        rules=rules,
        frame=frame,
        assessment=assessment,
        a=a,
        b=b,
        figures=figures,
        recorded=tuple(case.code for case in cases if case.waived_at is None),
        waived=tuple(case.code for case in cases if case.waived_at is not None),
    )
