"""Copies planted in a generated province, of kinds that people make; who measures knows what was planted."""

from dataclasses import dataclass, field

KINDS = ("verbatim", "one_word_in_five", "reordered", "two_of_five", "single")
REMEMBERED = 400  # programs that may be copied from, the latest ones


@dataclass
class Written:
    """What a program says: ``tasks`` as ``generated_texts.commitment`` gives them, ``sections`` by key."""

    tasks: list
    sections: dict
    cell: int = 0
    program: int = 0


@dataclass
class Planted:
    """One copy: its kind, the program that copies, the one copied from, and the commitments that are copies."""

    kind: str
    program: int
    source: int
    commitments: list = field(default_factory=list)


class Planter:
    """Turns one program in so many (``percent``) into a copy of an earlier one, each kind in turn.

    The dice are its own, so that a province with copies differs from one without in them alone.
    """

    def __init__(self, dice, percent):
        self.dice, self.percent = dice, percent
        self.earlier, self.planted = [], []

    def copied(self, written):
        """Return (what the program says now, ``Planted`` or None); a source is in the same cell where there is one."""
        if not self.earlier or self.dice.random() * 100 >= self.percent:
            return written, None
        near = [other for other in self.earlier if other.cell == written.cell]
        source = self.dice.choice(near if near and self.dice.random() < 0.5 else self.earlier)
        kind = KINDS[len(self.planted) % len(KINDS)]
        said, places = getattr(self, f"_{kind}")(written, source)
        planted = Planted(kind, written.program, source.program, places)
        self.planted.append(planted)
        return said, planted

    def remember(self, written):
        """Let others copy from a program."""
        self.earlier = [*self.earlier[1 - REMEMBERED :], written]

    def _verbatim(self, written, source):
        return Written(list(source.tasks), source.sections), range(len(source.tasks))

    def _one_word_in_five(self, written, source):
        tasks = [(self._changed(title), self._changed(product), *rest) for title, product, *rest in source.tasks]
        return Written(tasks, written.sections), range(len(tasks))

    def _reordered(self, written, source):
        tasks = [(_turned(title), *rest) for title, *rest in source.tasks]
        self.dice.shuffle(tasks)
        return Written(tasks, written.sections), range(len(tasks))

    def _two_of_five(self, written, source):
        return Written([*written.tasks[:3], *source.tasks[:2]], written.sections), range(3, 5)

    def _single(self, written, source):
        return Written([*written.tasks, self.dice.choice(source.tasks)], written.sections), [len(written.tasks)]

    def _changed(self, text):
        """Return the text with the last of every five syllables replaced."""
        words = text.split()
        return " ".join("riêng" if place % 5 == 4 else word for place, word in enumerate(words))


def _turned(title):
    """Return the clauses of a sentence in the opposite order."""
    return ", ".join(reversed(title.split(", ")))
