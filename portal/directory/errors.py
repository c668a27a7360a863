"""Refusals of the directory, with a text for the person."""

from portal.lib.refusal import Refused


class NotPossible(Refused):
    """An act on the tree or on a membership that would leave it untrue."""
