"""Years that were called before progress was reported get their four quarters, in the usual calendar."""

from datetime import date, timedelta

from django.db import migrations


def add_quarters(apps, schema_editor):
    """Add what ``Period.of_year`` gives a new year; what somebody has set already stays."""
    Period = apps.get_model("commitments", "Period")
    for year in Period.objects.filter(kind="year", quarters=None):
        Period.objects.bulk_create(_quarter(Period, year, number) for number in range(1, 5))


def _quarter(period, year, number):
    """Return a quarter, unsaved: reported from the 10th of its last month to the 5th of the next; the fourth is not."""
    last, after = date(year.year, 3 * number, 1), date(year.year + number // 4, 3 * number % 12 + 1, 1)
    is_reported = number < 4
    return period(
        kind="quarter",
        year=year.year,
        quarter=number,
        parent=year,
        starts_on=date(year.year, 3 * number - 2, 1),
        ends_on=after - timedelta(days=1),
        report_opens_on=last.replace(day=10) if is_reported else None,
        report_due_on=after.replace(day=5) if is_reported else None,
    )


class Migration(migrations.Migration):
    dependencies = [("commitments", "0010_stock_phrases")]

    # Backwards nothing is taken away: the quarters stand in no one's way, and reports may hang on them.
    operations = [migrations.RunPython(add_quarters, migrations.RunPython.noop)]
