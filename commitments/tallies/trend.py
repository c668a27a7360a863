"""How registrations came in, day by day, against the deadline, beside the year before; and how that is drawn."""

import datetime
from dataclasses import dataclass

from commitments.models.campaign import Campaign
from commitments.tallies.numbers import share
from portal.directory import tree
from portal.lib.dates import today

WIDTH, HEIGHT = 600, 200  # of the drawing; its attributes are in these units
DAY = datetime.timedelta(days=1)
EVERY_DAY_UP_TO = 62  # rows of the table on the page; a longer time is told week by week, the workbook tells each day


@dataclass(frozen=True)
class Point:
    """One day: how many have registered by its end (None after today), in percent of who must; a year before, too."""

    day: datetime.date
    registered: int | None
    percent: float | None
    percent_before: float | None


@dataclass(frozen=True)
class Trend:
    """The days of one campaign in one unit from its opening to its deadline, or to the last who registered after it."""

    points: list[Point]
    due_on: datetime.date
    must: int
    before: Campaign | None = None

    @property
    def last(self):
        """Return the last day of which numbers are known."""
        return next((point for point in reversed(self.points) if point.registered is not None), self.points[0])

    @property
    def at_deadline(self):
        """Return the day of the deadline, once it has come."""
        return next((p for p in self.points if p.day == self.due_on and p.registered is not None), None)

    # ── the table ──

    @property
    def is_weekly(self):
        return len(self.points) > EVERY_DAY_UP_TO

    def lines(self, *, every_day=False):
        """Return ``(point, how many came since the line before)`` of the days that are known, week by week if many."""
        known = [point for point in self.points if point.registered is not None]
        kept = known
        if self.is_weekly and not every_day:
            kept = [p for n, p in enumerate(known, 1) if n % 7 == 0 or p is known[-1] or p.day == self.due_on]
        before = [0, *(point.registered for point in kept)]
        return [(point, point.registered - earlier) for point, earlier in zip(kept, before, strict=False)]

    # ── the drawing ──

    @property
    def line(self):
        return self._drawn(lambda point: point.percent)

    @property
    def line_before(self):
        return self._drawn(lambda point: point.percent_before)

    @property
    def area(self):
        """Return what lies under the line."""
        return f"0,{HEIGHT} {self.line} {self._x(self.last.day):.1f},{HEIGHT}"

    @property
    def due_x(self):
        return f"{self._x(self.due_on):.1f}"

    @property
    def ticks(self):
        """Return days at even distances for the foot of the drawing, from the first to the last."""
        first, span = self.points[0].day, (self.points[-1].day - self.points[0].day).days
        parts = min(4, span) or 1
        return [first + datetime.timedelta(days=round(span * part / parts)) for part in range(parts + 1)]

    def _drawn(self, percent):
        drawn = ((point.day, percent(point)) for point in self.points)
        return " ".join(f"{self._x(day):.1f},{HEIGHT * (1 - p / 100):.1f}" for day, p in drawn if p is not None)

    def _x(self, day):
        first, last = self.points[0].day, self.points[-1].day
        return WIDTH * (day - first) / ((last - first) or DAY)


def trend_of(campaign, must, days, *, before=None, must_before=0, days_before=None, on=None):
    """Return the ``Trend`` of ``days`` (``Days``) among ``must``; None where nobody must register.

    The year before is laid so that both deadlines fall on one day.
    """
    if not must:
        return None
    day_now = on or today()
    first = min([campaign.opens_on, *days])
    last = max([campaign.due_on, *days])
    earlier = _Cumulated(days_before or {}, must_before)
    moved = before.due_on - campaign.due_on if before else DAY
    now = _Cumulated(days, must)
    points = []
    for number in range((last - first).days + 1):
        day = first + number * DAY
        known = day <= day_now
        points.append(
            Point(
                day,
                now.up_to(day) if known else None,
                now.percent_up_to(day) if known else None,
                earlier.percent_up_to(day + moved) if before and must_before else None,
            )
        )
    return Trend(points, campaign.due_on, must, before if must_before else None)


def year_before(campaign, unit):
    """Return the campaign of the year before on the same form for the same circle that called ``unit``; None without.

    Of several the widest counts, as it called most of the unit.
    """
    same = {"form": campaign.form_id, "audience": campaign.audience, "period__year": campaign.year - 1}
    found = Campaign.objects.opened().filter(root__in=tree.ancestors(unit.path), **same)
    return found.select_related("period").order_by("root__path", "pk").first()


class _Cumulated:
    """How many have come up to a day."""

    def __init__(self, days, whole):
        self.days, self.whole = sorted(days.items()), whole
        self.next, self.sum = 0, 0

    def up_to(self, day):
        """Return the sum up to ``day``; days are asked in their order."""
        while self.next < len(self.days) and self.days[self.next][0] <= day:
            self.sum += self.days[self.next][1]
            self.next += 1
        return self.sum

    def percent_up_to(self, day):
        return share(self.up_to(day), self.whole)
