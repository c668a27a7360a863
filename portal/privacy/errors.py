"""Refusals about requests, with a text for the person."""

from portal.lib.refusal import Refused


class NotYours(Refused):
    """An answer to one's own request."""


class AlreadyClosed(Refused):
    """A request that somebody has answered for good meanwhile."""


class AlreadyAsked(Refused):
    """A second request of the same kind while the first waits."""


class ReasonMissing(Refused):
    """A request or an answer without words, or a promise without a day."""


class ChangedMeanwhile(Refused):
    """An incident that a colleague has changed since the page was opened."""
