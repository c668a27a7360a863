"""Acts on what a campaign asks for, while it is in preparation; each is one transaction with its event."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.errors import RosterRefused
from commitments.models import Campaign
from portal.audit import trail


@transaction.atomic
def keep(campaign, *, by):
    """Save a campaign, new or changed. Raises ``RosterRefused`` where it has been opened meanwhile."""
    action = "commitments.campaign_prepared"
    if campaign.pk:
        action = "commitments.campaign_changed"
        _require_draft(campaign)
    campaign.save()
    trail.record(action, campaign, by=by, unit_path=campaign.root.path)


@transaction.atomic
def remove_resolution(campaign, resolution, *, by):
    """Take a document out of the campaign, with its mandatory items and its ready-made commitments."""
    _require_draft(campaign)
    gone, _counts = campaign.campaign_resolutions.filter(resolution=resolution).delete()
    if not gone:
        return
    campaign.mandatory_clauses.remove(*campaign.mandatory_clauses.filter(resolution=resolution))
    campaign.templates.filter(clause__resolution=resolution).delete()
    trail.record(
        "commitments.resolution_removed", campaign, by=by, reason=str(resolution), unit_path=campaign.root.path
    )


@transaction.atomic
def move_up(campaign, resolution):
    """Let a document change places with the one before it; the first stays where it is."""
    _require_draft(campaign)
    rows = list(campaign.campaign_resolutions.all())
    at = next((at for at, row in enumerate(rows) if row.resolution_id == resolution.pk), 0)
    if at:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for position, row in enumerate(rows, start=1):
        row.position = position
    campaign.campaign_resolutions.bulk_update(rows, ["position"])


@transaction.atomic
def ask_for(campaign, clauses, *, by):
    """Make ``clauses`` the items that everybody must answer."""
    _require_draft(campaign)
    before = set(campaign.mandatory_clauses.values_list("pk", flat=True))
    if before == {clause.pk for clause in clauses}:
        return
    campaign.mandatory_clauses.set(clauses)
    trail.record("commitments.items_asked_for", campaign, by=by, unit_path=campaign.root.path)


def _require_draft(campaign):
    """Lock the campaign and raise ``RosterRefused`` unless it is in preparation."""
    status = Campaign.objects.select_for_update().values_list("status", flat=True).get(pk=campaign.pk)
    if status != Campaign.Status.DRAFT:
        raise RosterRefused(_("The campaign has been opened; what it asks for can no longer be changed."))
