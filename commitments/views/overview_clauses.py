"""Which clauses of the documents are answered, in which units, by how many, and how far that is."""

from django.db.models import Exists, F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments import overviews_out, policies
from commitments.models import Campaign, CampaignEntry, CampaignResolution
from commitments.papers import file_name_of
from commitments.tallies import matrix
from commitments.tallies.answerers import answering, with_answers
from commitments.tallies.chain import Chain
from commitments.tallies.targets import target_lines
from commitments.views.overview_frame import Frame, address_with, campaign_and_unit, part_of_list, visible_ancestors
from commitments.views.workbooks import workbook
from portal.lib.paging import page_of
from portal.resolutions.models import Clause, Resolution

UNITS_OF_A_PAGE = 10
CLAUSES_OF_A_PAGE = 15  # with ten units each some 50 kB
CLAUSE_SHOWN = "item"  # the parameter with the key of the first clause of a page
GAPS_NAMED = 6
SHOWS = {
    "people": gettext_lazy("how many people"),
    "commitments": gettext_lazy("how many commitments"),
    "percent": gettext_lazy("how far, in percent"),
}
SHOWN = ("person__full_name", "collective__name", "unit__name", "unit__path", "unit__parent__name")


@require_safe
def overview_clauses(request, pk, code):
    """Show the clauses of the campaign by the units below one, those that nobody took named first."""
    frame = Frame(request, pk, code, "clauses")
    found = _Found(frame)
    shown, newer_units, older_units = part_of_list(found.columns, _code_of, request, "from", UNITS_OF_A_PAGE)
    clauses, newer_clauses, older_clauses = part_of_list(
        found.clauses, _key_of, request, CLAUSE_SHOWN, CLAUSES_OF_A_PAGE
    )
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "people"
    gaps = [clause for clause in found.clauses if not found.people_of(clause)]
    context = frame.context(
        found.reading,
        columns=shown,
        rows=matrix.rows(clauses, shown, found.total, found.documents, show),
        newer_units=newer_units,
        older_units=older_units,
        newer_clauses=newer_clauses,
        older_clauses=older_clauses,
        total=found.total,
        clause_count=len(found.clauses),
        taken_count=len(found.clauses) - len(gaps),
        gaps=gaps[:GAPS_NAMED],
        gap_count=len(gaps),
        more_gaps=max(0, len(gaps) - GAPS_NAMED),
        more_gaps_url=_page_with(gaps[GAPS_NAMED], found.clauses, request) if len(gaps) > GAPS_NAMED else "",
        targets=found.target_lines(),
        show=show,
        shows=SHOWS,
    )
    return render(request, "commitments/overview_clauses.html", context)


@require_safe
def overview_clauses_xlsx(request, pk, code):
    """Give the whole table as a workbook."""
    frame = Frame(request, pk, code, "clauses")
    found = _Found(frame)
    rows = matrix.rows(found.clauses, found.columns, found.total, found.documents)
    table = overviews_out.clauses_table(frame.campaign, frame.unit, found.columns, rows, found.reading)
    return workbook(table, file_name_of(f"mục văn bản {frame.campaign.year} {frame.unit.code}", "xlsx"))


@require_safe
def clause_people(request, pk, code, clause_pk):
    """List whose program answers a clause, straight or along the chain; nothing of what it says."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_see_names(request.user, unit).require()
    clause = _clauses(campaign).filter(pk=clause_pk).first()
    if clause is None:
        raise Http404
    entries = (
        CampaignEntry.objects.filter(campaign=campaign).on_roster().within(unit, campaign.tree_of(unit)).handed_in()
    )
    clauses = Chain.of(campaign).answering(clause.pk)
    entries = answering(entries, clauses).with_owner_key().select_related("person", "collective", "unit__parent")
    page = page_of(entries.only(*SHOWN), ("unit__path", "owner_key", "pk"), request)
    with_answers(page.rows, clauses)
    context = {
        "campaign": campaign,
        "unit": unit,
        "above": visible_ancestors(request.user, unit),
        "clause": clause,
        "page": page,
    }
    return render(request, "commitments/clause_people.html", context)


class _Found:
    """What the page shows: the clauses in the order of the campaign, a column a unit, and the sums."""

    def __init__(self, frame):
        self.clauses = list(_clauses(frame.campaign))
        self.reading = frame.read("coverage", "targets")
        self.total = self.reading.of("coverage", frame.unit)
        self.columns = matrix.columns(frame.children, self.total, lambda org: self.reading.of("coverage", org))
        self.targets = self.reading.of("targets", frame.unit)
        self.documents = {clause.resolution_id: clause.resolution for clause in self.clauses}
        missing = set().union(*self.total.through.values()) - self.documents.keys()
        if missing:
            self.documents |= Resolution.objects.with_citation().in_bulk(missing)

    def people_of(self, clause):
        cell = self.total.cells.get(clause.pk)
        return cell.people if cell else 0

    def target_lines(self):
        return target_lines(self.clauses, self.targets)


def _clauses(campaign):
    """Return the clauses of the campaign's documents, document after document, those to be answered marked."""
    link = CampaignResolution.objects.filter(campaign=campaign, resolution=OuterRef("resolution"))
    must = Campaign.mandatory_clauses.through.objects.filter(campaign=campaign, clause=OuterRef("pk"))
    found = Clause.objects.annotate(at=Subquery(link.values("position")[:1]), is_mandatory=Exists(must))
    found = found.filter(resolution__in=campaign.campaign_resolutions.values("resolution"))
    return found.select_related("resolution__doc_type").order_by(F("at"), "resolution", "position", "pk")


def _key_of(clause):
    return str(clause.pk)


def _page_with(clause, clauses, request):
    """Return the address of the page of the table that holds a clause."""
    at = clauses.index(clause)
    return address_with(request, CLAUSE_SHOWN, _key_of(clauses[at - at % CLAUSES_OF_A_PAGE]))


def _code_of(column):
    return column.org.code if column.org else ""
