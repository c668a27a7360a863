"""How the clauses of a campaign's documents are answered in each unit, straight or along the chain."""

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter

from commitments.models.program import ActionProgram, Commitment
from commitments.models.progress import ProgressEntry
from commitments.tallies.numbers import Coverage

_COLUMNS = [
    "program",
    "pk",
    "program__entry__unit__path",
    "program__status",
    "latest__state",
    "latest__percent",
    "clauses",
]
_PROGRAM, _COMMITMENT, _PATH, _STATUS, _STATE, _PERCENT, _CLAUSE = range(7)
_READ_AT_ONCE = 5_000


def count_coverage(scope):
    """Return ``{path: Coverage}`` of what was handed in. Each commitment and each program counts once for a clause.

    Commitments are read one by one, as they are few a program and a clause may be answered by several ways.
    """
    counted = defaultdict(Coverage)
    found = Commitment.objects.in_force().filter(program__entry__in=scope.handed_in).order_by("program", "pk")
    for _program, rows in groupby(found.values_list(*_COLUMNS).iterator(_READ_AT_ONCE), itemgetter(_PROGRAM)):
        rows = list(rows)
        coverage = counted[rows[0][_PATH]]
        coverage.programs += 1
        _count_program(coverage, [row for row in rows if row[_CLAUSE] in scope.chain.answers], scope.chain)
    return dict(counted)


def _count_program(coverage, rows, chain):
    people, through = set(), set()
    for _commitment, ways in groupby(rows, itemgetter(_COMMITMENT)):
        ways = list(ways)
        tops = frozenset().union(*(chain.answers[way[_CLAUSE]] for way in ways))
        for top in tops:
            _count_commitment(coverage.cell(top), ways[0])
        people |= tops
        through = through.union(*(chain.through(way[_CLAUSE]) for way in ways))
    for top in people:
        coverage.cells[top].people += 1
    for top, document in through:
        coverage.through.setdefault(top, Counter())[document] += 1


def _count_commitment(cell, row):
    cell.commitments += 1
    if row[_STATUS] == ActionProgram.Status.APPROVED:
        cell.running += 1
        cell.done += row[_STATE] in ProgressEntry.CLAIMS
        cell.percent_sum += row[_PERCENT] or 0
