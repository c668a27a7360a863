"""What two records of one person mean for rosters and programs; contributed to ``portal.directory.uniting``."""

from django.utils.translation import gettext as _

from commitments.models import (
    ActionProgram,
    CampaignEntry,
    CopyFinding,
    Entered,
    Helping,
    ProgressAnswer,
    ReviewStep,
)
from portal.lib.relations import acts_between

# Who acted, and whose paper it was: as one person, nobody may have done it.
JUDGED = [
    (ReviewStep, "supervisor", "program__entry__person"),
    (ReviewStep, "decided_by", "program__entry__person"),
    (ReviewStep, "supervisor", "amendment__program__entry__person"),
    (ReviewStep, "decided_by", "amendment__program__entry__person"),
    (ProgressAnswer, "by", "entry__commitment__program__entry__person"),
    (CopyFinding, "accepted_by", "program__entry__person"),
]
ENTERED = [(Entered, "entered_by", "member"), (Entered, "confirmed_by", "member")]


def refusals(kept, other):
    """Refuse two programs of one campaign, and a program that one record reviewed or entered for the other."""
    campaigns = [
        set(ActionProgram.objects.filter(entry__person=person).values_list("entry__campaign", flat=True))
        for person in (kept, other)
    ]
    both = CampaignEntry.objects.filter(person=kept, campaign__in=campaigns[0] & campaigns[1])
    found = [
        _("Both records have a program in “%(campaign)s”.") % {"campaign": entry.campaign}
        for entry in both.select_related("campaign")
    ]
    if any(acts_between(JUDGED, kept, other)):
        found.append(_("One record has reviewed a program of the other: nobody reviews their own."))
    if any(acts_between(ENTERED, kept, other)):
        found.append(
            _("One record has entered a paper for the other, or confirmed it: nobody does that for themselves.")
        )
    return found


def settle_twins(kept, other, by):
    """Of two lines on one roster keep the one with a program, else that of ``kept``; nobody helps themselves."""
    for helper, member in ((kept, other), (other, kept)):
        Helping.objects.filter(helper=helper, member=member).delete()
    called = CampaignEntry.objects.filter(person=kept).values("campaign")
    for entry in CampaignEntry.objects.filter(person=other, campaign__in=called).select_related("program"):
        twin = CampaignEntry.objects.get(person=kept, campaign=entry.campaign_id)
        (twin if hasattr(entry, "program") else entry).delete()
