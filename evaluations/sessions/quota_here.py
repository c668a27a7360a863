"""The live quota as the page of a session shows it: counts of all that one body decides, names of this meeting only."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from evaluations import session_policies as policies
from evaluations.quota import groups_of
from portal.directory.models import PartyOrg
from portal.lib.numbers import format_vi

NAMES = 12


class QuotaHere:
    """The quota of the groups of similar posts that somebody of this meeting is in. ``page`` is a ``SessionPage``."""

    def __init__(self, page):
        self.page, self.rules = page, page.rules

    @property
    def top_label(self):
        quota = self.rules.quota
        return self.rules.level(quota.level).label if quota else ""

    @property
    def source(self):
        return f"{self.rules.quota.label} ({self.rules.quota.source})"

    @property
    def confidence(self):
        return self.rules.quota.confidence

    @cached_property
    def deciders(self):
        """Return the deciding bodies; None among them for one outside this installation."""
        keys = {line.decider_id for line in self.page.lines.rated}
        found = list(PartyOrg.objects.filter(pk__in=keys - {None}).order_by("path"))
        return found + [None] * (None in keys)

    @property
    def links(self):
        """Return (deciding body, address) of the whole quota, of the bodies for which the viewer may see it."""
        url = reverse("evaluations:quota", args=[self.page.evaluation.pk])
        return [
            (decider, f"{url}?{urlencode({'decider': decider.code})}")
            for decider in self.deciders
            if decider and policies.can_see_quota(self.page.viewer, decider)
        ]

    @cached_property
    def groups(self):
        """Return a ``QuotaShown`` of each group, by deciding body."""
        here = {(line.track, line.peer_group) for line in self.page.lines.rated}
        return [
            QuotaShown(group, self.page)
            for decider in self.deciders
            for group in groups_of(self.page.evaluation, decider)
            if any((group.track, each) in here for each in group.peer_groups) and group.total
        ]


class QuotaShown:
    """The quota of one group as the page says it."""

    def __init__(self, group, page):
        self.group, self.quota = group, group.quota
        self._page = page

    @property
    def anchor_class(self):
        return "quota__group--over" if self.quota.is_exceeded and not self.quota.is_small else ""

    @property
    def counts(self):
        """Return "3 Xuất sắc, 5 Tốt": the levels in their order, those without anybody left out."""
        counts = self.group.counts
        return ", ".join(f"{counts[each.code]} {each.short}" for each in self._page.levels if counts.get(each.code))

    @cached_property
    def _own(self):
        group = self.group
        return [
            line for line in self._page.at_top if line.track == group.track and line.peer_group in group.peer_groups
        ]

    @property
    def own_top(self):
        """Return "Nhung (94,25)", …: who of this meeting is proposed at the top, with the points of their paper."""
        named = [f"{line.name}{self._points(line)}" for line in self._own[:NAMES]]
        return [*named, "…"] if len(self._own) > NAMES else named

    @property
    def others_top(self):
        """Return how many of other meetings stand at the top: a number, no names."""
        return self.quota.proposed - len(self._own)

    def _points(self, line):
        a, b = self._page.sums(line)
        return "" if a is None else f" ({format_vi(self._page.rules.stored(a + b), 2)})"
