"""What the page says before a session is closed: how many of which level, what needs a second look, what hinders."""

from dataclasses import dataclass
from functools import cached_property

from evaluations.sessions import earlier
from evaluations.sessions.closing import state_of
from evaluations.sessions.findings import merged, of_minutes
from evaluations.sessions.findings import warnings_of as warnings_of_quota
from evaluations.sessions.marks import marks_of
from evaluations.sessions.page import SessionPage
from evaluations.sessions.table import SessionTable

LISTED = 50


@dataclass(frozen=True)
class Notable:
    """A level that rests on a reason: of whom, what it is, what was suggested ("" for nothing), for which reason."""

    name: str
    level: str
    suggested: str
    most_voted: str
    reason: str


class Summary:
    """All of a session weighed now, as closing weighs it. ``viewer`` looks at it."""

    def __init__(self, session, viewer):
        self.session = session
        self.table = SessionTable(session)
        self.page = SessionPage(session, viewer, lines=self.table.lines)
        self.shorts = {level.code: level.short for level in self.table.levels}

    @property
    def counts(self):
        """Return (mark, how many) of each level that goes on, best first."""
        marks = marks_of(self.table.rules)
        levels = [row.proposal.level for row in self.table.open_rows]
        return [(mark, levels.count(code)) for code, mark in marks.items() if code in levels]

    @property
    def count(self):
        return len(self.table.open_rows)

    @cached_property
    def notable(self):
        """Return the first of those whose level is another one than suggested, or than most voted for."""
        return [self._notable(row) for row in self._told[:LISTED]]

    @property
    def others(self):
        return max(0, len(self._told) - LISTED)

    @property
    def paperless(self):
        return [(row.name, row.proposal.paperless_reason) for row in self.table.open_rows if row.is_without_paper][
            :LISTED
        ]

    @property
    def out_of_order(self):
        """Return who was recorded before somebody earlier, without a reason of their own."""
        return [
            row.name for row in self.table.open_rows if row.is_out_of_order and not row.proposal.order_reason.strip()
        ]

    @cached_property
    def blocks(self):
        """Return what has to be mended first; the reason for the order is asked on this very page."""
        found = merged(self.session, self.table.blocks)
        return [block for block in found if block.field != "order_reason"]

    @property
    def warnings(self):
        return [
            *warnings_of_quota([shown.group for shown in self.page.quota.groups]),
            *earlier.warnings_of(self.session, self.table.lines.rated),
            *of_minutes(self.session),
        ]

    @property
    def state(self):
        return state_of(self.table.lines.rated)

    @cached_property
    def _told(self):
        return [row for row in self.table.open_rows if row.differs or row.is_against_votes]

    def _notable(self, row):
        votes = row.proposal.counted.votes if row.is_against_votes else {}
        most = max(votes, key=votes.get, default="")
        return Notable(
            row.name,
            self.shorts.get(row.proposal.level, ""),
            self.shorts.get(row.suggested, ""),
            self.shorts.get(most, ""),
            row.proposal.reason,
        )
