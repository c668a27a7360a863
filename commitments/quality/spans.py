"""Which words of a text stand in another one too: pure, over syllables, whatever their order.

A *shingle* is three syllables in a row. What two texts share are the syllables under shingles that stand in both; so
a changed word costs the words around it, a sentence moved elsewhere costs nothing, and the work grows with the length
of the texts, not with its square. Numbers are all alike: "60 người" with "70 người" is no other task. Both placements
of the tone (hòa, hoà) and NFD read as one.
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from portal.lib.vietnamese import clean, same_word_form

SIZE = 3  # syllables of a shingle
NUMBER = "#"  # what every number reads as
SHORT = 60  # syllables; in shorter texts the hashes are kept more densely
SHORT_WINDOW, LONG_WINDOW = 2, 8

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


@dataclass(frozen=True)
class Text:
    """A text (lines cleaned as they are stored) with its syllables and where each stands in it."""

    shown: str
    words: list[str] = field(repr=False)
    places: list[tuple[int, int]] = field(repr=False)

    @classmethod
    def of(cls, *parts: str) -> "Text":
        """Return the text of ``parts``, those with anything in them, each on a line of its own."""
        lines = [line for part in parts for line in map(clean, part.splitlines()) if line]
        shown = "\n".join(lines)
        # One placement of the tone for the other keeps the length of a line, so places hold for what is shown.
        found = list(_WORD.finditer("\n".join(map(same_word_form, lines))))
        words = [NUMBER if match[0][0].isdigit() else match[0].lower() for match in found]
        return cls(shown, words, [match.span() for match in found])

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def shingles(self) -> list[str]:
        """Return the shingles in order: that at place i covers the syllables i, i + 1 and i + 2."""
        words = self.words
        return [" ".join(words[place : place + SIZE]) for place in range(len(words) - SIZE + 1)]

    @cached_property
    def shingle_set(self) -> frozenset[str]:
        return frozenset(self.shingles)

    def under(self, shingles) -> list[bool]:
        """Return for each syllable whether one of ``shingles`` covers it."""
        covered = [False] * len(self.words)
        for place, shingle in enumerate(self.shingles):
            if shingle in shingles:
                covered[place : place + SIZE] = [True] * SIZE
        return covered


class Formulas:
    """Phrases (each a ``Text``) that everybody uses, as one look-up: their words are nobody's own."""

    def __init__(self, phrases):
        self._by_first = defaultdict(list)
        for phrase in phrases:
            if phrase.words:
                self._by_first[phrase.words[0]].append(phrase.words)

    def within(self, text: Text) -> list[bool]:
        """Return for each syllable of ``text`` whether it stands in one of the phrases."""
        covered, words = [False] * len(text), text.words
        for place, word in enumerate(words):
            for phrase in self._by_first.get(word, ()):
                if words[place : place + len(phrase)] == phrase:
                    covered[place : place + len(phrase)] = [True] * len(phrase)
        return covered


@dataclass(frozen=True)
class Own:
    """A text under examination: ``counted`` tells of each syllable whether it is the writer's own.

    Stock phrases and the words of others that one has to repeat (clauses, titles of documents, templates) are not.
    """

    text: Text
    counted: list[bool] = field(repr=False)

    @classmethod
    def of(cls, text: Text, formulas: Formulas, given: frozenset[str]) -> "Own":
        """Leave out what stands in ``formulas`` and what lies under the shingles ``given``."""
        left_out = zip(formulas.within(text), text.under(given), strict=True)
        return cls(text, [not (stock or of_others) for stock, of_others in left_out])

    @cached_property
    def total(self) -> int:
        """Return how many syllables count."""
        return sum(self.counted)

    def shared_with(self, other: frozenset[str]) -> list[bool]:
        """Return for each syllable whether it counts and stands under one of the shingles ``other``."""
        return [count and both for count, both in zip(self.counted, self.text.under(other), strict=True)]


def share_percent(matched: int, total: int) -> int:
    """Return ``matched`` of ``total`` syllables in whole percent, rounded down; 0 where nothing counts."""
    return 100 * matched // total if total else 0


def runs(text: Text, marks: list[bool]) -> list[tuple[int, int]]:
    """Return where in ``text.shown`` the marked syllables stand, those in a row as one pair of places."""
    found: list[tuple[int, int]] = []
    is_open = False
    for (start, end), is_marked in zip(text.places, marks, strict=True):
        if is_marked and is_open:
            found[-1] = (found[-1][0], end)
        elif is_marked:
            found.append((start, end))
        is_open = is_marked
    return found


def hash_of(shingle: str) -> int:
    """Return a number of 63 bits for a shingle, the same in every process and on every database."""
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "big") >> 1


def kept_hashes(text: Text) -> set[int]:
    """Return the hashes by which a text is found again: the least of every few in a row (winnowing).

    In a short text of every two, so that any four syllables in a row that stand in another short text are found by
    one hash at least; in a long text of every eight (ten syllables). Source: Schleimer, Wilkerson, Aiken,
    "Winnowing", 2003.
    """
    hashes = [hash_of(shingle) for shingle in text.shingles]
    window = SHORT_WINDOW if len(text) < SHORT else LONG_WINDOW
    return {min(hashes[place : place + window]) for place in range(max(1, len(hashes) - window + 1)) if hashes}
