"""Who may prepare, open and keep a campaign, and why not. Calling one at all: ``policies.can_call_campaigns``."""

from django.utils.translation import gettext_lazy as _

from commitments.errors import OWN_LINE
from commitments.models import Campaign
from commitments.policies import can_call_campaigns
from portal.lib.dates import today
from portal.lib.policy import ALLOWED, Verdict

Status = Campaign.Status


def can_prepare(person, campaign) -> Verdict:
    """Answer whether the person may change what the campaign asks for: while it is in preparation."""
    if not (verdict := can_call_campaigns(person, campaign.root)):
        return verdict
    if campaign.status != Status.DRAFT:
        return Verdict(_("The campaign has been opened; what it asks for can no longer be changed."))
    return ALLOWED


def can_open(person, campaign) -> Verdict:
    """Answer whether the person may open the campaign now; whom it would call is for ``Campaign.open`` to refuse."""
    if not (verdict := can_prepare(person, campaign)):
        return verdict
    if not campaign.campaign_resolutions.exists():
        return Verdict(_("Choose at least one document first."))
    if campaign.opens_on > today():
        return Verdict(
            _("It opens on %(date)s. Open it then, or change the day.") % {"date": f"{campaign.opens_on:%d/%m/%Y}"}
        )
    if campaign.is_past_deadline():
        return Verdict(_("The deadline has passed. Change it first."))
    return ALLOWED


def can_offer(person, campaign) -> Verdict:
    """Answer whether the person may change ready-made commitments and add documents: until the campaign stops."""
    if not (verdict := can_call_campaigns(person, campaign.root)):
        return verdict
    if campaign.status == Status.STOPPED:
        return Verdict(_("The campaign has been stopped."))
    return ALLOWED


def can_keep_roster(person, campaign) -> Verdict:
    """Answer whether the person may change the roster, extend the deadline or stop the campaign: while it is open."""
    if not (verdict := can_call_campaigns(person, campaign.root)):
        return verdict
    if campaign.status != Status.OPEN:
        return Verdict(_("The campaign is not open."))
    return ALLOWED


def can_change_entry(person, entry) -> Verdict:
    """Answer whether the person may change a line of the roster: nobody changes their own."""
    if not (verdict := can_keep_roster(person, entry.campaign)):
        return verdict
    return Verdict(OWN_LINE) if entry.belongs_to(person) else ALLOWED
