"""What a commitment says: the fields that its row in a program and its changed row in an amendment have in common."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CommitmentWords(models.Model):
    """Task, product, measure and deadline. Its ``clauses`` each class declares itself, as their reverse names differ.

    Forms, checks and comparisons read these fields and ``clauses``, whichever row they stand in. Fields: domain
    reference, 8.1 and 10.1.
    """

    class Responsibility(models.TextChoices):
        LEAD = "lead", _("Leads")
        SUPPORT = "support", _("Supports")
        ADVISE = "advise", _("Advises")

    title = models.TextField(_("task"), blank=True)
    is_regular = models.BooleanField(_("regular duty, answers no document"), default=False)
    deliverable = models.TextField(_("product, result"), blank=True)
    measure = models.CharField(_("how it is measured"), max_length=200, blank=True)
    baseline = models.DecimalField(_("start value"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_value = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    milestones = models.TextField(_("milestones"), blank=True)
    responsibility = models.CharField(_("responsibility"), max_length=8, choices=Responsibility, blank=True)
    co_owners = models.CharField(_("together with"), max_length=300, blank=True)
    authority_note = models.CharField(_("authority"), max_length=300, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True

    @property
    def words(self):
        """Return the fields with their values, to be written into another row; clauses are copied beside them."""
        return {field.name: getattr(self, field.name) for field in CommitmentWords._meta.local_fields}


def weight_is_a_share(name):
    """Return the constraint that a weight lies between 0 and 100 percent; names are unique in the database."""
    return models.CheckConstraint(
        condition=Q(weight=None) | Q(weight__gt=0, weight__lte=100),
        name=name,
        violation_error_message=_("A weight lies between 0 and 100."),
    )
