"""Of whom a row speaks: a person, a collective or an organisation, exactly one of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.directory.models import Collective, PartyOrg

ONE_SUBJECT = (
    Q(person__isnull=False, collective=None, org=None)
    | Q(person=None, collective__isnull=False, org=None)
    | Q(person=None, collective=None, org__isnull=False)
)


class OfSubjectQuerySet(models.QuerySet):
    def same_subject(self, other):
        """Return the rows of the same person, collective or organisation as ``other``, another row with a subject."""
        return self.filter(person=other.person_id, collective=other.collective_id, org=other.org_id)

    def same_subjects(self, others):
        """Return the rows of the same people, collectives or organisations as any of ``others``; none for none."""
        wanted = Q(pk__in=[])
        for name in ("person", "collective", "org"):
            keys = [getattr(other, f"{name}_id") for other in others if getattr(other, f"{name}_id")]
            wanted |= Q(**{f"{name}__in": keys}) if keys else Q()
        return self.filter(wanted)


class OfSubject(models.Model):
    """A row about one person, collective or organisation."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", db_index=False
    )
    org = models.ForeignKey(
        PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", db_index=False
    )

    objects = OfSubjectQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=ONE_SUBJECT, name="evaluations_%(class)s_of_one_subject")]
        # Without the many NULLs, for which SQLite's planner would take the index for useless.
        indexes = [
            models.Index(fields=["collective"], name="%(class)s_collective", condition=Q(collective__isnull=False)),
            models.Index(fields=["org"], name="%(class)s_org", condition=Q(org__isnull=False)),
        ]

    @property
    def subject(self):
        """Return the person, the collective or the organisation."""
        if self.person_id:
            return self.person
        return self.collective if self.collective_id else self.org

    @property
    def subject_key(self):
        """Return what tells subjects apart: the three keys, of which two are None."""
        return self.person_id, self.collective_id, self.org_id

    @property
    def subject_fields(self):
        """Return the three keys, to be written into another row about the same subject."""
        return {"person_id": self.person_id, "collective_id": self.collective_id, "org_id": self.org_id}
