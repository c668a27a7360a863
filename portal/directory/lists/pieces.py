"""Asking for many rows by their keys, in pieces that every database takes: a query holds a limited number of values."""

AT_ONCE = 900


def chunked(rows, lookup, keys):
    """Yield those of ``rows`` (a manager or a queryset) whose ``lookup`` is among the list ``keys``, piece by piece."""
    for start in range(0, len(keys), AT_ONCE):
        yield from rows.filter(**{lookup: keys[start : start + AT_ONCE]})
