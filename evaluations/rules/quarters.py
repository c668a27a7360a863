"""How the points of quarters I to III enter the year, by the setting of the scheme (domain reference, 6.7 [U])."""

from collections.abc import Sequence
from decimal import Decimal

from evaluations.rules.parts import ADVISORY, AVERAGE, Quarters


def points_of_year(setting: Quarters, quarters: Sequence[Decimal | None], own: Decimal) -> Decimal | None:
    """Return the points of the year, unrounded: its own, or its own and those of quarters I to III together.

    ``quarters`` are the three totals, None where one was not rated; then there is no sum to make, and None is
    returned, unless quarters are only shown beside the year (``advisory``). Quarter IV is part of the year's own score.
    """
    if setting.setting == ADVISORY:
        return own
    rated = [points for points in quarters if points is not None]
    if len(rated) != 3:
        return None
    every = [*rated, own]
    shares = [Decimal(25)] * 4 if setting.setting == AVERAGE else setting.weights
    return sum((points * share for points, share in zip(every, shares, strict=True)), Decimal(0)) / 100
