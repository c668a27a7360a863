"""The roll-up: the numbers of one campaign, kept for every organisation and all below it."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from commitments.models.campaign import Campaign, Period
from portal.directory.models import PartyOrg

# Who counts says so with every batch; who has been silent for so long was stopped, and another may count.
SILENT_FOR = timedelta(minutes=3)


class RollUp(models.Model):
    """Which run of counting a campaign shows, and as of when; runs follow each other and are never mixed.

    ``run`` is what pages read. ``last_run`` was begun last: while it is another one, somebody counts, and ``heard_at``
    is when they last said so. ``wanted_at`` is since when a page asks for newer numbers.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="roll_up")
    run = models.PositiveIntegerField(default=0)
    last_run = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    quarter = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    heard_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.campaign}, {self.run}"

    @classmethod
    def begin(cls, campaign):
        """Begin a run and return its number; None while somebody else counts the campaign."""
        now = timezone.now()
        cls.objects.get_or_create(campaign=campaign)
        idle = Q(heard_at=None) | Q(heard_at__lt=now - SILENT_FOR)
        if not cls.objects.filter(idle, campaign=campaign).update(last_run=F("last_run") + 1, heard_at=now):
            return None
        return cls.objects.values_list("last_run", flat=True).get(campaign=campaign)

    @classmethod
    def still_counts(cls, campaign, run):
        """Say that a run goes on; False where another one was begun meanwhile."""
        return bool(cls.objects.filter(campaign=campaign, last_run=run).update(heard_at=timezone.now()))

    @classmethod
    def finish(cls, campaign, run, *, counted_at, quarter):
        """Show a run from now on; False where another one was begun meanwhile, which then counts alone."""
        done = {"run": run, "counted_at": counted_at, "quarter": quarter, "heard_at": None, "wanted_at": None}
        return bool(cls.objects.filter(campaign=campaign, last_run=run).update(**done))

    @classmethod
    def ask(cls, campaign):
        """Note that newer numbers are wanted; they are counted when the schedule comes round."""
        cls.objects.get_or_create(campaign=campaign)
        cls.objects.filter(campaign=campaign, wanted_at=None).update(wanted_at=timezone.now())


class UnitTally(models.Model):
    """The numbers of one organisation with all below it, of one run; packed as ``tallies.numbers`` packs them."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    run = models.PositiveIntegerField()
    org = models.ForeignKey(PartyOrg, on_delete=models.CASCADE, related_name="+", db_index=False)
    registration = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    coverage = models.JSONField(default=dict)
    targets = models.JSONField(default=dict)
    days = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "run", "org"], name="commitments_one_tally_a_run")]

    def __str__(self):
        return f"{self.campaign}, {self.org}"
