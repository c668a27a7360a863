"""One line of the progress page."""

from dataclasses import dataclass

from commitments.models import ProgressEntry
from commitments.progress.standing import standing_of


@dataclass
class Row:
    """One commitment on the page. ``entry`` is what it shows: being written, else sent last, else not begun."""

    number: int
    commitment: object
    entry: ProgressEntry
    url: str
    is_updated: bool

    @property
    def standing(self):
        return standing_of(self.commitment, self.entry)

    @property
    def asked(self):
        """Return the entry that an officer doubts or asks about while nothing newer is written, or None."""
        last = self.commitment.latest
        return last if last and last.waits_for_writer else None

    @property
    def is_open_question(self):
        return self.asked is not None and self.entry.is_sent
