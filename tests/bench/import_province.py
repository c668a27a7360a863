"""A province in, ward by ward, from an empty portal: each list rehearsed and written beside reading and bulk inserts.

Processor time counts, of this process and of the reader's, so that what else runs on the machine does not; the floor of
each list is rolled back, so that both find the same tables. ``bin/bench import_province:20000`` takes fewer people.
"""

import resource
import time
from collections import Counter
from io import BytesIO

from portal.directory.lists import people as lists
from portal.directory.models import OrgType, PartyOrg, Person
from tests.bench import Figure
from tests.bench.import_people import AS_OF, by_hand, list_of, undone

PEOPLE, OF_A_WARD, CELLS_OF_A_WARD = 250_000, 2_500, 50


def figures(people=PEOPLE):
    top = PartyOrg.found(parent=None, code="T", name="Tỉnh ủy", org_type=OrgType.objects.get(code="PROVINCE"))
    wards, spent, first_peak = max(1, people // OF_A_WARD), Counter(), 0
    for number in range(wards):
        spent.update(_spent_on(list_of(OF_A_WARD, found_ward(top, number), first=number * OF_A_WARD)))
        first_peak = first_peak or peak()
    floor, preview, commit = spent["floor"], spent["preview"], spent["commit"]
    count = Person.objects.count()
    if count < wards * OF_A_WARD * 0.999:
        raise AssertionError(count)
    yield Figure(f"import_province {count} preview", preview, "s", floor=floor, target=2, less_is_better=True)
    yield Figure(f"import_province {count} commit", commit, "s", floor=floor, target=3, less_is_better=True)
    yield Figure("import_province preview", count / preview, "rows/s", floor=count / floor)
    yield Figure("import_province commit", count / commit, "rows/s", floor=count / floor)
    yield Figure("import_province memory", peak(), "MiB", floor=first_peak, target=1.5, less_is_better=True)


def _spent_on(content):
    """Return the seconds of processor time that one list takes, by what is done with it."""
    return {
        "floor": processor_seconds(lambda: undone(lambda: by_hand(content, 3 * CELLS_OF_A_WARD))),
        "preview": processor_seconds(lambda: _take_in(content, write=False)),
        "commit": processor_seconds(lambda: _take_in(content, write=True)),
    }


def found_ward(top, number):
    """Found a ward with its cells and return their codes."""
    commune, cell = (OrgType.objects.get(code=code) for code in ("COMMUNE", "CELL"))
    ward = PartyOrg.found(parent=top, code=f"W{number:03}", name=f"Đảng bộ phường {number}", org_type=commune)
    codes = [f"{ward.code}-{at:02}" for at in range(CELLS_OF_A_WARD)]
    for at, code in enumerate(codes):
        PartyOrg.found(parent=ward, code=code, name=f"Chi bộ khu phố {at}", org_type=cell)
    return codes


def _take_in(content, *, write):
    listed = lists.read(BytesIO(content), "list.xlsx")
    outcome = lists.take_in(listed, write=write, as_of=AS_OF, leave_out_wrong=True)
    # Among so many some have a name and a birth date in common: the office would be asked about them.
    if len(outcome.new) + len(outcome.questions) != OF_A_WARD:
        raise AssertionError(outcome)


def processor_seconds(act):
    before = _used()
    act()
    return _used() - before


def _used():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak():
    """Return the most memory this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
