"""Frames of criteria: who is rated by which items, how many points each can bring, in which steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext as _

from evaluations.rules.faults import PointsFault
from evaluations.rules.parts import Open
from evaluations.rules.sharing import ScoredTask, shared, weights_of
from portal.lib.numbers import format_vi

INDIVIDUAL, COLLECTIVE, ORGANISATION = "individual", "collective", "organisation"
# Whom a frame is for, by the frame's code: the portal knows these six (domain reference, 6.2 [C]).
SUBJECTS = {
    "COLLECTIVE": COLLECTIVE,
    "ORGANISATION": ORGANISATION,
    "CENTRAL_CADRE": INDIVIDUAL,
    "LEADER": INDIVIDUAL,
    "NON_LEADER": INDIVIDUAL,
    "MEMBER_OUTSIDE": INDIVIDUAL,
}

BINARY, GRADED, BANDED = "binary", "graded", "banded"
MODES = (BINARY, GRADED, BANDED)

B_MANUAL, B_WEIGHTED, B_AXES = "B_MANUAL", "B_WEIGHTED", "B_AXES"
CALCULATORS = (B_MANUAL, B_WEIGHTED, B_AXES)
ASPECTS = ("volume", "quality", "progress", "effect")
ASPECT_LABELS = {"volume": "khối lượng", "quality": "chất lượng", "progress": "tiến độ", "effect": "hiệu quả"}

A, B = "A", "B"
FEW = 21  # values of an item that still fit a list to choose from


@dataclass(frozen=True)
class Item:
    """What takes points: from 0 to ``maximum``; ``mode`` binary (all or nothing), graded or banded (by ``step``)."""

    code: str
    label: str
    maximum: Decimal
    mode: str
    step: Decimal
    group: str
    criterion: str

    @property
    def steps(self) -> list[Decimal]:
        """Return every value that may be given, where they are few; else none, and ``step`` says how they go up."""
        if self.mode == BINARY:
            return [Decimal(0), self.maximum]
        count = int(self.maximum / self.step) + 1
        return [self.step * i for i in range(count)] if count <= FEW else []


@dataclass(frozen=True)
class Criterion:
    """A criterion with its items. ``bands`` (banded mode) are the percents where its four sub-bands begin: 90, 70, 50.

    In a scheme of degrees ``kind`` is "results" or "others", and there are no points. ``share`` says how its points are
    shared among the commitments it is scored by; "" where it takes them itself.
    """

    group: str
    code: str
    label: str
    maximum: Decimal
    mode: str
    step: Decimal
    bands: tuple[Decimal, ...]
    items: tuple[Item, ...]
    kind: str
    note: str
    confidence: str
    share: str = ""

    def __str__(self):
        return self.label

    @property
    def is_scored_by_tasks(self) -> bool:
        """Tell whether its items are commitments; without any commitment it takes its points itself."""
        return bool(self.share) and [item.code for item in self.items] != [self.code]

    def over(self, tasks: Sequence[ScoredTask]) -> "Criterion":
        """Return the criterion with one item a task, where it is scored by them and there are any."""
        if not self.share or not tasks:
            return self
        tops = shared(self.maximum, self.step, weights_of(tasks, self.share))
        items = tuple(
            Item(f"{self.code}.k{task.key}", task.label, top, self.mode, self.step, self.group, self.code)
            for task, top in zip(tasks, tops, strict=True)
        )
        return replace(self, items=items)

    def sub_bands(self) -> list[tuple[Decimal, Decimal]]:
        """Return the sub-bands of the criterion's points, best first, as pairs (from, up to)."""
        edges = [self.maximum, *(self.maximum * percent / 100 for percent in self.bands), Decimal(0)]
        return [(low, high) for high, low in pairwise(edges)] if self.bands else []


@dataclass(frozen=True)
class Calculator:
    """How the points of group B come about. The rest is for ``B_WEIGHTED``.

    There a task brings weight × (Σ share of an aspect × its percent); the weights of its ``tasks_least`` to
    ``tasks_most`` tasks add up to the group's points.
    """

    code: str
    maximum: Decimal  # of group B
    shares: dict[str, Decimal]  # of the four aspects; they add up to 1
    tasks_least: int
    tasks_most: int
    confidence: str


