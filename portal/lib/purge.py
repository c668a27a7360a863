"""What is deleted once it was kept long enough: each part says what, and does it piece by piece."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.files.storage import default_storage
from django.db import transaction


@dataclass(frozen=True)
class Purge:
    """One kind of data that does not stay for ever.

    ``name`` is ``<app>.<what>``, ``what`` says it in words. ``count(day)`` tells how many would go on a day;
    ``delete_some(day)`` deletes some of them within the caller's transaction and returns how many, 0 once none is left.
    """

    name: str
    what: str
    count: Callable[[date], int]
    delete_some: Callable[[date], int]


def with_files(names) -> None:
    """Delete stored files once the transaction that forgets them is committed; ``names`` below the files' root."""
    stored = [name for name in names if name]
    transaction.on_commit(lambda: [default_storage.delete(name) for name in stored])


def last_year_to_go(day: date, kept_years: int) -> int:
    """Return the last year whose content has been kept for ``kept_years`` whole years after its end."""
    return day.year - kept_years - 1
