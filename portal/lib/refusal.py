"""Refusals: what cannot be done now, with a text for the person who asked."""


class Refused(Exception):
    """An act that the rules refuse; ``str(refusal)`` says what is wrong and how to mend it."""
