"""Finding a document, and reading it."""

from pathlib import PurePath

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.lib import composed
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.lib.vietnamese import fold
from portal.resolutions import policies
from portal.resolutions.forms import FindForm
from portal.resolutions.models import Resolution

PAGE_SIZE = 25


@require_safe
def resolutions(request):
    """List the documents, newest first, narrowed by symbol, words, issuer, year and status."""
    visible = Resolution.objects.visible_to(request.user)
    years = [day.year for day in visible.order_by().dates("issued_on", "year", order="DESC")]
    form = FindForm(request.GET or None, years=years)
    found = form.narrowed(visible) if form.is_bound else visible
    page = page_of(
        found.with_listed_on().with_citation().with_clause_count(), ("-listed_on", "-pk"), request, size=PAGE_SIZE
    )
    context = {
        "form": form,
        "page": page,
        "may_keep": policies.can_keep(request.user),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return page_or_part(request, "resolutions/resolution_list.html", "resolutions/_resolution_table.html", context)


@require_safe
def resolution(request, code):
    """Show one document: its clauses, what it replaced and implements, and who answers it."""
    document = document_or_404(request, code)
    visible = Resolution.objects.visible_to(request.user).with_citation().newest_first()
    may_keep = policies.can_keep(request.user)
    context = {
        "document": document,
        "replaces": visible.filter(replaced_by=document),
        "replaced_by": list(visible.filter(replaces=document)),
        "implements": visible.filter(implemented_by=document),
        "implemented_by": visible.filter(implements=document),
        "clauses": document.clauses.select_related("parent__resolution__doc_type"),
        "answers": [part(document) for part in composed.touched_by],
        "may_keep": may_keep,
    }
    return render(request, "resolutions/resolution_detail.html", context)


@require_safe
def text(request, code):
    """Hand out the attached text of a document, always as a download."""
    document = document_or_404(request, code)
    if not document.attachment:
        raise Http404
    suffix = PurePath(document.attachment.name).suffix.lower()
    name = "-".join(fold(document.short_citation).split())[:60] + suffix
    return FileResponse(document.attachment.open("rb"), as_attachment=True, filename=name)


def document_or_404(request, code):
    """Fetch a document as far as the person sees it."""
    return get_object_or_404(Resolution.objects.visible_to(request.user).with_citation(), code=code)
