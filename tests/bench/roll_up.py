"""Counting a whole province into its roll-up, as the worker does: how long, how much memory, how long a lock.

``bin/bench roll_up`` takes a province of 20,000 people, ``bin/bench roll_up:250000`` one of 250,000. The floor is
reading the same commitments with the same columns and doing nothing with them.
"""

import resource
import time
from contextlib import contextmanager
from types import SimpleNamespace

from django.db import transaction

from commitments.models import Campaign, Commitment
from commitments.tallies import refresh, rollup
from tests.bench import Figure, seconds
from tests.bench._province import province

SIZE = 20_000
COLUMNS = [
    "program",
    "pk",
    "program__entry__unit__path",
    "program__status",
    "latest__state",
    "latest__percent",
    "clauses",
]


def figures(size=SIZE):
    with province(size):
        campaign = Campaign.objects.select_related("period").get()
        floor = seconds(read_all, times=2)
        before = _peak()
        with longest_transaction() as longest:
            taken = seconds(lambda: refresh(campaign), times=2)
        rows = campaign.tallies.count()
        grown = _peak() - before
    yield Figure("roll_up", taken, "s", floor=floor, target=10, less_is_better=True)
    yield Figure("roll_up.within", taken, "s", target=300, less_is_better=True)  # the roll-up's greatest age
    yield Figure("roll_up.longest_write", max(longest) * 1000, "ms", target=500, less_is_better=True)
    yield Figure("roll_up.memory", grown, "MB", target=100, less_is_better=True)
    yield Figure("roll_up.rows", rows, "rows")


def read_all():
    for _row in Commitment.objects.order_by("program", "pk").values_list(*COLUMNS).iterator(5_000):
        pass


@contextmanager
def longest_transaction():
    """Measure each transaction in which the roll-up writes."""
    taken = []

    @contextmanager
    def measured():
        start = time.perf_counter()
        with transaction.atomic():
            yield
        taken.append(time.perf_counter() - start)

    rollup.transaction = SimpleNamespace(atomic=measured)
    try:
        yield taken
    finally:
        rollup.transaction = transaction


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
