"""Who stands at the top level before a body that decides: by name, with points and what is suggested."""

from dataclasses import dataclass

from django.db.models import Q

from evaluations.models import Rating, SelfAssessment, meetings_of
from evaluations.quota import groups_of
from evaluations.sessions.shown import marks_of
from evaluations.sessions.weighing import weigh
from portal.directory.models import PartyOrg
from portal.directory.roles import ROLES, Act
from portal.lib.numbers import format_vi


@dataclass(frozen=True)
class AtTop:
    """One at the top level: points on the scheme's scale as text ("" without), the suggested level or None."""

    rating: Rating
    points: str
    suggested: object


class QuotaPage:
    """The quota of one deciding body, group by group.

    One's own rating is counted and not named; nor is one whose place has not proposed yet, while the viewer may not
    open its paper: its points would be told before their time.
    """

    def __init__(self, evaluation, decider, viewer):
        self.evaluation, self.decider, self.viewer = evaluation, decider, viewer
        self.rules = evaluation.scheme.rules
        self.groups = [group for group in groups_of(evaluation, decider) if group.total]
        self._top = self._at_top({pk for group in self.groups for pk in group.top})

    @property
    def shown(self):
        """Return (group, its counts in words, those at the top by name, how many of them are not named)."""
        for group in self.groups:
            named = [self._top[pk] for pk in sorted(group.top) if pk in self._top]
            yield group, self._words(group.counts), named, len(group.top) - len(named)

    def peer_groups(self, track):
        """Return the groups of similar posts that a ruling may speak of, in one track."""
        return [name for group in self.groups if group.track == track for name in group.peer_groups]

    @property
    def tracks(self):
        return [(track, label) for track, label in Rating.Track.choices if self.peer_groups(track)]

    def _words(self, counts):
        return ", ".join(f"{counts[each.code]} {each.short}" for each in self.rules.levels if counts.get(each.code))

    def _at_top(self, keys):
        needed = ("person", "collective", "org", "unit", "self_assessment")
        ratings = Rating.objects.filter(pk__in=keys).select_related(*(f"dossier__{name}" for name in needed))
        ratings = [rating for rating in self._nameable(ratings) if not rating.dossier.belongs_to(self.viewer)]
        for rating in ratings:
            rating.dossier.evaluation = self.evaluation
        weighed, marks = weigh([rating.dossier for rating in ratings]), marks_of(self.rules)
        return {rating.pk: self._named(rating, weighed[rating.dossier_id], marks) for rating in ratings}

    def _nameable(self, ratings):
        noted = Q(stage=Rating.Stage.SELF)
        readable = SelfAssessment.objects.visible_to(self.viewer).order_by().values("dossier")
        return ratings.filter(~noted | Q(dossier__in=readable))

    def _named(self, rating, weighed, marks):
        suggestion = weighed.suggestion()
        level = suggestion.level if suggestion else None
        points = "" if weighed.total is None else format_vi(self.rules.stored(weighed.total), 2)
        return AtTop(rating, points, marks[level.code] if level else None)


def deciders_for(person, evaluation):
    """Return the bodies whose quota the person may look at, among those that decide in an evaluation: one's own ones.

    Those further below are reached by their address.
    """
    bodies, _headed = meetings_of(person)
    offices = [post.org_id for post in person.posts_today if post.org_id and Act.READ in ROLES[post.role].may]
    deciding = PartyOrg.objects.filter(Q(pk__in=bodies) | Q(pk__in=offices), decides__evaluation=evaluation)
    return deciding.distinct().order_by("path")
