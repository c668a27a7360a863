"""How the page of a session shows its table: light lines page by page, a row that is open, what counts around them."""

from functools import cached_property

from django.db.models import Exists, OuterRef, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import session_policies as policies
from evaluations.assessing.scoring import Score
from evaluations.models import Dossier, SelfAssessment
from evaluations.models.officers import leaders_of
from evaluations.sessions import earlier
from evaluations.sessions.findings import merged, of_session
from evaluations.sessions.findings import warnings_of as warnings_of_quota
from evaluations.sessions.lines import Lines
from evaluations.sessions.marks import initials, marks_of
from evaluations.sessions.quota_here import QuotaHere
from evaluations.sessions.shown import ShownLine, ShownRow
from evaluations.sessions.table import SessionTable, proposed_elsewhere

BAR_LINES = 3
LINES_OF_A_PAGE = 20  # each is some 1.5 kilobytes, and one of them may be open


class SessionPage:
    """A session as ``viewer`` looks at it. ``asked`` is a query: ``row`` opens a row, ``page`` turns to a page.

    ``is_part``: of the lines only the one asked for is shown. ``typed`` is a refused ``RowForm`` whose row shows what
    was typed, ``stale`` the refusal where somebody was faster.
    """

    def __init__(self, session, viewer, asked=None, *, lines=None, typed=None, stale=None, is_part=False):
        self.session, self.viewer, self.asked = session, viewer, asked or {}
        self.lines = lines or Lines(session)
        self.typed, self.stale, self.is_part = typed, stale, is_part
        self.evaluation, self.rules = session.evaluation, session.evaluation.scheme.rules
        self.levels, self.marks = self.rules.levels, marks_of(self.rules)

    @cached_property
    def url(self):
        return self.session.get_absolute_url()

    @cached_property
    def columns(self):
        """Return initials and official label of each level, for the heads of the columns of votes."""
        return [{"initials": initials(level.short), "label": level.label} for level in self.levels]

    # ── which lines, and which row is open ──

    @cached_property
    def ordered(self):
        """Return the lines as the table shows them: groups of similar posts in the order in which the first comes."""
        first = {}
        for line in self.lines.rated:
            first.setdefault(line.peer_group, len(first))
        return sorted(self.lines.rated, key=lambda line: first[line.peer_group])

    @cached_property
    def open_line(self):
        """Return the line whose row is asked for, or None."""
        asked = self.asked.get("row") or self.asked.get("line")
        return next((line for line in self.ordered if line.key == asked), None)

    @cached_property
    def number(self):
        """Return which page is shown, from 1 on: that of the open row, else the one asked for."""
        if self.open_line is not None:
            return self.ordered.index(self.open_line) // LINES_OF_A_PAGE + 1
        asked = str(self.asked.get("page", ""))
        return min(max(1, int(asked)), self.count) if asked.isdecimal() and len(asked) < 6 else 1

    @property
    def count(self):
        return max(1, -(-len(self.ordered) // LINES_OF_A_PAGE))

    @cached_property
    def shown_lines(self):
        if self.is_part and self.open_line is not None:
            return [self.open_line]
        return self.ordered[(self.number - 1) * LINES_OF_A_PAGE : self.number * LINES_OF_A_PAGE]

    @property
    def shown_groups(self):
        """Return (name, lines) of each group of similar posts on this page; the open row is a ``ShownRow``."""
        groups = {}
        for line in self.shown_lines:
            is_open = line is self.open_line
            groups.setdefault(line.peer_group, []).append(self.shown_row(line) if is_open else self.shown(line))
        return list(groups.items())

    @property
    def is_last_page(self):
        return self.number == self.count

    @property
    def turns(self):
        """Return the addresses of the pages before and after, "" where there is none, and what this one shows."""
        first = (self.number - 1) * LINES_OF_A_PAGE + 1
        last = first + len(self.shown_lines) - 1
        return {
            "previous_url": f"{self.url}?page={self.number - 1}" if self.number > 1 else "",
            "next_url": "" if self.is_last_page else f"{self.url}?page={self.number + 1}",
            "summary": _("%(first)s–%(last)s of %(all)s") % {"first": first, "last": last, "all": len(self.ordered)}
            if self.count > 1
            else "",
        }

    def shown(self, line):
        return ShownLine(line, self)

    def shown_row(self, line):
        """Return the ``ShownRow`` of a line, weighed now."""
        return ShownRow(self._weighed([line])[0], self, typed=self.typed)

    def shown_saved(self, row):
        """Return the ``ShownRow`` of a row that was just saved."""
        return ShownRow(row, self)

    @property
    def shown_rows(self):
        """Return the ``ShownRow`` of every line of this page."""
        return [ShownRow(row, self) for row in self._weighed(self.shown_lines)]

    def _weighed(self, lines):
        return SessionTable(self.session, lines=self.lines, only=lines).rows

    def beside(self, line, step):
        """Return the line that comes before (-1) or after (1) another, or None."""
        place = self.ordered.index(line) + step
        return self.ordered[place] if 0 <= place < len(self.ordered) else None

    def is_on_page(self, line):
        return self.ordered.index(line) // LINES_OF_A_PAGE + 1 == self.number

    # ── what lines show beyond what is recorded ──

    @cached_property
    def papers(self):
        """Return the papers handed in by dossier: those of this page, and of those who stand at the top here.

        ``is_readable`` tells whether the viewer may open it: all of them, for who leads the meeting
        (``SelfAssessment.objects.visible_to`` says the same of a place that proposes, at the price of a slow query).
        """
        dossiers = {line.dossier_pk for line in [*self.shown_lines, *self.at_top]}
        readable = Exists(SelfAssessment.objects.visible_to(self.viewer).filter(pk=OuterRef("pk")))
        found = SelfAssessment.objects.filter(dossier__in=dossiers, status__in=SelfAssessment.HANDED_IN)
        found = found.annotate(is_readable=Value(True) if self.is_led else readable).select_related("dossier")
        return {paper.dossier_id: paper for paper in found}

    def sums(self, line):
        """Return the own points (A, B) of a line, unrounded; two None while there are no whole ones."""
        paper = self.papers.get(line.dossier_pk)
        if paper is None or not self.rules.has_frame(paper.dossier.frame):
            return None, None
        frame = self.rules.frame(paper.dossier.frame, of_quarter=self.evaluation.is_of_quarter)
        return Score(self.rules, frame, paper.points).sums

    @cached_property
    def elsewhere(self):
        return proposed_elsewhere(self.session, self.shown_lines)

    @cached_property
    def own_dossiers(self):
        """Return the keys of the dossiers on this page that are the viewer's own."""
        own = {line.dossier_pk for line in self.shown_lines if line.person_id == self.viewer.pk}
        others = [line.dossier_pk for line in self.shown_lines if not line.person_id]
        return own | set(Dossier.objects.of(self.viewer).filter(pk__in=others).values_list("pk", flat=True))

    @cached_property
    def other_officers(self):
        """Return who records what is the viewer's own: neither they nor who would act in their name alone."""
        return leaders_of(self.session.body, self.session.collective, without=[self.viewer])

    @cached_property
    def is_led(self):
        return self.session.is_led_by(self.viewer)

    # ── above the table ──

    @cached_property
    def may_keep(self):
        return policies.can_keep(self.viewer, self.session)

    @cached_property
    def may_reopen(self):
        return policies.can_reopen(self.viewer, self.session)

    @property
    def lead(self):
        """Return the line under the title: how many, and when who met."""
        rated = sum(line.is_first for line in self.lines.rated)
        parts = [
            _("%(all)s in it, %(rated)s rated.") % {"all": rated + len(self.lines.not_rated), "rated": rated},
            *_met(self.session),
        ]
        return " ".join(parts)

    @property
    def steps(self):
        """Return the way of the session: papers, opinions, ballots, levels, minutes."""
        rows = self.lines.rated
        handed_in = sum(line.is_handed_in for line in rows if line.is_first)
        rated = sum(line.is_first for line in rows)
        counted = sum(bool(line.proposal.counted) for line in rows)
        levels = sum(bool(line.proposal.level) for line in rows)
        ballots = _("Secret ballot") if self.session.is_secret else _("Open vote")
        of = "{}/{}".format
        stages = [
            (_("Self-assessments"), _("%(count)s handed in") % {"count": of(handed_in, rated)}, handed_in == rated),
            (_("Opinions"), _("the head first"), self.session.held_on is not None),
            (ballots, _("%(count)s counted") % {"count": of(counted, len(rows))}, counted == len(rows)),
            (_("Levels proposed"), _("%(count)s recorded") % {"count": of(levels, len(rows))}, not self.blocks),
            (_("Minutes"), _("to the body that decides"), not self.session.is_open),
        ]
        return _with_states(stages)

    @property
    def is_quota_later(self):
        """Tell whether the page comes without the quota: beside an open row it is asked for once the page is there."""
        return self.open_line is not None and not self.is_part

    @cached_property
    def quota(self):
        return QuotaHere(self)

    @property
    def at_top(self):
        """Return the lines whose proposed level is the capped one."""
        quota = self.rules.quota
        return [line for line in self.lines.rated if quota and line.proposal.level == quota.level]

    # ── below the table ──

    @cached_property
    def blocks(self):
        """Return what stands in the way of closing, as far as it is recorded; the closing weighs all of it anew."""
        blocks = of_session(self.session) + [block for line in self.lines.rated for block in line.blocks]
        return merged(self.session, blocks)

    @property
    def warnings(self):
        groups = [] if self.is_quota_later else self.quota.groups
        return [
            *warnings_of_quota([shown.group for shown in groups]),
            *earlier.warnings_of(self.session, self.lines.rated),
        ]

    @property
    def waiting(self):
        """Return the lines for which a closed session has to be opened again."""
        return [line for line in self.lines.rated if line.is_waiting] if not self.session.is_open else []

    @property
    def bar(self):
        """Return what blocks and what only warns, the first few of each, and the title that counts them."""
        blocks = self.blocks
        lines = blocks if len(blocks) <= BAR_LINES + 1 else blocks[:BAR_LINES]
        shown = [{"text": block.text, "url": self._from_here(block.url)} for block in lines]
        if len(lines) < len(blocks):
            rest = _("and %(count)s more") % {"count": len(blocks) - len(lines)}
            url = reverse("evaluations:close_session", args=[self.session.pk])
            shown.append({"text": rest, "url": url, "is_rest": True})
        return {"blocks": shown, "warns": self.warnings, "title": self._title}

    def _from_here(self, url):
        """Return the address of a row as seen from wherever the page is shown."""
        return f"{self.url}{url}" if url.startswith("?") else url

    @property
    def _title(self):
        count = len(self.blocks)
        if not count:
            open_lines = [line for line in self.lines.rated if not line.is_settled]
            return _("Ready: %(count)s levels proposed") % {"count": len(open_lines)}
        text = ngettext(
            "Cannot be closed yet: %(count)s thing to mend", "Cannot be closed yet: %(count)s things to mend", count
        )
        return text % {"count": count}


def _met(session):
    """Return when who met, in a sentence, once the day is written down."""
    if not session.held_on:
        return []
    when = f"{session.held_at:%H:%M} " if session.held_at else ""
    met = _("Met %(when)s%(day)s") % {"when": when, "day": date_format(session.held_on, "SHORT_DATE_FORMAT")}
    if session.chair:
        met += _(", chaired by %(chair)s") % {"chair": session.chair}
    if session.secretary:
        met += _(", minutes by %(secretary)s") % {"secretary": session.secretary}
    return [f"{met}."]


def _with_states(stages):
    """Return steps with their states: done ones, the first that is not, and what comes."""
    steps, is_reached = [], False
    for name, when, is_done in stages:
        state = "next" if is_reached else "done" if is_done else "now"
        is_reached = is_reached or not is_done
        steps.append({"name": name, "when": when, "state": state})
    return steps
