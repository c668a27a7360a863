"""The papers of a dossier: the nine kinds with what is missing, adding, taking away, and the files."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import deciding_policies as policies
from evaluations.deciding import checklist, keeping
from evaluations.forms.locking import DossierPaperForm
from evaluations.models import Dossier, DossierPaper
from evaluations.reading import record_opening
from evaluations.views.dossiers import dossier_or_404
from portal.lib.documents import TYPES
from portal.lib.refusal import Refused, is_done


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request, pk):
    """Show what the dossier holds and lacks, and add a paper; opening it is recorded."""
    dossier = dossier_or_404(request, pk)
    policies.can_see_papers(request.user, dossier).require()
    form = DossierPaperForm()
    if request.method == "POST":
        policies.can_keep_papers(request.user, dossier).require()
        form = DossierPaperForm(request.POST, request.FILES)
        if is_done(form, lambda said: _add(dossier, said, request.user)):
            messages.success(request, _("Kept in the dossier of %(subject)s.") % {"subject": dossier.subject})
            return redirect("evaluations:dossier_papers", pk=dossier.pk)
    else:
        record_opening(dossier, by=request.user, action="evaluations.papers_opened")
    context = {
        "dossier": dossier,
        "parts": checklist.parts_of(dossier),
        "form": form,
        "may_keep": policies.can_keep_papers(request.user, dossier),
    }
    return render(request, "evaluations/dossier_papers.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request, pk):
    """Take a paper, or the mark that none is needed, away."""
    paper = _paper(request, pk)
    policies.can_keep_papers(request.user, paper.dossier).require()
    try:
        keeping.remove(paper, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken away."))
    return redirect("evaluations:dossier_papers", pk=paper.dossier_id)


@require_safe
def file(request, pk):
    """Give the file of a paper, always as an attachment."""
    paper = _paper(request, pk, with_file=True)
    policies.can_see_papers(request.user, paper.dossier).require()
    record_opening(paper.dossier, by=request.user, action="evaluations.paper_opened")
    ending = paper.file.name.rpartition(".")[2]
    name = paper.name if paper.name.endswith(f".{ending}") else f"{paper.name}.{ending}"
    return FileResponse(paper.file.open(), as_attachment=True, filename=name, content_type=TYPES[ending])


# ── helpers ──


def _paper(request, pk, *, with_file=False):
    seen = DossierPaper.objects.filter(dossier__in=Dossier.objects.visible_to(request.user).values("pk"))
    found = seen.exclude(file="") if with_file else seen
    needed = ("dossier__person", "dossier__unit", "dossier__decider", "dossier__evaluation__root")
    return get_object_or_404(found.select_related(*needed), pk=pk)


def _add(dossier, said, person):
    if said["not_applicable"]:
        keeping.mark_not_needed(dossier, said["kind"], said["not_applicable"], by=person)
    else:
        keeping.add(
            dossier,
            said["kind"],
            by=person,
            name=said["name"],
            symbol=said["symbol"],
            dated_on=said["dated_on"],
            uploaded=said["file"],
        )
