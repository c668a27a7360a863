"""Fields of forms that the directory needs: an organisation or a cell by its code or name."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from portal.directory.models import PartyOrg
from portal.lib.vietnamese import fold

BETWEEN = " · "
OFFERED = 100  # so many are offered to choose from; a province has thousands


class OrganizationField(forms.CharField):
    """An organisation written by its code or by a name that only one has; cleans to a ``PartyOrg``, or None.

    ``among`` is the queryset to look in. Its first rows are offered while one types, in a list of the page.
    """

    default_error_messages = {
        "unknown": gettext_lazy("There is no “%(text)s”. Write the code as it stands in the tree of organisations."),
        "several": gettext_lazy("Several are called “%(text)s”: %(codes)s. Write the code."),
    }

    def __init__(self, *, among=None, **kwargs):
        super().__init__(max_length=240, **kwargs)
        self.among = PartyOrg.objects.none() if among is None else among

    def offered(self):
        """Return the texts to choose from."""
        rows = self.among.select_related("parent").in_tree_order()[:OFFERED]
        return [f"{org.code}{BETWEEN}{org.full_label}" for org in rows]

    def prepare_value(self, value):
        return f"{value.code}{BETWEEN}{value.full_label}" if isinstance(value, PartyOrg) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        among = self.among.select_related("org_type", "parent")
        found = among.filter(code__iexact=text.split(BETWEEN)[0].strip()).first()
        if found:
            return found
        named = [org for org in among.named_like(text)[:OFFERED] if fold(org.name) == fold(text)]
        named = named or [
            org for org in among.named_like(text.split(",")[0])[:OFFERED] if fold(org.full_label) == fold(text)
        ]
        if len(named) == 1:
            return named[0]
        if named:
            codes = "; ".join(f"{org.full_label} ({org.code})" for org in named)
            raise ValidationError(self.error_messages["several"] % {"text": text, "codes": codes}, code="several")
        raise ValidationError(self.error_messages["unknown"] % {"text": text}, code="unknown")
