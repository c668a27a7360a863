"""Counting rows of several tables in one query: what waits for a person is counted on one page by many parts."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, DateField, F, IntegerField, Min, Q, QuerySet, Value
from django.db.models.functions import Cast


@dataclass(frozen=True)
class ToCount:
    """Rows to count. ``apart`` says which of them are counted apart as well, ``due`` is the path to their day,
    ``by`` the path to a whole number (a key) by which they are grouped; each may be left out."""

    rows: QuerySet
    apart: Q | None = None
    due: str = ""
    by: str = ""


@dataclass(frozen=True)
class Counted:
    """How many rows there are (of one group ``by``), how many of them apart, and the first day, None without one."""

    count: int
    apart: int
    due_on: datetime.date | None
    by: int


def count_together(asked: list[ToCount]) -> list[list[Counted]]:
    """Return for each of ``asked``, in their order, its groups, first due first; none where there are no rows.

    One query, whatever the number.
    """
    found: list[list[Counted]] = [[] for _each in asked]
    counted = [_counting(each, place) for place, each in enumerate(asked)]
    if counted:
        for place, *values in counted[0].union(*counted[1:], all=True) if counted[1:] else counted[0]:
            if values[0]:
                found[place].append(Counted(*values))
    for groups in found:
        groups.sort(key=lambda group: group.due_on or datetime.date.max)
    return found


def _counting(asked, place):
    by = F(asked.by) if asked.by else Value(0, output_field=IntegerField())
    apart = Count("pk", filter=asked.apart) if asked.apart is not None else Cast(Value(0), IntegerField())
    due = Min(asked.due) if asked.due else Cast(Value(None), DateField())
    places = asked.rows.order_by().values(_place=Value(place, output_field=IntegerField()), _by=by)
    counted = places.annotate(_count=Count("pk"), _apart=apart, _due=due)
    return counted.values_list("_place", "_count", "_apart", "_due", "_by")