@dataclass(frozen=True)
class Frame:
    """A frame of criteria. ``form`` is the code of the paper form its self-assessment is written on.

    ``quarter_form`` is the form of a quarter, where it is another one.
    ``axes`` are the criteria of group B where ``B_AXES`` counts it, in the year or
    (``quarter_calculator``) in a quarter.
    """

    code: str
    label: str
    annex: int | None
    subject: str
    form: str
    quarter_form: str
    peer_group: str
    own_criteria: tuple[Criterion, ...]
    axes: tuple[Criterion, ...]
    calculator: Calculator
    quarter_calculator: Calculator | None
    source: str
    confidence: str

    def __str__(self):
        return self.label

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria that take points: those of group A, and of B as its calculator has it."""
        if self.calculator.code == B_MANUAL:
            return self.own_criteria
        of_a = tuple(criterion for criterion in self.own_criteria if criterion.group == A)
        return of_a + (self.axes if self.calculator.code == B_AXES else _tasks(self.calculator))

    @cached_property
    def quarterly(self) -> "Frame":
        """Return the frame as a quarter is scored by it."""
        return replace(
            self,
            form=self.quarter_form or self.form,
            calculator=self.quarter_calculator or self.calculator,
            quarter_calculator=None,
        )

    def over(self, tasks: Sequence[ScoredTask]) -> "Frame":
        """Return the frame as a paper with these commitments is scored by it."""
        if not any(criterion.share for criterion in self.own_criteria):
            return self
        return replace(self, own_criteria=tuple(criterion.over(tasks) for criterion in self.own_criteria))

    @property
    def is_rated_by_quarter(self) -> bool:
        return self.quarter_calculator is not None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return every item that takes points, in the order of the paper."""
        return tuple(item for criterion in self.criteria for item in criterion.items)

    @cached_property
    def _item_by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    def item(self, code: str) -> Item:
        """Return an item; raises ``PointsFault`` for a code that the frame does not have."""
        if code not in self._item_by_code:
            raise PointsFault(_("This frame has no item “%(code)s”.") % {"code": code[:40]}, code)
        return self._item_by_code[code]

    def criteria_of(self, group: str) -> list[Criterion]:
        return [criterion for criterion in self.criteria if criterion.group == group]

    def check_points(self, item: Item, points: Decimal) -> None:
        """Raise ``PointsFault`` unless an item may be given these points."""
        most = {"most": format_vi(item.maximum)}
        if not points.is_finite() or not 0 <= points <= item.maximum:
            raise PointsFault(_("Give between 0 and %(most)s points.") % most, item.code)
        if item.mode == BINARY and points not in (0, item.maximum):
            raise PointsFault(_("Give 0 or %(most)s points: this item counts whole or not at all.") % most, item.code)
        if item.mode != BINARY and points % item.step:
            step = {"step": format_vi(item.step)}
            raise PointsFault(_("Points go up in steps of %(step)s.") % step, item.code)

    def rated_parts(self):
        """Yield how sure each part of the frame is."""
        yield Open("frames", self.code, self.label, self.confidence)
        for criterion in (*self.own_criteria, *self.axes):
            yield Open("criteria", f"{self.code}.{criterion.code}", criterion.label, criterion.confidence)
        for calculator in filter(None, (self.calculator, self.quarter_calculator)):
            yield Open("calculators", self.code, calculator.code, calculator.confidence)


def _tasks(calculator: Calculator) -> tuple[Criterion, ...]:
    """Return the tasks of ``B_WEIGHTED`` as criteria: each takes its weight, then the percent of each aspect."""
    return tuple(_task(number, calculator) for number in range(1, calculator.tasks_most + 1))


def _task(number: int, calculator: Calculator) -> Criterion:
    code, label, one = f"T{number}", f"Nhiệm vụ {number}", Decimal(1)
    asked = [("weight", "trọng số", calculator.maximum)]
    asked += [(key, f"{ASPECT_LABELS[key]} (%)", Decimal(100)) for key in ASPECTS if calculator.shares[key]]
    items = tuple(Item(f"{code}.{key}", f"{label}: {word}", top, GRADED, one, B, code) for key, word, top in asked)
    return Criterion(B, code, label, calculator.maximum, GRADED, one, (), items, "", "", calculator.confidence)
