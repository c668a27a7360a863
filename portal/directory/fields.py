"""Fields of forms that the directory needs: an organisation or a cell by its code or name."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from portal.directory.models import PartyOrg
from portal.lib.vietnamese import fold, search_words

BETWEEN = " · "
OFFERED = 100  # so many are offered to choose from; a province has thousands
NAMED = 6  # so many of them does a refusal name


class OrganizationField(forms.CharField):
    """An organisation written by its code or by a name that only one has; cleans to a ``PartyOrg``, or None.

    ``among`` is the queryset to look in. Its first rows are offered while one types, in a list of the page.
    """

    default_error_messages = {
        "unknown": gettext_lazy("There is no “%(text)s”. Write the code as it stands in the tree of organisations."),
        "near": gettext_lazy("There is no “%(text)s”. Is one of these meant: %(codes)s? Write its code."),
        "several": gettext_lazy("Several are called “%(text)s”: %(codes)s. Write the code."),
    }

    def __init__(self, *, among=None, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("The code of the organisation, or its whole name."))
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
        near = list(among.named_like(text).in_tree_order()[:OFFERED]) if search_words(text) else []
        named = [org for org in near if fold(org.name) == fold(text)] or _called_in_full(text, among)
        if len(named) == 1:
            return named[0]
        raise self._refusal("several" if named else "near" if near else "unknown", text, named or near)

    def _refusal(self, code, text, orgs):
        """Return the refusal of the text, naming the first of the organisations that may be meant."""
        codes = [f"{org.full_label} ({org.code})" for org in orgs[:NAMED]] + ["…"] * (len(orgs) > NAMED)
        return ValidationError(self.error_messages[code] % {"text": text, "codes": "; ".join(codes)}, code=code)


def _called_in_full(text, among):
    """Return those of ``among`` whose name and superior's name are ``text``: thousands of cells share a name."""
    name, _comma, superior = text.partition(",")
    found = among.named_like(name)
    for word in search_words(superior):
        found = found.filter(parent__search__contains=word)
    return [org for org in found[:OFFERED] if fold(org.full_label) == fold(text)]
