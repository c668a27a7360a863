"""Requests about one's personal data, and the office's answers in writing."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import tree
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.models import Appointment, PartyOrg, Person
from portal.directory.roles import Act
from portal.lib.dates import today, working_days_after
from portal.lib.holidays import Holidays
from portal.notifications import outbox
from portal.privacy.errors import AlreadyAsked, AlreadyClosed, NotYours, ReasonMissing

# Law 91/2025/QH15 and Decree 356/2025: the controller answers within two working days and says how the request will be
# handled (domain reference, section 12 [C]); by when it is done, no rule was found [U].
WORKING_DAYS = 2


class DataRequestQuerySet(models.QuerySet):
    def of_office(self, officer):
        """Return the requests that the officer's personnel office answers, without the officer's own."""
        return self.filter(tree.under(officer.scopes(Act.KEEP_PEOPLE), "unit__path")).exclude(person=officer)

    def visible_to(self, person):
        """Return one's own, and those of one's office."""
        own = Q(person=person)
        return self.filter(own | tree.under(person.scopes(Act.KEEP_PEOPLE), "unit__path"))

    def open(self):
        """Return what waits for its answer, or was promised and is not done."""
        return self.filter(closed_at=None)

    def closed(self):
        return self.exclude(closed_at=None)


class DataRequest(models.Model):
    """What a person asks about the data that the portal holds of them.

    ``unit`` is the organisation whose personnel office keeps the person on the day of asking. ``due_on`` is the day by
    which the office answers, the last one counts; once a promise is given, the promised day takes its place.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Know what is held about me, and why")
        CORRECT = "correct", _("Correct what is wrong")
        RESTRICT = "restrict", _("Restrict what is done with it")
        DELETE = "delete", _("Delete what is no longer needed")
        OBJECT = "object", _("Object to what is done with it")
        COMPLAIN = "complain", _("Complain about how it was handled")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_requests")
    unit = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what you ask for"), max_length=8, choices=Kind)
    text = models.TextField(_("what it is about"))
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(closed_at=None), name="privacy_one_open_request_a_kind"
            )
        ]
        indexes = [models.Index(fields=["closed_at", "due_on", "id"], name="privacy_by_day")]
        verbose_name = _("request about personal data")

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("privacy:request", args=[self.pk])

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def is_late(self):
        return self.is_open and self.due_on < today()

    @classmethod
    @transaction.atomic
    def ask(cls, kind, text, *, by):
        """Ask about one's own data, tell the personnel office, and return the request.

        Raises ``ReasonMissing`` without words, ``AlreadyAsked`` while an earlier request of this kind waits.
        """
        if not text.strip():
            raise ReasonMissing(_("Say in a few words what it is about."))
        Person.objects.select_for_update().get(pk=by.pk)  # two clicks at once ask once
        if by.data_requests.open().filter(kind=kind).exists():
            raise AlreadyAsked(
                _("Your earlier request of this kind waits for its answer. Add to it once it is answered.")
            )
        asked = cls.objects.create(
            person=by,
            unit=by.homes()[0],
            kind=kind,
            text=text.strip(),
            due_on=working_days_after(today(), WORKING_DAYS, holidays=Holidays()),
        )
        asked._record("privacy.asked", by=by)
        told = _("%(person)s asks about their personal data. The answer is due within two working days.")
        url = asked.get_absolute_url()
        outbox.notify(asked.officers(), "privacy.asked", told, words={"person": by}, url=url)
        return asked

    @transaction.atomic
    def answer(self, outcome, text, *, by, promised_on=None):
        """Answer in writing, tell the person, and return the ``DataAnswer``; a promise leaves the request open.

        ``promised_on`` is the day by which what was promised is done. Raises ``NotYours``, ``ReasonMissing`` and, where
        somebody was faster, ``AlreadyClosed``.
        """
        locked = DataRequest.objects.select_for_update().get(pk=self.pk)
        if by.pk == self.person_id:
            raise NotYours(_("Nobody answers their own request."))
        if by.is_only_for(self.person.__eq__, (self.unit, Act.KEEP_PEOPLE)):
            raise NotYours(OF_THE_ABSENT)
        if not locked.is_open:
            raise AlreadyClosed(_("Somebody has answered this request meanwhile. Open it again to read the answer."))
        if not text.strip():
            raise ReasonMissing(_("Write the answer: the person will read it."))
        is_promise = outcome == DataAnswer.Outcome.PROMISED
        if is_promise and (promised_on is None or promised_on < today()):
            raise ReasonMissing(_("Say by which day it will be done, from today on."))
        given = DataAnswer.objects.create(
            request=self, outcome=outcome, text=text.strip(), promised_on=promised_on if is_promise else None, by=by
        )
        self.closed_at = None if is_promise else given.at
        self.due_on = promised_on if is_promise else locked.due_on
        self.save(update_fields=["closed_at", "due_on"])
        self._record("privacy.answered", by=by)
        outbox.settle(self.officers(), self.get_absolute_url())
        told = _("Your request about your personal data has been answered.")
        outbox.notify([self.person], "privacy.answered", told, url=self.get_absolute_url())
        return given

    def officers(self):
        """Return the people of the nearest personnel office above, without whoever asks."""
        above = Appointment.objects.today().that_may(Act.KEEP_PEOPLE).reaching(self.unit)
        posts = above.exclude(person=self.person).select_related("person", "org", "collective__org")
        nearest = max((len(post.place.path) for post in posts), default=0)
        return [post.person for post in posts if len(post.place.path) == nearest]

    def record_opening(self, *, by):
        """Record that somebody else reads the request."""
        if by.pk != self.person_id:
            self._record("privacy.opened", by=by)

    def _record(self, action, *, by):
        trail.record(action, self, by=by, owner=self.person, unit_path=self.unit.path)


class DataAnswer(models.Model):
    """One answer to a request, in writing: how it will be handled and by when, that it is done, or why not."""

    class Outcome(models.TextChoices):
        PROMISED = "promised", _("It will be done by a day")
        DONE = "done", _("It is done")
        REFUSED = "refused", _("It cannot be done")

    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="answers")
    outcome = models.CharField(_("how it is handled"), max_length=8, choices=Outcome)
    text = models.TextField(_("answer"))
    promised_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="promised", promised_on__isnull=False)
                | ~Q(outcome="promised") & Q(promised_on__isnull=True),
                name="privacy_a_promise_has_a_day",
            ),
        ]
        verbose_name = _("answer")

    def __str__(self):
        return f"{self.request}: {self.get_outcome_display()}"
