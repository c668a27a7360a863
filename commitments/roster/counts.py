"""A roster counted by unit: the children of one organisation, everything below each counted in."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from commitments.roster.proposal import proposed
from portal.directory import tree
from portal.directory.models import PartyOrg


@dataclass(frozen=True)
class UnitCount:
    """How many must register in ``org`` and below, and how many are exempt; ``goes_down``: it has units of its own."""

    org: PartyOrg
    must: int
    exempt: int
    goes_down: bool = False


def proposed_by_unit(campaign, org, *, on=None):
    """Return a ``UnitCount`` for each child of ``org`` that the campaign would call somebody in, in tree order."""
    must, exempt = Counter(), Counter()
    for line in proposed(campaign, on):
        (exempt if line.exempt_reason else must)[line.unit_id] += 1
    return _rolled_up(org, must, exempt)


def entries_by_unit(campaign, org):
    """Return a ``UnitCount`` for each child of ``org`` with somebody on the campaign's roster, in tree order."""
    rows = (
        campaign.entries.on_roster()
        .within(org)
        .order_by()
        .values("unit")
        .annotate(must=Count("pk", filter=Q(exempt_reason="")), exempt=Count("pk", filter=~Q(exempt_reason="")))
    )
    must, exempt = Counter(), Counter()
    for row in rows:
        must[row["unit"]], exempt[row["unit"]] = row["must"], row["exempt"]
    return _rolled_up(org, must, exempt)


def total(counts):
    """Return how many must register and how many are exempt in all of ``counts``."""
    return sum(count.must for count in counts), sum(count.exempt for count in counts)


def _rolled_up(org, must, exempt):
    """Add up by child of ``org``; what stands at ``org`` itself is a line of its own."""
    units = PartyOrg.objects.within(org).filter(pk__in=_deep_enough(org)).in_tree_order()
    paths = dict(PartyOrg.objects.within(org).order_by().values_list("pk", "path"))
    sums = {unit.path: [0, 0] for unit in units}
    deeper = set()
    for at, counter in enumerate((must, exempt)):
        for pk, count in counter.items():
            if pk not in paths:
                continue
            head = paths[pk][: len(org.path) + tree.STEP]
            sums[head][at] += count
            if len(paths[pk]) > len(head):
                deeper.add(head)
    return [
        UnitCount(unit, *sums[unit.path], goes_down=unit.path in deeper and unit.pk != org.pk)
        for unit in units
        if any(sums[unit.path])
    ]


def _deep_enough(org):
    return PartyOrg.objects.filter(Q(pk=org.pk) | Q(parent=org)).values("pk")
