"""A scheme that was read: frozen, checked, and able to answer what it says of a level, a frame, an item."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules import parsing, points
from evaluations.rules.faults import PointsFault, SchemeFault
from evaluations.rules.figures import OF_UNITS_LED
from evaluations.rules.frames import Frame
from evaluations.rules.parts import (
    Condition,
    Degree,
    DegreeRule,
    FallThrough,
    Forced,
    Group,
    Level,
    Open,
    Quarters,
    QuotaPolicy,
    UnitsLed,
)

POINTS = "points"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rules:
    """A whole scheme. ``levels`` and ``degrees`` stand best first; points are ``Decimal`` from 0 to ``maximum``."""

    code: str
    name: str
    source: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    scale: str
    maximum: Decimal
    levels: tuple[Level, ...]
    groups: tuple[Group, ...]
    degrees: tuple[Degree, ...]
    degree_rules: tuple[DegreeRule, ...]
    frames: tuple[Frame, ...]
    all_conditions: tuple[Condition, ...]
    all_forced: tuple[Forced, ...]
    quota: QuotaPolicy | None
    fall_through: FallThrough
    units_led: UnitsLed
    quarters: Quarters
    correction_days: int
    correction_confidence: str

    @classmethod
    def parse(cls, document: Any, *, forms: Collection[str] | None = None) -> "Rules":
        """Read a document (what ``json.loads`` gives) and check all of it.

        ``forms`` are the codes of the paper forms there are; None leaves them unchecked. Raises ``SchemeFault`` with
        every fault that was found.
        """
        values, faults = parsing.parse(document, forms)
        if faults:
            raise SchemeFault(faults)
        return cls(**values)

    @property
    def has_points(self) -> bool:
        return self.scale == POINTS

    @cached_property
    def _level_by_code(self) -> dict[str, Level]:
        return {level.code: level for level in self.levels}

    @cached_property
    def _frame_by_code(self) -> dict[str, Frame]:
        return {frame.code: frame for frame in self.frames}

    @property
    def top(self) -> Level:
        return self.levels[0]

    @property
    def lowest(self) -> Level:
        return self.levels[-1]

    def level(self, code: str) -> Level:
        """Return a level; raises ``KeyError`` for a code that the scheme does not have."""
        return self._level_by_code[code]

    def frame(self, code: str, *, of_quarter: bool = False) -> Frame:
        """Return a frame, as the year or a quarter is scored by it; raises ``KeyError`` for an unknown code.

        A frame that says nothing of quarters scores them as it scores the year.
        """
        frame = self._frame_by_code[code]
        return frame.quarterly if of_quarter else frame

    def has_frame(self, code: str) -> bool:
        return code in self._frame_by_code

    def band(self, total: Decimal) -> Level:
        """Return the one level in whose band a total lies, by the unrounded total: 89.995 lies below 90.

        Raises ``PointsFault`` outside the scale, and where the scheme has no points. Source: domain reference, 6.2 [C].
        """
        if not self.has_points or not 0 <= total <= self.maximum:
            raise PointsFault(_("The total lies outside the scale of the scheme."))
        return next(level for level in self.levels if level.minimum is not None and total >= level.minimum)

    def stored(self, total: Decimal) -> Decimal:
        """Return a total as it is stored and shown: two decimals, cut off, so that no rounding lifts a level."""
        return total.quantize(CENT, rounding=ROUND_DOWN)

    def total(self, frame: Frame, given: Mapping[str, Decimal | str]) -> points.Totals:
        """Return the sums of what was given by item (code → points). Raises ``PointsFault``, naming the item."""
        return points.total(frame, given)

    def conditions(self, level: Level, frame: Frame) -> list[Condition]:
        """Return what a level asks for beside its band, of those rated by a frame."""
        return [each for each in self.all_conditions if each.level == level.code and frame.code in each.frames]

    def forced(self, frame: Frame) -> list[Forced]:
        """Return the cases that force a level on those rated by a frame; those switched off are left out."""
        return [each for each in self.all_forced if each.is_active and frame.code in each.frames]

    def is_confirmed(self, level: Level, frame: Frame) -> bool:
        """Tell whether the scheme has a rule for a level that a suggestion may rest on: one that is not [U]."""
        if self.has_points:
            rules = [level.confidence, *(each.confidence for each in self.conditions(level, frame))]
        else:
            rules = [rule.confidence for rule in self.degree_rules if rule.level == level.code] or ["U"]
        return "U" not in rules

    @property
    def asks_of_units_led(self) -> bool:
        """Tell whether a condition asks for the tasks of units led."""
        return any(each.test.figure.startswith(OF_UNITS_LED) for each in self.all_conditions)

    @cached_property
    def checklist_items(self) -> list[Open]:
        """Return everything in the scheme that is local practice [P] or not confirmed [U], in its order."""
        return [each for each in self._rated_parts() if each.confidence != "C"]

    def _rated_parts(self):
        for level in self.levels:
            yield Open("levels", level.code, level.label, level.confidence)
        for rule in self.degree_rules:
            yield Open("degree_rules", rule.level, rule.label, rule.confidence)
        for frame in self.frames:
            yield from frame.rated_parts()
        for condition in self.all_conditions:
            yield Open("conditions", condition.code, condition.label, condition.confidence)
        for forced in self.all_forced:
            yield Open("forced", forced.code, forced.label, forced.confidence)
        if self.quota:
            yield Open("quota", self.quota.level, self.quota.label, self.quota.confidence)
        yield Open("fall_through", "", self.fall_through.label, self.fall_through.confidence)
        if self.asks_of_units_led:
            yield Open("units_led", "", self.units_led.label, self.units_led.confidence)
        yield Open("quarters", "", self.quarters.label, self.quarters.confidence)
        yield Open("correction", "", "", self.correction_confidence)
