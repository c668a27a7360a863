"""A self-assessment as the paper needs it: from its content, live or frozen (``evaluations.prefill``)."""

from django.utils import timezone

from evaluations.assessing.scoring import frame_of, scored_tasks
from evaluations.papers.data import Fault, Group, Level, Prompt, Score, SelfReview, Task
from evaluations.papers.gathering.dossier import levels_of, period_of, subject_of, unit_of
from portal.lib.dates import today


def review_of(assessment, content):
    """Return the ``SelfReview`` of a self-assessment with its ``content``; its dossier, scheme and form are loaded."""
    dossier, form = assessment.dossier, assessment.form
    evaluation = dossier.evaluation
    rules = evaluation.scheme.rules
    frame = frame_of(dossier).over(scored_tasks(content["tasks"]))
    handed_in = timezone.localtime(assessment.submitted_at) if assessment.submitted_at else None
    is_draft = content is not assessment.basis
    by_degrees = not rules.has_points
    return SelfReview(
        title=form.title,
        purpose=form.purpose,
        sections=form.sections,
        signs_as=form.signs_as,
        period=period_of(evaluation),
        subject=subject_of(dossier),
        unit=unit_of(dossier.unit),
        day=(handed_in.date() if handed_in and not is_draft else today()).isoformat(),
        texts=content["texts"],
        tasks=tuple(_task(key, task) for key, tasks in content["tasks"].items() for task in tasks),
        faults=tuple(
            Fault(each["year"], each["text"], each["state"], each["note"]) for each in content["shortcomings"]
        ),
        prompts=tuple(_prompt(each) for each in content["prompts"]),
        groups=() if by_degrees else groups_of(rules, {"self": content["totals"]}),
        scores=() if by_degrees else scores_of(frame, content),
        total=content["totals"]["total"] or "",
        maximum=str(rules.maximum),
        degrees=tuple(Level(degree.code, degree.label) for degree in rules.degrees),
        given_degrees=content["points"] if by_degrees else {},
        levels=levels_of(evaluation.scheme),
        own_levels=content["own_levels"],
        handed_in=f"lúc {handed_in:%H:%M ngày %d/%m/%Y}" if handed_in and not is_draft else "",
        is_draft=is_draft,
    )


def groups_of(rules, totals):
    """Return the groups of criteria with their sums: ``totals`` maps who gave them to ``{"a": …, "b": …}``."""
    return tuple(
        Group(
            group.code,
            group.label,
            str(group.maximum),
            {
                by: str(sums[key])
                for by, sums in totals.items()
                if sums.get(key := group.code.lower()) not in (None, "")
            },
        )
        for group in rules.groups
    )


def scores_of(frame, content):
    """Return the criteria with the points that the paper gives itself, and those of commitments it is scored by."""
    sums = content["totals"]["by_criterion"]
    return tuple(
        Score(
            criterion.group,
            criterion.label,
            str(criterion.maximum),
            _given(sums, criterion.code),
            tuple(
                Score(item.group, item.label, str(item.maximum), _given(content["points"], item.code))
                for item in (criterion.items if criterion.is_scored_by_tasks else ())
            ),
        )
        for criterion in frame.criteria
    )


def _given(points, code):
    return {"self": str(points[code])} if code in points else {}


def _task(section, task):
    is_done = bool(task["done_on"])
    confirmed = ", ".join(filter(None, [task["confirmed_by"], _day(task["confirmed_on"])]))
    return Task(
        section=section,
        title=task["title"],
        references=tuple(task["documents"]),
        deliverable=task["deliverable"],
        target=task["promised"],
        due_on=task["due_on"] or None,
        state=task["state"],
        percent=task["percent"],
        reached=f"Đạt {task['reached']}" if task["reached"] else "",
        result=task["result"],
        done_on=task["done_on"] if is_done else None,
        days_late=task["days_late"],
        evidence=tuple(each["name"] or each["symbol"] for each in task["evidence"]),
        confirmed=confirmed,
    )


def _prompt(prompt):
    asked_by = ", ".join(filter(None, [prompt["asked_by"], prompt["symbol"]]))
    return Prompt(prompt["question"], asked_by, prompt["answer"])


def _day(iso):
    return "/".join(reversed(iso.split("-"))) if iso else ""
