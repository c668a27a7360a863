"""What home says of a person's own programs: what to write by when, the dates to come, the first steps of the year."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import policies
from commitments.models import ActionProgram, Amendment, Campaign, CampaignEntry, Entered, Proposal, ReviewStep
from commitments.models.proposal import touched_numbers
from portal.lib.composed import CalendarDay, Link, Task, YearStep

Status = ActionProgram.Status


def link_to_own_programs(person):
    """Return the entry "my programs", which everybody has."""
    own = ("commitments:programs", "commitments:program", "commitments:edit", "commitments:submit")
    more = ("commitments:carry_over", "commitments:drop_commitment", "commitments:save_")
    more += ("commitments:amend", "commitments:amendment", "commitments:submit_amendment", "commitments:version")
    label = _("My programs")
    return [Link(label, reverse("commitments:programs"), "file-text", order=20, current_on=own + more)]


def link_to_phrases(person):
    """Return the entry of the lists that the checks use, for the offices that keep them."""
    if not policies.can_keep_phrases(person):
        return []
    url = reverse("commitments:phrases")
    return [
        Link(
            _("Words of the checks"), url, "spell-check", group="records", order=90, current_on=("commitments:phrases",)
        )
    ]


def papers_to_write(person, today):
    """Return a task for each program that is not begun, not finished, or returned, with its deadline; and for each
    amendment that is still written, or was returned."""
    entries, amendments = entries_of(person), _amendments_of(person)
    programs = [entry.program for entry in entries if hasattr(entry, "program")]
    returned = _last_returns([paper for paper in (*programs, *amendments) if paper.status == "returned"])
    tasks = []
    for entry in entries:
        begun = getattr(entry, "program", None)
        if begun is None:
            if entry.can_be_begun:
                tasks.append(_to_begin(entry))
        elif begun.status == Status.RETURNED:
            tasks.append(_returned(entry, begun, returned.get(begun)))
        elif begun.status == Status.DRAFT:
            tasks.append(_to_finish(entry, begun))
    return tasks + [_to_amend(amendment, returned.get(amendment)) for amendment in amendments]


def replaced_documents(person, today):
    """Return a task for each replaced document on whose clauses commitments of the person stand."""
    if not any(entry.has_proposal for entry in entries_of(person)):
        return []
    proposals = list(Proposal.objects.of(person).standing().with_documents())
    numbers = touched_numbers(proposals) if proposals else {}
    return [_to_look_again(proposal, numbers.get(proposal.pk, [])) for proposal in proposals]


def deadlines(person, today):
    """Return the days to come on which one of the person's programs is due."""
    return [
        CalendarDay(entry.due_on, _("Last day to submit: %(form)s") % {"form": entry.campaign.form.name})
        for entry in entries_of(person)
        if entry.due_on >= today and entry.must_register and not _is_handed_in(entry)
    ]


def year_until_the_review(person, year):
    """Return the first four steps of the person's year: call, registration, review, work.

    Three follow the first program of the year, the fourth the quarters of the year.
    """
    entry = next((e for e in entries_of(person) if e.campaign.period.year == year and e.must_register), None)
    if entry is None:
        return []
    program = getattr(entry, "program", None)
    registered, approved = _is_handed_in(entry), program is not None and program.was_approved
    quarters = sorted(entry.campaign.period.quarters.all(), key=lambda quarter: quarter.starts_on)
    days = ", ".join(_day(quarter.report_due_on) for quarter in quarters if quarter.report_due_on)
    return [
        YearStep(1, _("Campaign opens"), _("from %(day)s") % {"day": _day(entry.campaign.opens_on)}, "", "done"),
        YearStep(
            2,
            _("Register"),
            _("until %(day)s") % {"day": _day(entry.due_on)},
            _what_is_written(program),
            "done" if registered else "now",
        ),
        YearStep(
            3,
            _("Review"),
            _("%(days)s working days after submitting") % {"days": entry.campaign.review_days},
            "",
            "done" if approved else "now" if registered else "next",
        ),
        YearStep(4, _("Carry out"), _("report at the end of each quarter"), days, "now" if approved else "next"),
    ]


