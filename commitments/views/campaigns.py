"""Campaigns: finding them, reading what one asks for, and preparing one."""

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import calling, campaign_policies, policies, roster
from commitments.forms.campaign import CampaignForm, ExtendSomeForm, MandatoryForm, ReasonForm, Templates
from commitments.models import Campaign, CampaignEntry
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.resolutions.models import Clause, Resolution

FOUND_AT_MOST = 10


@require_safe
def campaigns(request):
    """List the campaigns that the person may see, newest first."""
    visible = Campaign.objects.visible_to(request.user).select_related("period", "form", "root")
    page = page_of(visible, ("-period__starts_on", "-pk"), request, size=25)
    may_call = policies.can_call_campaigns(request.user)
    return render(request, "commitments/campaign_list.html", {"page": page, "may_call": may_call})


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request):
    """Prepare a campaign: first its facts, then, on its page, what it asks for."""
    policies.can_call_campaigns(request.user).require()
    return _keep(request, Campaign())


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request, pk):
    """Change the facts of a campaign in preparation."""
    campaign = campaign_or_404(request, pk)
    campaign_policies.can_prepare(request.user, campaign).require()
    return _keep(request, campaign)


@require_safe
def campaign(request, pk):
    """Show what a campaign asks for; its caller finds here what is left to do."""
    return campaign_page(request, campaign_or_404(request, pk))


def campaign_page(request, found, *, status=200, **forms):
    """Answer with the page of a campaign; ``forms`` are those of its acts that were refused, with what was typed."""
    may_call = policies.can_call_campaigns(request.user, found.root)
    mine = CampaignEntry.objects.of(request.user).on_roster().filter(campaign=found)
    context = {
        "campaign": found,
        "documents": documents_of(found),
        "mandatory": set(found.mandatory_clauses.values_list("pk", flat=True)),
        "templates": found.templates.select_related("clause__resolution__doc_type"),
        "mine": mine.select_related("program", "collective", "person"),
        "may_call": may_call,
    }
    if may_call:
        context |= _for_the_caller(request.user, found) | forms
    return render(request, "commitments/campaign_detail.html", context, status=status)


@require_safe
def campaign_documents(request, pk):
    """Show the documents of a campaign with the items everybody must answer, and search for more."""
    found = campaign_or_404(request, pk)
    campaign_policies.can_offer(request.user, found).require()
    query = request.GET.get("q", "").strip()
    matching = Resolution.objects.none()
    if query:
        held = found.campaign_resolutions.values("resolution")
        matching = Resolution.objects.visible_to(request.user).matching(query).exclude(pk__in=held)
    context = {
        "campaign": found,
        "documents": documents_of(found),
        "mandatory": set(found.mandatory_clauses.values_list("pk", flat=True)),
        "query": query,
        "found": matching.with_citation().newest_first()[:FOUND_AT_MOST],
        "most": FOUND_AT_MOST,
        "may_prepare": campaign_policies.can_prepare(request.user, found),
    }
    return page_or_part(
        request, "commitments/campaign_documents.html", "commitments/_campaign_documents_found.html", context
    )


@require_POST
def document_add(request, pk, code):
    """Add a document to the campaign."""
    found = campaign_or_404(request, pk)
    campaign_policies.can_offer(request.user, found).require()
    document = get_object_or_404(Resolution.objects.visible_to(request.user).with_citation(), code=code)
    roster.add_resolution(found, document, by=request.user)
    return redirect("commitments:campaign_documents", pk)


@require_POST
def document_remove(request, pk, code):
    """Take a document out of a campaign in preparation."""
    found, document = _prepared_with(request, pk, code)
    calling.remove_resolution(found, document, by=request.user)
    return redirect("commitments:campaign_documents", pk)


@require_POST
def document_up(request, pk, code):
    """Move a document of a campaign in preparation one place up."""
    found, document = _prepared_with(request, pk, code)
    calling.move_up(found, document)
    return redirect("commitments:campaign_documents", pk)


@require_POST
def campaign_items(request, pk):
    """Keep which items everybody must answer."""
    found = campaign_or_404(request, pk)
    campaign_policies.can_prepare(request.user, found).require()
    form = MandatoryForm(request.POST, campaign=found)
    if form.is_valid():
        calling.ask_for(found, form.cleaned_data["clauses"], by=request.user)
        messages.success(request, _("The mandatory items have been saved."))
        return redirect(found)
    messages.error(request, _("One of the items does not belong to this campaign. Choose again."))
    return redirect("commitments:campaign_documents", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_templates(request, pk):
    """Keep the ready-made commitments of a campaign, a few lines at a time."""
    found = campaign_or_404(request, pk)
    campaign_policies.can_offer(request.user, found).require()
    formset = Templates(request.POST or None, campaign=found)
    if request.method == "POST" and formset.is_valid():
        formset.save()
        messages.success(request, _("The ready-made commitments have been saved."))
        return redirect(found)
    status = 422 if formset.is_bound else 200
    return render(
        request, "commitments/campaign_templates.html", {"campaign": found, "formset": formset}, status=status
    )


def campaign_or_404(request, pk):
    """Fetch a campaign as far as the person sees it."""
    visible = Campaign.objects.visible_to(request.user).select_related("period", "form", "root__parent")
    return get_object_or_404(visible, pk=pk)


def documents_of(campaign):
    """Return the campaign's documents in their order, each with its items loaded."""
    clauses = Prefetch("resolution__clauses", Clause.objects.order_by("position", "pk"))
    rows = campaign.campaign_resolutions.select_related("resolution__doc_type", "resolution__issuer")
    return [row.resolution for row in rows.prefetch_related(clauses)]


def _for_the_caller(person, campaign):
    """Return what only those who keep the campaign see."""
    return {
        "job": roster.opening_job(campaign) if campaign.status == Campaign.Status.DRAFT else None,
        "may_prepare": campaign_policies.can_prepare(person, campaign),
        "may_open": campaign_policies.can_open(person, campaign),
        "may_offer": campaign_policies.can_offer(person, campaign),
        "may_keep_roster": campaign_policies.can_keep_roster(person, campaign),
        "sizes": campaign.entries.on_roster().aggregate(
            must=Count("pk", filter=Q(exempt_reason="")), exempt=Count("pk", filter=~Q(exempt_reason=""))
        ),
        "extensions": roster.extensions_of(campaign),
        "extend_form": ExtendSomeForm(prefix="extend", campaign=campaign),
        "stop_form": ReasonForm(prefix="stop"),
    }


def _keep(request, campaign):
    address = campaign.get_absolute_url() if campaign.pk else ""
    form = CampaignForm(request.POST or None, instance=campaign, user=request.user)
    if request.method == "POST" and form.is_valid():
        campaign = form.campaign(by=request.user)
        calling.keep(campaign, by=request.user)
        messages.success(request, _("The campaign has been saved."))
        return redirect(campaign) if address else redirect("commitments:campaign_documents", campaign.pk)
    return render(request, "commitments/campaign_form.html", {"form": form, "address": address})


def _prepared_with(request, pk, code):
    """Fetch a campaign in preparation and one of its documents."""
    found = campaign_or_404(request, pk)
    campaign_policies.can_prepare(request.user, found).require()
    return found, get_object_or_404(found.resolutions.with_citation(), code=code)
