"""Putting the tasks of the sample together, so that two people do not say the same by chance."""

from collections import defaultdict

from commitments.quality.spans import Text, share_percent
from portal.sample import texts

TRIES = 60
ALIKE_PERCENT = 42  # well below what the portal tells of

_said: dict[tuple, list[Text]] = defaultdict(list)


def task(acts, details, products, dice, *, values):
    """Return title and product of a task put together of one of each, drawn again while it is like an earlier one.

    ``values`` fill the places in the words: ``n`` and ``place``. What warns (one act only) stays as it is.
    """
    if len(acts) == 1:
        return f"{acts[0]} {details[0]}", products[0]
    for _try in range(TRIES):
        first, second = dice.sample(texts.MANNERS, 2)
        title = f"{dice.choice(acts)} {dice.choice(details)}, {first}, {second}".format(**values)
        product = f"{dice.choice(products)}, {dice.choice(texts.KEPT)}"
        text = Text.of(title, product)
        if not any(_is_like(text, other) for other in _said[acts]):
            break
    _said[acts].append(text)
    return title, product


def section(key, dice):
    """Return a text section: one thought on its subject, and two of how one goes about it."""
    thoughts = [line.strip("- ") for line in texts.TEXTS[key].replace(";", "\n").splitlines()]
    first, second = dice.sample(texts.MANNERS, 2)
    thought = dice.choice(thoughts).strip().rstrip(".")
    return f"{thought[:1].upper()}{thought[1:]}. {first.capitalize()}; {second}."


def _is_like(text, other):
    shared = sum(text.under(other.shingle_set))
    return share_percent(shared, len(text)) >= ALIKE_PERCENT
