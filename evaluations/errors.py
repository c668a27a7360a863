"""Refusals of the evaluations, with a text for the person."""

from portal.lib.refusal import Refused


class InvalidTransition(Refused):
    """The paper or the rating is not in a state from which this act leads on; somebody may have been faster."""


class SchemeLocked(Refused):
    """A scheme in force, or used, never changes: a new version is made instead."""


class OpeningRefused(Refused):
    """An evaluation that cannot be opened, or a roster act that would leave it untrue."""


class NotYours(Refused):
    """The rules of separation: nobody proposes, appraises, decides or answers on their own rating."""


class ReasonMissing(Refused):
    """An act that needs a reason in words, without it."""


class UnknownLevel(Refused):
    """A level that the scheme of the evaluation does not have."""


class NotRated(Refused):
    """A dossier that is not rated in its evaluation."""


class Held(Refused):
    """A decision on a rating that is held until something is verified."""


class RequestOpen(Refused):
    """A request for correction waits for its answer: nothing is locked, nor asked a second time, before that."""


class TooLateToAsk(Refused):
    """A request for correction after the last day to ask for one."""


class WrongDecisionDate(Refused):
    """A decision dated after today, or before what it decides on was appraised or decided."""


class NotOneDecision(Refused):
    """Ratings that one decision cannot hold: of several deciding bodies or tracks, or none at all."""


class OverQuota(Refused):
    """A decision above the quota without a written reason; ``lines`` say it group by group."""

    def __init__(self, message, lines=()):
        super().__init__(message)
        self.lines = list(lines)


class RulingRefused(Refused):
    """A ruling on the quota that merges nothing, names a percent above the exceptional one, or a day to come."""


class PaperRefused(Refused):
    """A paper of a dossier that cannot be added, or taken away."""


class NotDecided(Refused):
    """A paper that is made of a decision, before there is one."""


class Stale(Refused):
    """Somebody else saved this meanwhile; what was typed is not lost."""


class NotReady(Refused):
    """A session that cannot be closed yet; ``blocks`` are the things to mend."""

    def __init__(self, text, blocks):
        super().__init__(text)
        self.blocks = blocks


class CaseRefused(Refused):
    """A disciplinary decision or a case that cannot be: of another kind of subject, dated ahead, recorded already."""
