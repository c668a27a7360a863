"""Schemes: levels, bands, criteria, conditions, forced outcomes and quota as one dated, versioned document."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SchemeQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(status=Scheme.Status.IN_FORCE)

    def for_period(self, period):
        """Return the schemes in force that cover the last day of ``period``, the newest first."""
        day = period.ends_on
        covering = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.in_force().filter(covering, valid_from__lte=day).order_by("-valid_from", "-version")


class Scheme(models.Model):
    """One version of a scheme. ``document`` is the whole of it, as ``evaluations.rules`` reads it.

    A version in force is never changed: evaluations point at it. What has to differ becomes the next version, begun
    as a draft. Source: domain reference, section 6 ("rules as dated data").
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        IN_FORCE = "in_force", _("In force")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        Status.DRAFT: {Status.IN_FORCE, Status.WITHDRAWN},
        Status.IN_FORCE: {Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    source = models.TextField(_("source"), blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    document = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    in_force_at = models.DateTimeField(null=True, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="evaluations_scheme_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="evaluations_scheme_ends_after_it_begins",
                violation_error_message=_("A scheme cannot end before it begins."),
            ),
        ]
        verbose_name = _("scheme")

    def __str__(self):
        return f"{self.name} (v{self.version})"

    def get_absolute_url(self):
        return reverse("evaluations:scheme", args=[self.pk])
