"""What evaluations contribute to home and to the navigation; ``EvaluationsConfig.ready`` adds the lists."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.own_year import entries_of
from evaluations import policies
from evaluations.assessing.own import dossiers_of
from evaluations.sessions.queue import running_for
from portal.lib.composed import CalendarDay, Link, YearStep


def link_to_evaluations(person):
    """Return the entry of the evaluations for officers; others come there from their self-assessment.

    Asking who has a dossier would cost every page a query.
    """
    if not policies.can_see_some_counts(person):
        return []
    names = ("evaluation", "dossier", "join", "place_act", "appraisal", "appraise", "decisions", "record_decision")
    names += ("decision", "re_rate", "correction_request", "locking", "table", "unit_papers", "year_report", "past")
    current = tuple(f"evaluations:{name}" for name in names)
    return [Link(_("Rating"), reverse("evaluations:evaluations"), "medal", group="duty", order=25, current_on=current)]


def days_of_evaluations(person, today):
    """Return the days to come of running evaluations: for officers those by which their units propose and decide."""
    if not policies.can_see_some_counts(person):
        return []
    days = []
    for evaluation in running_for(person):
        if not evaluation.is_seen:
            continue
        words = {"evaluation": evaluation.title}
        days += [
            CalendarDay(evaluation.propose_due_on, _("Last day for cells to propose: %(evaluation)s") % words),
            CalendarDay(evaluation.decide_due_on, _("Last day for decisions: %(evaluation)s") % words),
        ]
    return [day for day in days if day.on >= today]


def last_steps_of_the_year(person, year):
    """Return the last two steps of the person's year: the self-review and the rating.

    They follow the evaluation of the year once the person is in one; before, for whoever registers, they stand in the
    usual calendar (domain reference, section 3 [P]).
    """
    dossier = _dossier_of(person, year)
    if dossier is None:
        return _usual_steps() if any(e.must_register for e in entries_of(person) if e.campaign.year == year) else []
    evaluation = dossier.evaluation
    assessment = getattr(dossier, "self_assessment", None)
    handed_in = assessment is not None and assessment.is_handed_in
    is_known = dossier.told_at is not None
    return [
        YearStep(
            5,
            _("Self-review"),
            _("until %(day)s") % {"day": f"{evaluation.self_due_on:%d/%m}"},
            "",
            "done" if handed_in or is_known else "now",
        ),
        YearStep(
            6,
            _("Rating"),
            _("until %(day)s") % {"day": f"{evaluation.decide_due_on:%d/%m}"},
            "",
            "done" if is_known else "now" if handed_in else "next",
        ),
    ]


def _dossier_of(person, year):
    """Return the person's own dossier in the evaluation of a year, where they are rated."""
    own = (each for each in dossiers_of(person) if each.person_id == person.pk and each.is_rated)
    return next((each for each in own if each.evaluation.year == year and not each.evaluation.is_of_quarter), None)


def _usual_steps():
    return [
        YearStep(5, _("Self-review"), _("%(from)s to %(to)s") % {"from": "01/11", "to": "10/12"}, "", "next"),
        YearStep(6, _("Rating"), _("in December"), _("usual calendar"), "next"),
    ]


NAVIGATION = [link_to_evaluations]
CALENDAR = [days_of_evaluations]
YEAR_STEPS = [last_steps_of_the_year]
