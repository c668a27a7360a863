"""Reading the frames of a scheme: criteria, items, calculators, and whether their points add up."""

from collections import Counter
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.rules.frames import (
    ASPECTS,
    B_AXES,
    B_MANUAL,
    B_WEIGHTED,
    BANDED,
    BINARY,
    CALCULATORS,
    MODES,
    SUBJECTS,
    B,
    Calculator,
    Criterion,
    Frame,
    Item,
)
from evaluations.rules.parts import Group
from evaluations.rules.reading import Node, note_doubles
from evaluations.rules.sharing import EQUAL, SHARES
from portal.lib.numbers import format_vi

QUARTER = Decimal("0.25")
KINDS = ("results", "others")
CRITERIA, COMMITMENTS = "criteria", "commitments"
TASKS = {"least": 3, "most": 7}


def frames(root: Node, groups: tuple[Group, ...], forms: Collection[str] | None) -> tuple[Frame, ...]:
    """Return the frames of a document; without ``groups`` the scheme has degrees in place of points."""
    found, nodes = [], root.children("frames")
    for node in nodes:
        found.append(_frame(node, groups, forms))
        node.close()
    note_doubles(zip(nodes, (frame.code for frame in found), strict=True))
    return tuple(found)


def _frame(node: Node, groups: tuple[Group, ...], forms: Collection[str] | None) -> Frame:
    code = node.text("code")
    if code and code not in SUBJECTS:
        words = {"text": code[:40], "known": ", ".join(SUBJECTS)}
        node.fault("code", _("“%(text)s” is not a frame that the portal knows: %(known)s.") % words)
    form, quarter_form = _form(node, "form", forms), _form(node, "quarter_form", forms, required=False)
    most_of_b = next((group.maximum for group in groups if group.code == B), Decimal(0))
    calculator, quarterly = _calculators(node, most_of_b, has_points=bool(groups))
    counts_axes = B_AXES in {calculator.code, quarterly.code if quarterly else ""}
    own = _criteria(node, "criteria", groups)
    axes = _criteria(node, "axes", groups, group=B) if counts_axes else ()
    if any(axis.code == criterion.code for axis in axes for criterion in own):
        node.fault("axes", _("An axis has the code of a criterion. Give it another."))
    _check_sums(node, groups, own, axes, calculator)
    return Frame(
        code=code,
        label=node.text("label", longest=200),
        annex=node.whole("annex", least=1, most=99, default=0) or None,
        subject=SUBJECTS.get(code, ""),
        form=form,
        quarter_form=quarter_form,
        peer_group=node.text("peer_group", longest=120),
        own_criteria=own,
        axes=axes,
        calculator=calculator,
        quarter_calculator=quarterly,
        source=node.text("source", required=False),
        confidence=node.confidence(),
    )


def _form(node: Node, key: str, forms: Collection[str] | None, *, required: bool = True) -> str:
    form = node.text(key, required=required)
    if form and forms is not None and form not in forms:
        node.fault(key, _("There is no paper form “%(code)s”.") % {"code": form[:40]})
    return form


def _calculators(node: Node, most: Decimal, *, has_points: bool) -> tuple[Calculator, Calculator | None]:
    if not has_points:
        return Calculator(B_MANUAL, most, {}, 0, 0, "C"), None
    yearly = _calculator(node.child("calculator"), most)
    return yearly, _calculator(node.child("quarter_calculator"), most) if node.has("quarter_calculator") else None


def _calculator(node: Node, most: Decimal) -> Calculator:
    code = node.choice("code", CALCULATORS)
    shares, least, top = {}, 0, 0
    if code == B_WEIGHTED:
        of = node.child("shares")
        shares = {aspect: of.number(aspect, most=100) / 100 for aspect in ASPECTS}
        of.close()
        if sum(shares.values()) != 1 and not of.is_broken:
            node.fault("shares", _("The shares of the four aspects must add up to 100 percent."))
        least = node.whole("tasks_least", least=1, most=20, default=TASKS["least"])
        top = node.whole("tasks_most", least=1, most=20, default=TASKS["most"])
        if top < least:
            node.fault("tasks_most", _("The highest number of tasks is below the lowest."))
    calculator = Calculator(code or B_MANUAL, most, shares, least, top, node.confidence(default="P"))
    node.close()
    return calculator


