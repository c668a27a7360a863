"""The shipped schemes as the tests read them, and what a test changes in a copy of one."""

import copy
from functools import cache
from pathlib import Path

from evaluations.rules import Rules, files

FOLDER = Path(__file__).parent.parent.parent / "evaluations" / "schemes"


@cache
def _read(code):
    return files.read((FOLDER / f"{code}.json").read_bytes())


def document(code="qd366_2025"):
    """Return the document of a shipped scheme, the test's own to change."""
    return copy.deepcopy(_read(code))


@cache
def shipped(code="qd366_2025"):
    """Return a shipped scheme."""
    return Rules.parse(document(code))


def changed(**parts):
    """Return qd366_2025 with whole parts replaced, or with keys of an object: ``fall_through={"in_gap": "lowest"}``."""
    whole = document()
    for key, value in parts.items():
        whole[key] = {**whole[key], **value} if isinstance(value, dict) else value
    return Rules.parse(whole)
