"""Finding listed phrases in what somebody wrote: vague words, verbs of a concrete act, names of products."""

from collections import defaultdict
from functools import lru_cache

from commitments.models import Phrase
from portal.lib.vietnamese import syllables

Kind = Phrase.Kind


class Wording:
    """The lists of ``Phrase`` as one look-up; reads them once, in one query."""

    def __init__(self, phrases=None):
        self._by_kind = defaultdict(list)
        for phrase in Phrase.objects.all() if phrases is None else phrases:
            self._by_kind[phrase.kind].append(phrase)

    def found(self, kind, *texts):
        """Return the phrases of ``kind`` that stand in any of ``texts``, as they are listed, without doubles.

        A phrase inside a longer one that was found too ("nâng cao" in "tiếp tục nâng cao") is left out.
        """
        haystack = _spaced(*texts)
        hits = [phrase.text for phrase in self._by_kind[kind] if _listed(phrase.text) in haystack]
        return [hit for hit in hits if not any(hit != other and _listed(hit) in _listed(other) for other in hits)]

    def example_for(self, title):
        """Return the example (a ``Phrase``) that shares most cues with a task, or None where none shares any."""
        haystack = _spaced(title)

        def shared(example):
            return sum(_listed(cue) in haystack for cue in example.cues.split(",") if cue.strip())

        best = max(self._by_kind[Kind.EXAMPLE], key=shared, default=None)
        return best if best is not None and shared(best) and _listed(best.text) != haystack else None


@lru_cache(maxsize=2048)  # the lists are the same for every commitment of every program
def _listed(phrase):
    return _spaced(phrase)


def _spaced(*texts):
    """Return the syllables of ``texts`` in one line with a space on either side, so that only whole ones match."""
    return f" {' | '.join(' '.join(syllables(text)) for text in texts)} "
