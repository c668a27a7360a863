"""Comparing one program with the year of a whole province, as a submission does.

``bin/bench copy_check`` measures over 20,000 people, ``copy_check:250000`` over a province. Of 200 programs each is
compared once, so that p50 and p95 are of different programs. The floor fetches by key as many rows as a comparison
reads, in as many queries. ``crowd`` compares the text that 2,500 programs have in common, word for word.
"""

import time

from django.db import connection
from django.db.models import F

from commitments.models import ActionProgram, Commitment, Shingle
from commitments.models.copies import text_of
from commitments.quality.copies import find
from commitments.quality.nearest import HANDED_IN
from commitments.quality.spans import kept_hashes
from tests.bench import Figure
from tests.bench._copies import index_all
from tests.bench._province import province

SIZE = 20_000
PROGRAMS = 200
CROWD = 2_500
MOST_MS = 100


def figures(size=SIZE):
    with province(size):
        index_all()
        yield Figure("copy_check.hashes", Shingle.objects.count() / 1e6, "million")
        programs = _spread(PROGRAMS)
        _timed(find, programs[0])  # what is worked out once
        floors, times = zip(*[(_timed(_floor, program), _timed(find, program)) for program in programs], strict=True)
        yield Figure("copy_check.p50", _at(times, 0.5), "ms", floor=_at(floors, 0.5))
        yield Figure("copy_check.p95", _at(times, 0.95), "ms", floor=_at(floors, 0.95))
        yield Figure("copy_check.within", _at(times, 0.95), "ms", target=MOST_MS, less_is_better=True)
        yield from _crowd(programs[0])


def _crowd(program):
    """Let very many programs have the words of one, and compare it; nothing of that is kept."""
    first = Shingle.objects.order_by("-pk").values_list("pk", flat=True)[0]
    handed_in = ActionProgram.objects.filter(status__in=HANDED_IN).exclude(pk=program.pk)
    crowd = list(handed_in.values_list("pk", flat=True)[:CROWD])
    texts = [(c.pk, text_of(c)) for c in program.commitments.all()]
    own = [(pk, kept) for pk, text in texts for kept in kept_hashes(text)]
    campaign = program.entry.campaign_id
    try:
        for other in crowd:
            Shingle.objects.bulk_create(
                Shingle(campaign_id=campaign, hash=kept, program_id=other, commitment_pk=pk) for pk, kept in own
            )
        times = [_timed(find, program) for _round in range(20)]
        yield Figure("copy_check.crowd", _at(times, 0.95), "ms", target=MOST_MS, less_is_better=True)
    finally:
        Shingle.objects.filter(pk__gt=first).delete()


def _spread(count):
    """Return programs from all over the province, as the page before submitting loads them."""
    pks = list(ActionProgram.objects.filter(status__in=HANDED_IN).order_by("pk").values_list("pk", flat=True))
    chosen = pks[:: max(1, len(pks) // count)][:count]
    return list(ActionProgram.objects.with_owner().filter(pk__in=chosen).order_by("pk"))


def _floor(program):
    """Fetch by key what a comparison reads of others: some hundred rows of the hashes, some hundred commitments."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    list(Shingle.objects.filter(pk__in=range(program.pk, program.pk + 600)).values_list("hash", "program"))
    rows = Commitment.objects.filter(pk__in=range(program.pk, program.pk + 200)).annotate(owner=F("program__entry"))
    list(rows.values_list("program", "pk", "title", "deliverable", "co_owners", "owner"))


def _timed(act, program):
    start = time.perf_counter()
    act(program)
    return (time.perf_counter() - start) * 1000


def _at(times, share):
    return sorted(times)[int(share * (len(times) - 1))]
