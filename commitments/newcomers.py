"""New people on the rosters of open campaigns; contributed to ``people_added`` and ``people_removed``."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from commitments.models import Campaign, CampaignEntry
from commitments.roster.acts import JOINED
from commitments.roster.proposal import proposed_entries
from portal.audit import trail
from portal.lib.dates import today
from portal.notifications import outbox


def call(people, by):
    """Put ``people`` on the rosters of all calls to members that reach their cell, and tell who must register.

    Who stands or stood on one stays as they are; a unit whose deadline is over gets nobody new. In as many queries
    for many as for one.
    """
    found = people.in_bulk()
    later = CampaignEntry.objects.filter(campaign=OuterRef("pk"), due_on__gte=today())
    running = Campaign.objects.running().filter(audience=Campaign.Audience.MEMBERS)
    for campaign in running.filter(Q(due_on__gte=today()) | Exists(later)):
        _call(campaign.pk, found, by)


@transaction.atomic
def _call(key, people, by):
    campaign = Campaign.objects.running().select_for_update(of=("self",)).select_related("root").filter(pk=key).first()
    if campaign is None:  # stopped this very moment
        return
    there = set(campaign.entries.filter(person__in=people).values_list("person", flat=True))
    entries = proposed_entries(campaign, people=people.keys() - there)
    due = campaign.due_by_unit({entry.unit_id for entry in entries})
    for entry in entries:
        entry.person, entry.due_on = people[entry.person_id], due[entry.unit_id]
    entries = [entry for entry in entries if entry.due_on >= today()]
    CampaignEntry.objects.bulk_create(entries, batch_size=1000)
    trail.record_many(
        "commitments.roster_joined",
        entries,
        by=by,
        owner=lambda entry: entry.person,
        unit_path=lambda entry: entry.person.org_path,
    )
    for day in sorted({entry.due_on for entry in entries}):
        outbox.notify(
            [entry.person for entry in entries if entry.must_register and entry.due_on == day],
            "commitments.roster_joined",
            JOINED,
            words={"campaign": campaign.name, "date": f"{day:%d/%m/%Y}"},
            url=campaign.get_absolute_url(),
        )


def take_back(people):
    """Take ``people`` off the rosters on which they wrote nothing."""
    CampaignEntry.objects.filter(person__in=people, program=None).delete()
