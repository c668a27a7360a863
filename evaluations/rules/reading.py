"""Reading one place of a scheme's document after the other, and noting every fault on the way."""

import datetime
import re
from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.faults import Fault
from portal.lib.numbers import format_vi

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}(\.[A-Za-z0-9_]{1,10})?", re.ASCII)
CONFIDENCES = ("C", "P", "U")
LONGEST_TEXT = 600
PLACES = 2


class Node:
    """One object of the document, at its place. A wrong value is noted in ``faults`` and a harmless one returned.

    ``faults`` is shared by the whole document. Whoever is done with an object calls ``close``: a key that nobody
    asked for is a fault as well, as a misspelt one would otherwise be lost without a word.
    """

    def __init__(self, value: Any, place: str, faults: list[Fault]):
        self.place, self.faults = place, faults
        self._asked = {"note"}  # for whoever reads the file
        self.is_broken = not isinstance(value, dict)
        if self.is_broken:
            self.fault("", _("Here belongs an object with named values."))
        self.value: dict = {} if self.is_broken else value

    def fault(self, key: str, reason: str) -> None:
        """Note a fault at ``key`` of this object, or of the object itself where the key is ""."""
        place = ".".join(filter(None, [self.place, key]))
        self.faults.append(Fault(place.replace(".[", "["), reason))

    def close(self) -> None:
        """Note every key that nobody has asked for."""
        if not isinstance(self.value.get("note", ""), str):
            self.fault("note", _("Here belongs a text."))
        for key in self.value:
            if key not in self._asked:
                self.fault(str(key), _("The portal knows nothing of this name. Check its spelling."))

    def has(self, key: str) -> bool:
        """Tell whether there is anything at ``key``."""
        self._asked.add(key)
        return self.value.get(key) not in (None, "", [], {})

    def text(self, key: str, *, required: bool = True, longest: int = LONGEST_TEXT) -> str:
        """Return a text."""
        if not self._is_there(key, required):
            return ""
        text = self.value[key]
        if not isinstance(text, str):
            self.fault(key, _("Here belongs a text."))
            return ""
        if len(text) > longest:
            self.fault(key, _("The text is longer than %(most)s characters.") % {"most": longest})
        return text

    def code(self, key: str = "code", *, longest: int = 20) -> str:
        """Return a code: Latin letters, digits and "_"."""
        text = self.text(key, longest=longest)
        if text and not CODE.fullmatch(text):
            self.fault(key, _("A code begins with a letter and holds letters, digits and “_” only."))
        return text

    def choice(self, key: str, choices: Collection[str], *, default: str | None = None) -> str:
        """Return one of ``choices``; without a ``default`` it has to be there."""
        text = self.text(key, required=default is None)
        if text and text not in choices:
            known = ", ".join(choices)
            self.fault(key, _("“%(text)s” is not known. Possible: %(known)s.") % {"text": text[:40], "known": known})
            return default or ""
        return text or default or ""

    def confidence(self, *, default: str = "C") -> str:
        """Return how sure the rule is: C, P or U."""
        return self.choice("confidence", CONFIDENCES, default=default)

    def number(
        self, key: str, *, least: Decimal | int = 0, most: Decimal | int | None = None, default: Decimal | None = None
    ) -> Decimal:
        """Return a number of at most two decimals, between ``least`` and ``most`` (both allowed)."""
        if not self._is_there(key, default is None):
            return default or Decimal(0)
        number = _decimal(self.value[key])
        if number is None:
            self.fault(key, _("Here belongs a number, such as 30 or 0.25."))
        elif number < least or (most is not None and number > most):
            self.fault(key, _outside(least, most))
        elif number != round(number, PLACES):
            self.fault(key, _("Write at most %(count)s digits after the comma.") % {"count": PLACES})
        else:
            return number
        return Decimal(0)

    def whole(self, key: str, *, least: int = 0, most: int | None = None, default: int | None = None) -> int:
        """Return a whole number."""
        number = self.number(key, least=least, most=most, default=None if default is None else Decimal(default))
        if number != int(number):
            self.fault(key, _("Here belongs a whole number."))
        return int(number)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        self._asked.add(key)
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            self.fault(key, _("Here belongs true or false."))
            return default
        return value

    def day(self, key: str, *, required: bool = True) -> datetime.date | None:
        """Return a day written as 2025-01-31."""
        text = self.text(key, required=required)
        if not text:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.fault(key, _("“%(text)s” is not a day. Write it as 2025-01-31.") % {"text": text[:40]})
            return None

    def child(self, key: str) -> "Node":
        """Return the object at ``key``."""
        if not self._is_there(key, required=True):
            empty = Node({}, self._place_of(key), self.faults)
            empty.is_broken = True
            return empty
        return Node(self.value[key], self._place_of(key), self.faults)

    def children(self, key: str, *, required: bool = True) -> list["Node"]:
        """Return the objects of the list at ``key``."""
        return [
            Node(value, f"{self._place_of(key)}[{i}]", self.faults) for i, value in enumerate(self._list(key, required))
        ]

    def codes(self, key: str, known: Collection[str], unknown: str) -> tuple[str, ...]:
        """Return a list of codes, each one of ``known``; ``unknown`` says what is wrong with another one."""
        found = self._list(key, True)
        for i, code in enumerate(found):
            if code not in known:
                self.fault(f"{key}[{i}]", unknown % {"code": str(code)[:40]})
        return tuple(code for code in found if code in known)

    def _list(self, key: str, required: bool) -> list:
        if not self._is_there(key, required):
            return []
        found = self.value[key]
        if not isinstance(found, list):
            self.fault(key, _("Here belongs a list."))
            return []
        return found

    def _is_there(self, key: str, required: bool) -> bool:
        if self.has(key):
            return True
        if required and not self.is_broken:
            self.fault(key, _("This is missing."))
        return False

    def _place_of(self, key: str) -> str:
        return ".".join(filter(None, [self.place, key]))


def note_doubles(nodes: Iterable[tuple[Node, str]]) -> None:
    """Note each code that stood earlier in ``nodes`` (pairs of a node and its code)."""
    seen: set[str] = set()
    for node, code in nodes:
        if code and code in seen:
            node.fault("code", _("The code “%(code)s” is there twice.") % {"code": code})
        seen.add(code)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**6 else None


def _outside(least: Decimal | int, most: Decimal | int | None) -> str:
    if most is None:
        return _("The number is below %(least)s.") % {"least": format_vi(least)}
    limits = {"least": format_vi(least), "most": format_vi(most)}
    return _("The number must lie between %(least)s and %(most)s.") % limits
