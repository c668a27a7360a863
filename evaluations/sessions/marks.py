"""Levels in short words and four bars, as tables show them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A level in short words: ``filled`` of four bars are on."""

    label: str
    filled: int
    is_lowest: bool


def marks_of(rules):
    """Return ``{code: Mark}`` of the levels of a scheme."""
    count = len(rules.levels)
    return {
        level.code: Mark(level.short, max(1, 4 - position) if count > 1 else 1, level == rules.lowest)
        for position, level in enumerate(rules.levels)
    }


def initials(short):
    """Return the initials of a level for the head of a narrow column: "XS" for "Xuất sắc"."""
    return "".join(word[0] for word in short.split()).upper()
