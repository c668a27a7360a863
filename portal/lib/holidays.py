"""Public holidays, which no term of working days counts.

Those of a fixed date are the law's (Labour Code 45/2019/QH14, Art. 112 [C]). Tết, the Hùng Kings' day, the second day
of the National Day, days made up for or swapped are set anew for each year [U]: an installation enters them
(``settings.HOLIDAYS``) once they are announced.
"""

import datetime

from django.conf import settings

OF_EVERY_YEAR = {(1, 1), (30, 4), (1, 5), (2, 9)}  # day and month


class Holidays:
    """What ``date in`` asks: whether a day is a public holiday as far as the portal knows."""

    def __contains__(self, date: datetime.date) -> bool:
        return (date.day, date.month) in OF_EVERY_YEAR or date in settings.HOLIDAYS


def are_entered(year: int) -> bool:
    """Tell whether any of the days that are set anew for each year have been entered for ``year``."""
    return any(day.year == year for day in settings.HOLIDAYS)
