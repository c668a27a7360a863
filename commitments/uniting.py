"""What two records of one person mean for rosters and programs; contributed to ``portal.directory.uniting``."""

from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.models import ActionProgram, CampaignEntry, ReviewStep


def refusals(kept, other):
    """Refuse two programs of one campaign, and a program that one record reviewed for the other."""
    campaigns = [
        set(ActionProgram.objects.filter(entry__person=person).values_list("entry__campaign", flat=True))
        for person in (kept, other)
    ]
    both = CampaignEntry.objects.filter(person=kept, campaign__in=campaigns[0] & campaigns[1])
    found = [
        _("Both records have a program in “%(campaign)s”.") % {"campaign": entry.campaign}
        for entry in both.select_related("campaign")
    ]
    for person, colleague in ((kept, other), (other, kept)):
        by = Q(supervisor=colleague) | Q(decided_by=colleague)
        if ReviewStep.objects.filter(by, program__entry__person=person).exists():
            found.append(_("One record has reviewed a program of the other: nobody reviews their own."))
            break
    return found


def settle_twins(kept, other, by):
    """Of two lines on one roster keep the one with a program, else that of ``kept``."""
    called = CampaignEntry.objects.filter(person=kept).values("campaign")
    for entry in CampaignEntry.objects.filter(person=other, campaign__in=called).select_related("program"):
        twin = CampaignEntry.objects.get(person=kept, campaign=entry.campaign_id)
        (twin if hasattr(entry, "program") else entry).delete()
