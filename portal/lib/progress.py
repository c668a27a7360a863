"""Telling how far long work is, from wherever its rows are counted to whoever shows it; nobody need listen."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

_listener: ContextVar[Callable[[int, int], None] | None] = ContextVar("progress_listener", default=None)


@contextlib.contextmanager
def listening(to: Callable[[int, int], None]) -> Iterator[None]:
    """Have ``to`` called with (done, of) for whatever the block tells."""
    token = _listener.set(to)
    try:
        yield
    finally:
        _listener.reset(token)


def told(done: int, of: int) -> None:
    """Say that ``done`` of ``of`` rows are done."""
    listener = _listener.get()
    if listener is not None:
        listener(done, of)
