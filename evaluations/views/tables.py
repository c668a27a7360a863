"""The tables of the year's end: on screen, page by page, and as workbook or PDF."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commitments.reports.tables import ReportTable, block
from commitments.views.overview_frame import part_of_list
from evaluations.models import Evaluation, Rating
from evaluations.papers.policies import can_take_papers
from evaluations.tables import files, people, policies, units, work
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
    context = asked.context(kinds=[(key, label) for key, label in KINDS.items() if asked.may(key)], **shown)
    return page_or_part(request, "evaluations/table.html", "evaluations/_table.html", context)


@require_safe
def table_file(request, pk, code, kind, extension):
    """Give a table as a file; a long one is made in the background."""
    asked = _Asked(request, pk, code, kind)
    if extension not in files.FORMATS:
        raise Http404
    if extension == "pdf" and work.is_too_long(kind, asked.evaluation, asked.unit, asked.track):
        messages.error(request, _("This table is too long for a PDF. Take the workbook, or a unit further down."))
        return redirect(asked.url)
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

    @property
    def url(self):
        url = reverse("evaluations:table", args=[self.evaluation.pk, self.unit.code, self.kind])
        return f"{url}?track={self.track}"

    def may(self, kind):
        return bool(policies.can_see(kind, self.person, self.unit))

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
    """Return one page of people: read by key, in the order of the whole table, and printed as the PDF prints it."""
    found = people.dossiers_of(asked.evaluation, asked.unit, asked.track)
    loaded = found.select_related("unit", "person").only("rank", "unit__path", "person__sort_key")
    page = page_of(loaded, people.ORDER, request, size=PEOPLE_OF_A_PAGE)
    resource = asked.resource()
    shown = found.filter(pk__in=[dossier.pk for dossier in page.rows])
    printed = _printed(resource.export(resource.values_of(shown)))
    urls = [reverse("evaluations:dossier", args=[dossier.pk]) for dossier in page.rows]
    return {
        "columns": printed.columns,
        "rows": list(zip(urls, printed.rows, strict=True)),
        "previous_url": page.newer_url,
        "next_url": page.older_url,
    }


def _units_page(asked, request):
    """Return some lines of the table by organisation, each leading to its own table, and the sums below."""
    found = units.gather(asked.evaluation, asked.unit, asked.track)
    lines, newer, older = part_of_list(
        found.lines, lambda line: line.org.code if line.org else "", request, "from", UNITS_OF_A_PAGE
    )
    printed = _printed(units.UnitsResource(units.with_lines(found, lines)).export())
    urls = [url for line in lines for url in _urls(line, asked)]
    return {
        "columns": printed.columns,
        "rows": list(zip(urls, printed.rows, strict=True)),
        "totals": printed.totals,
        "previous_url": newer,
        "next_url": older,
    }


def _printed(table):
    """Return a table as a paper prints it, without the numbers: they would begin anew on each page."""
    rows, totals = ([row[1:] for row in some] for some in (table.rows, table.totals))
    return block(ReportTable(table.title, table.name, table.columns[1:], rows, totals))


def _urls(line, asked):
    """Return the address of each row of a line: that of this year leads to the organisation's own table."""
    url = ""
    if line.org is not None and not line.org.is_cell:
        url = reverse("evaluations:table", args=[asked.evaluation.pk, line.org.code, "units"]) + f"?track={asked.track}"
    return [url, *([""] if line.before is not None else [])]
