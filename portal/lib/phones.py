"""Telephone numbers: written in many ways, stored in one (``+84…``)."""

import re

from django.utils.translation import gettext as _

from portal.lib.vietnamese import clean

_BETWEEN = re.compile(r"[\s.\-()]")
_NATIONAL = re.compile(r"0[1-9]\d{8,9}", re.ASCII)
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,13}", re.ASCII)
_HOME = "+84"


def normalise_phone(text: str) -> str:
    """Return a number as it is stored: "0968 202 938" and "84968202938" give "+84968202938"; empty stays empty.

    Raises ``ValueError`` whose text tells the person what to do.
    """
    digits = _BETWEEN.sub("", clean(text))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("84") and len(digits) > 10:
        digits = f"+{digits}"
    if _NATIONAL.fullmatch(digits):
        return _HOME + digits[1:]
    if not digits or _INTERNATIONAL.fullmatch(digits):
        return digits
    raise ValueError(_("“%(text)s” is not a telephone number. Write one number, such as 0912345678.") % {"text": text})


def national_phone(stored: str) -> str:
    """Return a stored number as one dials it here: "+84968202938" gives "0968202938"."""
    return f"0{stored[len(_HOME) :]}" if stored.startswith(_HOME) else stored
