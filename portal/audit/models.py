"""The audit trail: who did what to which record, when, from where and why. Text only, so it outlives what it names."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEventQuerySet(models.QuerySet):
    def about(self, record):
        """Return what happened to one record, newest first."""
        return self.filter(subject_type=record._meta.label_lower, subject_id=str(record.pk))

    def on_papers_of(self, person):
        """Return what was done with papers of this person, also under a record that was united with theirs."""
        former = person.united_records.values("former_id")
        return self.filter(Q(owner_id=str(person.public_id)) | Q(owner_id__in=former))


class AuditEvent(models.Model):
    """One act, written by the method that acts, in the same transaction.

    ``action`` is ``<app>.<past participle>``. No foreign keys: the event stays when the record is gone. The content of
    a paper never stands here. Rows are only ever added; the database refuses the rest (``append_only``).
    """

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    action = models.CharField(_("act"), max_length=64)
    actor_id = models.CharField(max_length=36, blank=True)  # public id of the person; empty for the system
    actor_name = models.CharField(_("who"), max_length=200, blank=True)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(_("what"), max_length=300)
    owner_id = models.CharField(max_length=36, blank=True)  # public id of the person whose paper it is
    unit_path = models.CharField(max_length=96, blank=True)  # where in the tree, for the readers of the trail
    reason = models.TextField(_("reason"), blank=True)
    address = models.GenericIPAddressField(_("from"), null=True, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["owner_id", "-at"], name="audit_owner"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor"),
        ]
        verbose_name = _("audit event")

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name}: {self.action} {self.subject_name}"


class Upkeep(models.Model):
    """When each procedure that keeps the installation was last done: a row by name."""

    BACKUP = "backup"

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("upkeep")

    def __str__(self):
        return f"{self.name} {self.at:%d/%m/%Y %H:%M}"

    @classmethod
    def did(cls, name):
        """Say that a procedure has just been done."""
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now()})

    @classmethod
    def last(cls, name):
        """Return when a procedure was last done, None where it never was."""
        return cls.objects.filter(name=name).values_list("at", flat=True).first()


class Seal(models.Model):
    """The seal of one batch of events (``portal.audit.sealing``); only ever added, as events are.

    ``first_id`` and ``last_id`` are the first and last event of the batch, ``count`` how many there are between them:
    ids that were never committed leave gaps. ``previous`` is the ``sha256`` of the seal before, empty for the first.
    """

    number = models.PositiveBigIntegerField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name = _("seal of the audit trail")

    def __str__(self):
        return f"{self.number} {self.sha256}"
