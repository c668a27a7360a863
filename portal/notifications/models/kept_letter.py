"""A letter that the mail server has not taken yet."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeptLetter(models.Model):
    """A letter to one address, kept until it is sent or ``settings.MAIL_DAYS`` are over.

    ``try_after`` moves on before each try, and by that only one worker tries.
    """

    address = models.EmailField()
    sender = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)
    try_after = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("kept letter")

    def __str__(self):
        return self.subject
