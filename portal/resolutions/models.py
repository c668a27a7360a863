"""Documents of the Party that ask for action, and the clauses that a commitment answers."""

import datetime
import re
from functools import reduce

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.directory.roles import Act
from portal.lib.dates import DAY, PartialDate
from portal.lib.numbers import format_vi, with_unit
from portal.lib.vietnamese import search_key, search_words
from portal.resolutions.symbol import loose_key

LONG_AGO = datetime.date(1, 1, 1)  # where a document without a date stands in a list sorted by date
CODE_FORM = re.compile(r"(?=.*[0-9])[0-9A-Za-z._-]{1,20}", re.ASCII)  # codes stand in addresses: add/ is no code
WRONG_CODE = _("A code has at most 20 letters, digits, dots and hyphens, one digit at least, such as VB058.")


class Issuer(models.Model):
    """A body that issues documents. Many share an abbreviation (every province is TU), so the name is the key."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    search = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("issuer")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.search = search_key(self.name)
        super().save(**kwargs)


class DocType(models.Model):
    """A type of document and its abbreviation in symbols (domain reference, 7.2). QĐ stands for two types."""

    name = models.CharField(_("type"), max_length=60, unique=True)
    abbreviations = models.JSONField(default=list)  # as in symbols: ["QĐ", "QĐi"]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("document type")

    def __str__(self):
        return self.name


def _has_words(words):
    return reduce(Q.__and__, (Q(search__contains=word) for word in words), Q())


class ResolutionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Published documents are for everybody who signs in; drafts for those who keep the catalogue."""
        if person.may_anywhere(Act.KEEP_RESOLUTIONS):
            return self
        return self.exclude(status=Resolution.Status.DRAFT)

    def matching(self, text):
        """Find by symbol however it was typed ("13 kl/tw"), words of the abstract or the issuer, without marks."""
        typed, loose = search_words(text), search_words(loose_key(text))
        return self.filter(_has_words(typed) | _has_words(loose))

    def issued_in(self, year):
        return self.filter(issued_on__year=year)

    def newest_first(self):
        """Sort by date of issue, those without a date last; ``listed_on`` is what the order goes by."""
        return self.with_listed_on().order_by("-listed_on", "-pk")

    def with_listed_on(self):
        return self.annotate(listed_on=Coalesce("issued_on", models.Value(LONG_AGO)))

    def with_clause_count(self):
        return self.annotate(clause_count=models.Count("clauses"))

    def with_citation(self):
        """Load what a citation is made of."""
        return self.select_related("doc_type", "issuer")


