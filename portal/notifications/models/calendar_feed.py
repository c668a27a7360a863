"""The secret address at which a calendar of one's telephone or desk reads one's deadlines."""

import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit import trail


class CalendarFeed(models.Model):
    """One person's address. Only the SHA-256 of its secret is kept: who reads the database cannot read the calendar."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")

    def __str__(self):
        return str(self.person)

    @classmethod
    @transaction.atomic
    def renew(cls, person):
        """Make a new address for the person and return its secret, which is told once; the one before is dead."""
        secret = secrets.token_urlsafe(32)
        values = {"secret_hash": _hash_of(secret), "made_at": timezone.now()}
        cls.objects.update_or_create(person=person, defaults=values)
        trail.record("notifications.calendar_opened", person, by=person)
        return secret

    @classmethod
    @transaction.atomic
    def revoke(cls, person):
        """Close the person's address; closing it twice is no fault."""
        if cls.objects.filter(person=person).delete()[0]:
            trail.record("notifications.calendar_closed", person, by=person)

    @classmethod
    def of_secret(cls, secret):
        """Return the address with this secret, its person loaded, or None."""
        return cls.objects.filter(secret_hash=_hash_of(secret)).select_related("person").first()


def _hash_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
