"""What splitting an organisation means for the campaigns that it has called; contributed to ``organization_split``.

Whoever goes has registered already: the same call is made at the new organisation, and their lines go there with their
programs, reviews and evidence. Years that are over stay as they were.
"""

from django.utils.translation import gettext as _

from commitments.models import Campaign, Shingle
from portal.audit import trail
from portal.lib.composed import Touch
from portal.lib.dates import today


def share_campaigns(split):
    """Call at the new organisation what the old one has called for this year or later, for those who go. ``OrgSplit``.

    A campaign that has none of them on its roster stays with the old organisation alone. Returns what was done.
    """
    called = Campaign.objects.opened().filter(root=split.org, period__ends_on__gte=today())
    touches = []
    for campaign in called.order_by("pk"):
        lines = list(campaign.entries.filter(split.among()).select_related("unit", "person"))
        if lines:
            _take_along(lines, campaign, _called_at(split.new, campaign, split.by), split)
            words = {"campaign": campaign, "org": split.new}
            what = _("“%(campaign)s” is called by %(org)s, too, for those who go there") % words
            touches.append(Touch(what, _("%(count)s lines go along, with their programs") % {"count": len(lines)}))
    return touches


def _called_at(org, campaign, by):
    """Return a campaign like ``campaign``, called by ``org``."""
    rows = [*campaign.campaign_resolutions.all(), *campaign.templates.all()]
    same = Campaign.objects.get(pk=campaign.pk)
    same.pk, same.root, same.created_by = None, org, by
    same._state.adding = True
    same.save()
    same.mandatory_clauses.set(campaign.mandatory_clauses.all())
    for row in rows:
        row.pk, row.campaign = None, same
        row._state.adding = True
        row.save()
    reason = f"{campaign.root} → {org}"
    trail.record("commitments.campaign_opened", same, by=by, reason=reason, unit_path=org.path)
    return same


def _take_along(lines, campaign, same, split):
    campaign.entries.filter(split.among()).update(campaign=same)
    Shingle.objects.filter(program__entry__campaign=same).update(campaign=same)
    trail.record_many(
        "commitments.roster_transferred",
        lines,
        by=split.by,
        reason=f"{split.org} → {split.new}",
        owner=lambda line: line.person,
        unit_path=lambda line: line.unit.path,
    )
