"""Fields that read what people write the Vietnamese way: lines, days, numbers. Optional, unless they are told else."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from portal.lib import numbers
from portal.lib.dates import DAY, NotADate, parse_partial, today
from portal.lib.keys import key_of
from portal.lib.vietnamese import clean, clean_lines

_TOO_LONG = _("%(show_value)s characters; at most %(limit_value)s fit here. Shorten the text.")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:[:.]\s*(?P<minute>\d\d)|(?:h|g|giờ)\s*(?:(?P<past>\d{1,2})\s*(?:p|ph|phút)?)?)", re.ASCII
)
_DAY_AND_MONTH = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}", re.ASCII)


class _WrittenField(forms.CharField):
    """A text that somebody writes or pastes in, refused in words where it is too long.

    The field carries no ``maxlength``: a browser cuts a longer text without a word when it is pasted.
    """

    def __init__(self, *, max_length=None, required=False, **kwargs):
        super().__init__(required=required, strip=False, **kwargs)
        if max_length is not None:
            self.validators.append(MaxLengthValidator(max_length, _TOO_LONG))


class LinesField(_WrittenField):
    """Several lines, stored clean (NFC, no invisible characters)."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value):
        return clean_lines(value or "")


class LineField(_WrittenField):
    """One line, stored clean."""

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
    """A day as 30/9/2026, also with "-" or "."; 30/9 alone is meant in ``year``. Gives a ``date`` or None.

    ``last_day`` is a function: what was done or decided did not happen after the day it returns.
    """

    widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, year=None, last_day=None, required=False, **kwargs):
        self.year, self.last_day = year, last_day
        super().__init__(required=required, **kwargs)

    def prepare_value(self, value):
        return f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else value

    def to_python(self, value):
        text = clean(value or "")
        if not text:
            return None
        if self.year and _DAY_AND_MONTH.fullmatch(text):
            text = f"{text}/{self.year}"
        example = f"30/09/{self.year or today().year}"
        try:
            known = parse_partial(text)
        except NotADate as error:
            shown = text if len(text) <= 30 else f"{text[:29]}…"
            raise ValidationError(
                _("“%(text)s” is not a day. Write it as %(example)s.") % {"text": shown, "example": example}
            ) from error
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if known.precision != DAY:
            raise ValidationError(_("Give the day too, such as %(example)s.") % {"example": example})
        day = known.first_day()
        if self.last_day and day > self.last_day():
            raise ValidationError(_("%(date)s lies in the future. Check the year.") % {"date": known})
        return day


class ClockField(forms.CharField):
    """A time of day as people write it: 14:00, 8h30, 8 giờ 30, 8h, 14g05. Gives a ``time`` or None."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def __init__(self, *, required=False, **kwargs):
        super().__init__(required=required, **kwargs)

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, datetime.time) else value

    def to_python(self, value):
        text = clean(value or "")
        if not text:
            return None
        found = _CLOCK.fullmatch(text.lower())
        hour, minute = (int(found["hour"]), int(found["minute"] or found["past"] or 0)) if found else (24, 0)
        if hour > 23 or minute > 59:
            shown = text if len(text) <= 30 else f"{text[:29]}…"
            raise ValidationError(_("“%(text)s” is not a time of day. Write it as 8h30 or 14:00.") % {"text": shown})
        return datetime.time(hour, minute)


class NumberField(forms.CharField):
    """A number as 1234,5; gives a ``Decimal`` or None. ``digits`` and ``places`` are what its column holds."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, digits=18, places=4, above=None, least=None, most=None, required=False, **kwargs):
        self.fits, self.above, self.least, self.most = DecimalValidator(digits, places), above, least, most
        super().__init__(required=required, **kwargs)

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else numbers.for_input(value)

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
        if self.least is not None and number < self.least:
            raise ValidationError(
                _("The number is below %(least)s. Give %(least)s or more, without a minus sign.")
                % {"least": self.least}
            )
        try:
            self.fits(number)
        except ValidationError as error:
            raise ValidationError(self._unfit(error.code)) from error
        return number

    def _unfit(self, code):
        if code == "max_decimal_places":
            return _("Write at most %(count)s digits after the comma.") % {"count": self.fits.decimal_places}
        return _("The number is too large. Check it.")
