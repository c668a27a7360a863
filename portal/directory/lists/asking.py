"""What a member list leaves open, and what somebody has answered: the same person? And since when in that cell?"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

SAME, OTHER = "same", "other"
OLD_CARD, NEW_CARD = 8, 12  # digits: cards were issued anew from August 2025 (domain reference, 5.4 [C])


@dataclass(frozen=True)
class Answer:
    """What was said of one row: ``who`` is ``SAME``, ``OTHER`` or empty, ``moved_on`` the first day in the new cell."""

    who: str = ""
    moved_on: datetime.date | None = None


@dataclass(frozen=True)
class Answers:
    """What was said of rows by their number, and of all others at once.

    ``moved_on`` is the day of every transfer without one of its own. ``renewed`` says that whoever has nothing new but
    a card of twelve digits in place of one of eight is the same person.
    """

    rows: Mapping[int, Answer] = field(default_factory=dict)
    moved_on: datetime.date | None = None
    renewed: bool = False

    def of(self, number, *, is_renewal):
        """Return the ``Answer`` that counts for a row."""
        said = self.rows.get(number, Answer())
        return Answer(said.who or (SAME if is_renewal and self.renewed else ""), said.moved_on or self.moved_on)


@dataclass(frozen=True)
class Question:
    """What is open about a row of the list. ``who`` and ``day`` are sentences, empty where nothing is asked.

    ``may_be_other`` is False where the row can only be left out: a card number has one owner. ``is_renewal`` tells the
    new card of twelve digits.
    """

    row: int
    name: str
    place: str
    who: str = ""
    day: str = ""
    may_be_other: bool = True
    is_renewal: bool = False

    def text(self):
        """Return both sentences, for the sheet of rows to correct."""
        return " ".join(filter(None, [self.who, self.day]))


def is_renewal(old, new):
    """Tell whether a card number became one of twelve digits."""
    return bool(old and new) and (len(old), len(new)) == (OLD_CARD, NEW_CARD)


def why_who(person, how, row, *, is_kept):
    """Return the sentence that asks whether ``person``, who was found by ``how``, is whom the row names.

    Whose card it is, is told to the office that keeps that person (``is_kept``) only.
    """
    card = person.card_no or _("none")
    if how == "card" and not is_kept:
        return _("In the portal this card number belongs to a comrade of another office. Is it the same person?")
    if how == "card":
        return _("In the portal this card number belongs to %(name)s. Is it the same person?") % {
            "name": person.full_name
        }
    if how == "elsewhere":
        return _("Name and birth date are those of a comrade of %(cell)s, card number %(card)s. The same person?") % {
            "cell": person.cell.full_label if person.cell else _("no cell"),
            "card": card,
        }
    if how == "nearly":
        words = {"known": person.born_text or _("not known"), "listed": row.born_text or _("not known"), "card": card}
        return (
            _(
                "This cell has a comrade of that name, born %(known)s (in the list: %(listed)s), card number %(card)s. "
                "The same person?"
            )
            % words
        )
    return _("In the portal this person has the card number %(old)s, in the list %(new)s. The same person?") % {
        "old": card,
        "new": row.card_no,
    }


def why_day(held, cell):
    """Return the sentence that asks since when somebody belongs to another cell."""
    return _("From %(old)s to %(new)s: since which day?") % {"old": held.cell.full_label, "new": cell.full_label}