def _criteria(node: Node, key: str, groups: tuple[Group, ...], *, group: str = "") -> tuple[Criterion, ...]:
    found, nodes = [], node.children(key, required=key == "axes" or not groups)
    for child in nodes:
        found.append(_criterion(child, groups, group) if groups else _graded_by_degree(child))
        child.close()
    note_doubles(zip(nodes, (criterion.code for criterion in found), strict=True))
    items = Counter(item.code for criterion in found for item in criterion.items if item.code != criterion.code)
    for code in [code for code, count in items.items() if count > 1]:
        node.fault(key, _("The code “%(code)s” is there twice.") % {"code": code})
    return tuple(found)


def _criterion(node: Node, groups: tuple[Group, ...], group: str) -> Criterion:
    group = group or node.choice("group", [each.code for each in groups])
    code, label, maximum = node.code(), node.text("label"), node.number("maximum")
    mode = node.choice("mode", MODES, default="graded")
    step = node.number("step", default=QUARTER)
    if step <= 0:
        node.fault("step", _("The step must be above 0."))
        step = QUARTER
    share = _share(node, group)
    return Criterion(
        group=group,
        code=code,
        label=label,
        maximum=maximum,
        mode=mode,
        step=step,
        bands=_sub_bands(node) if mode == BANDED else (),
        items=_items(node, Item(code, label, maximum, mode, step, group, code)),
        kind="",
        note=node.text("note", required=False),
        confidence=node.confidence(default="P"),
        share=share,
    )


def _share(node: Node, group: str) -> str:
    """Return how the points of a criterion are shared among commitments; "" where it takes them itself."""
    if node.choice("points_on", (CRITERIA, COMMITMENTS), default=CRITERIA) != COMMITMENTS:
        return ""
    if group != B:
        node.fault("points_on", _("Only criteria of group B are scored by commitments."))
    if node.has("items"):
        node.fault("items", _("A criterion that is scored by commitments has no items of its own."))
    return node.choice("share", SHARES, default=EQUAL)


def _graded_by_degree(node: Node) -> Criterion:
    kind, code, label = node.choice("kind", KINDS), node.code(), node.text("label")
    note, confidence = node.text("note", required=False), node.confidence(default="P")
    return Criterion("", code, label, Decimal(0), "", Decimal(0), (), (), kind, note, confidence)


def _sub_bands(node: Node) -> tuple[Decimal, ...]:
    children = node.children("bands")
    percents = tuple(child.number("percent", least=1, most=99) for child in children)
    for child in children:
        child.close()
    if list(percents) != sorted(set(percents), reverse=True):
        node.fault("bands", _("The sub-bands must go down, such as 90, 70, 50."))
    return percents


def _items(node: Node, whole: Item) -> tuple[Item, ...]:
    """Return the items of a criterion; one without items takes its points as a whole."""
    children = node.children("items", required=False)
    if not children:
        _check_step(node, whole)
        return (whole,)
    before, found = len(node.faults), []
    for child in children:
        code, label, most = child.code(), child.text("label"), child.number("maximum")
        found.append(Item(code, label, most, whole.mode, whole.step, whole.group, whole.code))
        _check_step(child, found[-1])
        child.close()
    total = sum((item.maximum for item in found), Decimal(0))
    if len(node.faults) == before and total != whole.maximum:
        sums = {"sum": format_vi(total), "most": format_vi(whole.maximum)}
        node.fault("items", _("The items add up to %(sum)s points; the criterion has %(most)s.") % sums)
    return tuple(found)


def _check_step(node: Node, item: Item) -> None:
    is_shared = node.value.get("points_on") == COMMITMENTS  # in whole steps, even where each counts whole or not at all
    if (item.mode != BINARY or is_shared) and item.maximum % item.step:
        numbers = {"most": format_vi(item.maximum), "step": format_vi(item.step)}
        node.fault("maximum", _("%(most)s points cannot be reached in steps of %(step)s.") % numbers)


def _check_sums(
    node: Node,
    groups: Iterable[Group],
    own: tuple[Criterion, ...],
    axes: tuple[Criterion, ...],
    calculator: Calculator,
) -> None:
    """Note where criteria do not add up to the points of their group. Group B may be left to its calculator."""
    for group in groups:
        of_group = [criterion for criterion in own if criterion.group == group.code]
        if of_group or group.code != B or calculator.code == B_MANUAL:
            _check_sum(node, "criteria", group, of_group)
        if axes and group.code == B:
            _check_sum(node, "axes", group, axes)


def _check_sum(node: Node, key: str, group: Group, criteria: Iterable[Criterion]) -> None:
    total = sum((criterion.maximum for criterion in criteria), Decimal(0))
    if total != group.maximum:
        sums = {"group": group.code, "sum": format_vi(total), "most": format_vi(group.maximum)}
        node.fault(key, _("Group %(group)s adds up to %(sum)s points; it must make %(most)s.") % sums)
