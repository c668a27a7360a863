"""What is wrong with a scheme, or with points given under one: where, and why."""

from dataclasses import dataclass

from portal.lib.refusal import Refused


@dataclass(frozen=True)
class Fault:
    """One thing to mend: ``place`` in the document ("frames[2].criteria[0].maximum"; "" for the whole), and why."""

    place: str
    reason: str

    def __str__(self):
        return f"{self.place}: {self.reason}" if self.place else self.reason


class SchemeFault(Refused):
    """A scheme that cannot be used. ``faults`` are all that was found; ``place`` and ``reason`` are of the first."""

    def __init__(self, faults):
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @property
    def place(self):
        return self.faults[0].place

    @property
    def reason(self):
        return self.faults[0].reason


class PointsFault(Refused):
    """Points that the scheme does not allow; ``code`` names the item, "" where it is the whole."""

    def __init__(self, reason, code=""):
        self.code = code
        super().__init__(reason)
