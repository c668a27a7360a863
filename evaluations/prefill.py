"""What a self-assessment shows: filled from the year while it is written, frozen from its handing in on.

Both are one mapping of plain values (text, numbers as text, dates as ISO, codes instead of words), so that a page and
a paper read the same whether it is live or frozen, and so that its checksum can be made again by anyone.

===============  =====================================================================================================
key              what it holds
===============  =====================================================================================================
version          1
subject          name, born, posts, unit, cell or organisation above
period, form     "2026" or "III/2026"; the code of the form
as_of            the day of the figures
texts            what was written, by section
tasks            by section of kind ``program``: the commitments, each with what was promised, shown and confirmed
units            units led: name and tasks
figures          ``counted``, ``values`` (what holds) and ``corrections`` with their reasons
shortcomings     earlier ones: year, text, source, state and note of the answer
prompts          question, who asked, symbol, day, answer
points           as stored: item → points (or criterion → degree)
totals           by_criterion, a, b, total; total is empty while points are missing
tracks           the tracks in which a level is claimed, with their names
own_levels       track → level
quarters         of a leader's year: setting, published levels and points, the points of the year; else None
suggestion       level, band, why, reasons (level, label, held, shown, needed)
===============  =====================================================================================================
"""

import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from evaluations.assessing.quarters import quarters_of
from evaluations.assessing.scoring import figures_needed, frame_of, rules_of, score_of
from evaluations.figures import figures_of_one
from evaluations.tasks import as_of, evidence_of
from portal.lib.numbers import format_vi, with_unit

VERSION = 1


def content_of(assessment, *, is_own=True, in_full=False):
    """Return the content of a self-assessment: live while it is being written, frozen where it was handed in.

    Of a paper that was sent back its writer sees what they write, others what was handed in. ``assessment`` is loaded
    ``with_subject``.
    """
    is_live = assessment.is_editable and (is_own or not assessment.basis)
    return live_content(assessment, in_full=in_full) if is_live or not assessment.basis else assessment.basis


def live_content(assessment, *, in_full=False):
    """Return what the paper shows now, read from the programs in force and from what was written.

    ``in_full`` names each piece of evidence; without it they are only counted, which spares a page one query.
    """
    dossier = assessment.dossier
    needed = figures_needed(rules_of(dossier), frame_of(dossier))
    figures = figures_of_one(dossier, needed=needed, in_detail=True)
    evidence = evidence_of([*figures.tasks, *figures.unit_tasks]) if in_full else {}
    shown = _by_section(assessment.form, figures.tasks, evidence)
    score = score_of(dossier, assessment.points, shown)
    with override(settings.LANGUAGE_CODE):  # a record, whatever language the writer reads in
        suggestion = score.suggestion(figures.values)
        tracks = {rating.track: rating.get_track_display() for rating in dossier.ratings.claimed()}
    return {
        "version": VERSION,
        "subject": _subject(dossier),
        "period": str(dossier.evaluation.year)
        if not dossier.evaluation.is_of_quarter
        else dossier.evaluation.period.roman,
        "form": assessment.form.code,
        "as_of": as_of(dossier.evaluation.period).isoformat(),
        "texts": {text.key: text.body for text in assessment.texts.all() if text.body},
        "tasks": shown,
        "units": _units(figures, evidence),
        "figures": _figures(figures),
        "shortcomings": [_shortcoming(each) for each in figures.shortcomings],
        "prompts": [_prompt(each) for each in dossier.prompts.all()],
        "points": score.known,
        "totals": _totals(score),
        "tracks": tracks,
        "own_levels": assessment.own_levels,
        "quarters": quarters_of(dossier, score),
        "suggestion": _suggestion(suggestion),
    }


# ── the parts ──


def _subject(dossier):
    unit = dossier.unit
    person = dossier.person
    return {
        "kind": "person" if dossier.person_id else "collective" if dossier.collective_id else "organisation",
        "name": str(dossier.subject),
        "born": str(person.born_text or "") if person else "",  # text: the basis is kept as JSON
        "posts": dossier.posts_and_job,
        "workplace": person.workplace if person else "",
        "unit": unit.name,
        "above": unit.parent.name if unit.parent else "",
    }


