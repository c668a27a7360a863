"""The points of a criterion shared among the commitments it is scored by.

366-QĐ/TW leaves it to each committee how products, progress and quality are scored (Art. 3(3), 18 [C]); the form 05
lists the tasks below group B, each with its most [P] (domain reference, 6.3, 8.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

EQUAL, BY_WEIGHT = "equal", "weight"
SHARES = (EQUAL, BY_WEIGHT)


@dataclass(frozen=True)
class ScoredTask:
    """A commitment that takes points: ``key`` names it for good, ``weight`` is its own one (percent), or None."""

    key: str
    label: str
    weight: Decimal | None = None


def weights_of(tasks: Sequence[ScoredTask], share: str) -> list[Fraction]:
    """Return by what each task's most is measured; by weight, one without a weight counts as the mean of the others."""
    given = [Fraction(task.weight) for task in tasks if task.weight] if share == BY_WEIGHT else []
    mean = sum(given, Fraction(0)) / len(given) if given else Fraction(1)
    return [Fraction(task.weight) if given and task.weight else mean for task in tasks]


def shared(maximum: Decimal, step: Decimal, weights: Sequence[Fraction]) -> list[Decimal]:
    """Return ``maximum`` (a multiple of ``step``) in parts by ``weights``: each of whole steps, together exactly all.

    What whole steps leave over goes to the largest remainders, of equal ones to the first: 70 by three in steps of
    0.25 is 23.5, 23.25, 23.25.
    """
    steps, whole = int(maximum / step), sum(weights, Fraction(0))
    exact = [steps * weight / whole for weight in weights]
    parts = [int(each) for each in exact]
    largest_first = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in largest_first[: steps - sum(parts)]:
        parts[place] += 1
    return [step * part for part in parts]
