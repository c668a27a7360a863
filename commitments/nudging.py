"""Whom an officer reminds by hand: who has not registered, or has not reported a quarter, in a unit and below it."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import Campaign, CampaignEntry
from commitments.roster.telling import heads_of
from commitments.tallies.reports import reporting_entries
from portal.directory.models import Collective, Person
from portal.notifications.nudging import Nudge


def about_registration(campaign, unit, *, by):
    """Return the reminder of those in ``unit`` and below who have not registered; nobody reminds themselves."""
    entries = CampaignEntry.objects.filter(campaign=campaign).on_roster().within(unit).in_state("missing")
    if campaign.status != Campaign.Status.OPEN:
        entries = entries.none()
    return Nudge(
        campaign,
        _writers_of(entries, by),
        *_said_by_when(campaign, entries),
        campaign.get_absolute_url(),
        unit.path,
    )


def _said_by_when(campaign, entries):
    """Return the text and its words: with the day where all have the same, as some units may have been given more."""
    days = list(entries.order_by().values_list("due_on", flat=True).distinct()[:2])
    if len(days) > 1:
        text = _("You have not registered in “%(campaign)s” yet. Please write and submit it by the day set for you.")
        return text, {"campaign": campaign.name}
    text = _("You have not registered in “%(campaign)s” yet; the last day is %(day)s. Please write and submit it.")
    return text, {"campaign": campaign.name, "day": f"{days[0] if days else campaign.due_on:%d/%m/%Y}"}


def about_report(campaign, unit, quarter, *, by):
    """Return the reminder of those in ``unit`` and below who have not reported ``quarter``."""
    return Nudge(
        campaign,
        _writers_of(reporting_entries(campaign, unit, quarter, "missing"), by),
        _("You have not reported the progress of quarter %(quarter)s yet; the last day is %(day)s. Please send it."),
        {"quarter": quarter.roman, "day": f"{quarter.report_due_on:%d/%m/%Y}"},
        f"{reverse('commitments:progress')}?quarter={quarter.pk}",
        unit.path,
    )


def _writers_of(entries, by):
    """Return the people who write for ``entries``; heads of collectives where it is a collective's."""
    entries = entries.order_by()
    people = Q(pk__in=entries.values("person"))
    if entries.filter(collective__isnull=False).exists():
        heads = heads_of(Collective.objects.filter(pk__in=entries.values("collective")))
        people |= Q(pk__in=heads.order_by().values("pk"))
    return Person.objects.filter(people).exclude(pk=by.pk)
