"""Asking for many rows by their keys, in pieces that every database takes: a query holds a limited number of values."""

AT_ONCE = 900


def pieces(rows, size=AT_ONCE):
    """Yield the list ``rows`` piece by piece."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def chunked(rows, lookup, keys):
    """Yield those of ``rows`` (a manager or a queryset) whose ``lookup`` is among the list ``keys``, piece by piece."""
    for some in pieces(keys):
        yield from rows.filter(**{lookup: some})
