"""How the registrations came in day by day, against the deadline and beside the year before."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments import overviews_out
from commitments.papers import file_name_of
from commitments.tallies import read
from commitments.tallies.trend import trend_of, year_before
from commitments.views.overview_frame import Frame
from commitments.views.workbooks import workbook

PARTS = ("registration", "days")


@require_safe
def overview_days(request, pk, code):
    """Show the share of those who must register that had registered by each day."""
    frame = Frame(request, pk, code, "days")
    reading, trend = _trend(frame)
    context = frame.context(reading, trend=trend, total=reading.of("registration", frame.unit))
    return render(request, "commitments/overview_days.html", context)


@require_safe
def overview_days_xlsx(request, pk, code):
    """Give every day as a workbook."""
    frame = Frame(request, pk, code, "days")
    reading, trend = _trend(frame)
    table = overviews_out.days_table(frame.campaign, frame.unit, trend, reading)
    return workbook(table, file_name_of(f"theo ngày {frame.campaign.year} {frame.unit.code}", "xlsx"))


def _trend(frame):
    """Return the reading and the ``Trend`` drawn of it, with that of the year before where it was counted."""
    reading = read(frame.campaign, frame.unit, PARTS)
    before = year_before(frame.campaign, frame.unit)
    earlier = read(before, frame.unit, PARTS) if before else None
    trend = trend_of(
        frame.campaign,
        reading.of("registration", frame.unit).must,
        reading.of("days", frame.unit),
        before=before,
        must_before=earlier.of("registration", frame.unit).must if earlier else 0,
        days_before=earlier.of("days", frame.unit) if earlier else None,
    )
    return reading, trend
