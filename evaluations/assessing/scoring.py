"""By which rules a dossier scores itself: form, frame, the sum of its points, the level that follows from them."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from evaluations.rules import PointsFault, Rules, suggest
from evaluations.rules.frames import Frame
from evaluations.rules.points import Totals
from evaluations.rules.sharing import ScoredTask
from portal.printing.models import PaperForm


def rules_of(dossier):
    """Return the rules under which a dossier is rated; it has its evaluation's scheme loaded."""
    return dossier.evaluation.scheme.rules


def frame_of(dossier):
    """Return the frame of a dossier, as its year or its quarter is scored by it."""
    return rules_of(dossier).frame(dossier.frame, of_quarter=dossier.evaluation.is_of_quarter)


def form_of(dossier):
    """Return the paper form on which a dossier assesses itself, in its year or its quarter."""
    return PaperForm.objects.get(code=frame_of(dossier).form)


def figures_needed(rules, frame):
    """Return the keys of the figures that conditions and forced cases of a frame ask for."""
    conditions = [each.test for level in rules.levels for each in rules.conditions(level, frame)]
    computed = [test for case in rules.forced(frame) for test in case.computed]
    return {test.figure for test in [*conditions, *computed]}


@dataclass(frozen=True)
class Score:
    """What a paper gives itself under its rules: ``points`` as stored (texts of decimals, or degrees, by code)."""

    rules: Rules
    frame: Frame
    points: dict

    @property
    def known(self):
        """Return what the frame asks for; the office may have changed the frame since other points were given."""
        asked = {criterion.code for criterion in self.frame.criteria} if self.is_by_degrees else set(self._items)
        return {code: value for code, value in self.points.items() if code in asked}

    @cached_property
    def unfit(self):
        """Return the codes of items whose points no longer fit: the most has changed, with the commitments perhaps."""
        return [] if self.is_by_degrees else [code for code, value in self.known.items() if not self._fits(code, value)]

    def _fits(self, code, value):
        try:
            self.frame.check_points(self._items[code], Decimal(value))
        except (PointsFault, InvalidOperation):
            return False
        return True

    @property
    def is_by_degrees(self):
        return not self.rules.has_points

    @cached_property
    def _items(self):
        return {item.code: item for item in self.frame.items}

    @cached_property
    def totals(self) -> Totals:
        """Return the sums, points that do not fit counted as missing; of a scheme of degrees only what is missing."""
        if self.is_by_degrees:
            missing = [each.code for each in self.frame.criteria if each.code not in self.known]
            return Totals({}, Decimal(0), Decimal(0), missing, [])
        fitting = {code: value for code, value in self.known.items() if code not in self.unfit}
        return self.rules.total(self.frame, fitting)

    @property
    def sums(self):
        """Return the points of both groups, unrounded; two None while they are not whole, or where none are given.

        Points that another frame had asked for count nowhere.
        """
        totals = self.totals
        return (totals.a, totals.b) if totals.is_whole and not self.is_by_degrees else (None, None)

    @property
    def total(self):
        """Return the unrounded total, or None while points are missing, or in a scheme without points."""
        return self.totals.total if self.totals.is_whole and not self.is_by_degrees else None

    def suggestion(self, figures):
        """Return what the rules suggest by these points and the figures (``Figures.values``).

        Cases that a person records are left to those who rate: the writer's paper does not judge them.
        """
        degrees = self.known if self.is_by_degrees else None
        return suggest(self.rules, self.frame, self.total, figures, degrees=degrees)


def score_of(dossier, points, tasks):
    """Return the ``Score`` of points given in a dossier, which has its evaluation's period and scheme loaded.

    ``tasks`` are the commitments of the paper by section, as its content has them (``prefill``): some criteria may be
    scored by them.
    """
    return Score(rules_of(dossier), frame_of(dossier).over(scored_tasks(tasks)), points)


def scored_tasks(tasks):
    """Return the commitments of a paper's content, in their order, as what takes points."""
    return [
        ScoredTask(str(task["id"]), task["title"], Decimal(task["weight"]) if task.get("weight") else None)
        for of_section in tasks.values()
        for task in of_section
    ]


def own_score(dossier):
    """Return the ``Score`` of a dossier's own paper as others weigh it, or None.

    Of a paper that is still being written nothing is read; the scheme may no longer have the frame of the dossier,
    which has its evaluation with the scheme, and ``self_assessment``, loaded.
    """
    paper = getattr(dossier, "self_assessment", None)
    if paper is None or not paper.is_handed_in or not rules_of(dossier).has_frame(dossier.frame):
        return None
    return score_of(dossier, paper.points, (paper.basis or {}).get("tasks", {}))
