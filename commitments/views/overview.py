"""Where a registration stands: counts by unit, drill-down, and the list of who has and has not registered."""

from io import BytesIO

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments import policies, roster_workbook
from commitments.models import Campaign
from commitments.models.amendment import amended_entry
from commitments.rosters_out import file_name, write_roster
from commitments.views.overview_frame import TABS, Frame, areas_of, campaign_and_unit, units_page, visible_ancestors
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
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
    page, _label = TABS.get(request.GET.get("tab"), TABS["registration"])
    return redirect(f"commitments:{page}", campaign.pk, areas[0].code)


@require_safe
def overview_unit(request, pk, code):
    """Show how the registration stands in one unit, line by line for what lies below it."""
    frame = Frame(request, pk, code)
    reading = frame.read("registration")
    rows = frame.rows(reading, "registration")
    shown, newer_url, older_url = units_page(rows, request)
    context = frame.context(
        reading,
        rows=shown,
        newer_url=newer_url,
        older_url=older_url,
        total=reading.of("registration", frame.unit),
        units_missing=sum(1 for row in rows if row.counts.missing),
    )
    return render(request, "commitments/overview.html", context)


@require_safe
def roster(request, pk, code):
    """List the people (or collectives) of a unit's roster, narrowed by state; the missing first of all."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_see_names(request.user, unit).require()
    state = _state_of(request)
    entries = roster_workbook.entries_of(campaign, unit, state).only(*SHOWN).annotate(is_amending=amended_entry())
    page = page_of(entries, ("unit__path", "owner_key", "pk"), request)
    context = {
        "campaign": campaign,
        "unit": unit,
        "above": visible_ancestors(request.user, unit),
        "state": state,
        "states": STATES,
        "page": page,
        "may_nudge": policies.can_nudge(request.user, unit) and campaign.status == Campaign.Status.OPEN,
        "may_open": request.user.may(Act.READ, unit) or request.user.may(Act.REVIEW_CELL, unit),
    }
    return page_or_part(request, "commitments/roster.html", "commitments/_roster_table.html", context)


@require_safe
def roster_xlsx(request, pk, code):
    """Give the same list as a workbook."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_see_names(request.user, unit).require()
    state = _state_of(request)
    trail.record(
        "commitments.roster_taken", campaign, by=request.user, reason=f"{unit}: {STATES[state]}", unit_path=unit.path
    )
    entries = roster_workbook.entries_of(campaign, unit, state)
    if entries.count() > roster_workbook.DIRECT_AT_MOST:
        return redirect(roster_workbook.ask(campaign, unit, state, by=request.user))
    stream = BytesIO()
    write_roster(entries, campaign, unit, state, stream)
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(campaign, unit, state)}"'
    return response


def _state_of(request):
    state = request.GET.get("state")
    return state if state in STATES else "missing"
