"""Which reasons a recorded row asks for: one rule for the light line of the table and for the row that is weighed."""


class Asking:
    """What stands recorded of one dossier in one track, and what it still lacks.

    ``proposal`` is what the meeting wrote (a ``Proposal``, or a ``lines.Written``), ``suggested`` the level that the
    portal suggests as a code ("" where a person has to say), ``is_handed_in`` tells of its own paper, ``present`` how
    many the session counted, ``common_order_reason`` why the session goes out of order as a whole.
    """

    @property
    def differs(self):
        """Tell whether the level is another one than suggested, or nothing is: either needs a reason."""
        return bool(self.proposal.level) and self.proposal.level != self.suggested

    @property
    def is_against_votes(self):
        """Tell whether another level has more votes; a ballot need not be held."""
        level, counted = self.proposal.level, self.proposal.counted
        return bool(level) and counted is not None and counted.outvotes(level)

    @property
    def is_without_paper(self):
        return bool(self.proposal.level) and not self.is_handed_in

    @property
    def is_out_of_order(self):
        return bool(self.proposal.level) and self.proposal.is_out_of_order

    @property
    def reasons_asked(self):
        """Return which reasons the row asks for, in the order of their fields."""
        asked = {
            "reason": self.differs or self.is_against_votes,
            "order_reason": self.is_out_of_order,
            "paperless_reason": self.is_without_paper,
        }
        return [name for name, is_asked in asked.items() if is_asked]

    @property
    def reasons_missing(self):
        """Return which of these nobody gave; a row out of order may rest on the reason of the whole session."""
        return [name for name in self.reasons_asked if not self.given(name)]

    def given(self, name):
        own = getattr(self.proposal, name).strip()
        return own or (self.common_order_reason.strip() if name == "order_reason" else "")
