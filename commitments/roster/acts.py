"""Acts on the roster of an open campaign. Each is one transaction with its event."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commitments.errors import RosterRefused
from commitments.models import Campaign, CampaignEntry
from commitments.roster.telling import heads_of, tell_owner, tell_writers
from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.models import Collective, Membership
from portal.directory.tiers import managing_body
from portal.lib.dates import today
from portal.notifications import outbox

JOINED = _("You are called to register in “%(campaign)s” by %(date)s.")


@transaction.atomic
def join(campaign, person, *, by, due_on=None, on=None):
    """Put ``person`` on the roster of an open campaign and return the entry; one who had left comes back.

    The unit is their cell of that day. ``due_on`` is theirs alone, by default that of their cell. Raises
    ``RosterRefused`` unless the campaign is open and the person belongs to a cell below its caller.
    """
    day = on or today()
    _require_open(campaign)
    membership = Membership.objects.on(day).filter(person=person).select_related("cell").first()
    if membership is None or not membership.cell.is_within(campaign.root):
        raise RosterRefused(
            _("%(person)s belongs to no cell of %(org)s. Enter the membership first.")
            % {"person": person, "org": campaign.root}
        )
    entry = campaign.entries.filter(person=person).first() or CampaignEntry(campaign=campaign, person=person)
    if entry.pk and entry.left_on is None:
        raise RosterRefused(_("%(person)s is already on the roster.") % {"person": person})
    entry.unit, entry.left_on, entry.added_on = membership.cell, None, day
    entry.due_on = due_on or campaign.due_by_unit([membership.cell_id])[membership.cell_id]
    if entry.due_on < day:
        raise RosterRefused(
            _("%(date)s is over already. Give this person a day from today on.") % {"date": f"{entry.due_on:%d/%m/%Y}"},
            field="due_on",
        )
    entry.exempt_reason, entry.exempt_note = "", ""
    entry.tier = managing_body(person, on=day).tier
    entry.save()
    trail.record("commitments.roster_joined", entry, by=by, unit_path=entry.unit.path)
    outbox.notify(
        [person],
        "commitments.roster_joined",
        JOINED,
        words={"campaign": campaign.name, "date": f"{entry.due_on:%d/%m/%Y}"},
        url=campaign.get_absolute_url(),
    )
    return entry


@transaction.atomic
def join_collective(campaign, collective, *, by):
    """Put a collective on the roster of an open campaign, tell who writes for it, and return the entry."""
    _require_open(campaign)
    entry = CampaignEntry.objects.create(
        campaign=campaign, collective=collective, unit=collective.org, due_on=campaign.due_on
    )
    trail.record("commitments.roster_joined", entry, by=by, unit_path=entry.unit.path)
    outbox.notify(
        list(heads_of(Collective.objects.filter(pk=collective.pk))),
        "commitments.roster_joined",
        JOINED,
        words={"campaign": campaign.name, "date": f"{entry.due_on:%d/%m/%Y}"},
        url=campaign.get_absolute_url(),
    )
    return entry


@transaction.atomic
def call_anyway(entry, *, by):
    """Count somebody who was exempt after all, as one admitted lately may register if they wish.

    Raises ``RosterRefused`` where they must register already. Source: domain reference, 5.5 [C].
    """
    _lock(entry)
    if not entry.exempt_reason:
        raise RosterRefused(_("%(person)s must register already.") % {"person": entry.owner})
    entry.exempt_reason, entry.exempt_note = "", ""
    entry.save(update_fields=["exempt_reason", "exempt_note"])
    trail.record("commitments.exemption_lifted", entry, by=by, unit_path=entry.unit.path)
    tell_owner(entry, "called")


@transaction.atomic
def exempt(entry, *, by, reason, note=""):
    """Take an owner out of the count as ``CampaignEntry.exempt`` does, and tell them."""
    entry.exempt(by=by, reason=reason, note=note)
    tell_owner(entry, "exempted")


@transaction.atomic
def extend(entry, *, to, by, reason):
    """Give an owner a later deadline as ``CampaignEntry.extend`` does, and tell them."""
    entry.extend(to=to, by=by, reason=reason)
    tell_owner(entry, "unit_extended")


@transaction.atomic
def stop(campaign, *, by, reason):
    """Stop a campaign as ``Campaign.stop`` does, and tell everybody who had to register."""
    campaign.stop(by=by, reason=reason)
    tell_writers(campaign, "stopped", {"campaign": campaign.name}, by=by)


@transaction.atomic
def leave(entry, *, by, reason, on=None):
    """Take an owner off the roster from ``on``, the first day that no longer counts; a program stays as it is.

    Raises ``RosterRefused`` without a reason, or where the owner has already left.
    """
    _lock(entry)
    if not reason.strip():
        raise RosterRefused(_("Say why this person leaves the roster."))
    if entry.left_on is not None:
        raise RosterRefused(_("%(person)s has already left the roster.") % {"person": entry.owner})
    entry.left_on = on or today()
    entry.save(update_fields=["left_on"])
    trail.record("commitments.roster_left", entry, by=by, reason=reason, unit_path=entry.unit.path)
    tell_owner(entry, "left")


@transaction.atomic
def transfer(entry, unit, *, by):
    """Count an owner in another unit of the campaign from now on, with the program as it is.

    Raises ``RosterRefused`` where the unit is the same or lies outside the campaign.
    """
    _lock(entry)
    if entry.unit_id == unit.pk:
        raise RosterRefused(_("%(person)s already stands in %(unit)s.") % {"person": entry.owner, "unit": unit})
    if not unit.is_within(entry.campaign.root):
        raise RosterRefused(
            _("%(unit)s does not belong to this campaign. Take the person off the roster instead.") % {"unit": unit}
        )
    before, entry.unit = entry.unit, unit
    entry.save(update_fields=["unit"])
    trail.record("commitments.roster_transferred", entry, by=by, reason=f"{before} → {unit}", unit_path=unit.path)


@transaction.atomic
def extend_all(campaign, *, to, by, reason, unit=None):
    """Give the whole campaign, or those of ``unit`` and below, a later deadline; who has a still later one keeps it.

    Raises ``RosterRefused`` unless the campaign is open, there is a reason, and ``to`` lies after the present deadline.
    """
    _require_open(campaign)
    if not reason.strip():
        raise RosterRefused(_("Say why the deadline is extended."))
    if to <= campaign.due_on:
        raise RosterRefused(_("The new deadline must lie after the present one."))
    if unit is not None:
        _extend_unit(campaign, unit, to=to, by=by, reason=reason)
        return
    campaign.due_on = to
    campaign.save(update_fields=["due_on"])
    campaign.entries.filter(due_on__lt=to).update(due_on=to)
    _record_extension(campaign, campaign.root, to, by, reason)
    tell_writers(campaign, "extended", {"campaign": campaign.name, "date": f"{to:%d/%m/%Y}"}, by=by)


def _extend_unit(campaign, unit, *, to, by, reason):
    """Give those of one unit and below a later deadline, and tell them; the campaign's own stays."""
    extended = campaign.entries.on_roster().within(unit).filter(due_on__lt=to)
    if not campaign.entries.filter(pk__in=extended.values("pk")).update(due_on=to):
        raise RosterRefused(_("Nobody of %(unit)s has an earlier deadline.") % {"unit": unit})
    _record_extension(campaign, unit, to, by, reason)
    words = {"campaign": campaign.name, "date": f"{to:%d/%m/%Y}"}
    tell_writers(campaign, "unit_extended", words, by=by, unit=unit, due_on=to)


