"""Names of people as lists write them: in capitals or small letters, without marks. Which of it is another name?"""

import re

from portal.lib.vietnamese import clean, fold, same_word_form

_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def is_unproper(name: str) -> bool:
    """Tell whether a name is written in capitals or in small letters alone."""
    return (name.isupper() or name.islower()) and name != proper(name)


def proper(name: str) -> str:
    """Return a name with a capital at the beginning of each word, also after an apostrophe: "H'Hen Niê"."""
    return _LETTERS.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), clean(name))


def name_to_keep(known: str, listed: str) -> str:
    """Return how somebody ``known`` to the portal is written after a list calls them ``listed``.

    Capitals, the place of a tone and marks left out make no other name; but what the portal has in capitals or small
    letters alone is mended by a list that writes it properly.
    """
    if known == listed or fold(known) != fold(listed):
        return listed
    if _spelt(known) == _spelt(listed):
        return listed if is_unproper(known) and not is_unproper(listed) else known
    return listed if _NOT_ASCII.search(listed) else known


def _spelt(name):
    return same_word_form(name).casefold()
