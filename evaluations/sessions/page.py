"""How the page of a session shows its table: the way so far, the quota with its sums, what stands in the way."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import session_policies as policies
from evaluations.quota import groups_of
from evaluations.sessions.findings import warnings_of
from evaluations.sessions.shown import ShownRow, initials, marks_of
from evaluations.sessions.table import SessionTable
from portal.lib.numbers import format_vi

BAR_LINES = 3


class SessionPage(SessionTable):
    """The table as somebody looks at it. ``typed`` is a refused ``RowForm`` whose row shows what was typed."""

    def __init__(self, session, viewer, *, typed=None, typed_row=None, stale=None):
        super().__init__(session, viewer)
        self.typed, self.typed_row, self.stale = typed, typed_row, stale

    # ── the table ──

    @cached_property
    def marks(self):
        return marks_of(self.rules)

    @property
    def shown_groups(self):
        """Return (name, shown rows) of each group of similar posts."""
        return [(name, [self.shown(row) for row in rows]) for name, rows in self.groups]

    def shown(self, row):
        is_typed = self.typed is not None and row is self.typed_row
        return ShownRow(row, self, typed=self.typed if is_typed else None)

    @property
    def columns(self):
        """Return initials and official label of each level, for the heads of the columns of votes."""
        return [{"initials": initials(level.short), "label": level.label} for level in self.levels]

    # ── above the table ──

    @property
    def may_keep(self):
        return self._usual

    @cached_property
    def may_reopen(self):
        return policies.can_reopen(self.viewer, self.session)

    @property
    def is_of_cell(self):
        return self.session.body.is_cell and not self.session.collective_id

    @cached_property
    def people_count(self):
        return len({row.dossier.pk for row in self.rows}) + len(self.not_rated)

    @property
    def lead(self):
        """Return the line under the title: how many, and when who met."""
        rated = len({row.dossier.pk for row in self.rows})
        parts = [_("%(all)s in it, %(rated)s rated.") % {"all": self.people_count, "rated": rated}]
        session = self.session
        if session.held_on:
            day = date_format(session.held_on, "SHORT_DATE_FORMAT")
            when = f"{session.held_at:%H:%M} " if session.held_at else ""
            met = _("Met %(when)s%(day)s") % {"when": when, "day": day}
            if session.chair:
                met += _(", chaired by %(chair)s") % {"chair": session.chair}
            if session.secretary:
                met += _(", minutes by %(secretary)s") % {"secretary": session.secretary}
            parts.append(f"{met}.")
        return " ".join(parts)

    @property
    def steps(self):
        """Return the way of the session: papers, opinions, ballots, levels, minutes."""
        handed_in = sum(row.weighed.is_handed_in for row in self.rows if row.is_first)
        rated = sum(row.is_first for row in self.rows)
        counted = sum(bool(row.proposal.counted) for row in self.rows)
        levels = sum(bool(row.proposal.level) for row in self.rows)
        ballots = _("Secret ballot") if self.session.is_secret else _("Open vote")
        of = "{}/{}".format
        stages = [
            (_("Self-assessments"), _("%(count)s handed in") % {"count": of(handed_in, rated)}, handed_in == rated),
            (_("Opinions"), _("the head first"), self.session.held_on is not None),
            (ballots, _("%(count)s counted") % {"count": of(counted, len(self.rows))}, counted == len(self.rows)),
            (_("Levels proposed"), _("%(count)s recorded") % {"count": of(levels, len(self.rows))}, not self.blocks),
            (_("Minutes"), _("to the body that decides"), not self.session.is_open),
        ]
        return _with_states(stages)

    @property
    def top_label(self):
        quota = self.rules.quota
        return self.rules.level(quota.level).label if quota else ""

    @property
    def quota_source(self):
        quota = self.rules.quota
        return f"{quota.label} ({quota.source})"

    @cached_property
    def quota_groups(self):
        """Return the quota of each group of similar posts that somebody here is in, by deciding body."""
        deciders = {row.dossier.decider_id: row.dossier.decider for row in self.rows}
        here = {(row.track, row.dossier.peer_group) for row in self.rows}
        return [
            QuotaShown(group, self)
            for decider in deciders.values()
            for group in groups_of(self.evaluation, decider)
            if any((group.track, each) in here for each in group.peer_groups) and group.total
        ]

    @property
    def quota_links(self):
        """Return (deciding body, address) of the whole quota, of the bodies for which the viewer may see it."""
        deciders = {row.dossier.decider_id: row.dossier.decider for row in self.rows if row.dossier.decider_id}
        quota_url = reverse("evaluations:quota", args=[self.evaluation.pk])
        return [
            (decider, f"{quota_url}?{urlencode({'decider': decider.code})}")
            for decider in deciders.values()
            if policies.can_see_quota(self.viewer, decider)
        ]

    # ── below the table ──

    @property
    def bar(self):
        """Return what blocks and what only warns, the first few of each, and the title that counts them."""
        blocks = self.blocks
        lines = blocks if len(blocks) <= BAR_LINES + 1 else blocks[:BAR_LINES]
        shown = [{"text": block.text, "url": block.url} for block in lines]
        if len(lines) < len(blocks):
            shown.append({"text": _("and %(count)s more") % {"count": len(blocks) - len(lines)}, "is_rest": True})
        return {
            "blocks": shown,
            "warns": warnings_of([shown.group for shown in self.quota_groups]),
            "title": self._title,
        }

    @property
    def _title(self):
        count = len(self.blocks)
        if not count:
            return _("Ready: %(count)s levels proposed") % {"count": len(self.open_rows)}
        text = ngettext(
            "Cannot be closed yet: %(count)s thing to mend", "Cannot be closed yet: %(count)s things to mend", count
        )
        return text % {"count": count}

    @property
    def officers(self):
        """Return the officers of the body: each records the others, never themselves."""
        return self._officers


class QuotaShown:
    """The quota of one group as the page says it: counts of all, names only of those at this meeting."""

    def __init__(self, group, table):
        self.group, self.quota = group, group.quota
        self._table = table

    @property
    def anchor_class(self):
        return "quota__group--over" if self.quota.is_exceeded and not self.quota.is_small else ""

    @property
    def counts(self):
        """Return "3 Xuất sắc, 5 Tốt": the levels in their order, those without anybody left out."""
        levels = self._table.levels
        return ", ".join(
            f"{self.group.counts[each.code]} {each.short}" for each in levels if self.group.counts.get(each.code)
        )

    @property
    def own_top(self):
        """Return "Nhung (94,25)", …: who of this meeting is proposed at the top, with the points of their paper."""
        rules, group = self._table.rules, self.group
        return [
            f"{row.dossier.subject}{_points(rules, row.weighed.total)}"
            for row in self._table.rows
            if row.track == group.track
            and row.dossier.peer_group in group.peer_groups
            and row.proposal.level == rules.quota.level
        ]

    @property
    def others_top(self):
        """Return how many of other meetings stand at the top: a number, no names."""
        return self.quota.proposed - len(self.own_top)


def _points(rules, total):
    return "" if total is None else f" ({format_vi(rules.stored(total), 2)})"


def _with_states(stages):
    """Return steps with their states: done ones, the first that is not, and what comes."""
    steps, is_reached = [], False
    for name, when, is_done in stages:
        state = "next" if is_reached else "done" if is_done else "now"
        is_reached = is_reached or not is_done
        steps.append({"name": name, "when": when, "state": state})
    return steps
