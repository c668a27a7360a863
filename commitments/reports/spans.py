"""The part of a year that a report is about: a quarter, the half-year, nine months."""

from dataclasses import dataclass

from commitments.models import Campaign, Period
from portal.lib.dates import today
from portal.lib.numbers import ROMAN

# Key of a span: what it is called in a title, and the quarter whose reports are counted. Usual first within a quarter.
_SPANS = {
    "q1": ("quý I", 1),
    "h1": ("6 tháng đầu", 2),
    "q2": ("quý II", 2),
    "q3": ("quý III", 3),
    "m9": ("9 tháng đầu", 3),
}


@dataclass(frozen=True)
class Span:
    """One span of the year of a campaign: "6 tháng đầu năm 2026", with its last quarter."""

    key: str
    words: str
    quarter: Period

    @property
    def title(self):
        return f"{self.words} năm {self.quarter.year}"

    @property
    def starts_on(self):
        """Return the first day: that of the quarter, or of the year where the span has several quarters."""
        first = self.quarter.starts_on
        return first if self.key.startswith("q") else first.replace(month=1)

    @property
    def label(self):
        """Return the title as a choice: "6 tháng đầu năm 2026", with a capital."""
        return self.title[0].upper() + self.title[1:]

    @property
    def quarter_words(self):
        return f"quý {ROMAN[self.quarter.quarter - 1]}"

    @classmethod
    def of(cls, campaign: Campaign, key: str):
        """Return the span of a key; raises ``KeyError`` for another word."""
        words, quarter = _SPANS[key]
        return cls(key, words, campaign.period.quarters.get(quarter=quarter))

    @classmethod
    def offered(cls, campaign: Campaign, *, on=None):
        """Return the spans whose last quarter is to be reported by now, the newest first, the usual one foremost."""
        quarters = campaign.period.quarters.filter(report_opens_on__lte=on or today())
        by_number = {quarter.quarter: quarter for quarter in quarters}
        spans = [cls(key, words, by_number[number]) for key, (words, number) in _SPANS.items() if number in by_number]
        return sorted(spans, key=lambda span: -span.quarter.quarter)
