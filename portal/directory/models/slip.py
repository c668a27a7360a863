"""Activation slips: the one-time codes with which people choose their password."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.lib.dates import today

VALID_DAYS = 14
MOST_FAILURES = 5


class SlipQuerySet(models.QuerySet):
    def open(self):
        """Return the slips that were handed out and neither used, replaced nor locked; some may have expired."""
        return self.filter(state=ActivationSlip.State.OPEN)

    def valid(self):
        """Return the slips with which one can still choose a password today."""
        return self.open().filter(valid_to__gte=today())


class ActivationSlip(models.Model):
    """One slip of one person. Only the digest of its code is kept (``slips.codes``).

    A worker draws slips in chunks; ``draw`` names the chunk that drew it. Nobody can use a slip that is only drawn: it
    is opened together with all others of its job, as the paper is made, and the earlier one of its person dies then.
    ``valid_to`` is the last day on which it works.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", _("Being printed")
        OPEN = "open", _("Handed out")
        USED = "used", _("Used")
        REPLACED = "replaced", _("Replaced by a newer slip")
        LOCKED = "locked", _("Locked after wrong codes")

    NEXT = {
        State.DRAWN: {State.OPEN},
        State.OPEN: {State.USED, State.REPLACED, State.LOCKED},
        State.USED: set(),
        State.REPLACED: set(),
        State.LOCKED: set(),
    }

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="slips")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.DRAWN)
    draw = models.CharField(max_length=32, db_index=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    valid_to = models.DateField()
    failures = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="open"), name="directory_one_open_slip"),
            models.CheckConstraint(
                condition=Q(state__in=["drawn", "open"], ended_at=None)
                | Q(state__in=["used", "replaced", "locked"], ended_at__isnull=False),
                name="directory_slip_ended_knows_when",
            ),
        ]
        verbose_name = _("activation slip")

    def __str__(self):
        return f"{self.person}: {self.get_state_display()}"

    @staticmethod
    def last_valid_day():
        """Return the last day of a slip that is issued today."""
        return today() + datetime.timedelta(days=VALID_DAYS)

    @property
    def is_expired(self):
        return self.valid_to < today()

    def count_failure(self):
        """Count a wrong code; the fifth locks the slip. Hold the lock on its person while calling this."""
        self.failures += 1
        self.save(update_fields=["failures"])
        if self.failures >= MOST_FAILURES:
            self.end(self.State.LOCKED)
            trail.record("directory.slip_locked", self.person, unit_path=self.person.org_path)

    def end(self, state):
        """Move to one of the states in which nobody can use it any more."""
        self.state, self.ended_at = state, timezone.now()
        self.save(update_fields=["state", "ended_at"])

    @classmethod
    @transaction.atomic
    def open_draws(cls, draws):
        """Put the slips of ``draws`` into force, end the earlier ones of their people; return how many came into force.

        Doing it twice changes nothing. The people are locked in one order, so that two jobs for the same ones wait.
        """
        drawn = cls.objects.filter(draw__in=draws, state=cls.State.DRAWN)
        person_model = cls.person.field.related_model
        people = person_model.objects.filter(pk__in=drawn.values("person")).order_by("pk").select_for_update()
        keys = [person.pk for person in people.only("pk")]
        now = timezone.now()
        cls.objects.open().filter(person__in=keys).update(state=cls.State.REPLACED, ended_at=now)
        slips = list(drawn.select_related("person", "issued_by"))
        drawn.update(state=cls.State.OPEN)
        for officer, theirs in _by_officer(slips):
            people = [slip.person for slip in theirs]
            trail.record_many("directory.slip_issued", people, by=officer, unit_path=lambda person: person.org_path)
        return len(slips)


def _by_officer(slips):
    """Return pairs of an officer and the slips that they issued."""
    found = {}
    for slip in slips:
        found.setdefault(slip.issued_by, []).append(slip)
    return found.items()
