"""One line of a session as its page shows it, and the row that is open: words, marks, what stands in its fields."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations import session_policies as policies
from evaluations.models import Rating
from evaluations.models.officers import recorders_of
from evaluations.sessions.marks import initials
from portal.lib.numbers import for_input, format_vi

REASONS = {
    "reason": gettext_lazy("Why another level than suggested"),
    "order_reason": gettext_lazy("Why before others who come earlier"),
    "paperless_reason": gettext_lazy("Why without a self-assessment"),
}


class ShownLine:
    """A ``lines.Line`` as ``page`` (``SessionPage``) shows it: what is recorded, nothing to type.

    Made anew for each answer: what the template asks more than once is worked out once.
    """

    is_open = False

    def __init__(self, line, page):
        self.line, self.page = line, page
        self.anchor, self.key, self.name, self.proposal = line.anchor, line.key, line.name, line.proposal

    # ── whose it is ──

    @cached_property
    def track_label(self):
        """Return the track in words where it is not the usual one."""
        return Rating.Track(self.line.track).label if self.line.track == Rating.Track.CADRE else ""

    @cached_property
    def is_own(self):
        """Tell whether it is the viewer's own: then another officer records it."""
        return self.line.dossier_pk in self.page.own_dossiers

    @cached_property
    def is_kept_back(self):
        """Tell whether what the meeting wrote is kept from the viewer: their own, unless they lead the meeting."""
        return self.is_own and not self.line.is_published and not self.page.is_led

    @cached_property
    def paper_url(self):
        """Return where the self-assessment is read; "" where there is none, or it is not for the viewer."""
        paper = self.page.papers.get(self.line.dossier_pk)
        return paper.get_absolute_url() if paper and paper.is_readable else ""

    # ── what is weighed ──

    @cached_property
    def _sums(self):
        return self.page.sums(self.line)

    @cached_property
    def total(self):
        a, b = self._sums
        return "" if a is None else self._points(a + b)

    @property
    def sums(self):
        a, b = self._sums
        return "" if a is None else f"{self._points(a)} + {self._points(b)}"

    @cached_property
    def own_level(self):
        paper = self.page.papers.get(self.line.dossier_pk)
        return self.page.marks.get(paper.own_levels.get(self.line.track, "")) if paper else None

    @cached_property
    def elsewhere(self):
        """Return what other places proposed: (place, mark); nothing of it on one's own row before it is published."""
        if self.is_own and not self.line.is_published:
            return []
        found = self.page.elsewhere.get((self.line.dossier_pk, self.line.track), [])
        return [(place, self.page.marks.get(code)) for place, code in found]

    @cached_property
    def suggested(self):
        """Return what was suggested at the last saving."""
        return None if self.is_kept_back else self.page.marks.get(self.proposal.suggested)

    # ── what is recorded ──

    @cached_property
    def level(self):
        return None if self.is_kept_back else self.page.marks.get(self.proposal.level)

    @cached_property
    def counted(self):
        return None if self.is_kept_back else self.proposal.counted

    @property
    def votes(self):
        """Return the counts of the levels: initials, number, whether it is the most."""
        counted = self.counted.votes if self.counted else {}
        most = max(counted.values(), default=0)
        return [
            {
                "initials": column["initials"],
                "value": counted.get(level.code, ""),
                "is_top": bool(most) and counted.get(level.code) == most,
            }
            for level, column in zip(self.page.levels, self.page.columns, strict=True)
        ]

    @cached_property
    def state(self):
        """Return how far it has gone once this meeting's word has; "" before."""
        return Rating.Stage(self.line.stage).label if self.line.is_settled else ""

    @cached_property
    def mends(self):
        """Return how many things of it stand in the way of closing, beyond a missing level."""
        return sum(block.field != "level" for block in self.line.blocks)

    @cached_property
    def recorders(self):
        """Return who may record it, where the viewer may not because it is their own; "" else."""
        if not self.is_own or self.line.is_settled or not self.page.session.is_open or not self.page.is_led:
            return ""
        return _one_of([str(person) for person in self.page.other_officers])

    @cached_property
    def is_to_record(self):
        return bool(self.page.may_keep) and not self.is_own and not self.line.is_settled

    @property
    def act(self):
        """Return what the link that opens the row is called."""
        if not self.is_to_record:
            return _("Look at it")
        return _("Change") if self.proposal.level else _("Record")

    def _points(self, points):
        return "" if points is None else format_vi(self.page.rules.stored(points), 2)


