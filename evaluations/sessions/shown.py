"""One row of a session as its page shows it: words, marks and what stands in its fields, as saved or as typed."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib.numbers import for_input, format_vi

REASONS = {
    "reason": gettext_lazy("Why another level than suggested"),
    "order_reason": gettext_lazy("Why before others who come earlier"),
    "paperless_reason": gettext_lazy("Why without a self-assessment"),
}


@dataclass(frozen=True)
class Mark:
    """A level in short words: ``filled`` of four bars are on."""

    label: str
    filled: int
    is_lowest: bool


def marks_of(rules):
    """Return ``{code: Mark}`` of the levels of a scheme."""
    count = len(rules.levels)
    return {
        level.code: Mark(level.short, max(1, 4 - position) if count > 1 else 1, level == rules.lowest)
        for position, level in enumerate(rules.levels)
    }


class ShownRow:
    """A ``table.Row`` with what its page needs. ``typed`` is the refused form whose texts come back."""

    def __init__(self, row, page, *, typed=None):
        self.row, self.page, self.typed = row, page, typed
        self.anchor, self.proposal, self.dossier = row.anchor, row.proposal, row.dossier

    # ── what is weighed ──

    @property
    def total(self):
        return self._points(self.row.weighed.total)

    @property
    def sums(self):
        weighed = self.row.weighed
        return f"{self._points(weighed.a)} + {self._points(weighed.b)}" if weighed.total is not None else ""

    @property
    def own_level(self):
        return self.page.marks.get(self.row.weighed.own_level(self.row.track))

    @property
    def suggested(self):
        return self.page.marks.get(self.row.suggested)

    @property
    def elsewhere(self):
        """Return what other places proposed: (place, mark); nothing of it on one's own row before it is published."""
        is_kept_back = not self.row.rating.is_published
        if not self.row.elsewhere or (is_kept_back and self.dossier.belongs_to(self.page.viewer)):
            return []
        return [(place, self.page.marks.get(code)) for place, code in self.row.elsewhere]

    @property
    def why(self):
        """Return why this level is suggested, or none is, in a line."""
        suggestion = self.row.suggestion
        if suggestion is None:
            return _("The scheme has no frame for this dossier.")
        if suggestion.level is None or suggestion.forced or not suggestion.reasons:
            return suggestion.why
        of_level = [reason for reason in suggestion.reasons if reason.level == suggestion.level]
        return _("%(held)s of %(count)s conditions hold") % {
            "held": sum(reason.held is True for reason in of_level),
            "count": len(of_level),
        }

    @property
    def failed(self):
        """Return the conditions that failed, with their numbers: "Vượt mức: 1/5 = 20,0%, cần từ 30% trở lên"."""
        failed = self.row.suggestion.failed if self.row.suggestion else []
        return [f"{reason.condition.label}: {reason.shown}, cần {reason.needed}" for reason in failed]

    @property
    def tasks(self):
        """Return the figures behind the conditions in a line; "" where nothing was counted."""
        values = self.row.weighed.figures.values
        if not values["tasks_total"]:
            return ""
        return _("%(done)s of %(total)s tasks done, %(timely)s on time, %(beyond)s beyond") % {
            "done": values["tasks_done"],
            "total": values["tasks_total"],
            "timely": values["tasks_on_time"],
            "beyond": values["tasks_exceeded"],
        }

    # ── what is recorded ──

    @property
    def is_writable(self):
        return bool(self.row.verdict) and not self.row.is_settled

    @property
    def is_own(self):
        """Tell whether the row is the viewer's own: then another officer records it."""
        return self.dossier.person_id == self.page.viewer.pk

    @cached_property
    def votes(self):
        """Return the counts of the levels: code, short and official label, number as typed, whether it is the most."""
        counted = self.proposal.counted.votes if self.proposal.counted else {}
        most = max(counted.values(), default=0)
        return [
            {
                "code": level.code,
                "initials": initials(level.short),
                "label": level.label,
                "value": self._typed(f"votes-{level.code}", counted.get(level.code)),
                "is_top": bool(most) and counted.get(level.code) == most,
            }
            for level in self.page.levels
        ]

    @property
    def ballots(self):
        """Return issued, valid, invalid: as counted, else as many as were present."""
        ballot, present = self.proposal.counted, self.page.session.present
        named = {"issued": _("Issued"), "valid": _("Valid"), "invalid": _("Invalid")}
        usual = {"issued": present, "valid": present, "invalid": 0 if present is not None else None}
        return [
            {"name": name, "label": label, "value": self._typed(name, getattr(ballot, name) if ballot else usual[name])}
            for name, label in named.items()
        ]

    @property
    def options(self):
        chosen = self._typed("level", self.proposal.level)
        return [(level.code, level.short, level.code == chosen) for level in self.page.levels]

    @property
    def level(self):
        return self.page.marks.get(self.proposal.level)

    @property
    def points(self):
        return [
            {"name": name, "label": label, "value": self._typed(name, _number(getattr(self.proposal, name)))}
            for name, label in (("points_a", _("Points A")), ("points_b", _("Points B")))
        ]

    @property
    def remark(self):
        return self._typed("remark", self.row.placement.remark)

    @property
    def reasons(self):
        """Return the reasons that the row asks for: name, label, text, what is missing."""
        notes = {block.field: block.note for block in self.row.blocks}
        return [
            {
                "name": name,
                "label": REASONS[name] if name != "reason" or self.row.suggested else _("Why this level"),
                "value": self._typed(name, getattr(self.proposal, name)),
                "note": notes.get(name, ""),
            }
            for name in self.row.reasons_asked
        ]

    @property
    def notes(self):
        """Return what is to be said below the row: of its ballots, of those who come earlier."""
        return [block.note for block in self.row.blocks if block.note and block.field == "votes"]

    @property
    def earlier(self):
        """Return the names of a few who come earlier and have no level yet; "" where there are none."""
        names = list(dict.fromkeys(str(other.dossier.subject) for other in self.row.passed_over))
        shown = ", ".join(names[:2])
        return f"{shown}…" if len(names) > 2 else shown

    @property
    def errors(self):
        return [error for errors in self.typed.errors.values() for error in errors] if self.typed else []

    @property
    def stale(self):
        """Return what somebody else saved meanwhile, in a line; "" where nobody did."""
        if self.page.stale is None or self.typed is None:
            return ""
        counted = self.proposal.counted
        votes = [f"{vote['initials']} {counted.votes.get(vote['code'], 0)}" for vote in self.votes] if counted else []
        parts = [self.level.label if self.level else _("no level"), " · ".join(votes), self.proposal.reason]
        return "; ".join(part for part in parts if part)

    def _typed(self, name, saved):
        if self.typed is not None and name in self.typed.data:
            return self.typed.data[name]
        return "" if saved is None else saved

    def _points(self, points):
        return "" if points is None else format_vi(self.page.rules.stored(points), 2)


def initials(short):
    """Return the initials of a level for the head of a narrow column: "XS" for "Xuất sắc"."""
    return "".join(word[0] for word in short.split()).upper()


def _number(value):
    return None if value is None else for_input(value)
