"""The quota as it would stand after a decision: by peer group, over all that one body decides in one track.

What is not decided yet counts as it is appraised, else as it is proposed. Source: domain reference, 6.5 [C].
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from evaluations.models import QuotaRuling, Rating
from evaluations.rules import Rules, quota

OF_TRACK = {
    Rating.Track.PARTY_MEMBER: "individual",
    Rating.Track.CADRE: "individual",
    Rating.Track.COLLECTIVE: "collective",
    Rating.Track.ORGANISATION: "organisation",
}


@dataclass(frozen=True)
class Group:
    """One peer group: its quota, how many have which level (code → count), and the keys of those at the top level."""

    name: str
    quota: quota.Quota
    counts: dict[str, int]
    top: frozenset[int]


def groups_after(evaluation, decider, track, levels):
    """Return the ``Group``s of a decider and track as they stand once the ratings of ``levels`` (key → code) have them.

    Groups merged by a ruling count as one, with its percent. No groups where the scheme caps nobody of that track.
    Three queries.
    """
    rules = Rules.parse(evaluation.scheme.document)
    if rules.quota is None or OF_TRACK[track] not in rules.quota.subjects:
        return []
    rulings = list(QuotaRuling.objects.filter(evaluation=evaluation, decider=decider, track=track)) if decider else []
    names = {group: ruling.name or group for ruling in rulings for group in ruling.groups}
    percents = {names[group]: ruling.percent for ruling in rulings for group in ruling.groups if ruling.percent}
    rated = Rating.objects.standing().filter(
        dossier__evaluation=evaluation, dossier__decider=decider, track=track, dossier__not_rated_reason=""
    )
    stands = rated.filter(dossier__left_on=None).order_by("pk")
    members = defaultdict(dict)
    for pk, group, *known in stands.values_list(
        "pk", "dossier__peer_group", "level", "appraised_level", "proposed_level"
    ):
        if level := levels.get(pk) or next((code for code in known if code), ""):
            members[names.get(group, group)][pk] = level
    return [_group(rules, name, of, percents.get(name)) for name, of in sorted(members.items())]


def excess(groups, levels):
    """Return the groups above their quota to which ``levels`` (key → code) add somebody at the top level."""
    return [group for group in groups if group.quota.is_exceeded and group.top & set(levels)]


def excess_line(group):
    """Return one line about a group above its quota, as page and decision keep it; Vietnamese, as the scheme is."""
    arithmetic = "; ".join(group.quota.arithmetic)
    name = f"{group.name}: " if group.name else ""
    return f"{name}{group.quota.proposed} trường hợp, tối đa {group.quota.allowed_now} ({arithmetic})"


def _group(rules, name, levels, percent):
    counts = Counter(levels.values())
    top = frozenset(pk for pk, level in levels.items() if level == rules.quota.level)
    return Group(name, quota.most_allowed(rules.quota, counts, percent), dict(counts), top)
