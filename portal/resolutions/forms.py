"""Forms of the catalogue: finding documents, keeping them and their clauses, importing lists."""

from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib.dates import DAY, parse_partial
from portal.lib.fields import NumberField
from portal.lib.vietnamese import clean, clean_lines, sort_key_text
from portal.resolutions import symbol as symbols
from portal.resolutions.lists.kinds import LISTS
from portal.resolutions.lists.resolutions import abbreviation_of
from portal.resolutions.models import CODE_FORM, WRONG_CODE, Clause, DocType, Issuer, Resolution
from portal.resolutions.secrecy import SECRET_REFUSED, is_marked_secret

MEGABYTE = 2**20
LARGEST_TEXT = 20 * MEGABYTE
# What a document may be attached as, and how such a file begins.
TEXT_FILES = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".doc": b"\xd0\xcf\x11\xe0"}


class PartialDateField(forms.CharField):
    """A date as exactly as it is known; cleans to a ``PartialDate`` or None."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, widget=forms.DateInput, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_partial(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class FindForm(forms.Form):
    """What narrows the list of documents; whatever is not understood narrows nothing."""

    q = forms.CharField(
        label=gettext_lazy("Symbol or words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    issuer = forms.ModelChoiceField(
        Issuer.objects.filter(resolutions__isnull=False).distinct(),
        label=gettext_lazy("Issuer"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(
        label=gettext_lazy("In force?"),
        required=False,
        choices=[("", gettext_lazy("All")), *Resolution.Status.choices],
    )

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        issuers = sorted(self.fields["issuer"].queryset, key=lambda issuer: sort_key_text(issuer.name))
        self.fields["issuer"].choices = [("", _("All")), *((issuer.pk, issuer.name) for issuer in issuers)]
        self.fields["year"].choices = [("", _("All")), *((year, str(year)) for year in years)]

    def narrowed(self, resolutions):
        """Return ``resolutions`` as far as the form asks for them."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            resolutions = resolutions.matching(asked["q"])
        if asked.get("issuer"):
            resolutions = resolutions.filter(issuer=asked["issuer"])
        if asked.get("year"):
            resolutions = resolutions.issued_in(asked["year"])
        if asked.get("status"):
            resolutions = resolutions.filter(status=asked["status"])
        return resolutions


