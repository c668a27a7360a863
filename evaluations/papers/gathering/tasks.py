"""The commitments of a period as the papers print them: what was promised, shown and confirmed."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils import timezone

from commitments.models import Evidence, ProgramVersion, ProgressAnswer, ProgressEntry
from commitments.progress.slips import shown_by
from evaluations.papers.data import Task
from portal.lib.numbers import format_vi, with_unit


def tasks_of_each(found):
    """Return ``{key: (Task, …)}`` of ``{key: [evaluations.tasks.Task, …]}``; five queries whatever their number."""
    tasks = [task for of_one in found.values() for task in of_one]
    commitments = [task.commitment for task in tasks]
    words = _Words(
        _versions({commitment.program_id for commitment in commitments}),
        _evidence(commitments),
        _confirmed([task.confirmed.pk for task in tasks if task.confirmed]),
        _references(commitments),
    )
    return {key: tuple(_task(task, words) for task in of_one) for key, of_one in found.items()}


class _Words(NamedTuple):
    """What is said of tasks beside themselves: by program, by commitment, by entry, by commitment."""

    versions: dict
    evidence: dict
    confirmed: dict
    references: dict


def _task(task, words):
    commitment, entry = task.commitment, task.confirmed
    return Task(
        section="",
        title=commitment.title,
        references=words.references[commitment.pk],
        registered=words.versions.get(commitment.program_id, ""),
        deliverable=commitment.deliverable,
        target=target_of(commitment),
        due_on=commitment.due_on.isoformat() if commitment.due_on else None,
        state=entry.state if entry else "",
        percent=entry.percent if entry else None,
        reached=reached_of(entry, commitment),
        result=entry.note if entry else "",
        done_on=task.done_on.isoformat() if task.done_on else None,
        days_late=task.days_late,
        evidence=words.evidence[commitment.pk],
        confirmed=words.confirmed.get(entry.pk, "") if entry else "",
    )


def target_of(commitment):
    """Return what was to be reached: "60 người", with how it is measured below."""
    value = commitment.target_value
    written = with_unit(format_vi(value), commitment.unit) if value is not None else ""
    return "\n".join(part for part in (written, commitment.measure) if part)


def reached_of(entry, commitment):
    if entry is None or entry.reached_value is None:
        return ""
    return f"Đạt {with_unit(format_vi(entry.reached_value), commitment.unit)}"


def _versions(programs):
    """Return "Phiên bản 2, duyệt 12/03/2026" of the version in force of each program."""
    rows = ProgramVersion.objects.filter(program__in=programs).order_by("program", "number")
    return {
        program: f"Phiên bản {number}, duyệt {timezone.localdate(frozen_at):%d/%m/%Y}"
        for program, number, frozen_at in rows.values_list("program", "number", "frozen_at")
    }


def _evidence(commitments):
    found = defaultdict(tuple)
    sent = Evidence.objects.filter(entry__commitment__in=commitments, entry__report__isnull=False)
    for each in sent.select_related("entry").order_by("pk"):
        found[each.entry.commitment_id] += (shown_by(each),)
    return found


def _confirmed(entries):
    """Return who confirmed each entry, and when: the last answer."""
    answers = ProgressAnswer.objects.filter(entry__in=entries, kind=ProgressEntry.Answer.CONFIRMED)
    rows = answers.order_by("pk").values_list("entry", "by__full_name", "at")
    return {entry: f"{name}, {timezone.localdate(at):%d/%m/%Y}" for entry, name, at in rows}


def _references(commitments):
    prefetch_related_objects(commitments, "clauses__resolution__doc_type")
    return {
        commitment.pk: tuple(
            f"Mục {clause.number}, {clause.resolution.short_citation}" for clause in commitment.clauses.all()
        )
        for commitment in commitments
    }
