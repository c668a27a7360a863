"""How many of a group may be rated at the top level: the base, the cap, and the arithmetic in words.

Source: 366-QĐ/TW, Art. 11(1), point 1.5 [C]; other bases are local [P] (domain reference, 6.5). People choose who
stays; nothing here ranks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from evaluations.rules.parts import ALL_RATED, GOOD_ONLY, QuotaPolicy
from portal.lib.numbers import format_vi


@dataclass(frozen=True)
class Quota:
    """The quota of one group.

    ``allowed_now``: the cap as the group stands. ``allowed_after_demotions``: the most that can stand once those above
    the cap have been moved to the good level, which enlarges the base. ``is_small``: too few people for even one, by
    arithmetic alone: merge with similar groups or record an exception [U].
    """

    percent: Decimal
    proposed: int
    good: int
    rated: int
    base_count: int
    allowed_now: int
    allowed_after_demotions: int
    arithmetic: list[str]
    is_small: bool

    @property
    def is_exceeded(self) -> bool:
        return self.proposed > self.allowed_now

    @property
    def too_many(self) -> int:
        """Return how many must be moved to another level; 0 where the group keeps the quota."""
        return self.proposed - self.allowed_after_demotions if self.is_exceeded else 0


def most_allowed(policy: QuotaPolicy, counts: Mapping[str, int], percent: Decimal | int | None = None) -> Quota:
    """Return the quota of one group.

    ``counts`` are the rated, by level code; ``percent`` is another share, by a ruling of the competent level.
    """
    share = Decimal(policy.percent if percent is None else percent)
    proposed, good, rated = counts.get(policy.level, 0), counts.get(policy.good_level, 0), sum(counts.values())
    base = {GOOD_ONLY: good, ALL_RATED: rated}.get(policy.base, good + proposed)
    now = floor(share * base / 100)
    after = floor(share * (good + proposed) / (100 + share)) if policy.base == GOOD_ONLY else now
    return Quota(
        percent=share,
        proposed=proposed,
        good=good,
        rated=rated,
        base_count=base,
        allowed_now=now,
        allowed_after_demotions=after,
        arithmetic=_arithmetic(policy, share, proposed, good, base, now, after),
        is_small=rated > 0 and _most_of(policy, share, rated) == 0,
    )


def _most_of(policy: QuotaPolicy, share: Decimal, rated: int) -> int:
    """Return the most that a group of this size can have, however well its people are rated."""
    return floor(share * rated / (100 + share)) if policy.base == GOOD_ONLY else floor(share * rated / 100)


def _arithmetic(policy, share, proposed, good, base, now, after):
    """Return the sums as lines for page and paper: Vietnamese, as the levels are."""
    percent = f"{format_vi(share)}%"
    lines = [f"{percent} × {base} = {format_vi(share * base / 100)} → tối đa {now}"]
    if policy.base == GOOD_ONLY and proposed > now:
        exact = share * (good + proposed) / (100 + share)
        shown = format_vi(exact.quantize(Decimal("0.01")) if exact % 1 else exact)
        divided = f"{percent} × ({good} + {proposed}) : {format_vi(100 + share)}%"
        lines.append(f"Khi chuyển số vượt sang mức dưới: {divided} = {shown} → tối đa {after}")
    return lines
