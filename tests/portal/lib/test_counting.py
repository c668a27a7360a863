"""Counting rows of several tables in one query."""

import datetime

import pytest
from django.db.models import Q

from portal.directory.models import Appointment, Person
from portal.directory.roles import Role
from portal.lib.counting import Counted, ToCount, count_together
from tests import factories
from tests.queries import count_of

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def people(province):
    """Two people of one cell and one of another, born on three days; the first has two posts."""
    of = [(province.cell, 0), (province.cell, 2), (province.second_cell, 1)]
    found = [factories.make_person(cell=cell, born=DAY - datetime.timedelta(days=days)) for cell, days in of]
    for role in (Role.CELL_SECRETARY, Role.CLERK):
        factories.appoint(found[0], role, province.cell)
    return Person.objects.filter(pk__in=[person.pk for person in found])


def test_each_is_counted_with_its_first_day_its_part_and_its_groups(people, province):
    secretaries = Appointment.objects.filter(role=Role.CELL_SECRETARY)
    second = Q(cell=province.second_cell)

    assert count_together(
        [
            ToCount(people, apart=second, due="born"),
            ToCount(people.filter(full_name="ai")),
            ToCount(secretaries),
            ToCount(people.in_list_order(), due="born", by="cell"),
            ToCount(people.none()),
            ToCount(people.filter(pk__in=[])),
        ]
    ) == [
        [Counted(3, 1, DAY - datetime.timedelta(days=2), 0)],
        [],
        [Counted(1, 0, None, 0)],
        [
            Counted(2, 0, DAY - datetime.timedelta(days=2), province.cell.pk),
            Counted(1, 0, DAY - datetime.timedelta(days=1), province.second_cell.pk),
        ],
        [],
        [],
    ]


def test_one_query_counts_all_and_nothing_asks_nothing(people):
    none, several = [ToCount(people.none())], [ToCount(people), ToCount(Appointment.objects.all())]

    assert [count_of(lambda asked=asked: count_together(asked)) for asked in ([], none, several)] == [0, 0, 1]


def test_rows_without_a_day_come_last_and_a_day_may_stand_first_in_any_of_them(people):
    undated = ToCount(people.filter(pk=people.first().pk))
    dated = ToCount(people, due="born")

    assert [groups[0].due_on for groups in count_together([undated, dated])] == [None, DAY - datetime.timedelta(days=2)]
