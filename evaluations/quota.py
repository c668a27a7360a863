"""The quota on the top level as an evaluation stands: by who decides, by track, by group of similar posts.

Counted over all that one body decides, never per cell. What is not decided counts as it is appraised, else as it is
proposed, else as a session that is still under way has written it down. People choose who stays; nothing here ranks
them. Source: 366-QĐ/TW, Art. 11(1) [C]; domain reference, 6.5.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from evaluations.models import Proposal, QuotaRuling, Rating
from evaluations.rules import quota

# Who a scheme's policy means by each track.
SUBJECT_OF = {
    Rating.Track.PARTY_MEMBER: "individual",
    Rating.Track.CADRE: "individual",
    Rating.Track.COLLECTIVE: "collective",
    Rating.Track.ORGANISATION: "organisation",
}


@dataclass(frozen=True)
class Group:
    """One group of similar posts: how many have which level (code → count), its quota, those at the top (rating keys).

    ``name`` is that of the merged group where ``ruling`` merged several; ``peer_groups`` are what it is made of.
    """

    track: str
    name: str
    peer_groups: tuple[str, ...]
    counts: dict[str, int]
    quota: quota.Quota
    top: frozenset[int] = frozenset()
    rulings: list = field(default_factory=list)

    @property
    def track_label(self):
        return Rating.Track(self.track).label

    @property
    def above(self):
        """Return how many stand above the quota, 0 where none does."""
        return max(0, self.quota.proposed - self.quota.allowed_now)

    @property
    def total(self):
        return sum(self.counts.values())


def groups_of(evaluation, decider, *, track=None, instead=None):
    """Return the ``Group``s of one deciding body (None: outside this installation), by track and name.

    ``instead`` are levels (rating key → code) that are to stand in place of what stands now, as a decision would make
    them. Groups that a ruling merged count as one, with its percent. No groups of a track that the scheme does not cap.
    Two queries, one without a decider.
    """
    policy = evaluation.scheme.rules.quota
    tracks = [each for each in ([track] if track else Rating.Track) if policy and SUBJECT_OF[each] in policy.subjects]
    if not tracks:
        return []
    rulings = rulings_of(evaluation, decider)
    names = {(each.track, group): each for each in rulings for group in each.groups if len(each.groups) > 1}
    members, made_of = defaultdict(dict), defaultdict(set)
    for pk, of_track, peer_group, level in _standing(evaluation, decider, tracks):
        merged = names.get((of_track, peer_group))
        key = (of_track, merged.name if merged else peer_group)
        made_of[key].add(peer_group)
        if level := (instead or {}).get(pk, level):
            members[key][pk] = level
    return [_group(policy, key, made_of[key], members[key], rulings) for key in sorted(members)]


def rulings_of(evaluation, decider):
    """Return what a deciding body ruled about its quota, oldest first: of two about the same group the later holds."""
    if decider is None:
        return []
    return list(QuotaRuling.objects.filter(evaluation=evaluation, decider=decider).order_by("pk"))


def _standing(evaluation, decider, tracks):
    """Yield (key, track, peer group, level as far as it has come) of every rating that one body decides.

    A level that an agency decided is not among them: it counts in the quota of that agency.
    """
    of_place = Proposal.objects.filter(
        placement__dossier=OuterRef("dossier"), placement__is_deciding=True, track=OuterRef("track")
    )
    rated = Rating.objects.claimed().filter(
        dossier__evaluation=evaluation,
        dossier__decider=decider,
        dossier__not_rated_reason="",
        dossier__left_on=None,
        track__in=tracks,
    )
    rows = rated.annotate(noted=Subquery(of_place.values("level")[:1])).order_by("pk")
    for pk, track, peer_group, *levels in rows.values_list(
        "pk", "track", "dossier__peer_group", "level", "appraised_level", "proposed_level", "noted"
    ):
        yield pk, track, peer_group, next(filter(None, levels), "")


def _group(policy, key, peer_groups, levels, rulings):
    track, name = key
    about = [each for each in rulings if each.track == track and peer_groups & set(each.groups)]
    percent = next((each.percent for each in reversed(about) if each.percent), None)
    counts = Counter(levels.values())
    return Group(
        track=track,
        name=name,
        peer_groups=tuple(sorted(peer_groups)),
        counts=dict(counts),
        quota=quota.most_allowed(policy, counts, percent),
        top=frozenset(pk for pk, level in levels.items() if level == policy.level),
        rulings=about,
    )
