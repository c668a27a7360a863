"""A roster counted by unit: the children of one organisation, everything below each counted in."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from portal.directory import tree
from portal.directory.models import PartyOrg


@dataclass(frozen=True)
class UnitCount:
    """How many must register in ``org`` and below, and how many are exempt.

    ``is_own`` marks the line of those who stand at the organisation itself, without what lies below.
    """

    org: PartyOrg
    must: int
    exempt: int
    is_own: bool = False


def proposed_by_unit(lines, org):
    """Return a ``UnitCount`` for each child of ``org`` in which ``lines`` of ``Proposed`` call somebody."""
    must, exempt = Counter(), Counter()
    for line in lines:
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
    paths = dict(PartyOrg.objects.within(org).order_by().values_list("pk", "path"))
    sums = defaultdict(lambda: [0, 0])
    for at, counter in enumerate((must, exempt)):
        for pk, count in counter.items():
            if pk in paths:
                sums[paths[pk][: len(org.path) + tree.STEP]][at] += count
    units = PartyOrg.objects.filter(Q(pk=org.pk) | Q(parent=org)).in_tree_order()
    return [UnitCount(unit, *sums[unit.path], is_own=unit.pk == org.pk) for unit in units if unit.path in sums]
