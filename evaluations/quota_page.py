"""Who stands at the top level before a body that decides: by name, with points and what is suggested."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.urls import reverse

from evaluations import quota
from evaluations.models import Dossier, QuotaRuling, Rating, SelfAssessment, meetings_of
from evaluations.sessions.marks import marks_of
from evaluations.sessions.weighing import weigh
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.numbers import format_vi
from portal.lib.paging import page_of

FIRST = 6  # so many of each group are named where all groups stand on one page
NAMES_OF_A_PAGE = 50
ORDER = ("dossier__unit__path", "dossier__rank", "pk")
PART = [F("track"), F("dossier__peer_group")]
NEEDED = ("person", "collective", "org", "unit", "self_assessment")


@dataclass(frozen=True)
class AtTop:
    """One at the top level: points on the scheme's scale as text ("" without), the suggested level or None."""

    rating: Rating
    points: str
    suggested: object


@dataclass(frozen=True)
class Shown:
    """One group with its counts in words, those of it that are named, how many are not, and where all are named."""

    group: quota.Group
    counts: str
    named: list[AtTop]
    unnamed: int
    nameable: int
    url: str

    @property
    def rest(self):
        """Return how many more are named on the group's own page."""
        return self.nameable - len(self.named)


class QuotaPage:
    """The quota of one deciding body, group by group; ``request.GET["group"]`` shows one of them with all its names.

    One's own rating is counted and not named; nor is one whose place has not proposed yet, while the viewer may not
    open its paper: its points would be told before their time.
    """

    def __init__(self, evaluation, decider, request):
        self.evaluation, self.decider, self.request, self.viewer = evaluation, decider, request, request.user
        self.rules = evaluation.scheme.rules
        self.groups = quota.groups_of(evaluation, decider)
        self.only = self._only(request.GET.get("group"))

    def _only(self, key):
        if key is None:
            return None
        found = next((group for group in self.groups if group.key == key), None)
        if found is None:
            raise Http404
        return found

    @property
    def address(self):
        return f"{reverse('evaluations:quota', args=[self.evaluation.pk])}?{urlencode({'decider': self.decider.code})}"

    @cached_property
    def shown(self):
        """Return the groups as they are shown: all with their first names, or the one that is asked for."""
        if self.only:
            return [self._of_group(self.only, self._ratings_of_page, self._nameable_of(self.only).count())]
        first, counts = self._first()
        shown = []
        for group in self.groups:
            parts = [(group.track, name) for name in group.peer_groups]
            ratings = [rating for part in parts for rating in first[part]][:FIRST]
            shown.append(self._of_group(group, ratings, sum(counts[part] for part in parts)))
        return shown

    @cached_property
    def names(self):
        """Return the page of names of the group that is asked for (``portal.lib.paging``)."""
        found = self._nameable_of(self.only).select_related(*(f"dossier__{name}" for name in NEEDED))
        return page_of(found, ORDER, self.request, size=NAMES_OF_A_PAGE)

    # ── rulings ──

    @cached_property
    def rulings(self):
        """Return all that the body ruled, the newest first; what it withdrew stands among them."""
        found = QuotaRuling.objects.filter(evaluation=self.evaluation, decider=self.decider)
        return list(found.select_related("recorded_by", "withdrawn_by").order_by("-pk"))

    @cached_property
    def groups_to_rule_on(self):
        """Return (track, peer group) of all that the body decides on, whether anybody has a level yet or not."""
        tracks = quota.capped_tracks(self.evaluation)
        parts = (
            Dossier.objects.rated()
            .filter(evaluation=self.evaluation, decider=self.decider, ratings__track__in=tracks)
            .order_by()
            .values_list("ratings__track", "peer_group")
            .distinct()
        )
        return sorted(parts)

    # ── helpers ──

    @cached_property
    def _top(self):
        """Return the ratings at the top level that may be named to the viewer."""
        policy = self.rules.quota
        tracks = quota.capped_tracks(self.evaluation)
        found = quota.standing(self.evaluation, self.decider, tracks).filter(stands=policy.level)
        noted = Q(stage=Rating.Stage.SELF)
        readable = SelfAssessment.objects.visible_to(self.viewer).order_by().values("dossier")
        return found.filter(~noted | Q(dossier__in=readable)).without_own(self.viewer)

    def _nameable_of(self, group):
        return self._top.filter(track=group.track, dossier__peer_group__in=group.peer_groups)

    def _first(self):
        """Return the first ratings of each group, and how many may be named, by (track, peer group): one query."""
        if not self.groups:
            return {}, {}
        placed = self._top.annotate(
            place=Window(RowNumber(), partition_by=PART, order_by=ORDER),
            of_part=Window(Count("pk"), partition_by=PART),
        )
        ratings, counts = defaultdict(list), defaultdict(int)
        found = placed.filter(place__lte=FIRST).select_related(*(f"dossier__{name}" for name in NEEDED))
        for rating in found.order_by(*ORDER):
            part = (rating.track, rating.dossier.peer_group)
            ratings[part].append(rating)
            counts[part] = rating.of_part
        self._weigh([rating for some in ratings.values() for rating in some])
        return ratings, counts

    @cached_property
    def _ratings_of_page(self):
        self._weigh(self.names.rows)
        return self.names.rows

    def _weigh(self, ratings):
        for rating in ratings:
            rating.dossier.evaluation = self.evaluation
        self._weighed = weigh([rating.dossier for rating in ratings])
        self._marks = marks_of(self.rules)

    def _of_group(self, group, ratings, nameable):
        counts = ", ".join(
            f"{group.counts[each.code]} {each.short}" for each in self.rules.levels if group.counts.get(each.code)
        )
        url = f"{self.address}&{urlencode({'group': group.key})}"
        named = [self._named(rating) for rating in ratings]
        return Shown(group, counts, named, group.quota.proposed - nameable, nameable, url)

    def _named(self, rating):
        weighed = self._weighed[rating.dossier_id]
        suggestion = weighed.suggestion()
        level = suggestion.level if suggestion else None
        points = "" if weighed.total is None else format_vi(self.rules.stored(weighed.total), 2)
        return AtTop(rating, points, self._marks[level.code] if level else None)


def deciders_for(person, evaluation):
    """Return the bodies whose quota the person may look at, among those that decide in an evaluation: one's own ones.

    Those further below are reached by their address.
    """
    bodies, _headed = meetings_of(person)
    offices = [post.org_id for post in person.acting_posts if post.org_id and Act.READ in post.may]
    deciding = PartyOrg.objects.filter(Q(pk__in=bodies) | Q(pk__in=offices), decides__evaluation=evaluation)
    return deciding.distinct().order_by("path")
