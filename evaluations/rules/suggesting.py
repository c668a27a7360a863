"""Which level a scheme suggests for one dossier, with every condition that held or failed, and its numbers.

The portal suggests; a person decides. Where figures are missing, where the text names no level, and where a rule is
not confirmed, it suggests nothing and says why. Source: domain reference, 6.2 to 6.4.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from evaluations.rules import degrees as by_degrees
from evaluations.rules.figures import FIGURES, FLAG, OF_UNITS_LED, PERCENT, Value, at_best, value_of
from evaluations.rules.frames import Frame
from evaluations.rules.parts import (
    ABOVE,
    ASK,
    AT_LEAST,
    AT_MOST,
    BELOW,
    EQUALS,
    LOWEST,
    NO_SUGGESTION,
    NONE,
    NOT_COUNTED,
    OWN_TASKS,
    Condition,
    Forced,
    Level,
    Test,
)
from evaluations.rules.scheme import Rules
from portal.lib.numbers import format_vi

# What is printed beside a condition stays Vietnamese, as its label does.
NEEDED = {
    EQUALS: "đủ {value}",
    AT_LEAST: "từ {value} trở lên",
    AT_MOST: "không quá {value}",
    ABOVE: "trên {value}",
    BELOW: "dưới {value}",
    NONE: "không có",
}
NO_DATA = "không đủ dữ liệu"
NO_UNIT = "không đứng đầu tập thể nào có chương trình"


@dataclass(frozen=True)
class Reason:
    """One condition of ``level`` and how it stands: ``held`` is None where there is not enough data.

    ``shown`` are the numbers ("1/5 = 20,0%"), ``needed`` what was asked ("từ 30% trở lên").
    """

    level: Level
    condition: Condition
    held: bool | None
    shown: str
    needed: str


@dataclass(frozen=True)
class Suggestion:
    """What is suggested: ``level``, or None where a person has to say. ``band`` is the level of the points alone.

    ``reasons`` are the conditions of the band's level and of each lower one that was weighed. ``forced`` are the cases
    that force the level, of which ``counted`` ones follow from the figures and still need a person's word.
    """

    level: Level | None
    band: Level | None
    reasons: list[Reason]
    needs_person: bool
    why: str
    forced: list[Forced] = field(default_factory=list)
    counted: list[Forced] = field(default_factory=list)

    @property
    def failed(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.held is False]

    @property
    def unknown(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.held is None]


def suggest(
    rules: Rules,
    frame: Frame,
    total: Decimal | None,
    figures: Mapping[str, Value],
    forced: Collection[str] = (),
    *,
    waived: Collection[str] = (),
    degrees: Mapping[str, str] | None = None,
) -> Suggestion:
    """Suggest a level for one dossier.

    ``total`` is unrounded, None while points are missing. ``figures`` by the keys of ``evaluations.rules.figures``.
    ``forced`` are the codes of cases recorded by an authorised person, ``waived`` of those that the deciding level has
    weighed and set aside. ``degrees`` (criterion → degree) stand in for points where the scheme has none. Raises
    ``KeyError`` for a case that the frame does not have, ``PointsFault`` for a total outside the scale.
    """
    band = rules.band(total) if total is not None and rules.has_points else None
    recorded, counted = _forced(rules, frame, figures, forced, waived)
    if recorded or counted:
        return _brought(rules, band, recorded, counted)
    if not rules.has_points:
        return _by_degrees(rules, frame, degrees or {})
    if band is None:
        return Suggestion(None, None, [], True, _("Points are missing; there is nothing to suggest yet."))
    return _down_from(rules, frame, band, figures)


def _forced(rules, frame, figures, codes, waived):
    """Return the cases that were recorded and stand, and those that the figures meet beside them, even at best."""
    figures = at_best(figures)
    cases = {case.code: case for case in rules.forced(frame)}
    recorded = [cases[code] for code in codes if code not in waived]
    met = [
        case
        for case in cases.values()
        if case not in recorded and case.code not in waived and any(_holds(test, figures) for test in case.computed)
    ]
    return recorded, met


def _brought(rules: Rules, band: Level | None, recorded: list[Forced], counted: list[Forced]) -> Suggestion:
    """Suggest the lowest level that a case brings; what was only counted still needs a person's word."""
    cases = recorded + counted
    order = [level.code for level in rules.levels]
    level = rules.levels[max(order.index(case.level) for case in cases)]
    words = {"level": level.label, "cases": "; ".join(case.label for case in recorded or counted)}
    if recorded:
        why = _("A recorded case brings “%(level)s” whatever the points: %(cases)s.") % words
    else:
        why = (
            _("By the figures, a case brings “%(level)s”: %(cases)s. Record it, or set it aside with a reason.") % words
        )
    return Suggestion(level, band, [], not recorded, why, cases, counted)


def _by_degrees(rules: Rules, frame: Frame, given: Mapping[str, str]) -> Suggestion:
    by_degrees.check(rules, frame, given)
    for rule in rules.degree_rules:
        if rule.confidence != "U" and by_degrees.holds(rules, frame, rule, given):
            return Suggestion(rules.level(rule.level), None, [], False, rule.label)
    if by_degrees.missing(frame, given):
        return Suggestion(None, None, [], True, _("Degrees are missing; there is nothing to suggest yet."))
    return Suggestion(
        None, None, [], True, _("The scheme has no confirmed rule for a level from these degrees: a person decides.")
    )


