"""The list of a large unit as a workbook, made in the background; a small one is handed out at once."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from commitments import policies
from commitments.models import Campaign, CampaignEntry
from commitments.rosters_out import TITLES, file_name, row_of, write_rows
from portal.directory.models import PartyOrg
from portal.jobs import rows, service
from portal.jobs import spans as chunks
from portal.jobs.work import ResultFile, Work
from portal.lib.policy import Verdict
from portal.printing.xlsx import CONTENT_TYPE

DIRECT_AT_MOST = 5_000  # lines; about two seconds
LINES_OF_A_CHUNK = 10_000


def entries_of(campaign, unit, state):
    """Return the lines of the roster in a state at ``unit`` and below it, in the order of the list."""
    entries = (
        CampaignEntry.objects.filter(campaign=campaign).on_roster().within(unit, campaign.tree_of(unit)).in_state(state)
    )
    loaded = entries.with_owner_key().select_related("person", "collective", "unit__parent", "program")
    return loaded.order_by("unit__path", "owner_key", "pk")


def ask(campaign, unit, state, *, by):
    """Have the workbook made and return the job."""
    return service.ask(RosterWorkbook.name, {"campaign": campaign.pk, "unit": unit.code, "state": state}, by=by)


class RosterWorkbook(Work):
    """The workbook of ``rosters_out`` in chunks of whole units.

    The order begins with the place of the unit, so that a span of places is a span of the list.
    """

    name = "commitments.roster"

    def title(self, params):
        campaign, unit = _named_in(params)
        return f"{TITLES[params['state']].capitalize()}, {campaign.name}, {unit.name}"

    def may(self, person, params):
        unit = PartyOrg.objects.visible_to(person).filter(code=params["unit"]).first()
        if unit is None or not Campaign.objects.visible_to(person).opened().filter(pk=params["campaign"]).exists():
            return Verdict(_("This list is no longer open to you."))
        return policies.can_see_names(person, unit)

    def unit_path(self, params):
        return _named_in(params)[1].path

    def plan(self, params):
        entries = entries_of(*_named_in(params), params["state"]).order_by("unit__path")
        return list(spans(entries.values_list("unit__path").annotate(lines=Count("pk"))))

    def run(self, params, chunk, part):
        first, last = chunk
        entries = entries_of(*_named_in(params), params["state"]).filter(unit__path__gte=first, unit__path__lte=last)
        rows.write_rows(part, map(row_of, entries.iterator(2000)))

    def finish(self, params, parts, result):
        campaign, unit = _named_in(params)
        write_rows(rows.read_rows(parts), campaign, unit, params["state"], result)
        return ResultFile(file_name(campaign, unit, params["state"]), CONTENT_TYPE)


def _named_in(params):
    campaign = Campaign.objects.select_related("period").get(pk=params["campaign"])
    return campaign, PartyOrg.objects.select_related("parent").get(code=params["unit"])


def spans(counted):
    """Return the chunks of a list by place: pairs of first and last path."""
    return chunks.spans(counted, LINES_OF_A_CHUNK)
