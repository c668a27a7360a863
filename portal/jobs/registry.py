"""The kinds of long work that the portal knows; upper parts add theirs in ``AppConfig.ready``."""

from portal.jobs.work import Work

_works: dict[str, Work] = {}


def register(work: Work) -> None:
    """Make a kind of work known under its name; the last one of a name counts."""
    _works[work.name] = work


def work_of(kind: str) -> Work:
    """Return the work of a kind; raises ``KeyError`` for one that no part registers (any more)."""
    return _works[kind]


def seconds_of(kind: str) -> int | None:
    """Return after how many seconds a piece of this kind is broken off; None where the usual holds."""
    return _works[kind].seconds if kind in _works else None
