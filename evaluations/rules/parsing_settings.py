"""Reading the settings of a scheme: quota, what a failed condition leads to, quarters, requests for correction."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.frames import COLLECTIVE, INDIVIDUAL, ORGANISATION
from evaluations.rules.parts import (
    ADVISORY,
    ASK,
    AVERAGE,
    BASES,
    GOOD_ONLY,
    LOWEST,
    NEXT_LOWER,
    NO_SUGGESTION,
    NOT_COUNTED,
    OWN_TASKS,
    WEIGHTED,
    FallThrough,
    Quarters,
    QuotaPolicy,
    UnitsLed,
)
from evaluations.rules.reading import Node

SUBJECTS = (INDIVIDUAL, COLLECTIVE, ORGANISATION)
HUNDRED = Decimal(100)
PERIODS = 4  # quarters I to III, and the year's own score


def settings(root: Node, levels: list[str]) -> dict[str, Any]:
    """Return the settings by the fields of ``Rules``."""
    correction = root.child("correction")
    values = {
        "quota": _quota(root.child("quota"), levels) if root.has("quota") else None,
        "fall_through": _fall_through(root.child("fall_through")),
        "units_led": _units_led(root.child("units_led")) if root.has("units_led") else UnitsLed(NO_SUGGESTION, "", "U"),
        "quarters": _quarters(root.child("quarters")),
        "correction_days": correction.whole("days", least=1, most=90),
        "correction_confidence": correction.confidence(),
    }
    correction.close()
    return values


def _quota(node: Node, levels: list[str]) -> QuotaPolicy:
    percent = node.number("percent", most=100)
    policy = QuotaPolicy(
        level=node.choice("level", levels),
        good_level=node.choice("good_level", levels),
        percent=percent,
        base=node.choice("base", BASES),
        base_decision=node.text("base_decision", required=False, longest=200),
        exceptional_percent=node.number("exceptional_percent", most=100, default=percent),
        exceptional_decision=node.text("exceptional_decision", required=False, longest=200),
        subjects=node.codes("subjects", SUBJECTS, _("“%(code)s” is nobody whom a quota could cap.")),
        label=node.text("label"),
        source=node.text("source", required=False),
        confidence=node.confidence(),
    )
    if policy.exceptional_percent < percent:
        node.fault("exceptional_percent", _("The exception lies below the usual percent."))
    if policy.base and policy.base != GOOD_ONLY and not policy.base_decision:
        node.fault("base_decision", _("Another base than the text's needs a written local decision: name it."))
    if policy.level and policy.level == policy.good_level:
        node.fault("good_level", _("The quota counts by another level than the one it caps."))
    node.close()
    return policy


def _fall_through(node: Node) -> FallThrough:
    default = node.choice("default", (NEXT_LOWER, LOWEST, ASK))
    found = FallThrough(default, node.choice("in_gap", (ASK, LOWEST)), node.text("label"), node.confidence())
    node.close()
    return found


def _units_led(node: Node) -> UnitsLed:
    without = node.choice("without", (NO_SUGGESTION, OWN_TASKS, NOT_COUNTED))
    found = UnitsLed(without, node.text("label", required=False), node.confidence(default="U"))
    node.close()
    return found


def _quarters(node: Node) -> Quarters:
    setting = node.choice("year_from_quarters", (ADVISORY, AVERAGE, WEIGHTED))
    weights: tuple[Decimal, ...] = ()
    if setting == WEIGHTED:
        children = node.children("weights")
        weights = tuple(child.number("percent", most=100) for child in children)
        for child in children:
            child.close()
        if children and (len(weights) != PERIODS or sum(weights) != HUNDRED):
            node.fault("weights", _("Give four percents that add up to 100: of quarters I to III and of the year."))
    source = node.text("source", required=False)
    found = Quarters(setting, weights, node.text("label"), source, node.confidence())
    node.close()
    return found
