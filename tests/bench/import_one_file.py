"""A province in by one file: read, rehearsed and written whole, as a worker does it, beside reading and bulk inserts.

Processor time counts, of this process and of the reader's. ``bin/bench import_one_file:20000`` takes fewer people.
"""

import time
from io import BytesIO

from portal.directory.lists import people as lists
from portal.directory.lists.sheets import Reading
from portal.directory.models import OrgType, PartyOrg, Person
from tests.bench import Figure
from tests.bench.import_people import AS_OF, by_hand, list_of, undone
from tests.bench.import_province import OF_A_WARD, found_ward, peak, processor_seconds

PEOPLE = 250_000


def figures(people=PEOPLE):
    top = PartyOrg.found(parent=None, code="T", name="Tỉnh ủy", org_type=OrgType.objects.get(code="PROVINCE"))
    cells = [code for number in range(max(1, people // OF_A_WARD)) for code in found_ward(top, number)]
    content = list_of(people, cells)
    floor = processor_seconds(lambda: undone(lambda: by_hand(content, 3 * len(cells))))
    floor_peak = peak()
    preview = processor_seconds(lambda: _take_in(content, people, write=False))
    began = time.monotonic()
    commit = processor_seconds(lambda: _take_in(content, people, write=True))
    took = time.monotonic() - began
    if Person.objects.count() < people * 0.999:
        raise AssertionError(Person.objects.count())
    size = f"import_one_file {people}"
    yield Figure(f"{size} file", len(content) / 2**20, "MiB")
    yield Figure(f"{size} preview", preview, "s", floor=floor, target=2, less_is_better=True)
    yield Figure(f"{size} commit", commit, "s", floor=floor, target=3, less_is_better=True)
    yield Figure(f"{size} commit on the clock", took, "s")
    yield Figure(f"{size} memory", peak(), "MiB", floor=floor_peak)


def _take_in(content, people, *, write):
    listed = lists.read(BytesIO(content), "list.xlsx", Reading(is_long=True))
    outcome = lists.take_in(listed, write=write, as_of=AS_OF, leave_out_wrong=True)
    if len(outcome.new) + len(outcome.questions) != people:
        raise AssertionError(outcome)
