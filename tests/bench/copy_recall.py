"""Of the copies planted in a generated province, how many are found, kind by kind; and none among independent texts.

``bin/bench copy_recall`` measures over 30,000 people, ``copy_recall:SIZE`` over others. A planted commitment counts as
found where a finding of its own stands at it; for an independent program, which copies nobody and which nobody copies,
any finding at all is false. Texts are independent because neighbouring words are drawn apart from long lists
(``portal/sample/generated_texts.py``).
"""

from collections import Counter

from commitments.models import ActionProgram
from commitments.quality.copies import find
from commitments.quality.nearest import HANDED_IN
from portal.sample import generated
from tests.bench import Figure
from tests.bench._copies import index_all

SIZE = 30_000
PERCENT = 3
INDEPENDENT = 2_000


def figures(size=SIZE):
    province = generated.Province(size, seed=1, copies=PERCENT)
    for number in range(len(province.sizes)):
        province.add_commune(number)
    province.finish(password=None)
    index_all()
    planted = province.planter.planted
    all_of, found = Counter(), Counter()
    for copy in planted:
        at = {finding.commitment.pk for finding in find(_program(copy.program)) if finding.commitment}
        all_of[copy.kind] += len(copy.commitments)
        found[copy.kind] += len(at & set(copy.commitments))
    for kind, count in all_of.items():
        yield Figure(f"copy_recall.{kind} ({count})", found[kind] / count, "of all", target=1.0)
    touched = {copy.program for copy in planted} | {copy.source for copy in planted}
    handed_in = ActionProgram.objects.filter(status__in=HANDED_IN).exclude(pk__in=touched).order_by("pk")
    pks = list(handed_in.values_list("pk", flat=True))
    chosen = pks[:: max(1, len(pks) // INDEPENDENT)][:INDEPENDENT]
    false = sum(len(find(_program(pk))) for pk in chosen)
    yield Figure(f"copy_recall.false ({len(chosen)} programs)", false, "findings", target=0, less_is_better=True)


def _program(pk):
    return ActionProgram.objects.with_owner().get(pk=pk)
