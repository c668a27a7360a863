"""Refusals of the action programs, with a text for the person."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.refusal import Refused


class InvalidTransition(Refused):
    """The paper is not in a state from which this act leads on; somebody may have been faster."""


class NotReady(Refused):
    """The program, or a report of it, cannot be handed in yet; ``blocks`` lists what must be mended first."""

    def __init__(self, message, blocks=()):
        super().__init__(message)
        self.blocks = list(blocks)


class AlreadyDecided(Refused):
    """Somebody else decided this step meanwhile; the text names who and when."""


class NotYours(Refused):
    """The rules of separation: nobody decides on their own paper."""


class ReasonMissing(Refused):
    """A return, a closing or a correction without its reason."""


OWN_LINE = _("Nobody changes their own line of a roster. Ask a colleague of the office, or the office above.")


class RosterRefused(Refused):
    """An act on a campaign or its roster that would leave it untrue."""


class OpinionOnly(Refused):
    """A direct supervisor gives an opinion; sending back is for the body that decides."""


class WrongDecisionDate(Refused):
    """A recorded decision dated after today, or before the program was submitted."""


class NoLongerWritable(Refused):
    """Something was typed into a program, or a commitment, that cannot be written in any more."""


class TooMany(Refused):
    """A program that would hold more commitments than anybody can carry out, or a reviewer decide on."""


class Superseded(Refused):
    """An answer to a result after which the writer has sent a newer one."""


class AlreadyAnswered(Refused):
    """Somebody has answered the result since this window showed it; ``answer`` is what they said."""

    def __init__(self, answer):
        super().__init__(answer.who_answered)
        self.answer = answer


class AlreadySent(Refused):
    """A report was sent after the one that this window had seen: by a second click, or from another window."""

    def __init__(self, report):
        moment = timezone.localtime(report.sent_at).strftime("%H:%M %d/%m/%Y")
        super().__init__(
            _("The report was sent at %(time)s. What you change from now on goes with the next one.") % {"time": moment}
        )


class OverQuota(Refused):
    """A file for which a person's share of the disk has no room left."""


class AlreadyThere(Refused):
    """The same evidence twice on one entry."""


class UnfitReference(Refused):
    """What was cited as evidence is neither the symbol of a document nor a web link."""


class NotRemovable(Refused):
    """Evidence that was sent with its entry: it stays."""
