"""Where a registration stands: counts by unit, drill-down, and the list of who has and has not registered."""

from dataclasses import dataclass
from io import BytesIO

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments import policies
from commitments.models import Campaign, CampaignEntry
from commitments.models.tally import Counts, standing_of
from commitments.papers import file_name_of
from commitments.rosters_out import TITLES, write_roster
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import PartyOrg
from portal.directory.roles import Act, Role
from portal.lib.htmx import page_or_part
from portal.lib.keys import key_of
from portal.lib.paging import page_of
from portal.printing.xlsx import CONTENT_TYPE

# The states by which the list of people can be narrowed, in the order of the filter.
STATES = {
    "missing": gettext_lazy("Not registered"),
    "late": gettext_lazy("Registered late"),
    "waiting": gettext_lazy("Awaiting decision"),
    "returned": gettext_lazy("Returned"),
    "approved": gettext_lazy("Approved"),
    "exempt": gettext_lazy("Exempt"),
    "all": gettext_lazy("Everybody on the roster"),
}


# What the list of people shows of an entry; there are many more columns behind it.
SHOWN = ("due_on", "exempt_reason", "exempt_note", "person__full_name", "collective__name", "unit__name", "unit__path")
SHOWN += ("unit__parent__name", "program__status", "program__registered_on")


MOST_CAMPAIGNS = 20  # offered to choose from, the newest first
UNITS_OF_A_PAGE = 40  # a province has some 170; each row is a kilobyte
UNIT_SHOWN = ("code", "name", "short_name", "path", "parent")


@dataclass
class Row:
    """One line of the table: an organisation (None for what stands at the unit itself) and its numbers."""

    org: PartyOrg | None
    counts: Counts


@require_safe
def overview(request):
    """Lead to the newest campaign of the most people, in the unit whose counts are the person's.

    Who is responsible for several units chooses one first.
    """
    policies.can_see_some_overview(request.user).require()
    chosen = key_of(request.GET.get("campaign"))
    campaigns = Campaign.objects.visible_to(request.user).opened()
    campaign = campaigns.widest_first().first() if chosen is None else campaigns.filter(pk=chosen).first()
    if campaign is None:
        return render(request, "commitments/overview_empty.html")
    asked = PartyOrg.objects.visible_to(request.user).filter(code=request.GET.get("unit") or None).first()
    areas = [asked] if asked else areas_of(request.user)
    if len(areas) > 1:
        return render(request, "commitments/overview_areas.html", {"areas": areas, "campaign": campaign})
    return redirect("commitments:overview_unit", campaign.pk, areas[0].code)


@require_safe
def overview_unit(request, pk, code):
    """Show the counts of one unit, line by line for what lies below it."""
    campaigns = list(Campaign.objects.visible_to(request.user).opened().select_related("period")[:MOST_CAMPAIGNS])
    campaign, unit = _campaign_and_unit(request, pk, code, campaigns)
    children = list(unit.children.filter(ended_on=None).only(*UNIT_SHOWN).in_tree_order())
    standing, counted_at = standing_of(campaign, [unit, *children])
    rows = [Row(child, standing[child.pk]) for child in children]
    rows = [row for row in rows if row.counts.must or row.counts.exempt]
    own = _own_counts(standing[unit.pk], rows)
    if rows and (own.must or own.exempt):
        rows.insert(0, Row(None, own))
    shown, newer_url, older_url = _units_page(rows, request)
    return render(
        request,
        "commitments/overview.html",
        {
            "campaign": campaign,
            "campaigns": campaigns,
            "unit": unit,
            "above": _visible_ancestors(request.user, unit),
            "rows": shown,
            "newer_url": newer_url,
            "older_url": older_url,
            "total": standing[unit.pk],
            "units_missing": sum(1 for row in rows if row.counts.missing),
            "counted_at": counted_at,
            "may_name": request.user.may(Act.NAMES, unit),
        },
    )


