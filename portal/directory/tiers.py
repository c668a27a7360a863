"""Who manages whom: the highest post decides the managing body (domain reference, 4.1 and 4.3)."""

from dataclasses import dataclass

from portal.directory.models import PartyOrg, TierOverride, TierRule
from portal.directory.roles import ROLES
from portal.lib.dates import today

Tier = TierRule.Tier
RANK = {tier: rank for rank, tier in enumerate(Tier.values)}  # the highest stands first


@dataclass(frozen=True)
class ManagingBody:
    """The body that manages a person: ``org`` is None where it stands outside this installation."""

    tier: str
    org: PartyOrg | None

    @property
    def is_outside(self) -> bool:
        return self.org is None and self.tier != TierRule.Tier.NONE

    @property
    def label(self) -> str:
        return TierRule.Tier(self.tier).label


def managing_body(person, *, on=None) -> ManagingBody:
    """Return the managing body of a person today: by a dated override, else by the rule for the highest post.

    A person without a post, or whose posts have no rule, is in no tier: the cell decides.
    Source: 377-QĐ/TW as restated in the domain reference, 4.3 [P].
    """
    day = on or today()
    override = person.tier_overrides.filter(starts_on__lte=day).exclude(ends_on__lt=day).last()
    if override:
        return ManagingBody(override.tier, override.body)
    return body_for_posts(person.party_posts, tier_rules())


def managing_bodies(day, posts, orgs, rules):
    """Return a function from a person's key to their managing body on ``day``, as ``managing_body`` has it.

    ``posts`` are those of that day by person; ``orgs`` the organisations by key; ``rules`` as of ``tier_rules``. One
    query.
    """
    overrides = {
        person: ManagingBody(tier, orgs.get(body))
        for person, tier, body in TierOverride.objects.filter(starts_on__lte=day)
        .exclude(ends_on__lt=day)
        .order_by("pk")
        .values_list("person_id", "tier", "body_id")
    }

    def managed_by(person):
        return overrides.get(person) or body_for_posts(posts.get(person, ()), rules)

    return managed_by


def body_for_posts(posts, rules) -> ManagingBody:
    """Return the managing body for ``posts`` under ``rules``: the highest that has a rule decides."""
    for post in highest_first(posts, rules):
        rule = rules.get((post.role, post.place.org_type_id))
        if rule is None:
            continue
        if rule.managed_by == TierRule.ManagedBy.OUTSIDE:
            return ManagingBody(rule.tier, None)
        if rule.managed_by == TierRule.ManagedBy.SUPERIOR and post.place.parent_id:
            return ManagingBody(rule.tier, post.place.parent)
        return ManagingBody(rule.tier, post.place)
    return ManagingBody(Tier.NONE, None)


def highest_first(posts, rules):
    """Return ``posts`` in order: by the tier in which each is managed, then by the rank of its role, then by the tree.

    The tier goes first: a deputy secretary of the province who also heads a lower committee holds the higher post at
    the province. A post without a rule counts as one of its agency, a cell's as none [P]. Source: domain reference,
    4.1 (where the highest post is held [C]), 4.3.
    """

    def place(post):
        rule = rules.get((post.role, post.place.org_type_id))
        otherwise = Tier.NONE if ROLES[post.role].in_cell else Tier.AGENCY
        return RANK[rule.tier if rule else otherwise], ROLES[post.role].rank, post.place.path

    return sorted(posts, key=place)


def tier_rules():
    """Return the rules by role and type of organisation; one query."""
    return {(rule.role, rule.org_type_id): rule for rule in TierRule.objects.all()}
