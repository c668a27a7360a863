"""Rows of a table as a part holds them: a chunk writes its rows, the finish reads all of them back, one at a time."""

import datetime
import json
from decimal import Decimal


def write_rows(part, rows):
    """Write ``rows``, each a sequence of texts, numbers, dates and None, to the binary file ``part``."""
    for row in rows:
        part.write(json.dumps(list(row), ensure_ascii=False, default=_plain).encode())
        part.write(b"\n")


def read_rows(parts):
    """Yield the rows of all ``parts`` as lists, with dates and decimals as they were."""
    for part in parts:
        for line in part:
            yield json.loads(line, object_hook=_value)


def _plain(value):
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return {"date": value.isoformat()}
    return str(value)  # texts that wait to be translated


def _value(held):
    if "date" in held:
        return datetime.date.fromisoformat(held["date"])
    return Decimal(held["decimal"])
