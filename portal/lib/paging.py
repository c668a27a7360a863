"""Pages of a long list by key, not by number: the hundredth page costs as much as the first.

The place stands in the query string (``after`` or ``before``), so a page can be bookmarked; a row that is added or
gone meanwhile shifts nothing.
"""

import base64
import binascii
import datetime
import json
from dataclasses import dataclass
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db.models import Q

SIZE = 50


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of its neighbours (empty where there is none)."""

    rows: list
    newer_url: str
    older_url: str


def page_of(queryset, order, request, *, size=SIZE):
    """Return the page of ``queryset`` that the request asks for.

    ``order`` are names of fields or annotations that are never null, the last one unique (``("sort_key", "pk")``);
    ``-`` before a name turns its direction. A place that cannot be read is the beginning. One query.
    """
    after, before = _read(request.GET.get("after"), order), _read(request.GET.get("before"), order)
    backwards = before is not None and after is None
    ways = [_turned(name) for name in order] if backwards else list(order)
    place = before if backwards else after
    try:
        found = queryset.filter(_beyond(ways, place)) if place is not None else queryset
        rows = list(found.order_by(*ways)[: size + 1])
    except (TypeError, ValueError, OverflowError, ValidationError):  # a place of another kind than the fields
        if place is None:
            raise
        place, backwards = None, False
        rows = list(queryset.order_by(*order)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_newer = (more if backwards else place is not None) and bool(rows)
    has_older = (True if backwards else more) and bool(rows)
    return Page(
        rows,
        _address(request, "before", rows[0], order) if has_newer else "",
        _address(request, "after", rows[-1], order) if has_older else "",
    )


def _turned(name):
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order, place):
    """Return the condition for rows after ``place`` in ``order``: the comparison of rows, spelled out."""
    condition, same = Q(), Q()
    for name, value in zip(order, place, strict=True):
        field, way = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        condition |= same & Q(**{f"{field}__{way}": value})
        same &= Q(**{field: value})
    first, value = order[0], place[0]
    # Said once more for the planner: it can begin the index at the place.
    return Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": value}) & condition


def _address(request, side, row, order):
    values = [attrgetter(name.lstrip("-").replace("__", "."))(row) for name in order]
    text = json.dumps([_plain(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    query = request.GET.copy()
    for known in ("after", "before"):
        query.pop(known, None)
    query[side] = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{request.path}?{query.urlencode()}"


def _plain(value):
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value


def _read(text, order):
    """Return the values that a place names, or None where it is none or was tampered with."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None
    return values if isinstance(values, list) and len(values) == len(order) and all(map(_is_plain, values)) else None


def _is_plain(value):
    """Tell whether ``value`` can stand in a place; PostgreSQL stores no NUL, and does not look for one either."""
    return (isinstance(value, str) and "\0" not in value) or (isinstance(value, int) and not isinstance(value, bool))
