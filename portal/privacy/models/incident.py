"""Incidents: that personal data was lost, leaked or changed, and what the office did about it."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Appointment, PartyOrg
from portal.directory.roles import Act
from portal.notifications import outbox
from portal.privacy.errors import AlreadyClosed, ChangedMeanwhile, NotYours, ReasonMissing

# The authority is told within so many hours of detection (domain reference, section 12; the article is [U]).
HOURS = 72
FACTS = ("found_at", "found_by", "what", "data", "people_count", "measures")


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Return the incidents of the person's own personnel office, and of those below it."""
        return self.filter(tree.under(person.scopes(Act.KEEP_PEOPLE), "unit__path"))

    def open(self):
        """Return those of which it is not written down yet whom the office told, or why nobody."""
        return self.filter(settled_at=None)


class Incident(models.Model):
    """One incident. ``unit`` is where the office that recorded it is held; only such offices see it.

    ``people_count`` is how many people's data it concerns, None while nobody knows. ``settled_note`` says which
    authority was told and by which letter, or why none had to be: with it the clock stops.
    """

    unit = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    found_by = models.CharField(_("found by"), max_length=200)
    what = models.TextField(_("what happened"))
    data = models.TextField(_("which data"))
    people_count = models.PositiveIntegerField(_("people concerned"), null=True, blank=True)
    measures = models.TextField(_("what was done"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_note = models.TextField(_("who was told"), blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_note="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_note=""),
                name="privacy_settled_by_whom_and_how",
            )
        ]
        verbose_name = _("incident")

    def __str__(self):
        return f"{self.unit}, {timezone.localtime(self.found_at):%d/%m/%Y %H:%M}"

    def get_absolute_url(self):
        return reverse("privacy:incident", args=[self.pk])

    @property
    def is_open(self):
        return self.settled_at is None

    @property
    def due_at(self):
        return self.found_at + datetime.timedelta(hours=HOURS)

    @property
    def due_on(self):
        """Return the local day of ``due_at``."""
        return timezone.localtime(self.due_at).date()

    @property
    def hours_left(self):
        """Return the whole hours until ``due_at``; negative once it is over, -1 for the first hour after it."""
        return (self.due_at - timezone.now()) // datetime.timedelta(hours=1)

    @property
    def hours_over(self):
        return -self.hours_left

    @classmethod
    @transaction.atomic
    def record(cls, facts, *, by):
        """Write down an incident (``facts`` are those of ``FACTS``), tell the rest of the office, and return it.

        Raises ``NotYours`` for somebody who holds no office.
        """
        reach = by.scopes(Act.KEEP_PEOPLE)
        if not reach:
            raise NotYours(_("Only the personnel office keeps the log of incidents."))
        made = cls.objects.create(unit=PartyOrg.objects.get(path=reach[0]), recorded_by=by, **facts)
        made._record("privacy.incident_recorded", by=by)
        told = _("An incident with personal data was recorded. The authority is told within 72 hours of its detection.")
        others = [person for person in made.officers() if person != by]
        outbox.notify(others, "privacy.incident_recorded", told, url=made.get_absolute_url())
        return made

    @transaction.atomic
    def mend(self, facts, *, by, seen):
        """Write down what is known by now. Raises ``ChangedMeanwhile`` unless ``seen`` is the ``changed_at`` of now."""
        locked = Incident.objects.select_for_update().get(pk=self.pk)
        if locked.changed_at != seen:
            raise ChangedMeanwhile(
                _("Somebody has changed this incident meanwhile. Open it in another window, then add what is yours.")
            )
        for name, value in facts.items():
            setattr(self, name, value)
        self.changed_at = timezone.now()
        self.save(update_fields=[*facts, "changed_at"])
        self._record("privacy.incident_changed", by=by)

    @transaction.atomic
    def settle(self, note, *, by):
        """Write down whom the office told, or why nobody: the clock stops.

        Raises ``ReasonMissing`` without words and ``AlreadyClosed`` where somebody was faster.
        """
        if not note.strip():
            raise ReasonMissing(_("Say who was told and by which letter, or why nobody has to be."))
        locked = Incident.objects.select_for_update().get(pk=self.pk)
        if not locked.is_open:
            raise AlreadyClosed(_("Somebody has written this down meanwhile. Open the incident again to read it."))
        self.settled_at, self.settled_note, self.settled_by = timezone.now(), note.strip(), by
        self.save(update_fields=["settled_at", "settled_note", "settled_by"])
        self._record("privacy.incident_settled", by=by)
        outbox.settle(self.officers(), self.get_absolute_url())

    def officers(self):
        """Return the people who hold the personnel office of the unit itself."""
        posts = Appointment.objects.today().that_may(Act.KEEP_PEOPLE).reaching(self.unit)
        found = posts.select_related("person", "org", "collective__org")
        return [post.person for post in found if post.place.pk == self.unit_id]

    def record_opening(self, *, by):
        """Record that somebody reads it."""
        self._record("privacy.incident_opened", by=by)

    def record_printing(self, *, by):
        self._record("privacy.incident_printed", by=by)

    def _record(self, action, *, by):
        trail.record(action, self, by=by, unit_path=self.unit.path)
