"""What the action programs contribute to home and to the navigation; ``CommitmentsConfig.ready`` adds the lists."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments import own_progress, own_year, policies
from commitments.helping import to_confirm
from commitments.models import ActionProgram, Amendment, ReviewStep
from commitments.reviewing.results import waiting_for
from portal.lib.composed import Link, Task


def papers_to_review(person, today):
    """Return one task for all papers that wait for the person's decision: due as the earliest of them."""
    if not policies.can_see_queue(person):
        return []
    waiting = ActionProgram.objects.awaiting_decision_of(person)
    steps = ReviewStep.objects.current_for(person).filter(program__in=waiting.values("pk"))  # one a program
    clean = Count("pk", filter=Q(program__warning_count=0))
    found = steps.aggregate(count=Count("pk"), clean=clean, first=Min("due_on"))
    if not found["count"]:
        return []
    title = ngettext("Review %(count)s program", "Review %(count)s programs", found["count"])
    why = _("All six points clear: %(clean)s of %(count)s.")
    words = {"count": found["count"], "clean": found["clean"]}
    act, url, due_on = _("Review"), reverse("commitments:queue"), found["first"]
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
    """Return one task for all results that wait for the person's answer."""
    count = waiting_for(person).count() if policies.can_see_answers(person) else 0
    if not count:
        return []
    title = ngettext("%(count)s result to confirm", "%(count)s results to confirm", count) % {"count": count}
    why = _("What members report as done counts once it is confirmed.")
    return [Task(title, why, _("Look at them"), reverse("commitments:results"), icon="badge-check")]


def amendments_to_review(person, today):
    """Return one task for all amendments that wait for the person's decision: due as the earliest of them."""
    if not policies.can_see_queue(person):
        return []
    waiting = Amendment.objects.awaiting_decision_of(person)
    steps = ReviewStep.objects.current_for(person, "amendment").filter(amendment__in=waiting.values("pk"))
    found = steps.aggregate(count=Count("pk"), first=Min("due_on"))
    if not found["count"]:
        return []
    title = ngettext("Review %(count)s amendment", "Review %(count)s amendments", found["count"])
    why = _("Until it is decided the program stays as it was.")
    url = reverse("commitments:amendment_queue")
    act, due_on = _("Look at the changes"), found["first"]
    return [Task(title % {"count": found["count"]}, why, act, url, due_on=due_on, icon="refresh-cw")]


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
    own_year.programs_to_write,
    own_year.amendments_to_write,
    own_progress.progress_to_report,
    own_year.replaced_documents,
    papers_to_review,
    amendments_to_review,
    results_to_answer,
]
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
