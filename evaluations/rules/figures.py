"""The figures that conditions of a level ask for: what each is, and how a share is made of two counts.

A figure is an ``int``, a ``Decimal`` (percent: 30 is 30%), a ``bool``, or None where there is not enough to count.

======================== ===========================================================================================
key                      what is counted, for one subject and one period
======================== ===========================================================================================
tasks_total              tasks of its own programs in force; dropped ones are left out
tasks_done               of them done, in time or late, beyond the requirement or not
tasks_on_time            of them done by their deadline
tasks_exceeded           of them done beyond the requirement
tasks_late               of them done after their deadline, or overdue
tasks_not_done           of them not done when the period ends
tasks_open               of them not done, whose deadline is not over or whose result waits for an answer
done_pct … not_done_pct  those as a share of ``tasks_total``
units_led_done_pct …     the same shares over all tasks of the places, fields and units directly led
units_led_open_pct       share of those tasks that are open, as ``tasks_open``
units_led_failed_pct     share of the units led that were rated at the lowest level
disciplined              the person is disciplined; of a collective or an organisation: a member of its leadership
subordinates_disciplined a subordinate unit is disciplined
shortcomings_total       shortcomings pointed out at the last review
shortcomings_fixed       of them mended; ``shortcomings_fixed_pct`` is the share
low_confidence_pct       share of low-confidence votes in this year's vote, where one was held
======================== ===========================================================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# Recorded by an authorised person, never by oneself (domain reference, 6.4 [C]).
ENTERED_BY_OTHERS = ("disciplined", "subordinates_disciplined", "low_confidence_pct", "units_led_failed_pct")

OF_UNITS_LED = "units_led_"  # what the keys of figures of units led begin with

COUNT, PERCENT, FLAG = "count", "percent", "flag"

Value = Decimal | int | bool | None


@dataclass(frozen=True)
class Figure:
    """One figure: its kind and, for a share that is made of counts, their keys."""

    kind: str
    part: str = ""
    whole: str = ""


def _share(part: str, whole: str = "tasks_total") -> Figure:
    return Figure(PERCENT, part, whole)


FIGURES = {
    "tasks_total": Figure(COUNT),
    "tasks_done": Figure(COUNT),
    "tasks_on_time": Figure(COUNT),
    "tasks_exceeded": Figure(COUNT),
    "tasks_late": Figure(COUNT),
    "tasks_not_done": Figure(COUNT),
    "tasks_open": Figure(COUNT),
    "done_pct": _share("tasks_done"),
    "on_time_pct": _share("tasks_on_time"),
    "exceeded_pct": _share("tasks_exceeded"),
    "late_pct": _share("tasks_late"),
    "not_done_pct": _share("tasks_not_done"),
    "units_led_done_pct": Figure(PERCENT),
    "units_led_on_time_pct": Figure(PERCENT),
    "units_led_exceeded_pct": Figure(PERCENT),
    "units_led_late_pct": Figure(PERCENT),
    "units_led_open_pct": Figure(PERCENT),
    "units_led_failed_pct": Figure(PERCENT),
    "disciplined": Figure(FLAG),
    "subordinates_disciplined": Figure(FLAG),
    "shortcomings_total": Figure(COUNT),
    "shortcomings_fixed": Figure(COUNT),
    "shortcomings_fixed_pct": _share("shortcomings_fixed", "shortcomings_total"),
    "low_confidence_pct": Figure(PERCENT),
}


def percent(part: int | Decimal | None, whole: int | Decimal | None) -> Decimal | None:
    """Return ``part`` of ``whole`` in percent, unrounded; None where nothing was counted, or the whole is zero."""
    return Decimal(part) * 100 / Decimal(whole) if part is not None and whole else None


def at_best(figures: Mapping[str, Value]) -> dict[str, Value]:
    """Return the figures as they stand if every open task is done yet: what can still come forces nobody's level."""
    best, open_tasks = dict(figures), figures.get("tasks_open")
    if open_tasks:
        for key, change in (("tasks_done", open_tasks), ("tasks_not_done", -open_tasks)):
            value = figures.get(key)
            best[key] = None if value is None else value + change
    done, share = figures.get("units_led_done_pct"), figures.get("units_led_open_pct")
    if done is not None and share is not None:
        best["units_led_done_pct"] = done + share
    return best


def value_of(key: str, figures: Mapping[str, Value]) -> Value:
    """Return one figure; a share follows its two counts where both are there, so that a corrected count holds too."""
    figure = FIGURES[key]
    part, whole = figures.get(figure.part), figures.get(figure.whole)
    if part is not None and whole is not None:
        return percent(part, whole)
    return figures.get(key)
