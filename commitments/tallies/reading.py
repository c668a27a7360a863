"""Reading the numbers of a page: counted on the spot where the campaign is small, else from its roll-up."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from commitments.models.campaign import Period
from commitments.models.tally import RollUp
from commitments.tallies import rollup
from commitments.tallies.counting import PARTS, Scope, count, summed


@dataclass(frozen=True)
class Reading:
    """The numbers of some organisations, as of ``counted_at``; None while a large campaign was never counted.

    ``is_old`` tells that they are older than they should be: newer ones are being counted.
    """

    numbers: dict
    counted_at: datetime | None
    quarter: Period | None
    is_old: bool = False

    def of(self, part, org):
        """Return the numbers of one part for an organisation with all below it; zeros where there are none."""
        return self.numbers.get(org.pk, {}).get(part) or PARTS[part][0]()


def is_small(campaign):
    """Tell whether the campaign is counted at every look."""
    return not campaign.entries.order_by()[rollup.LIVE_UP_TO : rollup.LIVE_UP_TO + 1].exists()


def read(campaign, unit, parts, *, below=(), then=None):
    """Return the ``Reading`` of ``parts`` for ``unit`` and for organisations ``below`` it.

    ``then`` is the tree in which they are counted, that of ``Campaign.tree_of`` where it is not given.

    A page never counts a large campaign: where its roll-up is missing or old, what there is is shown and asked anew.
    """
    orgs = [unit, *below]
    if is_small(campaign):
        then = then or campaign.tree_of(unit)
        scope = Scope.of(campaign, within=unit, then=then)
        by_path = dict(summed(count(scope, parts)))
        numbers = {org.pk: by_path.get(then.path_of(org), {}) for org in orgs}
        return Reading(numbers, timezone.now(), scope.quarter if "progress" in parts else None)
    kept = RollUp.objects.filter(campaign=campaign).select_related("quarter").first()
    is_old = kept is None or kept.counted_at is None or timezone.now() - kept.counted_at > rollup.MAX_AGE
    if is_old and (kept is None or kept.wanted_at is None):
        RollUp.ask(campaign)
    if kept is None or kept.counted_at is None:
        return Reading({}, None, None, is_old=True)
    return Reading(_kept_numbers(campaign, kept.run, orgs, parts), kept.counted_at, kept.quarter, is_old)


def _kept_numbers(campaign, run, orgs, parts):
    rows = campaign.tallies.filter(run=run, org__in=[org.pk for org in orgs])
    return {
        org: {part: PARTS[part][0].unpacked(data) for part, data in zip(parts, packed, strict=True)}
        for org, *packed in rows.values_list("org", *parts)
    }
