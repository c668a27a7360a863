"""Fields that read what people write the Vietnamese way: several lines, days, numbers."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.utils.translation import gettext_lazy as _

from portal.lib import numbers
from portal.lib.dates import DAY, parse_partial
from portal.lib.keys import key_of
from portal.lib.vietnamese import clean, clean_lines

_DAY_AND_MONTH = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}", re.ASCII)


class LinesField(forms.CharField):
    """Several lines, stored clean (NFC, no invisible characters)."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value):
        return clean_lines(value or "")


class LineField(forms.CharField):
    """One line, stored clean."""

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, **kwargs)

    def to_python(self, value):
        return clean(value or "")


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a key that no column holds is one that cannot be chosen."""

    def clean(self, value):
        for key in value or ():
            if key_of(str(key)) is None:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key})
        return super().clean(value)


class DayField(forms.CharField):
    """A day as 30/9/2026, also with "-" or "."; 30/9 alone is meant in ``year``. Gives a ``date`` or None."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, year=None, **kwargs):
        self.year = year
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        return f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else value

    def to_python(self, value):
        text = clean(value or "")
        if not text:
            return None
        if self.year and _DAY_AND_MONTH.fullmatch(text):
            text = f"{text}/{self.year}"
        try:
            known = parse_partial(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if known.precision != DAY:
            raise ValidationError(_("Give the day too, such as 30/09/2026."))
        return known.first_day()


class NumberField(forms.CharField):
    """A number as 1234,5; gives a ``Decimal`` or None. ``digits`` and ``places`` are what its column holds."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, digits=18, places=4, above=None, most=None, **kwargs):
        self.fits, self.above, self.most = DecimalValidator(digits, places), above, most
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        text = clean(value or "")
        if not text:
            return None
        try:
            number = numbers.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if (self.above is not None and number <= self.above) or (self.most is not None and number > self.most):
            raise ValidationError(
                _("Give a number above %(above)s, at most %(most)s.") % {"above": self.above, "most": self.most}
            )
        self.fits(number)
        return number