def entries_of(person):
    """Return the person's roster entries of opened campaigns with their programs, in the order of deadlines.

    A campaign that stopped before they began asks nothing of them any more. Each notes what more there is to ask for:
    an amendment that is written (``has_amendment``), a replaced document (``has_proposal``), something entered for the
    person that waits for their word (``has_entered``).
    Home asks three times for the same rows, so they are kept with the person for the length of a request.
    """
    if not hasattr(person, "_own_entries"):  # not vars(): the person of a request is a wrapper around the real one
        written = Amendment.objects.filter(program=OuterRef("program"), status__in=Amendment.EDITABLE)
        found = (
            CampaignEntry.objects.of(person)
            .annotate(
                has_amendment=Exists(written),
                has_proposal=Exists(Proposal.objects.standing().filter(program=OuterRef("program"))),
                has_entered=Exists(Entered.objects.unconfirmed().filter(member=person)),
            )
            .exclude(campaign__status=Campaign.Status.DRAFT)
            .exclude(campaign__status=Campaign.Status.STOPPED, program=None)
            .select_related("program", "person", "collective", "campaign__period", "campaign__form")
            .prefetch_related("campaign__period__quarters")
        )
        person._own_entries = list(found.order_by("due_on", "pk"))
    return person._own_entries


def named(entry):
    names = {"form": entry.campaign.form.name, "year": entry.campaign.period.year, "owner": entry.collective}
    if entry.collective_id:
        return _("%(form)s, %(year)s (%(owner)s)") % names
    return _("%(form)s, %(year)s") % names


def _to_begin(entry):
    url = reverse("commitments:programs")
    return Task(named(entry), _("Not begun yet."), _("Begin writing"), url, due_on=entry.due_on, icon="file-plus")


def _to_finish(entry, program):
    saved = _("A draft that nobody else sees. Submit it when it is ready.")
    url = reverse("commitments:edit", args=[program.pk])
    return Task(named(entry), saved, _("Go on writing"), url, due_on=entry.due_on, icon="pencil")


def _amendments_of(person):
    """Return the amendments of the person's programs that are still written; asked only where there is one."""
    if not any(entry.has_amendment for entry in entries_of(person)):
        return []
    return list(Amendment.objects.of(person).filter(status__in=Amendment.EDITABLE).with_owner())


def _last_returns(papers):
    """Return the step that sent each of ``papers`` (programs, amendments) back last, by paper; one query at most."""
    if not papers:
        return {}
    of_papers = Q()
    for paper in papers:
        of_papers |= Q(**{paper.STEP_FIELD: paper})
    steps = ReviewStep.objects.filter(of_papers, decision=ReviewStep.Decision.RETURNED)
    steps = steps.select_related("program", "amendment", "body", "supervisor").order_by("round", "order")
    return {step.paper: step for step in steps}


def _returned(entry, program, step):
    why = _("%(body)s asks: “%(reason)s”") % {"body": step.body_label, "reason": step.reason} if step else ""
    url = reverse("commitments:edit", args=[program.pk])
    title = _("Returned for changes: %(program)s") % {"program": named(entry)}
    return Task(title, why, _("Mend it"), url, due_on=entry.due_on, icon="undo-2")


def _to_amend(amendment, step):
    title = _("Amendment: %(program)s") % {"program": named(amendment.entry)}
    url = amendment.get_absolute_url()
    if step is None:
        why = _("Begun and not handed in yet; the program stays as it is.")
        return Task(title, why, _("Go on writing"), url, icon="pencil")
    why = _("%(body)s asks: “%(reason)s”") % {"body": step.body_label, "reason": step.reason}
    return Task(title, why, _("Mend it"), url, icon="undo-2")


def _to_look_again(proposal, numbers):
    words = {"older": proposal.older.short_citation, "newer": proposal.newer.short_citation}
    title = _("%(older)s has been replaced by %(newer)s") % words
    why = _("Look again at your commitments: %(numbers)s.") % {"numbers": ", ".join(map(str, numbers))}
    return Task(title, why, _("Look at it"), proposal.get_absolute_url(), icon="refresh-cw")


def _is_handed_in(entry):
    program = getattr(entry, "program", None)
    return program is not None and program.registered_on is not None


def _what_is_written(program):
    return str(program.get_status_display()) if program else _("Not begun yet.")


def _day(date: datetime.date):
    return f"{date:%d/%m}"
