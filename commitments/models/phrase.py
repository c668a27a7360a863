"""The words that the checks of a commitment look for: an editable list, as habits differ by place and year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.vietnamese import clean


class Phrase(models.Model):
    """A word or phrase, and what finding it in a commitment means (``kind``).

    Matched by whole syllables, in either placement of the tone, whatever the case. An ``EXAMPLE`` is a ready sentence,
    offered where the task holds one of its ``cues`` (phrases parted by commas).
    """

    class Kind(models.TextChoices):
        VAGUE = "vague", _("Says nothing concrete")
        VERB = "verb", _("Verb of a concrete act")
        PRODUCT = "product", _("Name of a product")
        CROWD = "crowd", _("Names nobody")
        LOOSE_TIME = "loose_time", _("Names no time")
        AUTHORITY = "authority", _("Usually decided by a superior")
        EXAMPLE = "example", _("Example of a clear task")
        STOCK = "stock", _("Common formula, never counted as copied")

    kind = models.CharField(_("what it means"), max_length=10, choices=Kind)
    text = models.CharField(_("word or phrase"), max_length=300)
    cues = models.CharField(_("offered where the task says"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "text"],
                name="commitments_phrase_once",
                violation_error_message=_("This phrase is already on the list."),
            )
        ]
        verbose_name = _("phrase")

    def __str__(self):
        return self.text

    def save(self, **kwargs):
        self.text, self.cues = clean(self.text), clean(self.cues)
        super().save(**kwargs)
