"""Opening a campaign: at once, or by a job where very many people are called."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments import campaign_policies
from commitments.errors import RosterRefused
from commitments.models import Campaign
from commitments.roster.proposal import most_called, proposed_entries
from commitments.roster.telling import tell_writers
from portal.directory.models import Person
from portal.jobs import service
from portal.jobs.models import Job
from portal.jobs.work import Work
from portal.lib.dates import today

AT_ONCE = 2_000  # so many people are called in the request


def ask_to_open(campaign, *, by):
    """Open the campaign with the roster of today and return None; a large one by a job, which is returned.

    Raises ``RosterRefused`` as ``Campaign.open`` does; by the job, its owner reads that on the page of the job.
    """
    day = today()
    if campaign.status == Campaign.Status.DRAFT and most_called(campaign, day) > AT_ONCE:
        params = {"campaign": campaign.pk, "by": by.pk, "on": day.isoformat()}
        return opening_job(campaign) or service.ask(OpeningWork.name, params, by=by)
    open_campaign(campaign, by=by, on=day)
    return None


def opening_job(campaign):
    """Return the job that is opening the campaign, or None."""
    return Job.objects.unfinished().filter(kind=OpeningWork.name, params__campaign=campaign.pk).first()


def open_campaign(campaign, *, by, on=None):
    """Open ``campaign`` with the roster of ``on`` (today by default) and tell everybody who must write.

    Raises ``RosterRefused`` where it is already open, has no resolutions, or would call nobody.
    """
    # The roster is put together before anything is locked: a province takes seconds to read.
    entries = proposed_entries(campaign, on)
    with transaction.atomic():
        campaign.open(by=by, entries=entries)
        tell_writers(campaign, "opened", {"campaign": campaign.name, "date": f"{campaign.due_on:%d/%m/%Y}"}, by=by)


class OpeningWork(Work):
    """Params: keys of the ``campaign`` and of the officer (``by``), the day ``on`` as ISO text.

    One piece, which is one transaction: a campaign is open with its whole roster, or not at all.
    """

    name = "commitments.opening"

    def title(self, params):
        return _("Opening: %(campaign)s") % {"campaign": _campaign(params).name}

    def may(self, person, params):
        return campaign_policies.can_open(person, _campaign(params))

    def unit_path(self, params):
        return _campaign(params).root.path

    def next_url(self, params):
        return _campaign(params).get_absolute_url()

    def plan(self, params):
        return ["open"]

    def run(self, params, chunk, part):
        campaign = _campaign(params)
        if campaign.status == Campaign.Status.DRAFT:  # else done before, by a worker that then died
            open_campaign(campaign, by=Person.objects.get(pk=params["by"]), on=_day(params))


def _campaign(params):
    found = Campaign.objects.select_related("period", "root").filter(pk=params["campaign"]).first()
    if found is None:
        raise RosterRefused(_("This campaign is not there any more."))
    return found


def _day(params):
    return datetime.date.fromisoformat(params["on"])