class ResolutionForm(forms.ModelForm):
    """One document. The symbol is stored strictly, with what was typed kept as printed; the issuer is made if new."""

    issuer_name = forms.CharField(label=gettext_lazy("Issuer"), max_length=200)
    issued = PartialDateField(
        label=gettext_lazy("Date of issue"),
        required=False,
        help_text=gettext_lazy("25/10/2021; only 10/2021 or 2021 where the day is not known."),
    )

    class Meta:
        model = Resolution
        fields = ["code", "doc_type", "symbol", "abstract", "status", "applies_from", "source_note", "attachment"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 3}), "attachment": forms.FileInput}
        help_texts = {
            "code": gettext_lazy("A code of your own by which lists name the document, such as VB058."),
            "symbol": gettext_lazy("As on the document: 21-KL/TW, 13/NQ-CP, 91/2025/QH15. Empty where it has none."),
            "abstract": gettext_lazy("What the document is about, without “on” and quotation marks."),
            "source_note": gettext_lazy("Where the facts were taken from."),
            "attachment": gettext_lazy("PDF or Word, up to 20 MB. Published documents only."),
        }
        error_messages = {
            "code": {"unique": gettext_lazy("Another document of the portal has this code. Choose another code.")}
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["doc_type"].queryset = DocType.objects.all()
        document = self.instance
        if document.pk:
            self.initial |= {"issuer_name": document.issuer.name, "issued": document.issued_text}
            self.initial["symbol"] = document.printed_symbol or document.symbol
        self.fields["issuer_name"].widget.attrs["list"] = "issuers"

    def clean_code(self):
        code = clean(self.cleaned_data["code"])
        if not CODE_FORM.fullmatch(code):
            raise ValidationError(WRONG_CODE)
        return code

    def clean_symbol(self):
        """Return the strict form; what was typed is kept beside it where it differs."""
        typed = clean(self.cleaned_data["symbol"])
        if not typed:
            self.parsed, self.instance.printed_symbol = None, ""
            return ""
        try:
            self.parsed = symbols.parse(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        self.instance.printed_symbol = typed if typed != str(self.parsed) else ""
        return str(self.parsed)

    def clean_abstract(self):
        abstract = clean(self.cleaned_data["abstract"])
        if is_marked_secret(abstract):
            raise ValidationError(SECRET_REFUSED)
        return abstract

    def clean_attachment(self):
        file = self.cleaned_data["attachment"]
        if not file or "attachment" not in self.changed_data:
            return file
        if file.size > LARGEST_TEXT:
            raise ValidationError(_("The file is over 20 MB. Save it smaller and attach it again."))
        beginning = TEXT_FILES.get(PurePath(file.name).suffix.lower())
        if beginning is None or not file.read(8).startswith(beginning):
            raise ValidationError(_("The file is neither PDF nor Word. Save the document as PDF and attach that."))
        file.seek(0)
        return file

    def clean(self):
        super().clean()
        date = self.cleaned_data.get("issued")
        self.instance.issued_on, self.instance.issued_precision = date.to_stored() if date else (None, DAY)
        symbol = self.cleaned_data.get("symbol")
        if symbol and date:
            twin = Resolution.objects.filter(symbol=symbol, issued_on=self.instance.issued_on)
            if twin.exclude(pk=self.instance.pk).exists():
                self.add_error("symbol", _("This symbol with this date is already in the catalogue."))
        return self.cleaned_data

    @property
    def warning(self):
        """Return what is to be looked at again although it may be saved, or an empty text."""
        parsed = getattr(self, "parsed", None)
        return symbols.disagrees(self.cleaned_data["doc_type"], parsed) if parsed else ""

    def document(self):
        """Return the cleaned document, not yet saved, with its issuer."""
        name = clean(self.cleaned_data["issuer_name"])
        short = abbreviation_of(self.cleaned_data["symbol"])
        self.instance.issuer, _made = Issuer.objects.get_or_create(name=name, defaults={"abbreviation": short})
        return self.instance


class ClauseForm(forms.ModelForm):
    """One item of a document; ``parent`` is an item of a document that this one implements."""

    target_value = NumberField(label=gettext_lazy("Target"), least=0)

    class Meta:
        model = Clause
        fields = ["number", "kind", "text", "target_value", "unit", "due_on", "lead_agency", "parent"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        above = Clause.objects.filter(resolution__implemented_by=self.instance.resolution)
        self.fields["parent"].queryset = above.select_related("resolution__doc_type")
        if not above.exists():
            del self.fields["parent"]

    def clean_number(self):
        number = clean(self.cleaned_data["number"])
        same = self.instance.resolution.clauses.filter(number=number).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("This document already has an item with this number."))
        return number

    def clean_text(self):
        text = clean_lines(self.cleaned_data["text"])
        if is_marked_secret(text):
            raise ValidationError(SECRET_REFUSED)
        return text

    def clean(self):
        super().clean()
        if self.cleaned_data.get("target_value") is not None and not self.cleaned_data.get("unit"):
            self.add_error("unit", _("Say what the number counts: %, people, files …"))
        return self.cleaned_data


class ListForm(forms.Form):
    """A list of documents or of clauses, as offices keep it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the list holds"),
        choices=[(name, kind.label) for name, kind in LISTS.items()],
        widget=forms.RadioSelect,
        initial="resolutions",
    )
    file = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), LibreOffice (.ods) or .csv, 10 MB at most."),
        error_messages={
            "empty": gettext_lazy("The file is empty. Open it in Excel, save it anew and upload it again.")
        },
    )
