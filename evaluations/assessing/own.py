"""A person's own self-assessments: what is to be written by when; what it adds to home and to the navigation."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations import assessing_policies as policies
from evaluations.levels import Levels
from evaluations.models import Dossier, EnteredAssessment, Evaluation, Rating, SelfAssessment
from portal.lib.composed import CalendarDay, Link, Task

Status = SelfAssessment.Status


@dataclass(frozen=True)
class OwnLine:
    """One dossier of one's own: its paper (None before it is begun), whether it may be begun, its published levels."""

    dossier: Dossier
    paper: SelfAssessment | None
    may_begin: object
    results: tuple[str, ...] = ()

    @property
    def evaluation(self):
        return self.dossier.evaluation

    @property
    def is_running(self):
        return self.evaluation.status == Evaluation.Status.OPEN

    @property
    def is_to_write(self):
        if self.paper is None:
            return bool(self.may_begin)
        return self.is_running and self.paper.is_editable and not self.dossier.is_proposed

    @property
    def name(self):
        """Return whose it is, where it is not the person's own."""
        return "" if self.dossier.person_id else str(self.dossier.subject)


def lines_of(person):
    """Return the ``OwnLine`` of each dossier of one's own, the newest evaluation first: begun, to be begun, decided."""
    lines = [OwnLine(each, getattr(each, "self_assessment", None), _may_begin(each)) for each in dossiers_of(person)]
    return [line for line in lines if line.paper or line.dossier.has_decision or line.is_running]


def lines_with_results(person):
    """Return ``lines_of`` a person, each with the levels that were published: "Hoàn thành tốt nhiệm vụ"."""
    lines = lines_of(person)
    published = Rating.objects.standing().filter(
        dossier__in=[line.dossier.pk for line in lines], published_at__isnull=False
    )
    found = defaultdict(list)
    for rating in published.select_related("dossier__evaluation__scheme").order_by("pk"):
        found[rating.dossier_id].append(Levels.of(rating.dossier.evaluation.scheme).label(rating.level))
    return [replace(line, results=tuple(found[line.dossier.pk])) for line in lines]


def _may_begin(dossier):
    return policies.can_be_begun(dossier, is_decided=dossier.has_decision, is_proposed=dossier.is_proposed)


def dossiers_of(person):
    """Return one's own dossiers in opened evaluations with what stands of them: asked once a request, one query.

    ``told_at`` is when the first of its ratings was published, ``has_entered`` whether something that was entered for
    the person waits for their word.
    """
    if getattr(person, "own_dossiers", None) is None:
        claimed, standing = (
            found.filter(dossier=OuterRef("pk")) for found in (Rating.objects.claimed(), Rating.objects.standing())
        )
        is_proposed = Exists(claimed) & ~Exists(claimed.filter(stage=Rating.Stage.SELF))
        own = (
            Dossier.objects.of(person)
            .opened()
            .annotate(
                has_decision=Exists(claimed.decided()),
                is_proposed=is_proposed,
                told_at=Subquery(standing.order_by("pk").values("published_at")[:1]),
                has_entered=Exists(EnteredAssessment.objects.unconfirmed().filter(member=person)),
            )
            .select_related("person", "collective", "org", "evaluation__period", "self_assessment")
        )
        person.own_dossiers = list(own.order_by("-evaluation__period__starts_on", "pk"))
    return person.own_dossiers


# ── home and navigation ──


def link_to_own(person):
    """Return the entry of self-assessments, which everybody has: asking who needs it would cost every page a query."""
    current = ("evaluations:self_assessment", "evaluations:save_self_assessment", "evaluations:submit_self_assessment")
    url = reverse("evaluations:self_assessments")
    return [Link(_("My self-assessments"), url, "user-check", order=40, current_on=current)]


def papers_to_write(person, today):
    """Return a task for each self-assessment that is not begun, not finished, or was sent back, with its deadline."""
    return [_task(line) for line in lines_of(person) if line.is_to_write]


def deadlines(person, today):
    """Return the days by which one of the person's self-assessments is due."""
    return [
        CalendarDay(line.evaluation.self_due_on, _("Last day of the self-assessment %(period)s") % _words(line))
        for line in lines_of(person)
        if line.is_to_write and line.evaluation.self_due_on >= today
    ]


def _task(line):
    due_on, paper = line.evaluation.self_due_on, line.paper
    title = _("Write the self-assessment %(period)s") % _words(line)
    if paper is None:
        why = _("It opens filled with your commitments and what was confirmed of them.")
        return Task(title, why, _("Begin"), reverse("evaluations:self_assessments"), due_on=due_on, icon="user-check")
    if paper.status == Status.RETURNED:
        title = _("Change the self-assessment %(period)s") % _words(line)
        why = _("It was sent back; the reason stands above it.")
        return Task(title, why, _("Look at it"), paper.get_absolute_url(), due_on=due_on, icon="undo-2")
    why = _("Begun, and not handed in yet.")
    return Task(title, why, _("Go on writing"), paper.get_absolute_url(), due_on=due_on, icon="user-check")


def _words(line):
    period = str(line.evaluation.period_text)
    return {"period": f"{period}, {line.name}" if line.name else period}


def entered_to_confirm(person, today):
    """Return a task for each self-assessment that somebody has entered for the person and that waits for their word."""
    if not any(dossier.has_entered for dossier in dossiers_of(person)):
        return []
    found = EnteredAssessment.objects.unconfirmed().filter(member=person).select_related("entered_by")
    return [
        Task(
            _("Confirm what %(person)s has entered for you") % {"person": each.entered_by},
            _("It counts once you have looked at it and confirmed it."),
            _("Look and confirm"),
            each.get_absolute_url(),
            icon="badge-check",
        )
        for each in found
    ]


def written_for(helper, people):
    """Return the links to the dossiers and papers of the open evaluations that ``helper`` may write for ``people``."""
    running = Dossier.objects.filter(person__in=people, evaluation__status=Evaluation.Status.OPEN)
    found = defaultdict(list)
    waiting = Prefetch("self_assessment__entered", EnteredAssessment.objects.unconfirmed().by(helper), "waiting")
    loaded = running.rated().select_related("evaluation__period", "self_assessment").prefetch_related(waiting)
    for dossier in loaded.order_by("pk"):
        paper = getattr(dossier, "self_assessment", None)
        entered = next(iter(paper.waiting), None) if paper else None
        label = _("Self-assessment of %(period)s") % {"period": dossier.evaluation.period_text}
        found[dossier.person_id].append(Link(label, (entered or paper or dossier).get_absolute_url(), "file-text"))
    return found
