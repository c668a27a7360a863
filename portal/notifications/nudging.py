"""Reminding by hand whoever is late, in one act: nobody twice within some days, however many officers press it."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.audit import trail
from portal.notifications import outbox
from portal.notifications.models import Notification

EVENT = "notifications.nudged"


@dataclass(frozen=True)
class Nudge:
    """One reminder to be said: about ``subject``, to ``people`` (a queryset), with ``text`` and its ``words``.

    ``url`` leads the person to where it is done. Who was reminded about it within the last ``settings.NUDGE_DAYS`` days
    is left in peace.
    """

    subject: object
    people: object
    text: str
    words: dict
    url: str
    unit_path: str

    @property
    def said(self):
        """Return the text as it will be read."""
        return str(self.text) % self.words

    @cached_property
    def count(self):
        """Return how many will be told now."""
        return self._to_be_told.count()

    @cached_property
    def lately(self):
        """Return how many are left in peace."""
        return self.people.filter(self._told_lately).count()

    @transaction.atomic
    def send(self, *, by, note=""):
        """Tell everybody who was not told lately and return how many.

        ``note`` are the officer's own words, shown below the text in the portal, never in a letter. The row of the
        subject is locked, so that two officers at once tell everybody once.
        """
        type(self.subject).objects.select_for_update(of=("self",)).get(pk=self.subject.pk)
        chosen = list(self._to_be_told.only("email"))
        if chosen:
            outbox.notify(chosen, EVENT, self.text, words=self.words, detail=note, url=self.url)
            why = f"{len(chosen)}: {note}" if note else str(len(chosen))
            trail.record("notifications.nudged", self.subject, by=by, reason=why, unit_path=self.unit_path)
        return len(chosen)

    @property
    def _to_be_told(self):
        return self.people.exclude(self._told_lately)

    @property
    def _told_lately(self):
        since = timezone.now() - datetime.timedelta(days=settings.NUDGE_DAYS)
        told = Notification.objects.filter(event=EVENT, url=self.url, created_at__gt=since).order_by()
        return Exists(told.filter(recipient=OuterRef("pk")))
