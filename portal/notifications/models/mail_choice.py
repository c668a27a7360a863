"""How often a person wants letters: at once, once a day, once a week, or none at all."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.notifications import letters
from portal.notifications.models.notification import Notification

FEW = 500
WEEK = datetime.timedelta(days=7)


class MailChoiceQuerySet(models.QuerySet):
    def other_than_at_once(self, people):
        """Return the keys of those among ``people`` (keys) who do not want each letter at once, as a set."""
        others = self.exclude(how=MailChoice.How.AT_ONCE)
        if len(people) <= FEW:  # above it one reads them all rather than name so many in a query
            others = others.filter(person__in=list(people))
        return set(others.values_list("person_id", flat=True))

    def gathered(self):
        """Narrow to those who get one letter for all that came in a day or a week."""
        return self.filter(how__in=[MailChoice.How.DAILY, MailChoice.How.WEEKLY])

    def due_on(self, day):
        """Narrow to those whose letter of the day or of the week is due, and to whom something new was said since.

        The weekly one falls on ``settings.DIGEST_WEEKDAY`` (0 is Monday); where that day was missed, on the next.
        """
        daily = Q(how=MailChoice.How.DAILY, gathered_on__lt=day)
        weekly = Q(how=MailChoice.How.WEEKLY, gathered_on__lte=day - WEEK)
        if day.weekday() == settings.DIGEST_WEEKDAY:
            weekly |= Q(how=MailChoice.How.WEEKLY, gathered_on__lt=day)
        news = Notification.objects.unread().filter(recipient=OuterRef("person"), pk__gt=OuterRef("last_told"))
        return self.gathered().filter(daily | weekly).exclude(person__email="").filter(Exists(news))


class MailChoice(models.Model):
    """What one person chose. Who has no row gets each letter at once.

    ``gathered_on`` is the local day of the last letter that gathered what was new (the day of the choice before the
    first), ``last_told`` the key of the newest notification by then.
    """

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, in the morning")
        WEEKLY = "weekly", _("Once a week")
        OFF = "off", _("No letters")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_choice"
    )
    how = models.CharField(_("letters"), max_length=8, choices=How, default=How.AT_ONCE)
    gathered_on = models.DateField()
    last_told = models.BigIntegerField(default=0)

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of letters")
        indexes = [models.Index(fields=["how", "gathered_on"], name="mail_choice_due")]

    def __str__(self):
        return str(self.get_how_display())

    @transaction.atomic
    def choose(self, how, *, on):
        """Keep the choice from the day ``on``. What waited for a gathered letter goes into the next one all the same.

        Where no more are gathered it is told at once; where no letters are wanted any more, not at all.
        """
        told = Notification.objects.of(self.person).order_by("-pk").values_list("pk", flat=True).first() or 0
        gathered = MailChoice.objects.gathered().filter(person=self.person).select_for_update()
        before = gathered.values_list("last_told", flat=True).first()
        if before is not None and how in (self.How.DAILY, self.How.WEEKLY):
            told = before
        elif before is not None and how == self.How.AT_ONCE and self._has_news_since(before):
            letters.send_on_commit([self.person.email])
        self.how, self.gathered_on, self.last_told = how, on, told
        self.save()

    def _has_news_since(self, told):
        return Notification.objects.of(self.person).unread().filter(pk__gt=told).exists()
