"""Numbers as Vietnamese offices write them, 1.234.567,89, and as machines do, 1234567.89; both are read.

What a person must decide is not guessed: "1.234" is one thousand and more to an office, one and a bit to a machine.
Source: domain reference §13.7.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.lib.vietnamese import clean

ROMAN = ("I", "II", "III", "IV")  # quarters
_SWAPPED = str.maketrans(",.", ".,")
_WRITTEN = re.compile(r"(?P<sign>[-+−]?)(?P<whole>\d{1,15}|\d{1,3}(?:(?P<group>[., ])\d{3})(?:(?P=group)\d{3}){0,3})"
                      r"(?:(?P<point>[.,])(?P<fraction>\d{1,12}))?", re.ASCII)  # fmt: skip
_TWO_WAYS = re.compile(r"[-+−]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


class AmbiguousNumber(ValueError):
    """A number that reads in two ways; its text says how to write either."""


def parse(value: str | float | Decimal) -> Decimal:
    """Return the number that a person wrote or a spreadsheet holds, exactly.

    Raises ``AmbiguousNumber`` for "1.234" and "1,234" (but not for 0,125 or 1.234.567, which read in one way only) and
    ``ValueError`` for what is no number; both texts tell the person what to do.
    """
    if isinstance(value, int | float | Decimal):
        if isinstance(value, bool) or not Decimal(value).is_finite():
            raise ValueError(_not_a_number(str(value)))
        return Decimal(str(value))
    text = clean(value)
    if _TWO_WAYS.fullmatch(text):
        whole = re.sub("[.,]", "", text)
        raise AmbiguousNumber(
            _("“%(text)s” reads in two ways. Write %(whole)s for the whole number or %(fraction)s for the fraction.")
            % {"text": text, "whole": whole, "fraction": f"{text.replace('.', ',')}0"}
        )
    written = _WRITTEN.fullmatch(text)
    if not written or (written["point"] and written["point"] == written["group"]):
        raise ValueError(_not_a_number(text))
    sign = "-" if written["sign"] in {"-", "−"} else ""
    fraction = f".{written['fraction']}" if written["fraction"] else ""
    return Decimal(sign + re.sub("[., ]", "", written["whole"]) + fraction)


def format_vi(number: Decimal | int, places: int | None = None) -> str:
    """Return a number for reading: "1.234.567,89". ``places`` fixes the decimals; else no zeros at their end."""
    return _in_vietnamese(number, places, ",")


def with_unit(written: str, unit: str) -> str:
    """Return a written number with its unit: "120 hộ", but "93,5%" without a space, as offices write it."""
    return f"{written}{unit}" if unit.startswith("%") else f"{written} {unit}".strip()


def for_input(number: Decimal | int) -> str:
    """Return a number for a field to be edited: no groups, and never in a form that ``parse`` finds ambiguous."""
    text = _in_vietnamese(number, None, "")
    return f"{text}0" if _TWO_WAYS.fullmatch(text) else text


def _in_vietnamese(number: Decimal | int, places: int | None, grouping: str) -> str:
    text = f"{Decimal(number):{grouping}f}" if places is None else f"{Decimal(number):{grouping}.{places}f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SWAPPED)


def _not_a_number(text: str) -> str:
    shown = text if len(text) <= 30 else text[:29] + "…"
    return _("“%(text)s” is not a number. Write it as 1234,5 with digits and one comma.") % {"text": shown}
