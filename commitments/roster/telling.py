"""Telling those who write the papers of a campaign: in the request, or by a job where they are very many."""

import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.errors import RosterRefused
from commitments.models import Campaign
from commitments.policies import can_call_campaigns
from portal.directory.models import Appointment, Collective, PartyOrg, Person
from portal.directory.roles import Role
from portal.jobs import service
from portal.jobs.work import Work
from portal.notifications import outbox

AT_ONCE = 2_000
PEOPLE_OF_A_PIECE = 2_000  # a letter each, some of them over a slow mail server

SAID = {
    "opened": ("commitments.campaign_opened", gettext_lazy("“%(campaign)s” is open. Register by %(date)s.")),
    "extended": ("commitments.deadline_extended", gettext_lazy("“%(campaign)s” now runs until %(date)s.")),
    "unit_extended": (
        "commitments.deadline_extended",
        gettext_lazy("In “%(campaign)s” you now have until %(date)s."),
    ),
    "resolution_added": (
        "commitments.resolution_added",
        gettext_lazy("%(resolution)s now belongs to “%(campaign)s”."),
    ),
    "stopped": (
        "commitments.campaign_stopped",
        gettext_lazy("“%(campaign)s” has been stopped. Programs stay as they are."),
    ),
    "exempted": ("commitments.exempted", gettext_lazy("You need not register in “%(campaign)s” any more.")),
    "called": (
        "commitments.exemption_lifted",
        gettext_lazy("You have to register in “%(campaign)s” after all, by %(date)s."),
    ),
    "left": ("commitments.roster_left", gettext_lazy("You are no longer on the roster of “%(campaign)s”.")),
}


def tell_writers(campaign, said, words, *, by, unit=None, due_on=None):
    """Tell everybody who must register, themselves or for a collective, what ``SAID`` says with ``words`` (texts).

    ``unit`` and ``due_on`` narrow it to the entries of that unit and below with that deadline.
    """
    people = writers(campaign, unit=unit, due_on=due_on)
    if people.count() <= AT_ONCE:
        _tell(campaign, said, words, people)
        return
    params = {"campaign": campaign.pk, "said": said, "words": words, "since": timezone.now().isoformat()}
    if unit:
        params |= {"unit": unit.pk, "due_on": due_on.isoformat()}
    service.ask(TellingWork.name, params, by=by)


def tell_owner(entry, said):
    """Tell who writes for one line of a roster what ``SAID`` says of it."""
    people = heads_of(Collective.objects.filter(pk=entry.collective_id)) if entry.collective_id else [entry.person]
    _tell(entry.campaign, said, {"campaign": entry.campaign.name, "date": f"{entry.due_on:%d/%m/%Y}"}, people)


def writers(campaign, *, unit=None, due_on=None):
    """Return who writes a paper of this campaign; for collectives their heads, else the secretaries."""
    entries = campaign.entries.on_roster().must_register()
    if unit:
        entries = entries.within(unit).filter(due_on=due_on)
    if not campaign.is_for_collectives:
        return Person.objects.filter(pk__in=entries.order_by().values("person")).only("email")
    return heads_of(Collective.objects.filter(pk__in=entries.order_by().values("collective")))


def heads_of(collectives):
    """Return the people who write the papers of ``collectives`` today: their heads, else the secretaries."""
    posts = Appointment.objects.today()
    led = posts.filter(role=Role.AGENCY_HEAD, collective__in=collectives)
    unled = collectives.exclude(pk__in=led.values("collective"))
    of_orgs = posts.filter(role__in=[Role.SECRETARY, Role.CELL_SECRETARY], org__in=unled.values("org"))
    return Person.objects.filter(Q(pk__in=led.values("person")) | Q(pk__in=of_orgs.values("person"))).only("email")


class TellingWork(Work):
    """Params: key of the ``campaign``, ``said`` (of ``SAID``), its ``words``, ``since`` (ISO); ``unit`` and ``due_on``.

    A piece are first and last key of people; done again, it leaves out who was told since it was asked for.
    """

    name = "commitments.telling"

    def title(self, params):
        return _("Telling everybody who must register: %(campaign)s") % {"campaign": _campaign(params).name}

    def may(self, person, params):
        return can_call_campaigns(person, _campaign(params).root)

    def unit_path(self, params):
        return _campaign(params).root.path

    def next_url(self, params):
        return _campaign(params).get_absolute_url()

    def plan(self, params):
        keys = list(_people(params).order_by("pk").values_list("pk", flat=True))
        pieces = [keys[start : start + PEOPLE_OF_A_PIECE] for start in range(0, len(keys), PEOPLE_OF_A_PIECE)]
        return [[piece[0], piece[-1]] for piece in pieces]

    def run(self, params, chunk, part):
        campaign = _campaign(params)
        event, _text = SAID[params["said"]]
        people = _people(params).filter(pk__range=chunk)
        since = parse_datetime(params["since"])
        untold = outbox.untold(people, event, campaign.get_absolute_url(), since=since)
        _tell(campaign, params["said"], params["words"], untold)


def _tell(campaign, said, words, people):
    event, text = SAID[said]
    outbox.notify(people, event, text, words=words, url=campaign.get_absolute_url())


def _people(params):
    unit = PartyOrg.objects.get(pk=params["unit"]) if "unit" in params else None
    due_on = datetime.date.fromisoformat(params["due_on"]) if unit else None
    return writers(_campaign(params), unit=unit, due_on=due_on)


def _campaign(params):
    found = Campaign.objects.select_related("period", "root").filter(pk=params["campaign"]).first()
    if found is None:
        raise RosterRefused(_("This campaign is not there any more."))
    return found
