"""Shares that the reader can add up, and numbers as an office writes them in a sentence."""

from decimal import ROUND_HALF_UP, Decimal

from portal.lib.numbers import format_vi

_THOUSANDTH = Decimal("0.001")


def share(number, whole):
    """Return ``number / whole`` in thousandths (0.951 is 95,1%), halves rounded up; None of nothing."""
    return (Decimal(number) / whole).quantize(_THOUSANDTH, ROUND_HALF_UP) if whole else None


def shares(parts, whole):
    """Return the share of each of ``parts`` in ``whole``, such that they add up to the share of their sum.

    The thousandths that rounding down leaves over go to the largest remainders: 1, 1 and 1 of 3 are 0.334, 0.333 and
    0.333. ``[]`` of nothing.
    """
    if not whole:
        return []
    found = [part * 1000 // whole for part in parts]
    left = int(share(sum(parts), whole) * 1000) - sum(found)
    by_remainder = sorted(range(len(found)), key=lambda at: -(parts[at] * 1000 % whole))
    for at in by_remainder[:left]:
        found[at] += 1
    return [Decimal(each) / 1000 for each in found]


def percent(fraction):
    """Return "95,1%" for a share, "100%" for the whole."""
    return "100%" if fraction == 1 else f"{format_vi(fraction * 100, 1)}%"


def figure(number):
    """Return a number as it stands in a sentence: "05", "12", "1.234"."""
    return f"{number:02}" if number < 10 else format_vi(number)


def of_whole(part, whole):
    """Return "386/406"; both numbers as they stand in a sentence."""
    return f"{figure(part)}/{figure(whole)}"
