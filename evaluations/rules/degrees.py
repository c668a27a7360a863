"""Schemes without points: what the degrees of criteria say of a level (domain reference, 6.8)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluations.rules.faults import PointsFault
from evaluations.rules.frames import Frame
from evaluations.rules.parts import DegreeNeed, DegreeRule

if TYPE_CHECKING:
    from evaluations.rules.scheme import Rules

ANY, ALL = "any", "all"


def check(rules: "Rules", frame: Frame, given: Mapping[str, str]) -> None:
    """Raise ``PointsFault`` for a criterion or a degree that the scheme does not have (criterion code → degree)."""
    criteria, known = {each.code for each in frame.criteria}, {each.code for each in rules.degrees}
    for code, degree in given.items():
        if code not in criteria:
            raise PointsFault(_("This frame has no item “%(code)s”.") % {"code": code[:40]}, code)
        if degree not in known:
            raise PointsFault(_("Choose one of the degrees of the scheme."), code)


def missing(frame: Frame, given: Mapping[str, str]) -> list[str]:
    """Return the codes of the criteria without a degree."""
    return [each.code for each in frame.criteria if each.code not in given]


def holds(rules: "Rules", frame: Frame, rule: DegreeRule, given: Mapping[str, str]) -> bool:
    """Tell whether all that a rule asks is met by the degrees given so far."""
    return all(_is_met(rules, frame, need, given) for need in rule.needs)


def _is_met(rules: "Rules", frame: Frame, need: DegreeNeed, given: Mapping[str, str]) -> bool:
    asked = [each.code for each in frame.criteria if need.kind in (ALL, each.kind)]
    order = [degree.code for degree in rules.degrees]  # best first
    wanted = order.index(need.degree)
    met = [
        code in given and (order.index(given[code]) <= wanted if need.at_least else given[code] == need.degree)
        for code in asked
    ]
    return any(met) if need.quantifier == ANY else bool(met) and all(met)
