"""What the page of a scheme shows: its parts in words, each with how sure it is."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.rules.frames import B_AXES, B_MANUAL, B_WEIGHTED, BANDED, BINARY, GRADED, Criterion, Frame
from evaluations.rules.parts import (
    ADVISORY,
    ALL_RATED,
    ASK,
    AVERAGE,
    GOOD_ONLY,
    GOOD_OR_BETTER,
    LOWEST,
    NEXT_LOWER,
    NO_SUGGESTION,
    NOT_COUNTED,
    OWN_TASKS,
    WEIGHTED,
    Condition,
    Forced,
    Level,
)
from evaluations.rules.sharing import BY_WEIGHT, EQUAL
from portal.lib.numbers import format_vi

USUAL_STEP = Decimal("0.25")
CALCULATORS = {
    B_MANUAL: gettext_lazy("Points given by criterion"),
    B_WEIGHTED: gettext_lazy("Tasks by weight, volume, quality, progress and effect"),
    B_AXES: gettext_lazy("Points given by result axis"),
}
MODES = {
    BINARY: gettext_lazy("Whole or not at all"),
    GRADED: gettext_lazy("In steps"),
    BANDED: gettext_lazy("In four sub-bands"),
}
BASES = {
    GOOD_ONLY: gettext_lazy("Those rated at the level below it (the text)"),
    GOOD_OR_BETTER: gettext_lazy("Those rated at the level below it or higher"),
    ALL_RATED: gettext_lazy("All who are rated"),
}
FALLS = {
    NEXT_LOWER: gettext_lazy("The next lower level whose conditions hold"),
    LOWEST: gettext_lazy("The lowest level"),
    ASK: gettext_lazy("No level: a person decides"),
}
UNITS_LED = {
    NO_SUGGESTION: gettext_lazy("Nothing is suggested: a person decides"),
    OWN_TASKS: gettext_lazy("By one's own tasks"),
    NOT_COUNTED: gettext_lazy("The condition is not counted"),
}
SHARES = {
    EQUAL: gettext_lazy("Points on each commitment, shared equally"),
    BY_WEIGHT: gettext_lazy("Points on each commitment, shared by its weight"),
}
QUARTERS = {
    ADVISORY: gettext_lazy("Shown beside the year"),
    AVERAGE: gettext_lazy("Average of the three quarters and the year's own score"),
    WEIGHTED: gettext_lazy("Weighted sum of the three quarters and the year's own score"),
}


@dataclass(frozen=True)
class LevelRow:
    """A level, its band in words, and its conditions with those whom each concerns."""

    level: Level
    band: str
    conditions: list[tuple[Condition, str]]


@dataclass(frozen=True)
class FrameRow:
    """A frame with its groups: (heading, points, criteria with how each is scored where that is not the usual way)."""

    frame: Frame
    facts: list[tuple[str, str]]
    groups: list[tuple[str, str, list[tuple[Criterion, str]]]]

    @property
    def open_count(self):
        """Return how many parts of the frame are local or not confirmed."""
        return sum(part.confidence != "C" for part in self.frame.rated_parts())


@dataclass(frozen=True)
class ForcedRow:
    """A case that forces a level, and whom it concerns."""

    case: Forced
    level: Level
    frames: str


def level_rows(rules):
    """Return the levels, best first."""
    return [
        LevelRow(
            level,
            _band(rules, level),
            [(each, _labels(rules, each.frames)) for each in rules.all_conditions if each.level == level.code],
        )
        for level in rules.levels
    ]


def _band(rules, level):
    if level.minimum is None:
        return "; ".join(rule.label for rule in rules.degree_rules if rule.level == level.code)
    edges = {"low": format_vi(level.minimum), "high": format_vi(level.maximum)}
    if level == rules.top:
        return _("from %(low)s to %(high)s points") % edges
    return _("from %(low)s to below %(high)s points") % edges


def degree_notes(rules):
    """Return the rules of degrees that are not confirmed: nothing is suggested by them."""
    return [rule for rule in rules.degree_rules if rule.confidence != "C"]


def frame_rows(rules):
    """Return the frames with their groups of criteria."""
    return [FrameRow(frame, _facts(frame), list(_groups(rules, frame))) for frame in rules.frames]


def _facts(frame):
    facts = [(_("Group of similar posts"), frame.peer_group)]
    if frame.own_criteria and frame.own_criteria[0].group:
        usual = _("In steps of %(step)s") % {"step": format_vi(USUAL_STEP)}
        facts.append((_("How it is scored"), usual))
        facts.append((_("Group B"), str(CALCULATORS[frame.calculator.code])))
    if frame.quarter_form:
        facts.append((_("Form in quarters"), frame.quarter_form))
    if frame.quarter_calculator:
        facts.append((_("Group B in quarters"), str(CALCULATORS[frame.quarter_calculator.code])))
    return [*facts, (_("Source"), frame.source)]


def _groups(rules, frame):
    for group in rules.groups:
        of_group = tuple(each for each in frame.own_criteria if each.group == group.code)
        if of_group:
            yield f"{group.code}. {group.label}", format_vi(group.maximum), _scored(of_group)
    if not rules.groups:
        yield "", "", [(each, "") for each in frame.own_criteria]
    if frame.axes:
        yield _("Result axes (quarters)"), format_vi(sum(axis.maximum for axis in frame.axes)), _scored(frame.axes)


def _scored(criteria):
    return [(each, _scoring(each)) for each in criteria]


def _scoring(criterion):
    """Say how a criterion is scored: by commitments, whole, in other steps than the usual ones, in sub-bands."""
    return ". ".join(filter(None, [str(SHARES.get(criterion.share, "")), _steps(criterion)]))


def _steps(criterion):
    if criterion.mode == BINARY:
        return str(MODES[BINARY])
    steps = "" if criterion.step == USUAL_STEP else _("In steps of %(step)s") % {"step": format_vi(criterion.step)}
    bands = "; ".join(f"{format_vi(low)}–{format_vi(high)}" for low, high in criterion.sub_bands())
    return ". ".join(filter(None, [steps, f"{MODES[BANDED]}: {bands}" if bands else ""]))


def forced_rows(rules):
    """Return the cases that force a level; those switched off stand among them."""
    return [ForcedRow(case, rules.level(case.level), _labels(rules, case.frames)) for case in rules.all_forced]


def quota_facts(rules):
    """Return the quota as pairs of label and value."""
    policy = rules.quota
    if policy is None:
        return []
    level, good = rules.level(policy.level), rules.level(policy.good_level)
    return [
        (_("Level"), level.label),
        (_("Base"), f"{BASES[policy.base]}: {good.label}" if policy.base == GOOD_ONLY else str(BASES[policy.base])),
        (_("Decision on the base"), policy.base_decision),
        (_("At most"), f"{format_vi(policy.percent)}%"),
        (_("By exception at most"), f"{format_vi(policy.exceptional_percent)}%"),
        (_("Decision on the exception"), policy.exceptional_decision),
        (_("Source"), policy.source),
    ]


def settings_rows(rules):
    """Return the other settings: (name, what is set, in its words, confidence)."""
    fall, quarters = rules.fall_through, rules.quarters
    days = _("%(days)s days after publication") % {"days": rules.correction_days}
    rows = [(_("Where a condition of a level fails"), str(FALLS[fall.default]), fall.label, fall.confidence)]
    if rules.has_points:
        rows.append((_("Where the text names no level"), str(FALLS[fall.in_gap]), "", fall.confidence))
    if rules.asks_of_units_led:
        led = rules.units_led
        rows.append((_("Who heads no unit with a program"), str(UNITS_LED[led.without]), led.label, led.confidence))
    return [
        *rows,
        (_("Quarters in the year"), str(QUARTERS[quarters.setting]), quarters.label, quarters.confidence),
        (_("Requests for correction"), days, "", rules.correction_confidence),
    ]


def _labels(rules, codes):
    if len(codes) == len(rules.frames):
        return _("Everybody")
    return "; ".join(rules.frame(code).label for code in codes)
