"""Opening a campaign of a whole province, as its jobs do it: the roster in one transaction, then everybody is told.

``bin/bench campaign_open`` takes a province of 50,000 people, ``bin/bench campaign_open:250000`` one of 250,000. The
floor is writing the same rows into the same two tables by bare statements. Everything is undone.
"""

import time
from itertools import pairwise

from django.db import transaction

from commitments.models import Campaign, CampaignEntry
from commitments.roster import open_campaign
from commitments.roster.proposal import most_called, proposed_entries
from commitments.roster.telling import TellingWork
from portal.directory.models import Person
from portal.directory.roles import Role
from portal.jobs.models import Job
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests.bench import Figure, seconds
from tests.bench._province import province

SIZE = 50_000


class Undo(Exception):
    """Leaves the database as it was."""


def figures(size=SIZE):
    with province(size):
        campaign = _campaign()
        counted = seconds(lambda: most_called(campaign, today()), times=3)
        read = seconds(lambda: proposed_entries(campaign), times=2)
        entries = proposed_entries(campaign)
        floor = seconds(lambda: _undone(lambda: _by_hand(entries)), times=2)
        times = {}
        _undone(lambda: times.update(_as_the_jobs_do(campaign)))
    yield Figure("campaign_open.called", len(entries), "people")
    yield Figure("campaign_open.counted in the request", counted, "s", target=0.5, less_is_better=True)
    yield Figure("campaign_open.read", read, "s")
    yield Figure("campaign_open.opened", times["opened"], "s", target=60, less_is_better=True)
    yield Figure("campaign_open.slowest piece of telling", times["slowest"], "s", target=60, less_is_better=True)
    whole = times["opened"] + times["told"]
    yield Figure("campaign_open", whole, "s", floor=floor, target=5, less_is_better=True)


def _campaign():
    """Return an open campaign of all members, called anew."""
    campaign = Campaign.objects.filter(audience=Campaign.Audience.MEMBERS).select_related("root", "period").first()
    documents = list(campaign.resolutions.all())
    campaign.pk, campaign.status, campaign.opened_at = None, Campaign.Status.DRAFT, None
    campaign.opens_on = campaign.due_on = today()
    campaign.save()
    campaign.resolutions.add(*documents)
    return campaign


def _by_hand(entries):
    CampaignEntry.objects.bulk_create(entries, batch_size=1000)
    Notification.objects.bulk_create(
        (Notification(recipient_id=entry.person_id, event="bench", text="Mở đợt") for entry in entries), batch_size=1000
    )


def _as_the_jobs_do(campaign):
    """Open and tell, each once: neither is done twice."""
    officer = Person.objects.filter(appointments__role=Role.PERSONNEL_OFFICER, appointments__org=campaign.root).first()
    started = time.perf_counter()
    open_campaign(campaign, by=officer)
    ends = [time.perf_counter()]
    params, work = Job.objects.get(kind=TellingWork.name).params, TellingWork()
    for piece in work.plan(params):
        work.run(params, piece, None)
        ends.append(time.perf_counter())
    pieces = [later - earlier for earlier, later in pairwise(ends)]
    return {"opened": ends[0] - started, "told": sum(pieces), "slowest": max(pieces)}


def _undone(act):
    try:
        with transaction.atomic():
            act()
            raise Undo
    except Undo:
        pass