def _down_from(rules: Rules, frame: Frame, band: Level, figures: Mapping[str, Value]) -> Suggestion:
    """Weigh the band's level, and each lower one as far as the scheme lets a failed condition lead there."""
    reasons: list[Reason] = []
    place = rules.levels.index(band)
    for level in rules.levels[place:]:
        if level == rules.lowest:
            return _at_the_bottom(rules, band, reasons)
        conditions = rules.conditions(level, frame)
        of_level = [weigh(level, each, figures, without_units=rules.units_led.without) for each in conditions]
        reasons += of_level
        words = {"level": level.label}
        if not rules.is_confirmed(level, frame):
            why = _("The scheme has no confirmed rule for “%(level)s”: a person decides.") % words
            return Suggestion(None, band, reasons, True, why)
        held = [reason.held for reason in of_level]
        if False not in held:
            if None in held:
                return Suggestion(None, band, reasons, True, _not_enough(level))
            return Suggestion(level, band, reasons, False, _why(band, level))
        if rules.fall_through.default == LOWEST:
            return Suggestion(rules.lowest, band, reasons, False, _why(band, rules.lowest))
        if rules.fall_through.default == ASK:
            why = _("A condition of “%(level)s” failed: a person decides on the level.") % words
            return Suggestion(None, band, reasons, True, why)
    raise AssertionError  # the lowest level ends every walk


def _at_the_bottom(rules: Rules, band: Level, reasons: list[Reason]) -> Suggestion:
    """Suggest the lowest level where the points say so; elsewhere the text names no level, and the setting does."""
    lowest = rules.lowest
    if band == lowest:
        return Suggestion(lowest, band, [], False, _("The points lie in the band of “%(level)s”.") % {"level": lowest})
    if rules.fall_through.in_gap == LOWEST:
        return Suggestion(lowest, band, reasons, False, _why(band, lowest))
    why = _("The conditions of no level hold, and no case that forces one is met: the text names no level here.")
    return Suggestion(None, band, reasons, True, why)


def _why(band: Level, level: Level) -> str:
    words = {"band": band.label, "level": level.label}
    if band == level:
        return _("The points lie in the band of “%(level)s”, and its conditions hold.") % words
    return _("The points lie in the band of “%(band)s”, but not all of its conditions hold.") % words


def _not_enough(level: Level) -> str:
    return _("There is not enough data for the conditions of “%(level)s”: a person decides.") % {"level": level.label}


def weigh(
    level: Level, condition: Condition, figures: Mapping[str, Value], *, without_units: str = NO_SUGGESTION
) -> Reason:
    """Return how one condition of a level stands by the figures, with its numbers.

    ``without_units`` says how one on units led stands for who heads none with a program (``UnitsLed``).
    """
    test = condition.test
    needed = NEEDED[test.operator].format(value=_number(test.figure, test.value))
    if condition.if_any and figures.get(FIGURES[test.figure].whole) == 0:
        return Reason(level, condition, True, "không có", needed)
    if test.figure.startswith(OF_UNITS_LED) and value_of(test.figure, figures) is None:
        held, shown = _without_units(test, figures, without_units)
        return Reason(level, condition, held, shown, needed)
    return Reason(level, condition, _holds(test, figures), _shown(test, figures), needed)


def _without_units(test: Test, figures: Mapping[str, Value], setting: str) -> tuple[bool | None, str]:
    """Return how a test on units led stands where there is none, and why, in the words of the paper."""
    if setting == NOT_COUNTED:
        return True, f"{NO_UNIT}, không tính điều kiện này"
    own = replace(test, figure=test.figure.removeprefix(OF_UNITS_LED))
    if setting == OWN_TASKS and own.figure in FIGURES:
        return _holds(own, figures), f"{NO_UNIT}, tính theo nhiệm vụ của bản thân: {_shown(own, figures)}"
    return None, f"{NO_DATA}: {NO_UNIT}"


def _holds(test: Test, figures: Mapping[str, Value]) -> bool | None:
    value = value_of(test.figure, figures)
    if value is None:
        return None
    if test.operator == NONE:
        return not value
    number = Decimal(value)
    return {
        EQUALS: number == test.value,
        AT_LEAST: number >= test.value,
        AT_MOST: number <= test.value,
        ABOVE: number > test.value,
        BELOW: number < test.value,
    }[test.operator]


def _shown(test: Test, figures: Mapping[str, Value]) -> str:
    """Return the numbers of a figure. A share is rounded away from what the test asks: 29,96% is no 30%."""
    value, figure = value_of(test.figure, figures), FIGURES[test.figure]
    if value is None:
        return NO_DATA
    if figure.kind == FLAG:
        return "có" if value else "không có"
    if figure.kind != PERCENT:
        return format_vi(Decimal(value))
    rounding = ROUND_CEILING if test.operator in (AT_MOST, BELOW) else ROUND_FLOOR
    share = f"{format_vi(Decimal(value).quantize(Decimal('0.1'), rounding=rounding), 1)}%"
    part, whole = figures.get(figure.part), figures.get(figure.whole)
    return share if part is None or whole is None else f"{part}/{whole} = {share}"


def _number(figure: str, value: Decimal) -> str:
    return f"{format_vi(value)}%" if FIGURES[figure].kind == PERCENT else format_vi(value)
