"""The directory as it was on a day, read in a fixed number of queries however many people there are.

What a campaign's roster and an evaluation's dossiers are made of: organisations, posts, collectives, who is exempt.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from commitments.models import CampaignEntry
from portal.directory.models import Appointment, Collective, Membership, PartyOrg
from portal.directory.tiers import highest_first
from portal.lib.dates import months_after

Exempt, Standing = CampaignEntry.Exempt, Membership.Standing

# Admitted less than so many months ago: need not register, and is not rated (domain reference, 5.5 [C]).
NEW_FOR_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Post:
    """A post of that day: what ``body_for_posts`` reads of an appointment, and what it is called."""

    role: str
    place: PartyOrg
    collective_id: int | None
    title: str


def orgs_by_key(*more):
    """Return every organisation by key with its superior loaded: what a tier needs, and the fields ``more``."""
    orgs = {org.pk: org for org in PartyOrg.objects.only("path", "org_type_id", "parent_id", *more).order_by()}
    for org in orgs.values():
        org.parent = orgs.get(org.parent_id)
    return orgs


def posts_by_person(day, orgs, rules, among=None):
    """Return the posts (``Post``) of that day by person, highest first; ``among`` (a ``Q``) narrows the appointments.

    ``orgs`` are the organisations by key, ``rules`` those of the tiers (``portal.directory.tiers``).
    """
    rows = (
        Appointment.objects.on(day)
        .posts()
        .filter(among or Q())
        .order_by("person_id", "pk")
        .values_list("person_id", "role", "org_id", "collective__org_id", "collective_id", "title")
    )
    posts = defaultdict(list)
    for person, role, org, of_collective, collective, title in rows:
        posts[person].append(Post(role, orgs[org or of_collective], collective, title))
    for person, held in posts.items():
        posts[person] = highest_first(held, rules)
    return posts


def collectives_on(day):
    """Return the collectives that are there on ``day``, in tree order."""
    valid = Collective.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return valid.order_by("org__path", "pk")


def exempt_reason(standing, joined_on, day):
    """Return why a member of that standing, admitted on ``joined_on``, is exempt on ``day``; empty where nothing is."""
    if standing == Standing.EXEMPT:
        return Exempt.EXEMPT.value
    if standing == Standing.SUSPENDED:
        return Exempt.SUSPENDED.value
    if joined_on and day < months_after(joined_on, NEW_FOR_MONTHS):
        return Exempt.NEW.value
    return ""
