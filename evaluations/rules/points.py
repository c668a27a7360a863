"""Adding up points: group A by its items, group B by the calculator of the frame. Decimals only, never rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from evaluations.rules.faults import PointsFault
from evaluations.rules.frames import ASPECTS, B_WEIGHTED, A, B, Calculator, Criterion, Frame
from portal.lib.numbers import format_vi

ZERO = Decimal(0)


@dataclass(frozen=True)
class Totals:
    """Sums of points, unrounded. ``missing`` are codes of items without points; ``faults`` what does not add up yet."""

    by_criterion: dict[str, Decimal]
    a: Decimal
    b: Decimal
    missing: list[str]
    faults: list[str]

    @property
    def total(self) -> Decimal:
        return self.a + self.b

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.faults


def read(given: Mapping[str, Decimal | str]) -> dict[str, Decimal]:
    """Return points as stored (texts of decimals by item code) as decimals. Raises ``PointsFault``, naming the item."""
    return {code: _decimal(code, value) for code, value in given.items()}


def _decimal(code: str, value: Decimal | str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise PointsFault(_("These points are not a number."), code) from error


def total(frame: Frame, given: Mapping[str, Decimal | str]) -> Totals:
    """Return the sums of what was given. Raises ``PointsFault`` for an unknown item or a value it does not take."""
    points = read(given)
    for code, value in points.items():
        frame.check_points(frame.item(code), value)
    by_criterion = {each.code: _sum(each, points) for each in frame.criteria}
    missing = [item.code for item in frame.items if item.code not in points]
    faults: list[str] = []
    if frame.calculator.code == B_WEIGHTED:
        tasks = frame.criteria_of(B)
        by_criterion |= {task.code: weighted(frame.calculator, task.code, points) for task in tasks}
        missing, faults = (
            _missing_of_tasks(frame, tasks, points),
            _faults_of_weights(tasks, points, frame.calculator.maximum),
        )
    sums = {key: sum((by_criterion[each.code] for each in frame.criteria_of(key)), ZERO) for key in (A, B)}
    return Totals(by_criterion, sums[A], sums[B], missing, faults)


def weighted(calculator: Calculator, task: str, points: Mapping[str, Decimal]) -> Decimal:
    """Return what one task of ``B_WEIGHTED`` brings: weight × Σ share of an aspect × its percent.

    Source: domain reference, 6.4 (a corporate party committee, 2026 [P]).
    """
    degree = sum((calculator.shares[key] * points.get(f"{task}.{key}", ZERO) for key in ASPECTS), ZERO)
    return points.get(f"{task}.weight", ZERO) * degree / 100


def _sum(criterion: Criterion, points: Mapping[str, Decimal]) -> Decimal:
    return sum((points.get(item.code, ZERO) for item in criterion.items), ZERO)


def _missing_of_tasks(frame: Frame, tasks: list[Criterion], points: Mapping[str, Decimal]) -> list[str]:
    """Return the items without points: of group A, of the tasks that must be there, and of those begun."""
    of_a = [item.code for item in frame.items if item.group == A and item.code not in points]
    least = frame.calculator.tasks_least
    asked = [task for i, task in enumerate(tasks) if i < least or any(item.code in points for item in task.items)]
    return of_a + [item.code for task in asked for item in task.items if item.code not in points]


def _faults_of_weights(tasks: list[Criterion], points: Mapping[str, Decimal], most: Decimal) -> list[str]:
    given = sum((points.get(f"{task.code}.weight", ZERO) for task in tasks), ZERO)
    if given == most:
        return []
    sums = {"sum": format_vi(given), "most": format_vi(most)}
    return [_("The weights of the tasks add up to %(sum)s; they must make %(most)s.") % sums]
