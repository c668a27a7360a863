"""The smaller parts of a scheme: levels, groups, conditions, forced outcomes, quota, settings.

``confidence`` is C (confirmed), P (local practice) or U (to be checked against the text); ``source`` names the article.
"""

from dataclasses import dataclass
from decimal import Decimal

EQUALS, AT_LEAST, AT_MOST, ABOVE, BELOW, NONE = "eq", "ge", "le", "gt", "lt", "none"
OPERATORS = (EQUALS, AT_LEAST, AT_MOST, ABOVE, BELOW, NONE)

GOOD_ONLY, GOOD_OR_BETTER, ALL_RATED = "GOOD_ONLY", "GOOD_OR_BETTER", "ALL_RATED"
BASES = (GOOD_ONLY, GOOD_OR_BETTER, ALL_RATED)

NEXT_LOWER, LOWEST, ASK = "next_lower", "lowest", "ask"

NO_SUGGESTION, OWN_TASKS, NOT_COUNTED = "no_suggestion", "own_tasks", "not_counted"

ADVISORY, AVERAGE, WEIGHTED = "advisory", "average", "weighted"


@dataclass(frozen=True)
class Level:
    """One level. Its band is ``minimum`` ≤ total < ``maximum``; the top level's maximum counts too. None: no points."""

    code: str
    label: str
    short: str
    minimum: Decimal | None
    maximum: Decimal | None
    source: str
    confidence: str

    def __str__(self):
        return self.label


@dataclass(frozen=True)
class Group:
    """A group of criteria and the points it can bring: A 30, B 70."""

    code: str
    label: str
    maximum: Decimal


@dataclass(frozen=True)
class Degree:
    """One degree of a scheme without points ("Xuất sắc")."""

    code: str
    label: str


@dataclass(frozen=True)
class DegreeNeed:
    """What a rule of degrees asks: of ``every`` or ``any`` criterion of a ``kind``, the degree or ``at_least`` it."""

    quantifier: str  # every | any
    kind: str  # results | others | all
    degree: str
    at_least: bool


@dataclass(frozen=True)
class DegreeRule:
    """When a level follows from the degrees: all ``needs`` hold."""

    level: str
    label: str
    needs: tuple[DegreeNeed, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class Test:
    """A figure compared with a value: ``figure`` ``operator`` ``value`` (percent as 30)."""

    figure: str
    operator: str
    value: Decimal


@dataclass(frozen=True)
class Condition:
    """What a level asks for beside its band, of those rated by ``frames``.

    ``if_any``: it holds where there was nothing to count, as with shortcomings that nobody pointed out.
    """

    code: str
    level: str
    frames: tuple[str, ...]
    label: str
    test: Test
    if_any: bool
    source: str
    confidence: str

    def __str__(self):
        return self.label


@dataclass(frozen=True)
class Forced:
    """A case that brings a level whatever the points. ``exception``: what the deciding level may weigh against it.

    ``computed``: it is met as soon as one of these tests holds; empty where only a person with a document can say.
    """

    code: str
    level: str
    frames: tuple[str, ...]
    label: str
    exception: str
    computed: tuple[Test, ...]
    is_active: bool
    source: str
    confidence: str

    def __str__(self):
        return self.label


@dataclass(frozen=True)
class QuotaPolicy:
    """How many of a group may be rated at ``level``: ``percent`` of those at ``good_level``, or of another ``base``.

    Another base than ``GOOD_ONLY`` rests on ``base_decision``. Up to ``exceptional_percent`` for organisations named by
    ``exceptional_decision`` or by a ruling of their own. ``subjects`` are capped, each counted apart.
    """

    level: str
    good_level: str
    percent: Decimal
    base: str
    base_decision: str
    exceptional_percent: Decimal
    exceptional_decision: str
    subjects: tuple[str, ...]
    label: str
    source: str
    confidence: str


@dataclass(frozen=True)
class FallThrough:
    """What is suggested where conditions of a level fail: ``default``, and ``in_gap`` where no level is left."""

    default: str
    in_gap: str
    label: str
    confidence: str


@dataclass(frozen=True)
class UnitsLed:
    """How conditions on units led stand for who heads no unit with a program: ``without`` any task of such a unit.

    Nothing is suggested; or one's own tasks are weighed in their place; or they are not counted (domain reference, 6.2:
    the text is silent [U]).
    """

    without: str
    label: str
    confidence: str


@dataclass(frozen=True)
class Quarters:
    """How quarters I to III enter the year. ``weights``: percent of the three quarters and of the year's own score."""

    setting: str
    weights: tuple[Decimal, ...]
    label: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Open:
    """A part of a scheme that is not confirmed: in which part it stands, its code, what it says."""

    part: str
    code: str
    label: str
    confidence: str
