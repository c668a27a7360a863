"""A letter that the mail server has not taken yet."""

import json

from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.sealing import seal, unseal


class KeptLetter(models.Model):
    """A letter to one address, kept until it is sent or ``settings.MAIL_DAYS`` are over.

    ``sealed`` holds what is in it and to whom: a letter may carry a link that gives a new password, and neither the
    database nor a backup of it gives that away. ``try_after`` moves on before each try, and by that only one worker
    tries.
    """

    sealed = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)
    try_after = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("kept letter")

    def __str__(self):
        return f"{self.kept_at:%d/%m/%Y %H:%M}"

    @classmethod
    def of(cls, message, address):
        """Return an unsaved letter with what ``message`` says, to one of its addresses."""
        content = {"to": address, "from": message.from_email, "subject": message.subject, "body": message.body}
        return cls(sealed=seal(json.dumps(content)))

    def message(self):
        """Return the letter as it was. Raises ``SealBroken`` where no key of this installation opens it."""
        content = json.loads(unseal(self.sealed))
        return EmailMessage(content["subject"], content["body"], content["from"], [content["to"]])
