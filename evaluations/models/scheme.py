"""Schemes: levels, bands, criteria, conditions, forced outcomes and quota as one dated, versioned document."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, ReasonMissing, SchemeLocked
from evaluations.rules import Rules
from portal.audit import trail
from portal.directory import tree
from portal.directory.roles import Act
from portal.printing.models import PaperForm


def keeps_schemes(person):
    """Tell whether a person keeps what holds for the whole portal: a personnel officer of the topmost organisation."""
    return any(len(path) == tree.STEP for path in person.scopes(Act.CALL_CAMPAIGNS))


class SchemeQuerySet(models.QuerySet):
    def update(self, **values):
        """Write straight to the table. Raises ``SchemeLocked`` for content, which only a draft's own acts change."""
        if set(Scheme.CONTENT) & set(values):
            raise SchemeLocked(_("A scheme changes by its own acts only."))
        return super().update(**values)

    def visible_to(self, person):
        """Schemes that an officer reads; drafts are for those who keep them."""
        if keeps_schemes(person):
            return self.all()
        return self.exclude(status=Scheme.Status.DRAFT) if person.may_anywhere(Act.COUNT) else self.none()

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
        IN_FORCE = "in_force", _("In use")
        WITHDRAWN = "withdrawn", _("No longer in use")

    NEXT = {
        Status.DRAFT: {Status.IN_FORCE, Status.WITHDRAWN},
        Status.IN_FORCE: {Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }
    # What a version is; it stays as it is from the day it comes into force.
    CONTENT = ("code", "version", "name", "source", "valid_from", "valid_to", "document")

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
            models.CheckConstraint(
                condition=Q(in_force_at=None) | ~Q(status="draft"),
                name="evaluations_scheme_draft_was_never_in_force",
            ),
        ]
        verbose_name = _("scheme")

    def __str__(self):
        return f"{self.name} (v{self.version})"

    def get_absolute_url(self):
        return reverse("evaluations:scheme", args=[self.pk])

    def save(self, **kwargs):
        """Write the version. Raises ``SchemeLocked`` where its content would change and it is no draft any more."""
        written = kwargs.get("update_fields") or self.CONTENT
        if self.pk and not self._state.adding and set(written) & set(self.CONTENT):
            self._refuse_unless_draft()
        super().save(**kwargs)

    @cached_property
    def rules(self):
        """Return what the document says, read and checked (about a millisecond). Raises ``SchemeFault``."""
        return Rules.parse(self.document)

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    def can_become(self, status):
        return status in self.NEXT[self.Status(self.status)]

    @classmethod
    def read(cls, document):
        """Return the rules of a document, checked against the paper forms there are. Raises ``SchemeFault``."""
        return Rules.parse(document, forms=set(PaperForm.objects.values_list("code", flat=True)))

    @classmethod
    @transaction.atomic
    def load(cls, document, *, by=None, based_on=None):
        """Return the version that holds a document, and whether it had to be made: as the next draft of its code.

        A version with the same content is taken as it is, whatever its state. Raises ``SchemeFault`` for a wrong
        document, of which nothing is kept.
        """
        rules = cls.read(document)
        versions = list(cls.objects.select_for_update().filter(code=rules.code).order_by("-version"))
        for version in versions:
            if version.document == document and based_on is None:
                return version, False
        number = versions[0].version + 1 if versions else 1  # of those seen: who was faster took the number
        scheme = cls(code=rules.code, based_on=based_on, created_by=by, version=number)
        scheme._take_over(document, rules)
        try:
            with transaction.atomic():
                scheme.save(force_insert=True)
        except IntegrityError as error:
            raise InvalidTransition(
                _("Somebody made this version a moment ago. Look at the list once more.")
            ) from error
        trail.record("evaluations.scheme_copied" if based_on else "evaluations.scheme_loaded", scheme, by=by)
        return scheme, True

    @transaction.atomic
    def copy(self, *, by):
        """Return a draft to begin the next version with: one that already holds the same content, else a new one."""
        same = Scheme.objects.select_for_update().filter(code=self.code, status=self.Status.DRAFT, created_by=by)
        for draft in same:
            if draft.document == self.document:
                return draft
        return Scheme.load(self.document, by=by, based_on=self)[0]

    @transaction.atomic
    def change(self, edit, *, by):
        """Change the document of a draft: ``edit`` takes a copy of it as it stands now and returns what it becomes.

        Raises ``SchemeFault`` for a document with faults and ``SchemeLocked`` where this is no draft any more; then
        nothing is written.
        """
        self._lock()
        self._refuse_unless_draft()
        document = edit(self.document)
        rules = self.read(document | {"code": self.code})
        self._take_over(document | {"code": self.code}, rules)
        self.save(update_fields=["name", "source", "valid_from", "valid_to", "document"])
        trail.record("evaluations.scheme_changed", self, by=by)

    @transaction.atomic
    def put_in_force(self, *, by=None):
        """Let evaluations be called under this version; an earlier one in force is withdrawn for new ones.

        Raises ``InvalidTransition`` unless it is a draft, ``SchemeFault`` where a form it names is gone meanwhile.
        """
        versions = Scheme.objects.select_for_update().filter(code=self.code).order_by("pk")
        in_force = [version for version in versions if version.status == self.Status.IN_FORCE]
        self._lock_for(self.Status.IN_FORCE)
        self.read(self.document)
        for earlier in in_force:
            earlier.withdraw(
                by=by, reason=str(_("Version %(version)s has come into force.") % {"version": self.version})
            )
        self.status, self.in_force_at = self.Status.IN_FORCE, timezone.now()
        self.save(update_fields=["status", "in_force_at"])
        trail.record("evaluations.scheme_put_in_force", self, by=by)

    @transaction.atomic
    def withdraw(self, *, by, reason):
        """Take the version out of use: nothing new is called under it, what was goes on.

        Raises ``ReasonMissing`` without a reason, ``InvalidTransition`` where it is withdrawn already.
        """
        if not reason.strip():
            raise ReasonMissing(_("Say why the scheme is withdrawn."))
        self._lock_for(self.Status.WITHDRAWN)
        self.status = self.Status.WITHDRAWN
        self.save(update_fields=["status"])
        trail.record("evaluations.scheme_withdrawn", self, by=by, reason=reason)

    def _take_over(self, document, rules):
        self.document, self.name, self.source = document, rules.name, rules.source
        self.valid_from, self.valid_to = rules.valid_from, rules.valid_to
        self.__dict__["rules"] = rules

    def _lock(self):
        self.__dict__.pop("rules", None)
        self.refresh_from_db(from_queryset=Scheme.objects.select_for_update(of=("self",)))

    def _lock_for(self, status):
        self._lock()
        if not self.can_become(status):
            words = {"state": self.get_status_display()}
            raise InvalidTransition(_("The scheme is now: %(state)s. Somebody may have been faster.") % words)

    def _refuse_unless_draft(self):
        status = Scheme.objects.filter(pk=self.pk).values_list("status", flat=True).get()
        if status != self.Status.DRAFT or self.evaluations.exists():
            raise SchemeLocked(_("A version in force or used never changes. Make a new version of it."))
