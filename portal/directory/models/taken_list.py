"""Lists that were taken in, and what each of them made and changed, so that the last one can be undone."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models.organization import PartyOrg


class TakenList(models.Model):
    """One list that somebody took in for ``org``; ``told`` is what came of it, in words."""

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    filename = models.CharField(_("file"), max_length=255)
    told = models.CharField(max_length=300)
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["org", "-id"], name="taken_lists_of_a_unit")]
        verbose_name = _("list that was taken in")

    def __str__(self):
        return self.filename

    @property
    def can_be_undone(self):
        """Tell whether it is known what the list did: that of the last list of its kind, until it is undone."""
        return self.undone_at is None and self.pieces.exists()


class LeftOut(models.Model):
    """What of a list was not written: ``remarks`` are [row, column, reason], ``notes`` [row, name, note, public id].

    ``sheet`` are its rows to correct as a workbook, empty where none is wrong.
    """

    taken = models.OneToOneField(TakenList, on_delete=models.CASCADE, related_name="left_out")
    remarks = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    sheet = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("rows of a list that were not written")

    def __str__(self):
        return str(self.taken)


class TakenPiece(models.Model):
    """Some rows of one table that a list ``made`` (their keys) or ``changed``: [key, values before, values after]."""

    taken = models.ForeignKey(TakenList, on_delete=models.CASCADE, related_name="pieces")
    model = models.CharField(max_length=40)
    made = models.JSONField(default=list)
    changed = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("piece of a list that was taken in")

    def __str__(self):
        return f"{self.taken}: {self.model}"