@require_safe
def roster(request, pk, code):
    """List the people (or collectives) of a unit's roster, narrowed by state; the missing first of all."""
    campaign, unit = _campaign_and_unit(request, pk, code)
    policies.can_see_names(request.user, unit).require()
    state = _state_of(request)
    page = page_of(_entries(campaign, unit, state).only(*SHOWN), ("unit__path", "owner_key", "pk"), request)
    context = {
        "campaign": campaign,
        "unit": unit,
        "above": _visible_ancestors(request.user, unit),
        "state": state,
        "states": STATES,
        "page": page,
        "may_open": request.user.may(Act.READ, unit) or request.user.may(Act.REVIEW_CELL, unit),
    }
    return page_or_part(request, "commitments/roster.html", "commitments/_roster_table.html", context)


@require_safe
def roster_xlsx(request, pk, code):
    """Give the same list as a workbook."""
    campaign, unit = _campaign_and_unit(request, pk, code)
    policies.can_see_names(request.user, unit).require()
    state = _state_of(request)
    trail.record(
        "commitments.roster_taken", campaign, by=request.user, reason=f"{unit}: {STATES[state]}", unit_path=unit.path
    )
    stream = BytesIO()
    write_roster(
        _entries(campaign, unit, state).order_by("unit__path", "owner_key", "pk"), campaign, unit, state, stream
    )
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    name = file_name_of(f"{TITLES[state]} {campaign.year} {unit.code}", "xlsx")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def areas_of(person):
    """Return the units a person answers for, in tree order: the highest of their scopes, and those in their charge."""
    in_charge = [post.place.path for post in person.posts_today if post.role == Role.OVERSEER]
    paths = {*person.scopes(Act.COUNT), *in_charge}
    return list(PartyOrg.objects.filter(path__in=paths).select_related("parent").in_tree_order())


def _state_of(request):
    state = request.GET.get("state")
    return state if state in STATES else "missing"


def _campaign_and_unit(request, pk, code, campaigns=()):
    """Fetch both as far as the person sees them; 403 with the reason where the counts are not theirs."""
    campaign = next((campaign for campaign in campaigns if campaign.pk == pk), None) or get_object_or_404(
        Campaign.objects.visible_to(request.user).opened().select_related("period"), pk=pk
    )
    unit = get_object_or_404(PartyOrg.objects.visible_to(request.user).select_related("parent"), code=code)
    policies.can_see_overview(request.user, unit).require()
    return campaign, unit


def _units_page(rows, request):
    """Return the rows of one page with the addresses before and after it; ``from`` names the first unit shown."""
    codes = [row.org.code if row.org else "" for row in rows]
    first = request.GET.get("from", "")
    start = codes.index(first) if first in codes else 0
    following = start + UNITS_OF_A_PAGE
    newer_url = f"?from={codes[max(0, start - UNITS_OF_A_PAGE)]}" if start else ""
    older_url = f"?from={codes[following]}" if following < len(rows) else ""
    return rows[start:following], newer_url, older_url


def _own_counts(total, rows):
    """Return what stands at the unit itself: its numbers without those of the units below."""
    below = Counts()
    for row in rows:
        below.add(row.counts)
    return Counts(**{name: getattr(total, name) - getattr(below, name) for name in vars(total)})


def _visible_ancestors(person, unit):
    """Return the units above whose counts the person may see, from the top down."""
    scope = next((path for path in person.scopes(Act.COUNT) if tree.is_within(unit.path, path)), unit.path)
    seen = tree.ancestors(unit.path)[len(scope) // tree.STEP - 1 : -1]
    return PartyOrg.objects.filter(pk__in=seen).in_tree_order() if seen else []


def _entries(campaign, unit, state):
    entries = CampaignEntry.objects.filter(campaign=campaign).on_roster().within(unit).in_state(state)
    return entries.with_owner_key().select_related("person", "collective", "unit__parent", "program")
