"""Requests for correction of a published level, and their answers."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, NotYours, ReasonMissing, RequestOpen, TooLateToAsk
from evaluations.models.officers import office_of
from evaluations.models.rating import Rating
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.lib.dates import today
from portal.notifications import outbox


class CorrectionRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome="")

    def of_office(self, person):
        """Return the requests that the person's personnel office answers, without their own."""
        theirs = Rating.objects.of_office(person).without_own(person)
        return self.filter(rating__in=theirs.values("pk"))


class CorrectionRequest(models.Model):
    """A request for correction of a published level, within the set days, and its written answer.

    The office should answer within as many days as there were to ask [U: no rule was found for it].
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("The level stays")
        RE_RATED = "re_rated", _("Rated again")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="correction_requests")
    text = models.TextField(_("what should be corrected, and why"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating"], condition=Q(outcome=""), name="evaluations_one_open_request_a_rating"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="evaluations_answer_is_whole",
            ),
        ]
        verbose_name = _("request for correction")

    def __str__(self):
        return f"{self.rating}: {self.asked_at:%d/%m/%Y}"

    @property
    def is_open(self):
        return not self.outcome

    @property
    def due_on(self):
        """Return the day by which it should be answered: the day it was asked is not counted, the last one is."""
        days = self.rating.dossier.evaluation.correction_days
        return timezone.localdate(self.asked_at) + timedelta(days=days)

    @property
    def is_late(self):
        """Tell whether it is open after its day, or was answered after it."""
        return (timezone.localdate(self.answered_at) if self.answered_at else today()) > self.due_on

    @classmethod
    @transaction.atomic
    def ask(cls, rating, text, *, by):
        """Ask for a correction of a published rating of one's own, and return the request.

        Raises ``NotYours`` on another's, ``InvalidTransition`` before publication or after a re-rating, ``RequestOpen``
        while an earlier request waits, ``TooLateToAsk`` with the day it ended, ``ReasonMissing`` without words.
        """
        rating = Rating.objects.locked_for_writing().get(pk=rating.pk)
        if not rating.dossier.belongs_to(by):
            raise NotYours(_("Only who is rated may ask for a correction."))
        if not rating.is_published or rating.superseded_at is not None:
            raise InvalidTransition(
                _("There is no published level here that could be corrected. Open the dossier again.")
            )
        if rating.correction_requests.open().exists():
            raise RequestOpen(_("Your earlier request waits for its answer. Ask again once it is answered."))
        if not rating.may_still_be_asked():
            day = formats.date_format(rating.last_day_to_ask, "SHORT_DATE_FORMAT")
            raise TooLateToAsk(_("A correction could be asked for until %(date)s. Turn to your cell.") % {"date": day})
        if not text.strip():
            raise ReasonMissing(_("Say what should be corrected, and why."))
        request = cls.objects.create(rating=rating, text=text.strip(), asked_by=by)
        request._record("evaluations.correction_asked", by=by)
        told = _("%(subject)s asks for a correction of a published rating.")
        words = {"subject": rating.dossier.subject}
        url = request.get_absolute_url()
        outbox.notify(office_of(rating.dossier), "evaluations.correction_asked", told, words=words, url=url)
        return request

    @transaction.atomic
    def uphold(self, answer, *, by):
        """Answer in writing that the level stays. Raises ``NotYours``, ``ReasonMissing`` and, where somebody was
        faster, ``InvalidTransition`` naming them."""
        Rating.objects.locked_for_writing().get(pk=self.rating_id)
        self.refresh_from_db()
        self.close(self.Outcome.UPHELD, answer, by=by)
        self._record("evaluations.correction_upheld", by=by)

    def close(self, outcome, answer, *, by):
        """Answer the request, read under the lock of its rating, and tell who asked."""
        if self.rating.dossier.belongs_to(by):
            raise NotYours(_("Nobody appraises, decides or answers on their own rating."))
        if self.rating.dossier.is_only_for(by):
            raise NotYours(OF_THE_ABSENT)
        if self.outcome:
            moment = timezone.localtime(self.answered_at).strftime("%H:%M %d/%m/%Y")
            raise InvalidTransition(
                _("%(person)s answered this request at %(time)s.") % {"person": self.answered_by, "time": moment}
            )
        if not answer.strip():
            raise ReasonMissing(_("Write the answer: who asked will read it."))
        self.outcome, self.answer = outcome, answer.strip()
        self.answered_by, self.answered_at = by, timezone.now()
        self.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        outbox.settle(office_of(self.rating.dossier), self.get_absolute_url())
        text = _("Your request for correction has been answered.")
        outbox.notify([self.asked_by], "evaluations.correction_answered", text, url=self.rating.get_absolute_url())

    def get_absolute_url(self):
        return reverse("evaluations:correction_request", args=[self.pk])

    def _record(self, action, *, by):
        dossier = self.rating.dossier
        trail.record(action, self.rating, by=by, owner=dossier.person, unit_path=dossier.unit.path)
