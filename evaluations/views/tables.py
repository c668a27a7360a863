"""The tables of the year's end: on screen, page by page, and as workbook or PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commitments.views.overview_frame import part_of_list
from evaluations.models import Evaluation, Rating
from evaluations.papers.policies import can_take_papers
from evaluations.tables import files, people, policies, screen, units, work
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.jobs import service
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of

KINDS = {"people": gettext_lazy("By person"), "units": gettext_lazy("By organisation")}
PEOPLE_OF_A_PAGE = 20
UNITS_OF_A_PAGE = 15


@require_safe
def table(request, pk, code, kind):
    """Show one table of a unit, page by page; the table by name is read on record."""
    asked = _Asked(request, pk, code, kind)
    shown = _people_page(asked, request) if kind == "people" else _units_page(asked, request)
    if kind == "people":
        asked.record("evaluations.table_opened")
    context = asked.context(tabs=asked.tabs, above=asked.above, **shown)
    return page_or_part(request, "evaluations/table.html", "evaluations/_table.html", context)


@require_safe
def table_file(request, pk, code, kind, extension):
    """Give a table as a file; a long one is made in the background, as a PDF in volumes."""
    asked = _Asked(request, pk, code, kind)
    if extension not in files.FORMATS:
        raise Http404
    if kind == "people" and work.is_longer(asked.evaluation, asked.unit, asked.track, files.AT_ONCE_UP_TO):
        tables = [(kind, asked.track, extension)]
        params = work.params_of(asked.evaluation, asked.unit, tables, request.user)
        return redirect(service.ask(work.NAME, params, by=request.user))
    asked.record("evaluations.table_taken", extension)
    response = HttpResponse(content_type=files.FORMATS[extension].get_content_type())
    name = files.file_name(kind, asked.evaluation, asked.unit, asked.track, extension)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    files.write(asked.resource().export(), asked.evaluation, asked.unit, extension, response)
    return response


@require_POST
def all_tables(request, pk, code):
    """Have every table of a unit that the person may see made in one ZIP."""
    asked = _Asked(request, pk, code, "units")
    tables = work.all_tables(asked.evaluation, asked.unit, request.user)
    params = work.params_of(asked.evaluation, asked.unit, tables, request.user)
    return redirect(service.ask(work.NAME, params, by=request.user))


class _Asked:
    """What is asked for: the evaluation and unit as far as the person sees them, the kind of table and the track."""

    def __init__(self, request, pk, code, kind):
        loaded = Evaluation.objects.visible_to(request.user).exclude(status=Evaluation.Status.DRAFT)
        self.evaluation = get_object_or_404(loaded.select_related("period", "scheme", "root"), pk=pk)
        visible = PartyOrg.objects.visible_to(request.user).within(self.evaluation.root)
        self.unit = get_object_or_404(visible.select_related("parent", "org_type"), code=code)
        if kind not in KINDS:
            raise Http404
        self.kind, self.person = kind, request.user
        policies.can_see(kind, request.user, self.unit).require()
        tracks = {str(track): track for track in files.TRACKS_OF[kind]}
        self.track = tracks.get(request.GET.get("track", ""), Rating.Track.PARTY_MEMBER)

    def url_of(self, unit, kind):
        return reverse("evaluations:table", args=[self.evaluation.pk, unit.code, kind]) + f"?track={self.track}"

    @property
    def above(self):
        """Return (address, name) of the same table of the unit above, or None where it is not for the person."""
        above = self.unit.parent
        if (
            above is None
            or not above.is_within(self.evaluation.root)
            or not policies.can_see(self.kind, self.person, above)
        ):
            return None
        return self.url_of(above, self.kind), above.name

    @property
    def tabs(self):
        """Return the kinds of tables that the person may see, as tabs."""
        kinds = [(kind, label) for kind, label in KINDS.items() if policies.can_see(kind, self.person, self.unit)]
        return [
            {"label": label, "url": self.url_of(self.unit, kind), "current": kind == self.kind} for kind, label in kinds
        ]

    def resource(self):
        sight = policies.sight_of(self.person)
        return files.resource(self.kind, self.evaluation, self.unit, self.track, sight)

    def record(self, action, extension=""):
        reason = ", ".join(filter(None, [str(self.unit), self.kind, str(self.track), extension]))
        trail.record(action, self.evaluation, by=self.person, reason=reason, unit_path=self.unit.path)

    def context(self, **more):
        return {
            "evaluation": self.evaluation,
            "unit": self.unit,
            "kind": self.kind,
            "track": self.track,
            "may_take_papers": can_take_papers(self.person, self.unit),
            "may_see_report": policies.can_see_report(self.person, self.unit),
            "tracks": [(str(track), track.label) for track in files.TRACKS_OF[self.kind]],
            **more,
        }


def _people_page(asked, request):
    """Return one page of people: read by key, in the order of the whole table, and printed as the PDF prints it.

    The sums end the table, as on paper: they stand on the last page alone, as counting a province takes its time.
    """
    found = people.dossiers_of(asked.evaluation, asked.unit, asked.track)
    loaded = found.select_related("unit", "person").only("rank", "unit__path", "person__sort_key")
    page = page_of(loaded, people.ORDER, request, size=PEOPLE_OF_A_PAGE)
    resource = asked.resource()
    resource.has_totals = not page.older_url
    part = resource.export(resource.values_of(found.filter(pk__in=[dossier.pk for dossier in page.rows])))
    urls = [reverse("evaluations:dossier", args=[dossier.pk]) for dossier in page.rows]
    table = screen.shown(part, urls, under=people.BELOW_THE_NAME)
    return {"table": table, "previous_url": page.newer_url, "next_url": page.older_url}


def _units_page(asked, request):
    """Return some lines of the table by organisation, each leading to its own table, and the sums below."""
    found = units.gather(asked.evaluation, asked.unit, asked.track)
    lines, newer, older = part_of_list(
        found.lines, lambda line: line.org.code if line.org else "", request, "from", UNITS_OF_A_PAGE
    )
    part = units.UnitsResource(units.with_lines(found, lines)).export()
    table = screen.shown(part, [url for line in lines for url in _urls(line, asked)])
    return {"table": table, "previous_url": newer, "next_url": older}


def _urls(line, asked):
    """Return the address of each row of a line: this year's leads to the organisation's own table, a cell's by name."""
    url = ""
    kind = "people" if line.org is not None and line.org.is_cell else "units"
    if line.org is not None and policies.can_see(kind, asked.person, line.org):
        url = asked.url_of(line.org, kind)
    return [url, *([""] if line.before is not None else [])]
