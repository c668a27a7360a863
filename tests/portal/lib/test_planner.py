"""What the database knows of its tables."""

import pytest
from django.db import connection

from portal.lib import planner
from tests import factories


def rows_known(table):
    """Return how many rows the planner believes a table to have."""
    question = {
        "sqlite": "SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = %s",
        "postgresql": "SELECT reltuples::integer FROM pg_class WHERE relname = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(question[connection.vendor], [table])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_planner_knows_how_many_rows_there_are():
    for _number in range(7):
        factories.make_person()

    planner.count_anew()

    assert rows_known("directory_person") == 7
