"""Whom a campaign calls: the preview before opening, opening, and the acts on the roster afterwards."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import campaign_policies, policies, roster
from commitments.forms.campaign import ExemptForm, ExtendForm, ExtendSomeForm, JoinForm, ReasonForm, TransferForm
from commitments.models import Campaign, CampaignEntry
from commitments.views.campaigns import campaign_or_404, campaign_page
from portal.directory.models import Collective, PartyOrg, Person
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.lib.refusal import is_done

FOUND_AT_MOST = 10
NAMES_AT_MOST = 300


@require_safe
def campaign_preview(request, pk):
    """Show who would have to register if the campaign opened today: counts by unit, names at the lowest."""
    campaign = campaign_or_404(request, pk)
    if campaign.status != Campaign.Status.DRAFT:  # opened meanwhile, perhaps by the first of two clicks
        return redirect(campaign)
    campaign_policies.can_prepare(request.user, campaign).require()
    unit = _unit_or_404(request, campaign)
    lines = roster.proposed(campaign)
    counts = roster.proposed_by_unit(lines, unit)
    here = [line for line in lines if line.unit_id == unit.pk]
    must, exempt = roster.total(counts)
    context = {
        "campaign": campaign,
        "unit": unit,
        "above": _above(campaign, unit),
        "counts": [count for count in counts if not count.is_own],
        "here": _named(here[:NAMES_AT_MOST]),
        "here_count": len(here),
        "must": must,
        "exempt": exempt,
        "may_open": campaign_policies.can_open(request.user, campaign),
    }
    return render(request, "commitments/campaign_preview.html", context)


@require_POST
def campaign_open(request, pk):
    """Open the campaign: write its roster, tell the writers; a large one is opened by a job."""
    campaign = campaign_or_404(request, pk)
    if campaign.status == Campaign.Status.DRAFT:  # else the model refuses: a double click is told, not forbidden
        campaign_policies.can_open(request.user, campaign).require()
    else:
        campaign_policies.can_offer(request.user, campaign).require()
    job = roster.ask_to_open(campaign, by=request.user)
    if job is None:
        messages.success(request, _("The campaign is open. Everybody who must register has been told."))
    return redirect(job or campaign)


@require_POST
def campaign_stop(request, pk):
    """Stop an open campaign, with a reason."""
    campaign = _kept(request, pk)
    form = ReasonForm(request.POST, prefix="stop")
    if not is_done(form, lambda asked: roster.stop(campaign, by=request.user, **asked)):
        return campaign_page(request, campaign, status=422, stop_form=form)
    messages.success(request, _("The campaign has been stopped. Programs stay as they are."))
    return redirect(campaign)


@require_POST
def campaign_extend(request, pk):
    """Give the whole campaign, or one unit of it, a later deadline, with a reason."""
    campaign = _kept(request, pk)
    form = ExtendSomeForm(request.POST, prefix="extend", campaign=campaign)
    if not is_done(form, lambda asked: roster.extend_all(campaign, by=request.user, **asked)):
        return campaign_page(request, campaign, status=422, extend_form=form)
    words = {"date": f"{form.cleaned_data['to']:%d/%m/%Y}", "unit": form.cleaned_data["unit"]}
    said = _("The deadline is %(date)s now for %(unit)s.") if words["unit"] else _("The deadline is %(date)s now.")
    messages.success(request, said % words)
    return redirect(campaign)


@require_safe
def campaign_roster(request, pk):
    """Show the roster of an open campaign: counts by unit, and who stands at the chosen one."""
    campaign = _kept(request, pk)
    unit = _unit_or_404(request, campaign)
    counts = roster.entries_by_unit(campaign, unit)
    here = campaign.entries.filter(unit=unit).with_owner_key().select_related("person", "collective", "program")
    must, exempt = roster.total(counts)
    context = {
        "campaign": campaign,
        "unit": unit,
        "above": _above(campaign, unit),
        "counts": [count for count in counts if not count.is_own],
        "page": page_of(here, ("owner_key", "pk"), request),
        "must": must,
        "exempt": exempt,
    }
    return render(request, "commitments/campaign_roster.html", context)


@require_safe
def roster_search(request, pk):
    """Search for somebody who is to join the roster late."""
    campaign = _kept(request, pk)
    query = request.GET.get("q", "").strip()
    found = Person.objects.none()
    if query:
        found = Person.objects.visible_to(request.user).within(campaign.root).named_like(query)
        found = found.select_related("cell__parent").in_list_order()[:FOUND_AT_MOST]
    context = _search(campaign, query, found)
    return page_or_part(request, "commitments/roster_join.html", "commitments/_roster_join_found.html", context)


@require_POST
def roster_join(request, pk, public_id):
    """Put somebody on the roster of an open campaign."""
    campaign = _kept(request, pk)
    people = Person.objects.visible_to(request.user).select_related("cell__parent")
    person = get_object_or_404(people, public_id=public_id)
    form = JoinForm(request.POST)
    if not is_done(form, lambda asked: roster.join(campaign, person, by=request.user, due_on=asked["due_on"])):
        context = _search(campaign, person.full_name, [person], form)
        return render(request, "commitments/roster_join.html", context, status=422)
    entry = campaign.entries.get(person=person)
    messages.success(request, _("%(person)s is on the roster.") % {"person": person})
    return redirect("commitments:campaign_entry", pk, entry.pk)


def _search(campaign, query, found, form=None):
    """Return what the page of a search shows: each person with the deadline of their cell; or the one of the refused
    ``form``, with what was typed."""
    held = set(campaign.entries.filter(person__in=[p.pk for p in found], left_on=None).values_list("person", flat=True))
    due = campaign.due_by_unit({person.cell_id for person in found})
    rows = [{"person": p, "is_held": p.pk in held, "form": form, "due_on": due[p.cell_id]} for p in found]
    return {"campaign": campaign, "query": query, "found": rows, "most": FOUND_AT_MOST}


@require_safe
def roster_entry(request, pk, entry_pk):
    """Show one line of the roster with what may be done about it."""
    campaign, entry = _entry(request, pk, entry_pk)
    return _entry_page(request, campaign, entry)


@require_POST
def entry_extend(request, pk, entry_pk):
    """Give one owner a later deadline."""
    campaign, entry = _changed(request, pk, entry_pk)
    form = ExtendForm(request.POST, prefix="extend")
    done = is_done(form, lambda asked: roster.extend(entry, by=request.user, **asked))
    return _back(request, campaign, entry, done, extend_form=form)


@require_POST
def entry_exempt(request, pk, entry_pk):
    """Take one owner out of the count."""
    campaign, entry = _changed(request, pk, entry_pk)
    form = ExemptForm(request.POST, prefix="exempt")
    done = is_done(form, lambda asked: roster.exempt(entry, by=request.user, reason=asked["why"], note=asked["note"]))
    return _back(request, campaign, entry, done, exempt_form=form)


@require_POST
def entry_call(request, pk, entry_pk):
    """Count one owner who was exempt after all."""
    campaign, entry = _changed(request, pk, entry_pk)
    roster.call_anyway(entry, by=request.user)
    return redirect("commitments:campaign_entry", campaign.pk, entry.pk)


@require_POST
def entry_transfer(request, pk, entry_pk):
    """Count one owner in another unit."""
    campaign, entry = _changed(request, pk, entry_pk)
    form = TransferForm(request.POST, prefix="transfer", campaign=campaign)
    done = is_done(form, lambda asked: roster.transfer(entry, asked["unit"], by=request.user))
    return _back(request, campaign, entry, done, transfer_form=form)


@require_POST
def entry_leave(request, pk, entry_pk):
    """Take one owner off the roster."""
    campaign, entry = _changed(request, pk, entry_pk)
    form = ReasonForm(request.POST, prefix="leave")
    done = is_done(form, lambda asked: roster.leave(entry, by=request.user, **asked))
    return _back(request, campaign, entry, done, leave_form=form)


def _back(request, campaign, entry, done, **form):
    """Go back to the entry, or show it again with the refused form and what was typed into it."""
    if not done:
        return _entry_page(request, campaign, entry, status=422, **form)
    messages.success(request, _("The roster has been changed."))
    return redirect("commitments:campaign_entry", campaign.pk, entry.pk)


def _entry_page(request, campaign, entry, *, status=200, **forms):
    begun = getattr(entry, "program", None)
    context = {
        "campaign": campaign,
        "entry": entry,
        "may_change": campaign_policies.can_change_entry(request.user, entry),
        "may_close": begun is not None and policies.can_close(request.user, begun),
        "extend_form": ExtendForm(prefix="extend"),
        "exempt_form": ExemptForm(prefix="exempt"),
        "transfer_form": TransferForm(prefix="transfer", campaign=campaign),
        "leave_form": ReasonForm(prefix="leave"),
    }
    return render(request, "commitments/roster_entry.html", context | forms, status=status)


def _kept(request, pk):
    """Fetch an open campaign that the person keeps."""
    campaign = campaign_or_404(request, pk)
    campaign_policies.can_keep_roster(request.user, campaign).require()
    return campaign


def _entry(request, pk, entry_pk):
    campaign = _kept(request, pk)
    entries = CampaignEntry.objects.select_related("campaign__root", "person", "collective", "unit__parent", "program")
    return campaign, get_object_or_404(entries, campaign=campaign, pk=entry_pk)


def _changed(request, pk, entry_pk):
    """Fetch a line of the roster that the person may change."""
    campaign, entry = _entry(request, pk, entry_pk)
    campaign_policies.can_change_entry(request.user, entry).require()
    return campaign, entry


def _unit_or_404(request, campaign):
    """Return the organisation that ``unit`` names, the caller where it names none; 404 outside the campaign."""
    code = request.GET.get("unit") or campaign.root.code
    return get_object_or_404(PartyOrg.objects.within(campaign.root).select_related("parent"), code=code)


def _above(campaign, unit):
    """Return the organisations between the campaign's caller and ``unit``, from the top down."""
    return [org for org in unit.ancestors() if org.is_within(campaign.root) and org.pk != unit.pk]


def _named(lines):
    """Return ``(owner, exempt reason in words)`` of proposed lines, in list order."""
    people = Person.objects.in_bulk([line.person_id for line in lines if line.person_id])
    collectives = Collective.objects.in_bulk([line.collective_id for line in lines if line.collective_id])
    named = [
        (
            people[line.person_id] if line.person_id else collectives[line.collective_id],
            CampaignEntry.Exempt(line.exempt_reason).label if line.exempt_reason else "",
        )
        for line in lines
    ]
    return sorted(named, key=lambda pair: getattr(pair[0], "sort_key", ""))
