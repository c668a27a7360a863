"""Whom a campaign calls on a day: read in a fixed number of queries, however many people there are.

Who is in scope: domain reference, 5.5 (366-QĐ/TW, Art. 5 [C]). Exempt, suspended and newly admitted members are
proposed with their reason, so that they are counted apart and need not register.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, Q

from commitments.models import Campaign, CampaignEntry
from portal.directory import tree
from portal.directory.models import Appointment, Collective, Membership, PartyOrg, TierOverride, TierRule
from portal.directory.roles import HEADS, POSTS, ROLES
from portal.directory.tiers import body_for_posts
from portal.lib.dates import months_after, today

Audience, Exempt, Standing = Campaign.Audience, CampaignEntry.Exempt, Membership.Standing

# Admitted less than so many months ago: need not register (domain reference, 5.5 [C]).
NEW_FOR_MONTHS = 6


class Proposed(NamedTuple):
    """One line of a roster before it is written; one of ``person_id`` and ``collective_id`` is set."""

    person_id: int | None
    collective_id: int | None
    unit_id: int
    tier: str
    exempt_reason: str


@dataclass(frozen=True, slots=True)
class _Post:
    """What ``body_for_posts`` reads of an appointment."""

    role: str
    place: PartyOrg


@dataclass(frozen=True, slots=True)
class _Member:
    cell_id: int
    is_within: bool
    exempt_reason: str


def proposed_entries(campaign, on=None):
    """Return the roster that ``campaign`` would have on ``on`` (today by default) as unsaved ``CampaignEntry`` rows."""
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
        for line in proposed(campaign, day)
    ]


def proposed(campaign, on=None):
    """Return whom ``campaign`` calls on ``on`` as ``Proposed`` lines, in five queries at most.

    All members: who belongs to a cell below the caller. Leaders and heads: who holds a post (or leads) at the caller or
    below; their unit is their cell where it lies below the caller, else the organisation of their highest post there.
    """
    day = on or today()
    if campaign.is_for_collectives:
        return [Proposed(None, pk, org, TierRule.Tier.NONE, "") for pk, org in _collectives(campaign.root, day)]
    orgs = _orgs()
    posts = _posts(day, orgs)
    members = _members(campaign, day)
    tier_of = _tiers(day, posts)
    wanted = set(campaign.tiers)
    lines = (
        Proposed(person, None, unit, tier_of(person), members[person].exempt_reason if person in members else "")
        for person, unit in _called(campaign, members, posts)
    )
    return [line for line in lines if not wanted or line.tier in wanted]


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


def _orgs():
    """Return every organisation by key with its superior loaded, with no more than a tier needs."""
    orgs = {org.pk: org for org in PartyOrg.objects.only("path", "org_type_id", "parent_id").order_by()}
    for org in orgs.values():
        org.parent = orgs.get(org.parent_id)
    return orgs


def _posts(day, orgs):
    """Return the posts of that day by person, highest first."""
    rows = (
        Appointment.objects.on(day)
        .posts()
        .order_by("person_id")
        .values_list("person_id", "role", "org_id", "collective__org_id")
    )
    posts = defaultdict(list)
    for person, role, org, of_collective in rows:
        posts[person].append(_Post(role, orgs[org or of_collective]))
    for held in posts.values():
        held.sort(key=lambda post: (ROLES[post.role].rank, post.place.path))
    return posts


def _members(campaign, day):
    """Return the memberships of that day by person: below the caller and, for leaders, of those with a post there."""
    root = campaign.root.path
    below = tree.under([root], "cell__path")
    if campaign.audience != Audience.MEMBERS:
        there = tree.under([root], "org__path") | tree.under([root], "collective__org__path")
        below |= Q(person__in=Appointment.objects.on(day).posts().filter(there).values("person"))
    rows = Membership.objects.on(day).filter(below).order_by("person_id", "starts_on")
    return {
        person: _Member(cell, tree.is_within(path, root), _exempt_reason(standing, joined_on, day))
        for person, cell, path, standing, joined_on in rows.values_list(
            "person_id", "cell_id", "cell__path", "standing", "person__joined_on"
        )
    }


def _exempt_reason(standing, joined_on, day):
    if standing == Standing.EXEMPT:
        return Exempt.EXEMPT.value
    if standing == Standing.SUSPENDED:
        return Exempt.SUSPENDED.value
    if joined_on and day < months_after(joined_on, NEW_FOR_MONTHS):
        return Exempt.NEW.value
    return ""


def _tiers(day, posts):
    """Return a function from a person's key to their tier: a dated override, else the rule for the highest post."""
    overrides = dict(
        TierOverride.objects.filter(starts_on__lte=day)
        .exclude(ends_on__lt=day)
        .order_by("pk")
        .values_list("person_id", "tier")
    )
    rules = {(rule.role, rule.org_type_id): rule for rule in TierRule.objects.all()}

    def tier_of(person):
        held = posts.get(person)
        if person in overrides or not held:
            return overrides.get(person, TierRule.Tier.NONE.value)
        return body_for_posts(held, rules).tier

    return tier_of


def _collectives(root, day):
    valid = Collective.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return valid.filter(tree.under([root.path], "org__path")).order_by(F("org__path"), "pk").values_list("pk", "org_id")
