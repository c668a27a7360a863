"""Addresses of rows: what all rows of a list share is worked out once, as reversing costs more than a whole cell."""

from functools import lru_cache
from uuid import UUID

from django.urls import reverse


def address_of(view: str, key: int | UUID) -> str:
    """Return what ``reverse(view, args=[key])`` returns; ``key`` (a number or a UUID) is its only argument."""
    before, after = _around(view, isinstance(key, UUID))
    return f"{before}{key}{after}"


@lru_cache(maxsize=64)
def _around(view: str, is_uuid: bool) -> tuple[str, str]:
    sample = UUID(int=1) if is_uuid else 1_000_000_007
    before, _sample, after = reverse(view, args=[sample]).partition(str(sample))
    return before, after
