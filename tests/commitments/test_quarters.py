"""The quarters of a year: made with it, added by a migration to years that were there before, all the same."""

import importlib
import pkgutil

import pytest
from django.apps import apps

from commitments import migrations
from commitments.models import Period

pytestmark = pytest.mark.django_db
FIELDS = ("quarter", "starts_on", "ends_on", "report_opens_on", "report_due_on")


def add_quarters():
    """Run the migration's function on the tables of today, whatever number it bears."""
    names = [found.name for found in pkgutil.iter_modules(migrations.__path__)]
    name = next(name for name in names if name.endswith("quarters_of_years_there"))
    importlib.import_module(f"commitments.migrations.{name}").add_quarters(apps, None)


def quarters_of(year):
    return list(Period.objects.filter(parent__year=year).order_by("quarter").values_list(*FIELDS))


def test_a_year_that_was_there_before_gets_the_quarters_that_a_new_one_has():
    Period.of_year(2026)
    made = quarters_of(2026)
    Period.objects.filter(kind="quarter").delete()

    add_quarters()

    assert len(made) == 4
    assert quarters_of(2026) == made


def test_quarters_that_are_there_stay_as_they_were_set():
    Period.of_year(2026)
    Period.objects.filter(quarter=3).update(report_due_on="2026-10-15")
    before = quarters_of(2026)

    add_quarters()

    assert quarters_of(2026) == before
