"""What splitting an organisation means for the campaigns that it has called; contributed to ``organization_split``.

Whoever goes has registered already: the same call is made at the new organisation, and their lines go there with their
programs, reviews and evidence. Years that are over stay as they were.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Campaign, Shingle
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Appointment
from portal.directory.roles import HEADS, POSTS
from portal.lib.composed import Touch
from portal.lib.dates import today

ROLES_CALLED = {Campaign.Audience.LEADERS: POSTS, Campaign.Audience.HEADS: HEADS}


def share_campaigns(split):
    """Call at the new organisation what the old one has called for this year or later, for those who go. ``OrgSplit``.

    A campaign that has none of them on its roster stays with the old organisation alone. Returns what was done.
    """
    called = Campaign.objects.opened().filter(root=split.org, period__ends_on__gte=today())
    touches = []
    for campaign in called.order_by("pk"):
        lines = list(_going(campaign, split).select_related("unit", "person"))
        if lines:
            _take_along(lines, campaign, _called_at(split.new, campaign, split.by), split)
            words = {"campaign": campaign, "org": split.new}
            what = _("“%(campaign)s” is called by %(org)s, too, for those who go there") % words
            touches.append(Touch(what, _("%(count)s lines go along, with their programs") % {"count": len(lines)}))
    return touches


def _going(campaign, split):
    """Return the lines that go along; of a call to holders of posts, a line stays where its owner's post does."""
    lines = campaign.entries.filter(split.among())
    if split.org.is_cell or campaign.audience not in ROLES_CALLED:
        return lines
    here = tree.under([split.org.path], "org__path") | tree.under([split.org.path], "collective__org__path")
    gone = tree.under(split.paths, "org__path") | tree.under(split.paths, "collective__org__path")
    posts = Appointment.objects.today().filter(here, role__in=ROLES_CALLED[campaign.audience])
    staying = posts.filter(~gone).order_by().values("person")
    return lines.filter(~Q(person__in=staying))


def _called_at(org, campaign, by):
    """Return a campaign like ``campaign``, called by ``org``."""
    rows = [*campaign.campaign_resolutions.all(), *campaign.templates.all()]
    same = Campaign.objects.get(pk=campaign.pk)
    same.pk, same.root, same.created_by = None, org, by
    same.split_from, same.split_at = campaign, timezone.now()
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
    _going(campaign, split).update(campaign=same)
    Shingle.objects.filter(program__entry__campaign=same).update(campaign=same)
    trail.record_many(
        "commitments.roster_transferred",
        lines,
        by=split.by,
        reason=f"{split.org} → {split.new}",
        owner=lambda line: line.person,
        unit_path=lambda line: line.unit.path,
    )
