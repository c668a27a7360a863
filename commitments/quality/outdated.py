"""Numbers that an amendment left behind: the target was changed, and the task or the product still names the old one.

Only advice: the writer may have a reason. A number that belongs to a date or to the symbol of a document is another.
"""

import re
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from commitments.quality.six_clear import WARN, Fault
from portal.lib.numbers import format_vi, with_unit

# "60", "1.200" or "2,5" by itself: not of "30/9", "60-KH/ĐU" or "60/2026".
NUMBER = re.compile(r"(?<![\w/.,-])\d+(?:[.,]\d+)*(?![\w/]|-\w|[.,]\d)")
# The check of the six points to which each field belongs.
POINTS = {"title": "work", "deliverable": "product"}


def left_behind(change, standing):
    """Return a ``Fault`` for each of title and product that names the old target of ``standing``, and not the new one.

    ``change`` are the words that shall stand, ``standing`` those that do; targets are ``Decimal`` or None.
    """
    old, new = standing.target_value, change.target_value
    if old is None or new is None or old == new:
        return []
    return [
        _fault(name, old, new, standing, change)
        for name in POINTS
        if _names(getattr(change, name), old) and not _names(getattr(change, name), new)
    ]


def added_to(points, faults):
    """Return the six ``Check`` with ``faults`` of ``left_behind`` among their own."""
    return [
        replace(check, faults=check.faults + [fault for fault in faults if POINTS[fault.field] == check.key])
        for check in points
    ]


def _fault(name, old, new, standing, change):
    words = {
        "old": with_unit(format_vi(old), standing.unit),
        "new": with_unit(format_vi(new), change.unit),
    }
    if name == "title":
        reason = _("the task still says %(old)s, while the target is %(new)s now")
    else:
        reason = _("the product still says %(old)s, while the target is %(new)s now")
    mend = _("Write the new number there, or set the target back to %(old)s.")
    return Fault(WARN, name, reason % words, mend % words, _rewritten(getattr(change, name), old, new))


def _names(text, number):
    return any(_is(found.group(), number) for found in NUMBER.finditer(text))


def _rewritten(text, old, new):
    return NUMBER.sub(lambda found: format_vi(new) if _is(found.group(), old) else found.group(), text)


def _is(written, number: Decimal):
    """Tell whether ``written`` is ``number``, with groups or without, as people write it in a sentence."""
    grouped = format_vi(number)
    return written in {grouped, grouped.replace(".", "")}
