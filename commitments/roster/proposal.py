"""Whom a campaign calls on a day: read in a fixed number of queries, however many people there are.

Who is in scope: domain reference, 5.5 (366-QĐ/TW, Art. 5 [C]). Exempt, suspended and newly admitted members are
proposed with their reason, so that they are counted apart and need not register.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from commitments.models import Campaign, CampaignEntry
from commitments.roster.reading import collectives_on, exempt_reason, orgs_by_key, posts_by_person
from portal.directory import tree
from portal.directory.models import Appointment, Membership, TierRule
from portal.directory.roles import HEADS, POSTS
from portal.directory.tiers import managing_bodies, tier_rules
from portal.lib.dates import today

Audience = Campaign.Audience


class Proposed(NamedTuple):
    """One line of a roster before it is written; one of ``person_id`` and ``collective_id`` is set."""

    person_id: int | None
    collective_id: int | None
    unit_id: int
    tier: str
    exempt_reason: str


@dataclass(frozen=True, slots=True)
class _Member:
    cell_id: int
    is_within: bool
    exempt_reason: str


def proposed_entries(campaign, on=None, *, people=None):
    """Return the roster that ``campaign`` would have on ``on`` (today by default) as unsaved ``CampaignEntry`` rows.

    ``people`` narrows it to their keys.
    """
    day = on or today()
    return [
        CampaignEntry(
            campaign=campaign,
            person_id=line.person_id,
            collective_id=line.collective_id,
            unit_id=line.unit_id,
            tier=line.tier,
            exempt_reason=line.exempt_reason,
            due_on=campaign.due_on,
            added_on=day,
        )
        for line in proposed(campaign, day, people=people)
    ]


def proposed(campaign, on=None, *, people=None):
    """Return whom ``campaign`` calls on ``on`` as ``Proposed`` lines, in five queries at most; of ``people`` (keys).

    All members: who belongs to a cell below the caller. Leaders and heads: who holds a post (or leads) at the caller or
    below; their unit is their cell where it lies below the caller, else the organisation of their highest post there.
    """
    day = on or today()
    if campaign.is_for_collectives:
        return [Proposed(None, pk, org, TierRule.Tier.NONE, "") for pk, org in _collectives(campaign.root, day)]
    orgs, rules = orgs_by_key(), tier_rules()
    among = Q() if people is None else Q(person__in=people)
    posts = posts_by_person(day, orgs, rules, among)
    members = _members(campaign, day, among)
    managed_by = managing_bodies(day, posts, orgs, rules)
    wanted = set(campaign.tiers)
    lines = (
        Proposed(person, None, unit, managed_by(person).tier, _reason_of(members.get(person)))
        for person, unit in _called(campaign, members, posts)
    )
    return [line for line in lines if not wanted or line.tier in wanted]


def most_called(campaign, day):
    """Return how many people (or collectives) ``campaign`` calls on ``day`` at the most, without reading them."""
    if campaign.is_for_collectives:
        return _collectives(campaign.root, day).count()
    if campaign.audience == Audience.MEMBERS:
        return Membership.objects.on(day).filter(tree.under([campaign.root.path], "cell__path")).count()
    return _posts_below(campaign.root, day).count()


def _called(campaign, members, posts):
    """Yield the key of each person whom the audience means, and of their unit."""
    root = campaign.root.path
    if campaign.audience == Audience.MEMBERS:
        yield from ((person, member.cell_id) for person, member in members.items())
        return
    roles = set(HEADS if campaign.audience == Audience.HEADS else POSTS)
    for person, held in posts.items():
        here = next((post for post in held if post.role in roles and tree.is_within(post.place.path, root)), None)
        if here:
            member = members.get(person)
            yield person, member.cell_id if member and member.is_within else here.place.pk


def _members(campaign, day, among):
    """Return the memberships of that day by person: below the caller and, for leaders, of those with a post there."""
    root = campaign.root.path
    below = tree.under([root], "cell__path")
    if campaign.audience != Audience.MEMBERS:
        below |= Q(person__in=_posts_below(campaign.root, day).values("person"))
    rows = Membership.objects.on(day).filter(below, among).order_by("person_id", "starts_on")
    return {
        person: _Member(cell, tree.is_within(path, root), exempt_reason(standing, joined_on, day))
        for person, cell, path, standing, joined_on in rows.values_list(
            "person_id", "cell_id", "cell__path", "standing", "person__joined_on"
        )
    }


def _posts_below(root, day):
    there = tree.under([root.path], "org__path") | tree.under([root.path], "collective__org__path")
    return Appointment.objects.on(day).posts().filter(there)


def _reason_of(member):
    return member.exempt_reason if member else ""


def _collectives(root, day):
    return collectives_on(day).filter(tree.under([root.path], "org__path")).values_list("pk", "org_id")
