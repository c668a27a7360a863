"""Keeping the catalogue: documents, relations, items, whole lists. For the clerk and the propaganda office."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.directory.views.importing import next_step
from portal.lib.htmx import page_or_part
from portal.resolutions import catalogue, policies
from portal.resolutions.forms import ClauseForm, ListForm, ResolutionForm
from portal.resolutions.models import Clause, Issuer, Resolution
from portal.resolutions.views.reading import document_or_404

FOUND_AT_MOST = 10
ISSUERS_SUGGESTED = 200


def for_keepers(view):
    """Let through whoever keeps the catalogue; 403 with the reason for everybody else."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        policies.can_keep(request.user).require()
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def add(request):
    """Add a document; what it replaces and implements is asked for next."""
    return _keep(request, Resolution(code=_next_code()))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def edit(request, code):
    """Change a document."""
    return _keep(request, document_or_404(request, code))


@require_safe
@for_keepers
def relations(request, code):
    """Show what a document replaces and implements, and search for more."""
    document = document_or_404(request, code)
    query = request.GET.get("q", "").strip()
    found = Resolution.objects.none()
    if query:
        found = Resolution.objects.visible_to(request.user).matching(query).exclude(pk=document.pk)
    context = {
        "document": document,
        "query": query,
        "found": found.with_citation().newest_first()[:FOUND_AT_MOST],
        "replaces": document.replaces.with_citation().newest_first(),
        "implements": document.implements.with_citation().newest_first(),
    }
    return page_or_part(request, "resolutions/relations.html", "resolutions/_relations_found.html", context)


@require_POST
@for_keepers
def relate(request, code, relation, other):
    """Say that one document replaces or implements another; where replacing asks somebody, that is confirmed first."""
    document, other = _pair(request, code, relation, other)
    asked = catalogue.asked_by_replacing(document, other) if relation == "replaces" else 0
    if asked and "confirmed" not in request.POST:
        return redirect("resolutions:confirm_replacing", document.code, other.code)
    catalogue.relate(document, other, relation, by=request.user)
    if asked:
        text = ngettext(
            "Recorded. %(count)s program in force is proposed an amendment.",
            "Recorded. %(count)s programs in force are proposed an amendment.",
            asked,
        )
        messages.success(request, text % {"count": asked})
    return redirect("resolutions:relations", document.code)


@require_safe
@for_keepers
def confirm_replacing(request, code, other):
    """Say how many programs would be asked about, before the replacement is recorded."""
    document, other = _pair(request, code, "replaces", other)
    context = {"document": document, "other": other, "asked": catalogue.asked_by_replacing(document, other)}
    return render(request, "resolutions/confirm_replacing.html", context)


@require_POST
@for_keepers
def unrelate(request, code, relation, other):
    """Take a relation back."""
    document, other = _pair(request, code, relation, other)
    catalogue.unrelate(document, other, relation, by=request.user)
    return redirect("resolutions:relations", document.code)


@require_POST
@for_keepers
def end(request, code):
    """Mark a document as no longer in force."""
    document = document_or_404(request, code)
    catalogue.end(document, by=request.user)
    messages.success(request, _("%(document)s is no longer in force.") % {"document": document.short_citation})
    newer = document.replaced_by.first()
    return redirect("resolutions:relations", newer.code) if newer else redirect(document)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def clause_add(request, code):
    """Add an item to a document."""
    return _keep_clause(request, Clause(resolution=document_or_404(request, code)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def clause_edit(request, code, pk):
    """Change an item of a document."""
    return _keep_clause(request, _clause_or_404(request, code, pk))


@require_POST
@for_keepers
def clause_drop(request, code, pk):
    """Delete an item that nobody names."""
    clause = _clause_or_404(request, code, pk)
    policies.can_drop(request.user, clause).require()
    catalogue.drop_clause(clause, by=request.user)
    messages.success(request, _("Item %(number)s has been deleted.") % {"number": clause.number})
    return redirect(clause.resolution)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def import_list(request):
    """Ask for a list of documents or items, look into it, and lead to its preview."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (step := next_step(request, form, {})):
        return redirect(*step)
    return render(request, "resolutions/import_list.html", {"form": form}, status=422 if form.errors else 200)


def _keep(request, document):
    is_new, code = document.pk is None, document.code
    address = "" if is_new else document.get_absolute_url()  # the form writes into the document, wrong code and all
    form = ResolutionForm(request.POST or None, request.FILES or None, instance=document)
    if request.method == "POST" and form.is_valid():
        document = form.document()
        catalogue.keep(document, by=request.user)
        if form.warning:
            messages.warning(request, form.warning)
        messages.success(request, _("%(document)s has been saved.") % {"document": document.short_citation})
        return redirect("resolutions:relations", document.code) if is_new else redirect(document)
    context = {"form": form, "address": address, "code": code, "issuers": Issuer.objects.all()[:ISSUERS_SUGGESTED]}
    return render(request, "resolutions/resolution_form.html", context)


def _keep_clause(request, clause):
    form = ClauseForm(request.POST or None, instance=clause)
    if request.method == "POST" and form.is_valid():
        catalogue.keep_clause(form.save(commit=False), by=request.user)
        messages.success(request, _("Item %(number)s has been saved.") % {"number": clause.number})
        return redirect(clause.resolution)
    context = {"form": form, "clause": clause, "document": clause.resolution}
    if clause.pk:
        context["may_drop"] = policies.can_drop(request.user, clause)
    return render(request, "resolutions/clause_form.html", context)


def _pair(request, code, relation, other):
    if relation not in catalogue.RELATIONS:
        raise Http404
    return document_or_404(request, code), document_or_404(request, other)


def _clause_or_404(request, code, pk):
    return get_object_or_404(
        Clause.objects.select_related("resolution__doc_type"), resolution=document_or_404(request, code), pk=pk
    )


def _next_code():
    """Return the code after the highest of the form VB058, as a proposal."""
    codes = Resolution.objects.filter(code__regex=r"^VB[0-9]+$").values_list("code", flat=True)
    return f"VB{max((int(code[2:]) for code in codes), default=0) + 1:03}"
