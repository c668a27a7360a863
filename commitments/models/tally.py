"""How a registration stands, counted on the roster for every organisation and all below it."""

from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from commitments.models.campaign import STATES, Campaign, CampaignEntry
from portal.directory import tree
from portal.directory.models import PartyOrg

# Up to this many lines on the roster every look counts afresh; beyond, a roll-up of at most this age is shown.
LIVE_UP_TO = 5_000
MAX_AGE = timedelta(minutes=5)


@dataclass
class Counts:
    """Numbers of one organisation with all below it. ``must`` leaves out the exempt; the rest are parts of ``must``.

    A program counts as registered once it was handed in; on time if that was by its deadline, whose last day counts.
    Each field is one of ``campaign.STATES``.
    """

    must: int = 0
    registered: int = 0
    on_time: int = 0
    waiting: int = 0
    returned: int = 0
    approved: int = 0
    exempt: int = 0

    @property
    def missing(self):
        return self.must - self.registered

    @property
    def late(self):
        return self.registered - self.on_time

    def percent_of_must(self, number):
        """Return a number's share of those who must register, in percent; None where nobody must."""
        return 100 * number / self.must if self.must else None

    @property
    def registered_percent(self):
        return self.percent_of_must(self.registered)

    def add(self, other):
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))


class RegistrationTally(models.Model):
    """The roll-up of one campaign for one organisation and all below it, as of ``counted_at``."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tallies")
    org = models.ForeignKey(PartyOrg, on_delete=models.CASCADE, related_name="+")
    counted_at = models.DateTimeField(default=timezone.now)
    must = models.PositiveIntegerField(default=0)
    registered = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)
    exempt = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "org"], name="commitments_one_tally")]

    def __str__(self):
        return f"{self.campaign}, {self.org}: {self.registered}/{self.must}"

    @property
    def counts(self):
        return Counts(**{part.name: getattr(self, part.name) for part in fields(Counts)})


def standing_of(campaign, orgs):
    """Return ``({organisation pk: Counts}, counted_at)`` for ``orgs`` with all below each of them.

    Counted afresh on a small roster; on a large one read from the roll-up, which is made anew when it is too old.
    """
    if not campaign.entries.order_by()[LIVE_UP_TO : LIVE_UP_TO + 1].exists():
        counted = count_afresh(campaign)
        return {org.pk: counted.get(org.path, Counts()) for org in orgs}, timezone.now()
    found = _rolled_up(campaign, orgs)
    # All rows are written at once, so that of the caller tells the age of all.
    if campaign.root_id not in found or timezone.now() - found[campaign.root_id].counted_at > MAX_AGE:
        roll_up(campaign)
        found = _rolled_up(campaign, orgs)
    counted_at = found[campaign.root_id].counted_at if campaign.root_id in found else timezone.now()
    return {org.pk: found[org.pk].counts if org.pk in found else Counts() for org in orgs}, counted_at


def _rolled_up(campaign, orgs):
    rows = campaign.tallies.filter(org__in=[campaign.root_id, *(org.pk for org in orgs)])
    return {row.org_id: row for row in rows}


def count_afresh(campaign):
    """Return ``{path: Counts}`` for every organisation with anybody on the roster below it, in one query."""
    counted = defaultdict(Counts)
    for row in _by_unit(campaign):
        path = row.pop("unit__path")
        counts = Counts(**row)
        for end in range(tree.STEP, len(path) + 1, tree.STEP):
            counted[path[:end]].add(counts)
    return dict(counted)


@transaction.atomic
def roll_up(campaign):
    """Count the campaign and keep the numbers of every organisation."""
    now = timezone.now()
    rows = [
        RegistrationTally(campaign=campaign, org_id=int(path[-tree.STEP :]), counted_at=now, **asdict(counts))
        for path, counts in count_afresh(campaign).items()
    ]
    campaign.tallies.all().delete()
    # Two who look at the same moment may both count; the numbers of the later one stay.
    RegistrationTally.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["campaign", "org"],
        update_fields=["counted_at", *(part.name for part in fields(Counts))],
    )


def _by_unit(campaign):
    entries = CampaignEntry.objects.filter(campaign=campaign).on_roster().order_by()
    return entries.values("unit__path").annotate(
        **{part.name: Count("pk", filter=STATES[part.name]) for part in fields(Counts)}
    )
