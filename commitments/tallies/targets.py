"""The targets of clauses beside what was promised and reached for them, where the units agree."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from commitments.models.program import ActionProgram, Commitment
from commitments.models.progress import ProgressEntry
from commitments.tallies.chain import Chain, clauses_of
from commitments.tallies.numbers import Targets
from portal.lib.vietnamese import clean

_COLUMNS = ["pk", "program__entry__unit__path", "program__status", "target_value", "unit", "baseline"]
_COLUMNS += ["latest__reached_value", "latest__answer", "clauses"]
_COMMITMENT, _PATH, _STATUS, _TARGET, _UNIT, _BASELINE, _REACHED, _ANSWER, _CLAUSE = range(9)
_READ_AT_ONCE = 5_000
# Signs of a share or a rate: such values do not add up over people, they have a mean.
_NOT_COUNTABLE = ("%", "‰", "/", "điểm")


def plain_unit(unit):
    """Return a unit as units are compared: NFC, small letters, single spaces, "%" for "phần trăm"."""
    text = clean(unit).casefold().rstrip(".").replace("phần trăm", "%")
    for sign in ("%", "/"):
        text = sign.join(part.strip() for part in text.split(sign))
    return text


def adds_up(unit):
    """Tell whether values in this unit add up over people: households do, percents and rates do not."""
    return not any(sign in plain_unit(unit) for sign in _NOT_COUNTABLE)


def target_clauses(campaign):
    """Return the clauses of the campaign that set a number to reach."""
    return clauses_of(campaign).filter(target_value__isnull=False)


def count_targets(scope):
    """Return ``{path: Targets}`` of what was handed in, along the chain; each commitment counts once for a clause."""
    clauses = target_clauses(scope.campaign)
    units = {pk: plain_unit(unit) for pk, unit in clauses.values_list("pk", "unit")}
    if not units:
        return {}
    counted, chain = defaultdict(Targets), Chain.of(scope.campaign, clauses)
    found = Commitment.objects.in_force().filter(program__entry__in=scope.handed_in, target_value__isnull=False)
    rows = found.filter(clauses__in=chain.answers).order_by("pk").values_list(*_COLUMNS)
    for _commitment, ways in groupby(rows.iterator(_READ_AT_ONCE), itemgetter(_COMMITMENT)):
        ways = list(ways)
        for top in frozenset().union(*(chain.answers[way[_CLAUSE]] for way in ways)):
            _count_commitment(counted[ways[0][_PATH]].sums(top), ways[0], units[top])
    return dict(counted)


def _count_commitment(sums, row, unit):
    falls = row[_BASELINE] is not None and row[_BASELINE] > row[_TARGET]
    if falls or plain_unit(row[_UNIT]) != unit:
        sums.differing += 1
        return
    sums.agreeing += 1
    sums.promised += row[_TARGET]
    if row[_REACHED] is not None and row[_STATUS] == ActionProgram.Status.APPROVED:
        sums.measured += 1
        sums.reached += row[_REACHED]
        if row[_ANSWER] == ProgressEntry.Answer.CONFIRMED:
            sums.confirmed += row[_REACHED]