def _by_section(form, tasks, evidence):
    """Return the tasks of each section that the portal fills in, by the registration forms that it names."""
    sections = [section for section in form.sections if section["kind"] == "program"]
    named = {code: section["key"] for section in sections for code in section.get("programs", ())}
    rest = next((section["key"] for section in sections if not section.get("programs")), None)
    shown = {section["key"]: [] for section in sections}
    for task in tasks:
        key = named.get(task.commitment.program.entry.campaign.form.code, rest)
        if key is not None:
            shown[key].append(_task(task, evidence.get(task.commitment.pk, [])))
    return shown


def _units(figures, evidence):
    own = {}
    for task in figures.unit_tasks:
        own.setdefault(task.commitment.of_collective, []).append(task)
    return [
        {
            "name": unit.name,
            "tasks": [_task(task, evidence.get(task.commitment.pk, [])) for task in own.get(unit.pk, [])],
        }
        for unit in figures.units_led
    ]


def _task(task, evidence):
    commitment, entry = task.commitment, task.confirmed
    return {
        "id": commitment.pk,
        "program": commitment.program_id,
        "title": commitment.title,
        "documents": [clause.reference for clause in commitment.clauses.all()],
        "deliverable": commitment.deliverable,
        "promised": _value(commitment.target_value, commitment.unit),
        "weight": _plain(commitment.weight),
        "due_on": _day(commitment.due_on),
        "state": entry.state if entry else "",
        "percent": entry.percent if entry else None,
        "reached": _value(entry.reached_value, commitment.unit) if entry else "",
        "result": entry.note if entry else "",
        "done_on": _day(task.done_on),
        "is_done": task.is_done,
        "is_on_time": task.is_on_time,
        "is_late": task.is_late,
        "days_late": task.days_late,
        "is_exceeded": task.is_exceeded,
        "is_called_exceeded": task.is_called_exceeded,
        "confirmed_by": (entry.confirmed_by or "") if entry else "",
        "confirmed_on": _day(timezone.localdate(entry.confirmed_at)) if entry and entry.confirmed_at else "",
        "evidence_count": task.evidence_count,
        "evidence": [{"kind": each.kind, "name": each.name, "symbol": each.symbol} for each in evidence],
        "latest": _latest(task),
    }


def _latest(task):
    """Return what was sent after the entry that counts and is not confirmed, with what was said of it; or None."""
    entry = task.commitment.latest
    if entry is None or (task.confirmed and entry.pk <= task.confirmed.pk):
        return None
    doubted = task.commitment.latest_reason or ""
    return {"state": entry.state, "percent": entry.percent, "answer": entry.answer, "reason": doubted}


def _figures(figures):
    return {
        "counted": {key: _plain(value) for key, value in figures.counted.items()},
        "values": {key: _plain(value) for key, value in figures.values.items()},
        "corrections": [
            {
                "figure": each.figure,
                "counted": each.counted,
                "value": _plain(each.value),
                "reason": each.reason,
                "by": str(each.corrected_by),
                "on": _day(timezone.localdate(each.corrected_at)),
            }
            for each in figures.corrections.values()
        ],
    }


def _shortcoming(shortcoming):
    return {
        "id": shortcoming.pk,
        "year": shortcoming.year,
        "text": shortcoming.text,
        "source": shortcoming.source,
        "state": shortcoming.state or "",
        "note": shortcoming.note or "",
    }


def _prompt(prompt):
    return {
        "id": prompt.pk,
        "question": prompt.question,
        "asked_by": prompt.asked_by,
        "symbol": prompt.symbol,
        "asked_on": _day(prompt.asked_on),
        "answer": prompt.answer,
    }


def _totals(score):
    totals = score.totals
    return {
        "by_criterion": {code: _plain(value) for code, value in totals.by_criterion.items()},
        "a": _plain(totals.a),
        "b": _plain(totals.b),
        "total": _plain(score.total),
    }


def _suggestion(suggestion):
    return {
        "level": suggestion.level.code if suggestion.level else "",
        "band": suggestion.band.code if suggestion.band else "",
        "why": str(suggestion.why),
        "needs_person": suggestion.needs_person,
        "cases": [case.label for case in suggestion.forced],
        "reasons": [
            {
                "level": reason.level.code,
                "label": reason.condition.label,
                "held": reason.held,
                "shown": reason.shown,
                "needed": reason.needed,
            }
            for reason in suggestion.reasons
        ],
    }


def _value(value, unit):
    return with_unit(format_vi(value), unit) if value is not None else ""


def _day(day):
    return day.isoformat() if isinstance(day, datetime.date) else ""


def _plain(value):
    """Return a figure as JSON keeps it exactly: decimals as text, the rest as it is."""
    return f"{value:f}" if isinstance(value, Decimal) else value
