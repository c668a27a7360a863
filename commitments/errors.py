"""Refusals of the action programs, with a text for the person."""

from portal.lib.refusal import Refused


class InvalidTransition(Refused):
    """The paper is not in a state from which this act leads on; somebody may have been faster."""


class NotReady(Refused):
    """The program cannot be submitted yet; ``blocks`` lists what must be mended first."""

    def __init__(self, message, blocks=()):
        super().__init__(message)
        self.blocks = list(blocks)


class AlreadyDecided(Refused):
    """Somebody else decided this step meanwhile; the text names who and when."""


class NotYours(Refused):
    """The rules of separation: nobody decides on their own paper."""


class ReasonMissing(Refused):
    """A return, a closing or a correction without its reason."""


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