@dataclass(frozen=True)
class Beside:
    """The row before or after another; ``is_on_page``: it stands in the same table, to be opened in its place."""

    key: str
    anchor: str
    name: str
    is_on_page: bool


class ShownRow(ShownLine):
    """A ``table.Row`` that is open, weighed now, with its fields. ``typed``: the refused form whose texts come back."""

    is_open = True

    def __init__(self, row, page, *, typed=None):
        super().__init__(row.line, page)
        self.row, self.typed, self.proposal = row, typed, row.proposal

    @cached_property
    def is_writable(self):
        may = policies.can_record(self.page.viewer, self.page.session, self.row.dossier)
        return bool(may) and not self.line.is_settled

    @property
    def save_url(self):
        return reverse("evaluations:record_row", args=[self.page.session.pk, self.line.placement_pk, self.line.track])

    @property
    def recorders(self):
        """Return who may record it, where it is an own one: other officers, else the office above."""
        session = self.page.session
        if not self.is_own or self.line.is_settled or not session.is_open:
            return ""
        return _one_of([str(person) for person in recorders_of(session.body, session.collective, self.row.dossier)])

    @cached_property
    def before(self):
        return self._beside(-1)

    @cached_property
    def after(self):
        return self._beside(1)

    def _beside(self, step):
        line = self.page.beside(self.line, step)
        return Beside(line.key, line.anchor, line.name, self.page.is_on_page(line)) if line else None

    # ── what is weighed ──

    @property
    def suggested(self):
        return None if self.is_kept_back else self.page.marks.get(self.row.suggested)

    @property
    def why(self):
        """Return why this level is suggested, or none is, and the figures behind the conditions, in a line."""
        return "; ".join(filter(None, [self._why.rstrip("."), self._tasks]))

    @property
    def _why(self):
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
    def _tasks(self):
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

    @cached_property
    def fields_of_votes(self):
        """Return the fields of the levels: code, initials, official label, number as typed, whether it is the most."""
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
                "label": self._label(name),
                "value": self._typed(name, getattr(self.proposal, name)),
                "note": notes.get(name, ""),
            }
            for name in self.row.reasons_asked
        ]

    @property
    def notes(self):
        """Return what is to be said below the row: of its ballots."""
        return [block.note for block in self.row.blocks if block.note and block.field == "votes"]

    @property
    def earlier(self):
        """Return the names of a few who come earlier and have no level yet; "" where there are none."""
        names = list(dict.fromkeys(other.name for other in self.row.passed_over))
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
        pairs = zip(self.page.levels, self.page.columns, strict=True) if counted else []
        votes = [f"{column['initials']} {counted.votes.get(level.code, 0)}" for level, column in pairs]
        parts = [self.level.label if self.level else _("no level"), " · ".join(votes), self.proposal.reason]
        return "; ".join(part for part in parts if part)

    def _label(self, name):
        if name != "reason":
            return REASONS[name]
        if self.row.is_against_votes:
            return _("Why another level than most voted for")
        return REASONS[name] if self.row.suggested else _("Why this level")

    def _typed(self, name, saved):
        if self.typed is not None and name in self.typed.data:
            return self.typed.data[name]
        return "" if saved is None else saved


def _one_of(names):
    """Return "Hoài", "Hoài hoặc Nhung" or "Hoài, Nhung hoặc Vân": who of them does it does not matter."""
    return _(" or ").join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _number(value):
    return None if value is None else for_input(value)
