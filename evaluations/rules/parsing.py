"""Reading a scheme's document: every part in turn, then what has to agree between them. Nothing stops at a fault."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules import parsing_frames, parsing_settings
from evaluations.rules.faults import Fault
from evaluations.rules.figures import FIGURES
from evaluations.rules.parts import OPERATORS, Condition, Degree, DegreeNeed, DegreeRule, Forced, Group, Level, Test
from evaluations.rules.reading import Node, note_doubles
from portal.lib.numbers import format_vi

SCALES = ("points", "degrees")
GROUPS = ("A", "B")


def parse(document: Any, forms: Collection[str] | None) -> tuple[dict[str, Any], list[Fault]]:
    """Return what a document says, by the fields of ``Rules``, and all that is wrong with it."""
    faults: list[Fault] = []
    root = Node(document, "", faults)
    if root.is_broken:
        return {}, faults
    values: dict[str, Any] = _head(root)
    has_points = values["scale"] != "degrees"
    values["maximum"] = root.number("maximum", least=1, most=1000) if has_points else Decimal(0)
    values["levels"] = _levels(root, values["maximum"], has_points)
    values["groups"] = _groups(root, values["maximum"]) if has_points else ()
    values["degrees"] = () if has_points else _degrees(root)
    levels = [level.code for level in values["levels"]]
    degrees = [degree.code for degree in values["degrees"]]
    values["degree_rules"] = () if has_points else _degree_rules(root, levels, degrees)
    values["frames"] = parsing_frames.frames(root, values["groups"], forms)
    frames = [frame.code for frame in values["frames"]]
    values["all_conditions"] = _conditions(root, levels, frames)
    values["all_forced"] = _forced(root, levels, frames)
    values |= parsing_settings.settings(root, levels)
    root.close()
    return values, faults


def _head(root: Node) -> dict[str, Any]:
    starts, ends = root.day("valid_from"), root.day("valid_to", required=False)
    if starts and ends and ends < starts:
        root.fault("valid_to", _("A scheme cannot end before it begins."))
    return {
        "code": root.code(longest=40),
        "name": root.text("name", longest=200),
        "source": root.text("source", required=False),
        "valid_from": starts,
        "valid_to": ends,
        "scale": root.choice("scale", SCALES),
    }


def _levels(root: Node, maximum: Decimal, has_points: bool) -> tuple[Level, ...]:
    nodes = root.children("levels")
    before = len(root.faults)
    levels = [_level(node, maximum, has_points) for node in nodes]
    note_doubles(zip(nodes, (level.code for level in levels), strict=True))
    if levels and len(levels) < 2:
        root.fault("levels", _("A scheme has at least two levels."))
    if has_points and levels and len(root.faults) == before:
        _check_bands(root, levels, maximum)
    return tuple(levels)


def _level(node: Node, maximum: Decimal, has_points: bool) -> Level:
    level = Level(
        code=node.code(longest=12),
        label=node.text("label", longest=120),
        short=node.text("short", longest=30),
        minimum=node.number("minimum", most=maximum or None) if has_points else None,
        maximum=node.number("maximum", most=maximum or None) if has_points else None,
        source=node.text("source", required=False),
        confidence=node.confidence(),
    )
    node.close()
    return level


def _check_bands(root: Node, levels: list[Level], maximum: Decimal) -> None:
    """Note where bands, best first, do not meet: from ``maximum`` down to 0, without a gap and without an overlap."""
    edge = maximum
    for i, level in enumerate(levels):
        place, low, high = f"levels[{i}]", level.minimum or Decimal(0), level.maximum or Decimal(0)
        numbers = {"edge": format_vi(edge), "high": format_vi(high), "label": level.label}
        if low >= high:
            root.fault(f"{place}.minimum", _("The band of “%(label)s” is empty: it ends where it begins.") % numbers)
        if high < edge:
            root.fault(f"{place}.maximum", _("A gap: nothing lies between %(high)s and %(edge)s.") % numbers)
        if high > edge:
            root.fault(f"{place}.maximum", _("An overlap: from %(edge)s to %(high)s two levels would hold.") % numbers)
        edge = low
    if edge > 0:
        root.fault(
            f"levels[{len(levels) - 1}].minimum", _("A gap: nothing lies below %(edge)s.") % {"edge": format_vi(edge)}
        )


def _groups(root: Node, maximum: Decimal) -> tuple[Group, ...]:
    groups = []
    nodes = root.children("groups")
    for node in nodes:
        groups.append(Group(node.choice("code", GROUPS), node.text("label", longest=200), node.number("maximum")))
        node.close()
    note_doubles(zip(nodes, (group.code for group in groups), strict=True))
    total = sum((group.maximum for group in groups), Decimal(0))
    if groups and total != maximum:
        sums = {"sum": format_vi(total), "most": format_vi(maximum)}
        root.fault("groups", _("The groups add up to %(sum)s points; they must make %(most)s.") % sums)
    return tuple(groups)


def _degrees(root: Node) -> tuple[Degree, ...]:
    degrees = []
    nodes = root.children("degrees")
    for node in nodes:
        degrees.append(Degree(node.code(longest=12), node.text("label", longest=60)))
        node.close()
    note_doubles(zip(nodes, (degree.code for degree in degrees), strict=True))
    return tuple(degrees)


def _degree_rules(root: Node, levels: list[str], degrees: list[str]) -> tuple[DegreeRule, ...]:
    rules = []
    for node in root.children("degree_rules", required=False):
        needs = tuple(_need(need, degrees) for need in node.children("needs"))
        level, label, source = node.choice("level", levels), node.text("label"), node.text("source", required=False)
        rules.append(DegreeRule(level, label, needs, source, node.confidence()))
        node.close()
    return tuple(rules)


def _need(node: Node, degrees: list[str]) -> DegreeNeed:
    need = DegreeNeed(
        quantifier=node.choice("quantifier", ("every", "any")),
        kind=node.choice("kind", ("results", "others", "all")),
        degree=node.choice("degree", degrees),
        at_least=node.flag("at_least", default=False),
    )
    node.close()
    return need


def _conditions(root: Node, levels: list[str], frames: list[str]) -> tuple[Condition, ...]:
    conditions = []
    nodes = root.children("conditions", required=False)
    for node in nodes:
        conditions.append(
            Condition(
                code=node.code(),
                level=node.choice("level", levels),
                frames=_frames_of(node, frames),
                label=node.text("label"),
                test=_test(node),
                if_any=node.flag("if_any", default=False),
                source=node.text("source", required=False),
                confidence=node.confidence(),
            )
        )
        node.close()
    note_doubles(zip(nodes, (condition.code for condition in conditions), strict=True))
    return tuple(conditions)


def _forced(root: Node, levels: list[str], frames: list[str]) -> tuple[Forced, ...]:
    found = []
    nodes = root.children("forced", required=False)
    for node in nodes:
        tests = []
        for child in node.children("computed", required=False):
            tests.append(_test(child))
            child.close()
        found.append(
            Forced(
                code=node.code(),
                level=node.choice("level", levels),
                frames=_frames_of(node, frames),
                label=node.text("label"),
                exception=node.text("exception", required=False),
                computed=tuple(tests),
                is_active=node.flag("active", default=True),
                source=node.text("source", required=False),
                confidence=node.confidence(),
            )
        )
        node.close()
    note_doubles(zip(nodes, (forced.code for forced in found), strict=True))
    return tuple(found)


def _frames_of(node: Node, frames: list[str]) -> tuple[str, ...]:
    return node.codes("frames", frames, _("The scheme has no frame “%(code)s”."))


def _test(node: Node) -> Test:
    operator = node.choice("operator", OPERATORS)
    value = Decimal(0) if operator == "none" else node.number("value")
    return Test(node.choice("figure", tuple(FIGURES)), operator, value)
