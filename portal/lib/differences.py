"""What differs between two texts, word by word.

Words are compared as wholes, with the blanks behind them; punctuation stands for itself. The pieces are exact: equal
and deleted ones joined give the old text, equal and added ones the new text, to the last blank.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["equal", "deleted", "added"]

# A word with the marks that stand apart in decomposed text, or one other sign; before it may stand blanks of its own.
_TOKEN = re.compile(r"((?:\w[\u0300-\u036f]*)+|[^\w\s])(\s*)|(\s+)")
# An island of so few equal words between two larger changes is read as part of them: "a là b" tells more than three.
_ISLAND = 2


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed (``equal``), went (``deleted``) or came (``added``)."""

    kind: Kind
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return the pieces of ``old`` and ``new`` in reading order, what went before what came in its place.

    Words that are very frequent in a long text do not begin a match of their own, so that the time stays bounded by
    the number of words times some dozens.
    """
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, [word for word, _gap in before], [word for word, _gap in after])
    spans = _without_islands(matcher.get_opcodes())
    found: list[Piece] = []
    for is_equal, i1, i2, j1, j2 in spans:
        if is_equal:
            for (word, old_gap), (_word, new_gap) in zip(before[i1:i2], after[j1:j2], strict=True):
                found += _equal(word, old_gap, new_gap)
        else:
            found += _changed(_joined(before[i1:i2]), _joined(after[j1:j2]))
    return _together(piece for piece in found if piece.text)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return pairs of a word and the blanks behind it; blanks at the very beginning stand behind an empty word."""
    return [(match[1] or "", match[2] or match[3] or "") for match in _TOKEN.finditer(text)]


def _joined(tokens: list[tuple[str, str]]) -> str:
    return "".join(word + gap for word, gap in tokens)


def _without_islands(opcodes):
    """Return spans ``(is_equal, i1, i2, j1, j2)``; short equal ones between larger changes become part of them."""
    spans = [[tag == "equal", i1, i2, j1, j2] for tag, i1, i2, j1, j2 in opcodes]
    for number in range(1, len(spans) - 1):
        size = spans[number][2] - spans[number][1]
        if spans[number][0] and size <= _ISLAND and min(map(_size, (spans[number - 1], spans[number + 1]))) > size:
            spans[number][0] = False
    for is_equal, group in groupby(spans, key=lambda span: span[0]):
        same = list(group)
        yield is_equal, same[0][1], same[-1][2], same[0][3], same[-1][4]


def _size(span) -> int:
    """Return how many words a change takes away or brings, whichever is more; an equal span is no change."""
    return 0 if span[0] else max(span[2] - span[1], span[4] - span[3])


def _changed(gone: str, came: str) -> list[Piece]:
    """Return what went and what came; the blanks behind both, where they are the same, have not changed."""
    gap = gone[len(gone.rstrip()) :]
    if not gap or came[len(came.rstrip()) :] != gap:
        return [Piece("deleted", gone), Piece("added", came)]
    return [Piece("deleted", gone[: -len(gap)]), Piece("added", came[: -len(gap)]), Piece("equal", gap)]


def _equal(word: str, old_gap: str, new_gap: str) -> list[Piece]:
    if old_gap == new_gap:
        return [Piece("equal", word + old_gap)]
    return [Piece("equal", word), Piece("deleted", old_gap), Piece("added", new_gap)]


def _together(found) -> list[Piece]:
    return [
        Piece(kind, "".join(piece.text for piece in group)) for kind, group in groupby(found, key=lambda one: one.kind)
    ]
