"""The list of a paper's parts: how far each is, in a word and a mark."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.lib.numbers import format_vi

# Sections of part B: their numbers begin again at I, which in a list of parts would only confuse.
LATER = ("points", "level")


@dataclass(frozen=True)
class Part:
    """One part of the paper: where it is, and its state: ``done``, ``todo`` (something blocks), ``look`` or empty."""

    label: str
    anchor: str
    state: str
    word: str


def part_of(section, desk):
    """Return the ``Part`` of a section of the second depth; a heading speaks for the sections below it."""
    below = _below(section, desk) if section.kind == "heading" else [section]
    keys = {each.key for each in below}
    state = "done"
    if any(finding.section in keys for finding in desk.found.warnings):
        state = "look"
    if any(finding.section in keys for finding in desk.found.blocks):
        state = "todo"
    word = WORDS.get(section.kind, _written)(section, below, desk)
    label = section.data.get("short") or section.data["heading"].partition(",")[0]
    if section.number and section.kind not in LATER:
        label = f"{section.number}. {label}"
    return Part(label, f"part-{section.key}", "" if _is_empty(section) and state == "done" else state, word)


def _below(heading, desk):
    """Return the sections that stand under a heading."""
    found, inside = [], False
    for section in desk.sections:
        if section.depth <= 2:
            inside = section.key == heading.key
        elif inside:
            found.append(section)
    return found


def _is_empty(section):
    """Tell whether nothing stands there, and nothing has to."""
    if section.kind in ("prompts", "shortcomings_before"):
        return not section.rows and not section.text
    return section.kind == "text" and not section.text and not section.required


def _written(section, below, desk):
    if not section.text:
        return _("to be written") if section.required else _("may stay empty")
    return _("written")


def _of_group(section, below, desk):
    written = [each for each in below if each.text or each.tasks]
    return f"{len(written)}/{len(below)}"


def _of_program(section, below, desk):
    return _("filled in") if section.tasks else _written(section, below, desk)


def _of_shortcomings(section, below, desk):
    answered = [row for row in section.rows if row["state"]]
    return f"{len(answered)}/{len(section.rows)}" if section.rows else _("none")


def _of_prompts(section, below, desk):
    answered = [row for row in section.rows if row["answer"]]
    return f"{len(answered)}/{len(section.rows)}" if section.rows else _("none")


def _of_points(section, below, desk):
    if missing := desk.score.totals.missing:
        return _("%(n)s to score") % {"n": len(missing)}
    return format_vi(desk.score.rules.stored(desk.score.totals.total))


def _of_level(section, below, desk):
    content = desk.content
    return _("chosen") if all(content["own_levels"].get(track) for track in content["tracks"]) else _("to choose")


WORDS = {
    "heading": _of_group,
    "program": _of_program,
    "shortcomings_before": _of_shortcomings,
    "prompts": _of_prompts,
    "points": _of_points,
    "level": _of_level,
}
