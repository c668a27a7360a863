"""How far: the percent of one commitment from its numbers, and that of a whole program, each with its sum.

Percents are whole and rounded down: 100 stands only where all of it is reached.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.lib.numbers import format_vi


@dataclass(frozen=True)
class Sum:
    """A whole percent from 0 to 100, and the sum that gives it: "47 : 60 = 78%"."""

    percent: int
    text: str


def of_value(commitment, value):
    """Return the ``Sum`` of a reached value, or None where nothing can be computed.

    Between the start value (0 where there is none) and the target, in either direction: what is to fall, falls. None
    without a target or a value, where target and start value are the same, and where one of them is below 0. What goes
    beyond counts as 100, what went the other way as 0.
    """
    target, start = commitment.target_value, commitment.baseline or Decimal(0)
    if value is None or target is None or target == start or min(value, target, start) < 0:
        return None
    share = floor_percent((value - start) * 100 / (target - start))
    if start:
        way = f"({format_vi(value)} − {format_vi(start)}) : ({format_vi(target)} − {format_vi(start)})"
    else:
        way = f"{format_vi(value)} : {format_vi(target)}"
    if share < 0:
        return Sum(0, _("%(sum)s, further from the target than at the start, so 0%%") % {"sum": way})
    return Sum(min(share, 100), f"{way} = {share}%")


def of_program(rows):
    """Return the ``Sum`` of a whole program from pairs of percent and weight (a ``Decimal`` or None).

    By weights where all have one, else the plain mean. None without any row.
    """
    rows = list(rows)
    if not rows:
        return None
    if all(weight for _percent, weight in rows):
        return _by_weight(rows)
    total = sum(percent for percent, _weight in rows)
    share = total // len(rows)
    addends = " + ".join(str(percent) for percent, _weight in rows)
    mean = ngettext("Of %(n)s commitment", "Mean of %(n)s commitments", len(rows)) % {"n": len(rows)}
    way = f"{addends}%" if len(rows) == 1 else f"({addends}) : {len(rows)} = {share}%"
    return Sum(share, f"{mean}: {way}")


def floor_percent(number):
    """Return a percent as a whole number, rounded down."""
    return int(Decimal(number).to_integral_value(ROUND_FLOOR))


def _by_weight(rows):
    parts = [percent * weight / 100 for percent, weight in rows]
    reached, whole = sum(parts), sum(weight for _percent, weight in rows)
    addends = " + ".join(format_vi(part.normalize()) for part in parts)
    text = _("By the weights of %(n)s commitments: %(sum)s = %(reached)s of %(whole)s") % {
        "n": len(rows),
        "sum": addends,
        "reached": format_vi(reached.normalize()),
        "whole": format_vi(whole.normalize()),
    }
    return Sum(floor_percent(reached * 100 / whole), text)
