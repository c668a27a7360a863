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
