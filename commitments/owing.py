"""What people still owe in the programs, with its deadline: what the portal reminds them of."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import Campaign, CampaignEntry, Period, ReviewStep
from commitments.models.progress import progress_url
from commitments.tallies.reports import reporting_entries
from portal.directory.models import Appointment
from portal.directory.roles import ROLES, Act
from portal.lib.composed import Due


def registrations(first, last):
    """Yield what is owed by whoever has not registered in an open campaign."""
    entries = CampaignEntry.objects.filter(campaign__status=Campaign.Status.OPEN, due_on__range=(first, last))
    entries = entries.on_roster().in_state("missing").select_related("person", "collective__org", "campaign__form")
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        what = _("hand in “%(campaign)s”") % {"campaign": entry.campaign}
        for person in _writers_of(entry):
            yield Due(person, what, entry.due_on, entry.campaign.get_absolute_url())


def reviews(first, last):
    """Yield what is owed by the officers of bodies before whom programs or amendments wait, and by supervisors.

    Once for a body and a day, however many papers are due on it.
    """
    queues = {"program": "commitments:queue", "amendment": "commitments:amendment_queue"}
    for paper, queue in queues.items():
        due = ReviewStep.objects.current(paper).filter(due_on__range=(first, last), **{f"{paper}__isnull": False})
        what = _("review the programs before you") if paper == "program" else _("review the amendments before you")
        pairs = due.exclude(body=None).order_by("body", "due_on").values_list("body", "due_on").distinct()
        for body, due_on in pairs:
            for person in _officers_at(body):
                yield Due(person, what, due_on, reverse(queue))
        supervised = due.exclude(supervisor=None).select_related("supervisor").order_by("pk")
        for step in supervised.iterator(chunk_size=500):
            yield Due(step.supervisor, what, step.due_on, reverse(queue))


def reports(first, last):
    """Yield what is owed by whoever has a program in force and has not reported a quarter."""
    for quarter in Period.objects.filter(kind=Period.Kind.QUARTER, report_due_on__range=(first, last)):
        for campaign in Campaign.objects.opened().filter(period=quarter.parent_id).select_related("root"):
            entries = reporting_entries(campaign, campaign.root, quarter, "missing").select_related("collective__org")
            what = _("report the progress of quarter %(quarter)s") % {"quarter": quarter.roman}
            for entry in entries.iterator(chunk_size=500):
                for person in _writers_of(entry):
                    yield Due(person, what, quarter.report_due_on, progress_url(entry.program))


def _writers_of(entry):
    return [entry.person] if entry.person_id else entry.collective.heads()


def _officers_at(body):
    posts = Appointment.objects.today().filter(org=body).select_related("person")
    return [post.person for post in posts if {Act.REVIEW_CELL, Act.DECIDE} & ROLES[post.role].may]


DUE = [registrations, reviews, reports]
