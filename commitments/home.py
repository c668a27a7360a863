"""What the action programs contribute to home and to the navigation; ``CommitmentsConfig.ready`` adds the lists."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import own_progress, own_year, policies
from commitments.helping import to_confirm
from commitments.models import ActionProgram, Amendment, ReviewStep
from commitments.reviewing.results import waiting_for
from portal.lib.composed import Link, Task, Waiting
from portal.lib.counting import ToCount


def papers_to_review(person, today):
    """Return the programs that wait for the person's decision, and apart those that are clear in all points."""
    if not policies.can_see_queue(person):
        return []
    waiting = ActionProgram.objects.awaiting_decision_of(person)
    steps = ReviewStep.objects.current_for(person).filter(program__in=waiting.values("pk"))  # one a program
    return [Waiting(ToCount(steps, apart=Q(program__warning_count=0), due="due_on"), _to_review)]


def _to_review(groups):
    """Return one task for all programs: due as the earliest of them."""
    [counted] = groups
    title = ngettext("Review %(count)s program", "Review %(count)s programs", counted.count)
    why = _("All six points clear: %(clean)s of %(count)s.")
    words = {"count": counted.count, "clean": counted.apart}
    act, url, due_on = _("Review"), reverse("commitments:queue"), counted.due_on
    return [Task(title % words, why % words, act, url, due_on=due_on, icon="clipboard-check")]


def entered_to_confirm(person, today):
    """Return a task for each paper that somebody has entered for the person and that waits for their word."""
    if not any(entry.has_entered for entry in own_year.entries_of(person)):
        return []
    found = to_confirm(person)
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


def results_to_answer(person, today):
    """Return the results that wait for the person's answer."""
    return [Waiting(ToCount(waiting_for(person)), _to_answer)] if policies.can_see_queue(person) else []


def _to_answer(groups):
    """Return one task for all results."""
    [counted] = groups
    title = ngettext("%(count)s result to confirm", "%(count)s results to confirm", counted.count)
    why, url = _("What members report as done counts once it is confirmed."), reverse("commitments:results")
    return [Task(title % {"count": counted.count}, why, _("Look at them"), url, icon="badge-check")]


def amendments_to_review(person, today):
    """Return the amendments that wait for the person's decision."""
    if not policies.can_see_queue(person):
        return []
    waiting = Amendment.objects.awaiting_decision_of(person)
    steps = ReviewStep.objects.current_for(person, "amendment").filter(amendment__in=waiting.values("pk"))
    return [Waiting(ToCount(steps, due="due_on"), _to_review_amendments)]


def _to_review_amendments(groups):
    """Return one task for all amendments: due as the earliest of them."""
    [counted] = groups
    title = ngettext("Review %(count)s amendment", "Review %(count)s amendments", counted.count)
    why = _("Until it is decided the program stays as it was.")
    act, url, due_on = _("Look at the changes"), reverse("commitments:amendment_queue"), counted.due_on
    return [Task(title % {"count": counted.count}, why, act, url, due_on=due_on, icon="refresh-cw")]


def link_to_review(person):
    """Return the entry of reviewing for those to whom papers or results may come."""
    if not policies.can_see_queue(person):
        return []
    current = ("commitments:queue", "commitments:review", "commitments:decide", "commitments:record")
    current += ("commitments:amendment_queue", "commitments:review_amendment")
    current += ("commitments:decide_amendment", "commitments:record_amendment")
    current += ("commitments:result", "commitments:results", "commitments:for_others", "commitments:entered")
    url = reverse("commitments:queue")
    return [Link(_("Review"), url, "clipboard-check", group="duty", order=10, current_on=current)]


def link_to_overview(person):
    """Return the entry of the overview for those who see the counts of some organisation."""
    if not policies.can_see_some_overview(person):
        return []
    current = ("commitments:overview", "commitments:roster", "commitments:reporting", "commitments:clause_people")
    current += ("commitments:registration_report", "commitments:midyear_report")
    return [
        Link(_("Overview"), reverse("commitments:overview"), "chart-column", group="duty", order=20, current_on=current)
    ]


def link_to_campaigns(person):
    """Return the entry of the campaigns for the personnel office."""
    if not policies.can_call_campaigns(person):
        return []
    return [
        Link(
            _("Campaigns"),
            reverse("commitments:campaigns"),
            "megaphone",
            group="duty",
            order=30,
            current_on=("commitments:campaign",),
        )
    ]


TASKS = [
    entered_to_confirm,
    own_year.papers_to_write,
    own_progress.progress_to_report,
    own_year.replaced_documents,
]
WAITING = [papers_to_review, amendments_to_review, results_to_answer]
NAVIGATION = [
    own_year.link_to_own_programs,
    own_progress.link_to_progress,
    own_year.link_to_phrases,
    link_to_review,
    link_to_overview,
    link_to_campaigns,
]
CALENDAR = [own_year.deadlines, own_progress.deadlines]
YEAR_STEPS = [own_year.year_until_the_review]