def _record_extension(campaign, unit, to, by, reason):
    """Record for whom, until when and why: the campaign's page tells it (``extensions_of``)."""
    said = f"{unit} → {to:%d/%m/%Y}: {reason}"
    trail.record("commitments.deadline_extended", campaign, by=by, reason=said, unit_path=unit.path)


def extensions_of(campaign):
    """Return the events of the deadline of a campaign, or of units in it, being extended, newest first."""
    return AuditEvent.objects.about(campaign).filter(action="commitments.deadline_extended")


@transaction.atomic
def add_resolution(campaign, resolution, *, by):
    """Add a document to the campaign at the end of its list; where it is open, tell everybody who must write.

    Raises ``RosterRefused`` for a document that is already there or no longer in force, or a stopped campaign.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("root").get(pk=campaign.pk)
    if campaign.status == Campaign.Status.STOPPED:
        raise RosterRefused(_("This campaign has been stopped."))
    if campaign.campaign_resolutions.filter(resolution=resolution).exists():
        raise RosterRefused(_("This document is already in the campaign."))
    if not resolution.is_in_force:
        raise RosterRefused(_("%(resolution)s is not in force. Choose another document.") % {"resolution": resolution})
    last = campaign.campaign_resolutions.aggregate(last=Max("position"))["last"] or 0
    added = campaign.campaign_resolutions.create(resolution=resolution, position=last + 1)
    trail.record("commitments.resolution_added", campaign, by=by, reason=str(resolution), unit_path=campaign.root.path)
    if campaign.status == Campaign.Status.OPEN:
        words = {"resolution": str(resolution), "campaign": campaign.name}
        tell_writers(campaign, "resolution_added", words, by=by)
    return added


def _require_open(campaign):
    """Lock the campaign and raise ``RosterRefused`` unless it is open."""
    status = Campaign.objects.select_for_update().values_list("status", flat=True).get(pk=campaign.pk)
    if status != Campaign.Status.OPEN:
        raise RosterRefused(_("The campaign is not open."))


def _lock(entry):
    """Lock the entry and re-read it."""
    entry.refresh_from_db(
        fields=["left_on", "unit", "exempt_reason"], from_queryset=CampaignEntry.objects.select_for_update(of=("self",))
    )
