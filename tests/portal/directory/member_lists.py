"""Member lists in tests: made in memory or taken from the sample, and taken in with what the test asks for."""

import datetime
from pathlib import Path

from portal.directory.lists import people
from portal.sample import province as sample_province
from tests.portal.directory.sheets import HEADINGS, workbook

SAMPLE = Path(sample_province.__file__).parent
AS_OF = datetime.date(2025, 12, 31)


def listed(*rows, headings=HEADINGS):
    return people.read(workbook(headings, *rows), "list.xlsx")


def take_in(*rows, write=True, **options):
    options.setdefault("as_of", AS_OF)
    return people.take_in(listed(*rows), write=write, **options)


def reasons(outcome):
    return [(remark.row, remark.column, remark.reason) for remark in outcome.wrong]


def sample(name, **options):
    path = SAMPLE / name
    with path.open("rb") as file:
        found = people.read(file, name)
    return people.take_in(found, filename=name, **options)
