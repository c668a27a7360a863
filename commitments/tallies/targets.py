"""The targets of clauses beside what was promised and reached for them, where the units agree."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _

from commitments.models.program import ActionProgram, Commitment
from commitments.models.progress import ProgressEntry
from commitments.tallies.numbers import Sums, Targets
from portal.lib.numbers import format_vi, with_unit
from portal.lib.vietnamese import clean
from portal.resolutions.models import Clause

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


def count_targets(scope):
    """Return ``{path: Targets}`` of what was handed in, along the chain; each commitment counts once for a clause."""
    chain = scope.chain
    units = {pk: plain_unit(unit) for pk, unit in chain.units.items()}
    answering = chain.answering(*units)
    if not answering:
        return {}
    counted = defaultdict(Targets)
    found = Commitment.objects.in_force().filter(program__entry__in=scope.handed_in, target_value__isnull=False)
    rows = found.filter(clauses__in=answering).order_by("pk").values_list(*_COLUMNS)
    for _commitment, ways in groupby(rows.iterator(_READ_AT_ONCE), itemgetter(_COMMITMENT)):
        ways = list(ways)
        for top in frozenset().union(*(chain.answers[way[_CLAUSE]] for way in ways)) & units.keys():
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
            sums.settled += 1
            sums.confirmed += row[_REACHED]


@dataclass(frozen=True)
class TargetLine:
    """The target of one clause beside its ``Sums``, in words: sums of what can be counted, means of the rest."""

    clause: Clause
    sums: Sums

    @property
    def promised_text(self):
        return self._text(self.sums.promised, self.sums.agreeing)

    @property
    def reached_text(self):
        return self._text(self.sums.reached, self.sums.measured)

    @property
    def confirmed_text(self):
        return self._text(self.sums.confirmed, self.sums.settled)

    def _text(self, total, count):
        """Return "1.240 hộ", "mean 93,5%" or a dash where there is nothing to add up."""
        if not count:
            return "–"
        if adds_up(self.clause.unit):
            return with_unit(format_vi(total), self.clause.unit)
        mean = (total / count).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return _("mean %(value)s") % {"value": with_unit(format_vi(mean), self.clause.unit)}


def target_lines(clauses, targets):
    """Return a ``TargetLine`` for each of ``clauses`` that sets a number to reach."""
    return [TargetLine(c, targets.get(c.pk, Sums())) for c in clauses if c.target_value is not None]