class Resolution(models.Model):
    """A published document that asks for action: resolution, directive, conclusion, regulation, plan (``doc_type``).

    A symbol is not unique: numbers restart each term. Key is (symbol, date of issue); a document without a symbol has
    only its local code. Classified documents are never catalogued. Source: domain reference, section 7.
    """

    class Status(models.TextChoices):
        IN_FORCE = "in_force", _("In force")
        PARTLY = "partly", _("Partly in force")
        ENDED = "ended", _("No longer in force")
        DRAFT = "draft", _("Draft text")

    code = models.CharField(_("local code"), max_length=20, unique=True)
    symbol = models.CharField(_("symbol"), max_length=40, blank=True)  # strict form: 21-KL/TW
    printed_symbol = models.CharField(_("as printed"), max_length=60, blank=True)
    doc_type = models.ForeignKey(DocType, on_delete=models.PROTECT, verbose_name=_("type"))
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="resolutions", verbose_name=_("issuer"))
    issued_on = models.DateField(_("date"), null=True, blank=True)
    issued_precision = models.CharField(max_length=5, default=DAY)
    abstract = models.TextField(_("abstract"))
    replaces = models.ManyToManyField("self", symmetrical=False, related_name="replaced_by", blank=True)
    implements = models.ManyToManyField("self", symmetrical=False, related_name="implemented_by", blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.IN_FORCE)
    applies_from = models.DateField(_("applies from"), null=True, blank=True)
    source_note = models.CharField(_("source"), max_length=100, blank=True)
    attachment = models.FileField(_("text of the document"), upload_to="resolutions/", blank=True)
    search = models.TextField(blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["symbol", "issued_on"],
                condition=~Q(symbol="") & Q(issued_on__isnull=False),
                name="resolutions_symbol_once_a_day",
                violation_error_message=_("This symbol with this date is already in the catalogue."),
            )
        ]
        verbose_name = _("resolution")

    def __str__(self):
        return self.short_citation

    def get_absolute_url(self):
        return reverse("resolutions:resolution", args=[self.code])

    def save(self, **kwargs):
        self.search = self.search_text()
        super().save(**kwargs)

    @property
    def issued_text(self):
        """Return the date as far as it is known, a ``PartialDate``, or None."""
        return PartialDate.from_stored(self.issued_on, self.issued_precision)

    @property
    def short_citation(self):
        """Return "Kết luận 21-KL/TW", or type and abstract where there is no symbol; the type stands once."""
        if not self.symbol and self.abstract.lower().startswith(self.doc_type.name.lower()):
            return self.abstract
        return f"{self.doc_type.name} {self.symbol or self.abstract}"

    @property
    def dated_citation(self):
        """Return "Kết luận 21-KL/TW, ngày 25/10/2021": numbers repeat each term, so the date goes along."""
        date = self.issued_text
        return (
            _("%(name)s, dated %(date)s") % {"name": self.short_citation, "date": date} if date else self.short_citation
        )

    @property
    def printed_citation(self):
        """Return the first, full citation as a paper prints it, in Vietnamese whatever the reader's language.

        "Kết luận số 21-KL/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương “Đẩy mạnh …”" (domain reference, 7.1 [C]).
        """
        name = f"{self.doc_type.name} số {self.symbol}" if self.symbol else self.doc_type.name
        date = self.issued_text
        unit = {"day": "ngày", "month": "tháng", "year": "năm"}[self.issued_precision]
        dated = f", {unit} {date}" if date else ""
        return f"{name}{dated} của {self.issuer.name} “{self.abstract}”"

    @property
    def is_in_force(self):
        return self.status in {self.Status.IN_FORCE, self.Status.PARTLY}

    def search_text(self):
        return search_key(f"{self.code} {self.symbol} {self.doc_type.name} {self.issuer.name} {self.abstract}")


class Clause(models.Model):
    """The part of a resolution that a commitment answers: a task, a breakthrough or a target."""

    class Kind(models.TextChoices):
        TASK = "task", _("Task")
        BREAKTHROUGH = "breakthrough", _("Breakthrough")
        TARGET = "target", _("Target")

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(_("item"), max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TASK)
    text = models.TextField(_("content"))
    target_value = models.DecimalField(_("target"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    lead_agency = models.CharField(_("lead agency"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("clause it carries out"),
    )  # in a resolution that this one implements

    class Meta:
        ordering = ["resolution", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "number"],
                name="resolutions_clause_number_once",
                violation_error_message=_("This resolution already has an item with this number."),
            )
        ]
        verbose_name = _("clause")

    def __str__(self):
        return f"{self.reference}: {self.text}"

    @property
    def reference(self):
        """Return "Mục 3, Nghị quyết 57-NQ/TW"; needs ``resolution.doc_type`` loaded."""
        return _("Item %(number)s, %(resolution)s") % {
            "number": self.number,
            "resolution": self.resolution.short_citation,
        }

    @property
    def target_text(self):
        """Return "10,5 %/năm", or an empty text."""
        return with_unit(format_vi(self.target_value), self.unit) if self.target_value is not None else ""

    def is_used(self):
        """Tell whether anything outside the catalogue answers or names this clause: such a clause stays."""
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self}).exists()
            for relation in Clause._meta.get_fields(include_hidden=True)
            if relation.one_to_many and relation.related_model is not Clause
        )
