"""Refusals about jobs, with a text for the person."""

from portal.lib.refusal import Refused


class InvalidTransition(Refused):
    """The job is not in a state from which this act leads on; it may have ended meanwhile."""


class NoResult(Refused):
    """There is no file to fetch: not yet, not any more, or none was made."""
