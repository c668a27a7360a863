"""Dates as offices know them: to the day, to the month or only the year; read, written and counted the Vietnamese way.

Members admitted long ago know their birth date to the month or the year. ``PartialDate`` keeps what is known; the
database keeps two columns, its first day and its precision (``to_stored``, ``from_stored``).
"""

import calendar
import datetime
import functools
import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib.numbers import ROMAN
from portal.lib.vietnamese import clean

DAY, MONTH, YEAR = "day", "month", "year"  # how exactly a date is known
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100  # outside of them it is a slip of the hand

_DAY_FIRST = re.compile(r"(?:(?:(?P<day>\d{1,2})\s*[-/.]\s*)?(?P<month>\d{1,2})\s*[-/.]\s*)?(?P<year>\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"(?:(?P<day>\d{1,2})\s*[-/.]\s*)?(?P<month>\d{1,2})\s*[-/.]\s*(?P<year>\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
# Our own words: Django's catalogue writes "Thứ 2".
_WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_SERIAL_ZERO = datetime.date(1899, 12, 30)  # two days early, as spreadsheets believe in a 29 February 1900


@functools.total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A day, a month or a year; ``str`` gives dd/mm/yyyy, mm/yyyy or yyyy.

    Sorted by time; what is known less exactly comes before the days it may mean. Raises ``ValueError`` for a day that
    no calendar has.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("A day needs its month.")
        datetime.date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        known = [f"{part:02}" for part in (self.day, self.month) if part]
        return "/".join([*known, f"{self.year:04}"])

    def __lt__(self, other: Self) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order() < other._order()

    @property
    def precision(self) -> str:
        """How exactly it is known: ``DAY``, ``MONTH`` or ``YEAR``."""
        return DAY if self.day else MONTH if self.month else YEAR

    def first_day(self) -> datetime.date:
        """Return the first day that it may mean: what is stored, and what lists are sorted by."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> datetime.date:
        """Return the last day that it may mean."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def to_stored(self) -> tuple[datetime.date, str]:
        """Return the two columns: first day and precision."""
        return self.first_day(), self.precision

    @classmethod
    def from_stored(cls, date: datetime.date | None, precision: str) -> Self | None:
        """Return what ``to_stored`` took apart; None without a date."""
        if date is None:
            return None
        month = None if precision == YEAR else date.month
        day = date.day if precision == DAY else None
        return cls(date.year, month, day)

    def _order(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0


def may_be_same(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Tell whether two dates may mean the same day; one that is not known may be any."""
    if one is None or other is None:
        return True
    return one.first_day() <= other.last_day() and other.first_day() <= one.last_day()


class NotADate(ValueError):
    """A text that is written like no date; its text says how to write one."""


def parse_partial(value: str | float | datetime.date, *, serials: bool = False) -> PartialDate:
    """Return the date that a person wrote or a spreadsheet holds.

    Text: d/m/yyyy, m/yyyy, yyyy, also with "-" or ".", and yyyy-mm-dd. Numbers: a year from 1900 to 2100; with
    ``serials`` also a spreadsheet's count of days. Raises ``NotADate`` for what is written like none, ``ValueError``
    for a day that does not exist or lies too far off; the texts tell the person what to do.
    """
    if isinstance(value, datetime.date):  # a datetime is one, too
        return _in_our_time(PartialDate(value.year, value.month, value.day))
    if isinstance(value, int | float):
        return _from_number(value, serials)
    text = clean(value)
    if serials and _SERIAL.fullmatch(text):  # a text table keeps them as text
        return _from_number(int(text), serials)
    written = _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if not written:
        raise NotADate(_not_a_date(text))
    parts = {name: int(part) for name, part in written.groupdict().items() if part}
    try:
        if 0 in parts.values():
            raise ValueError("00 is no day and no month.")
        known = PartialDate(**parts)
    except ValueError as error:
        raise ValueError(_("The calendar has no %(date)s. Check the day and the month.") % {"date": text}) from error
    return _in_our_time(known)


def with_short_year(value: str | float | datetime.date, *, latest_year: int) -> PartialDate | None:
    """Return what d/m/yy or m/yy means if its year is the last one of these digits up to ``latest_year``.

    None for what is written otherwise, and for "3/9", which may be a day without a year. A reading to be confirmed by a
    person, never a fact. Raises ``ValueError`` for a day that no calendar has.
    """
    written = _SHORT_YEAR.fullmatch(clean(value)) if isinstance(value, str) else None
    if not written or (written["day"] is None and int(written["year"]) <= 31):
        return None
    year = latest_year - (latest_year - int(written["year"])) % 100
    day = f"{written['day']}/" if written["day"] else ""
    return parse_partial(f"{day}{written['month']}/{year}")


def in_prose(date: datetime.date) -> str:
    """Return a date as a document writes it out: "ngày 05 tháng 02 năm 2026".

    Days under 10 and the months 1 and 2 get a leading zero, the months 3 to 9 none. Always Vietnamese, as papers are.
    Source: domain reference §9 [P].
    """
    month = f"{date.month:02}" if date.month <= 2 else f"{date.month}"
    return f"ngày {date.day:02} tháng {month} năm {date.year}"


def quarter_roman(date: datetime.date) -> str:
    """Return the quarter as offices number it: I, II, III or IV."""
    return ROMAN[(date.month - 1) // 3]


def weekday_name(date: datetime.date) -> str:
    """Return the day of the week in the reader's language."""
    return str(_WEEKDAYS[date.weekday()])


def today() -> datetime.date:
    """Return the day it is in Việt Nam, wherever the server stands."""
    return timezone.localdate()


def moment_after(date: datetime.date) -> datetime.datetime:
    """Return the first moment after a day in Việt Nam: whatever happened on that day lies before it."""
    return timezone.make_aware(datetime.datetime.combine(date + datetime.timedelta(days=1), datetime.time()))


def working_days_after(date: datetime.date, days: int, *, holidays: Container[datetime.date] = ()) -> datetime.date:
    """Return the last day of a term of ``days`` working days, Monday to Friday; ``date`` itself is not counted.

    ``holidays`` are the public holidays to leave out. One that is not known counts as a working day: what is due
    may be due too early, never too late.
    """
    while days > 0:
        date += datetime.timedelta(days=1)
        if date.weekday() < 5 and date not in holidays:
            days -= 1
    return date


def same_day_in(year: int, date: datetime.date) -> datetime.date:
    """Return the same day of another year; 29 February becomes the 28th where there is none."""
    return months_after(date, 12 * (year - date.year))


def months_after(date: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later; where that month is shorter, its last day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def _from_number(value: float, serials: bool) -> PartialDate:
    """A number in the range of years is a year: as a serial it would be a day of 1905, which nobody means."""
    whole = int(value) if abs(value) < 1e6 else 0
    if EARLIEST_YEAR <= value <= LATEST_YEAR and whole == value:
        return PartialDate(whole)
    if serials and whole > LATEST_YEAR:
        date = _SERIAL_ZERO + datetime.timedelta(days=whole)
        return _in_our_time(PartialDate(date.year, date.month, date.day))
    raise NotADate(_not_a_date(f"{value:.12g}"))


def _in_our_time(date: PartialDate) -> PartialDate:
    if EARLIEST_YEAR <= date.year <= LATEST_YEAR:
        return date
    raise ValueError(
        _("The year %(year)s is not between %(earliest)s and %(latest)s. Check the year.")
        % {"year": date.year, "earliest": EARLIEST_YEAR, "latest": LATEST_YEAR}
    )


def _not_a_date(text: str) -> str:
    shown = text if len(text) <= 30 else text[:29] + "…"
    return _("“%(text)s” is not a date. Write it as 31/12/1965, or as 12/1965 or 1965 where the day is not known.") % {
        "text": shown
    }
