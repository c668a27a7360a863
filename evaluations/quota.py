"""The quota on the top level as an evaluation stands: by who decides, by track, by group of similar posts.

Counted over all that one body decides, never per cell. What is not decided counts as it is appraised, else as it is
proposed, else as a session that is still under way has written it down. People choose who stays; nothing here ranks
them. Source: 366-QĐ/TW, Art. 11(1) [C]; domain reference, 6.5.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from evaluations.models import Proposal, QuotaRuling, Rating
from evaluations.rules import quota

# Who a scheme's policy means by each track.
SUBJECT_OF = {
    Rating.Track.PARTY_MEMBER: "individual",
    Rating.Track.CADRE: "individual",
    Rating.Track.COLLECTIVE: "collective",
    Rating.Track.ORGANISATION: "organisation",
}
NOTHING = Value("")


@dataclass(frozen=True)
class Group:
    """One group of similar posts: how many have which level (code → count), and its quota.

    ``name`` is that of the merged group where ``merger`` made one of several; ``peer_groups`` are those of its parts
    that somebody rated is in. ``top`` are those of the levels given ``instead`` that stand at the top (rating keys).
    ``rulings`` speak of the group or of one of its parts; not all of them hold for it (``shown_rulings``).
    """

    track: str
    name: str
    peer_groups: tuple[str, ...]
    counts: dict[str, int]
    quota: quota.Quota
    top: frozenset[int] = frozenset()
    rulings: list = field(default_factory=list)
    merger: QuotaRuling | None = None

    @property
    def track_label(self):
        return Rating.Track(self.track).label

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def key(self):
        """Return what an address calls it."""
        return f"{self.track}|{self.name}"

    @property
    def shown_rulings(self):
        """Return each ruling with whether it holds for the whole group: one on a part of a merger stays with it."""
        parts = self.merger.groups if self.merger else self.peer_groups
        return [(ruling, ruling.names_all(parts)) for ruling in self.rulings]


def groups_of(evaluation, decider, *, track=None, instead=None, decided_only=False):
    """Return the ``Group``s of one deciding body (None: outside this installation), by track and name.

    Those in which nobody has a level yet are left out. ``instead`` are levels (rating key → code) that are to stand in
    place of what stands now, as a decision would make them. ``decided_only`` leaves out what is not decided yet: it
    may still change, and is no excess of what was decided. Groups that a ruling merged count as one; a percent holds
    where its ruling names all that the group is made of. No groups of a track that the scheme does not cap. Two
    queries, one without a decider; one more with ``instead``.
    """
    policy = evaluation.scheme.rules.quota
    tracks = capped_tracks(evaluation, track)
    if not tracks:
        return []
    rulings = rulings_of(evaluation, decider)
    mergers = {(each.track, group): each for each in rulings if each.merges for group in each.groups}
    found = standing(evaluation, decider, tracks)
    counts, top = _counted(found.decided() if decided_only else found, instead or {}, policy.level)
    parts = defaultdict(list)
    for of_track, peer_group in sorted(counts):
        merger = mergers.get((of_track, peer_group))
        parts[of_track, merger.pk if merger else peer_group].append(peer_group)
    groups = [
        _group(policy, of_track, names, counts, top, rulings, mergers.get((of_track, names[0])))
        for (of_track, _key), names in parts.items()
    ]
    return sorted((group for group in groups if group.total), key=lambda group: (group.track, group.name))


def capped_tracks(evaluation, track=None):
    """Return the tracks that the scheme caps, or the one of them that is asked for."""
    policy = evaluation.scheme.rules.quota
    return [each for each in ([track] if track else Rating.Track) if policy and SUBJECT_OF[each] in policy.subjects]


def rulings_of(evaluation, decider):
    """Return what a deciding body ruled about its quota and has not withdrawn, oldest first: the later one holds."""
    if decider is None:
        return []
    return list(QuotaRuling.objects.standing().filter(evaluation=evaluation, decider=decider).order_by("pk"))


def standing(evaluation, decider, tracks):
    """Return the ratings that one body decides, each with ``stands``: the level as far as it has come, or "".

    A level that an agency decided is not among them: it counts in the quota of that agency.
    """
    of_place = Proposal.objects.filter(
        placement__dossier=OuterRef("dossier"), placement__is_deciding=True, track=OuterRef("track")
    )
    come_so_far = [NullIf(name, NOTHING) for name in ("level", "appraised_level", "proposed_level")]
    noted = NullIf(Subquery(of_place.values("level")[:1]), NOTHING)
    return (
        Rating.objects.claimed()
        .filter(
            dossier__evaluation=evaluation,
            dossier__decider=decider,
            dossier__not_rated_reason="",
            dossier__left_on=None,
            track__in=tracks,
        )
        .annotate(stands=Coalesce(*come_so_far, noted, NOTHING))
        .order_by()
    )


def _counted(ratings, instead, top_level):
    """Return ``{(track, peer group): Counter}``, and those of ``instead`` that stand at the top, by the same keys."""
    counts, top = defaultdict(Counter), defaultdict(set)
    found = ratings.values_list("track", "dossier__peer_group", "stands").annotate(count=Count("pk"))
    for track, peer_group, level, count in found:
        counts[track, peer_group][level] += count
    if instead:
        # A range, as there may be more of them than a list in a query may hold.
        moved = ratings.filter(pk__range=(min(instead), max(instead)))
        for pk, track, peer_group, level in moved.values_list("pk", "track", "dossier__peer_group", "stands"):
            if pk in instead:
                counts[track, peer_group][level] -= 1
                counts[track, peer_group][instead[pk]] += 1
                if instead[pk] == top_level:
                    top[track, peer_group].add(pk)
    return counts, top


def _group(policy, track, peer_groups, counts, top, rulings, merger):
    together = sum((counts[track, name] for name in peer_groups), Counter())  # what nobody has any more falls away
    together.pop("", None)
    about = [each for each in rulings if each.track == track and set(peer_groups) & set(each.groups)]
    parts = merger.groups if merger else peer_groups
    percent = next((each.percent for each in reversed(about) if each.percent and each.names_all(parts)), None)
    return Group(
        track=track,
        name=merger.name if merger else peer_groups[0],
        peer_groups=tuple(peer_groups),
        counts=dict(together),
        quota=quota.most_allowed(policy, together, percent),
        top=frozenset().union(*(top[track, name] for name in peer_groups)),
        rulings=about,
        merger=merger,
    )
