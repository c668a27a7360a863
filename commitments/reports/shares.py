"""Shares and numbers as an office writes them.

Each share is rounded by itself, as a reader does who works it out again: three thirds are 33,3% each, and need not add
up to 100%.
"""

from decimal import ROUND_HALF_UP, Decimal

from portal.lib.numbers import format_vi

_THOUSANDTH = Decimal("0.001")


def share(number, whole):
    """Return ``number / whole`` in thousandths (0.951 is 95,1%), halves rounded up; None of nothing."""
    return (Decimal(number) / whole).quantize(_THOUSANDTH, ROUND_HALF_UP) if whole else None


def percent(fraction):
    """Return "95,1%" for a share, "100%" for the whole."""
    return "100%" if fraction == 1 else f"{format_vi(fraction * 100, 1)}%"


def figure(number):
    """Return a number as it stands in a sentence: "05", "12", "1.234"."""
    return f"{number:02}" if number < 10 else format_vi(number)


def of_whole(part, whole):
    """Return "386/406"; both numbers as they stand in a sentence."""
    return f"{figure(part)}/{figure(whole)}"
