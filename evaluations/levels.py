"""Levels as a page shows them: the codes of a scheme in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Levels:
    """The levels of one scheme, best first: ``labels`` are the official ones, ``shorts`` what a table has room for."""

    labels: dict[str, str]
    shorts: dict[str, str]

    @classmethod
    def of(cls, scheme):
        levels = scheme.document.get("levels", [])
        labels = {level["code"]: level["label"] for level in levels}
        return cls(labels, {level["code"]: level.get("short") or level["label"] for level in levels})

    @property
    def choices(self):
        return list(self.labels.items())

    def label(self, code):
        """Return the official label of a code; a code that the scheme no longer explains stands for itself."""
        return self.labels.get(code, code)

    def short(self, code):
        return self.shorts.get(code, code)
