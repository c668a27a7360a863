"""What happened to a person, as the office records it: what, from which day, why, by which document."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory import tree
from portal.directory.models.organization import with_former
from portal.directory.roles import Act
from portal.lib.dates import today


class PersonActQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what was taken back, or corrected by another act."""
        return self.filter(taken_back_at=None)

    def kept_by(self, officer):
        """Acts recorded where the officer's personnel office keeps people, and those on whom it keeps today."""
        scopes = officer.scopes(Act.KEEP_PEOPLE)
        return self.filter(tree.under(with_former(scopes), "unit_path") | tree.under(scopes, "person__org_path"))

    def backdated(self):
        """Acts that happened before the day on which they were entered: counts of the days between knew nothing."""
        return self.filter(on__lt=models.F("recorded_on"))

    def due(self):
        """Acts whose day has come and which rosters, reviews and dossiers have not followed yet."""
        return self.standing().filter(followed_at=None, on__lte=today())


class PersonAct(models.Model):
    """One act on a person. ``on`` is the first day on which it holds; it may lie before or after ``recorded_on``.

    ``rows`` is what the act did to memberships and appointments, ``{"membership:7": [before, after]}`` with each state
    as ``[starts_on, ends_on, end_reason]`` in ISO text (None: not there), so that a wrong entry can be taken back.
    ``unit_path`` is where the person stood. ``corrects`` is the wrong entry that this one replaces.
    """

    class Kind(models.TextChoices):
        TRANSFER = "transfer", _("Transfer")
        STANDING = "standing", _("Standing")
        LEAVE = "leave", _("End of the membership")
        APPOINT = "appoint", _("Appointment")
        END_POST = "end_post", _("End of a post")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_("act"), max_length=10, choices=Kind)
    on = models.DateField(_("from"))
    what = models.CharField(_("what"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    document = models.CharField(_("document"), max_length=60, blank=True)
    document_on = models.DateField(_("date of the document"), null=True, blank=True)
    rows = models.JSONField(default=dict, blank=True)
    unit_path = models.CharField(max_length=tree.STEP * tree.MAX_DEPTH, blank=True)
    recorded_on = models.DateField(default=today)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    followed_at = models.DateTimeField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_because = models.CharField(max_length=300, blank=True)

    objects = PersonActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="") | ~Q(reason=""),
                name="directory_act_has_document_or_reason",
                violation_error_message=_("Give the number of the document, or say why there is none."),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_because="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_because="")),
                name="directory_taken_back_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="acts_of_a_unit"),
            models.Index(fields=["on"], name="acts_not_followed", condition=Q(followed_at=None)),
        ]
        verbose_name = _("act on a person")

    def __str__(self):
        return f"{self.person}: {self.what}"

    def posts_touched(self):
        """Return the keys of the appointments that the act made, ended or changed."""
        return [int(key.split(":")[1]) for key in self.rows if key.startswith("appointment:")]

    @property
    def is_backdated(self):
        """Tell whether it happened before the day on which it was entered."""
        return self.on < self.recorded_on

    @property
    def is_to_come(self):
        """Tell whether its day lies ahead, or what hangs on the person has not followed it yet."""
        return self.taken_back_at is None and self.followed_at is None
