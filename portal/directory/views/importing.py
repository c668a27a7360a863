"""Taking a list in: upload, preview of what would change, confirmation; the wrong rows come back as a sheet."""

import datetime
from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.directory import policies, uploads
from portal.directory.forms import ImportForm
from portal.directory.lists import appointments, organizations, people
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.previewing import SHOWN, figures_of, fingerprint, wait_for_other_lists
from portal.directory.lists.wrong import wrong_rows
from portal.directory.models import PartyOrg
from portal.lib.keys import key_of
from portal.lib.refusal import Refused
from portal.printing.xlsx import CONTENT_TYPE

KINDS = {
    "people": gettext_lazy("Members, with their cells and posts at the cell"),
    "appointments": gettext_lazy("Posts and offices at committees"),
    "organizations": gettext_lazy("Party organisations"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Ask for the file, look into it, and lead to its preview."""
    policies.can_import(request.user).require()
    kinds = [(kind, label) for kind, label in KINDS.items() if policies.can_import_list(request.user, kind)]
    form = ImportForm(
        request.POST or None, request.FILES or None, kinds=kinds, user=request.user, initial={"kind": kinds[0][0]}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        choices = {
            "under": data["under"].code if data.get("under") else "",
            "as_of": data["as_of"].isoformat() if data["as_of"] else "",
        }
        kept = uploads.keep(data["file"], kind=data["kind"], person=request.user, choices=choices)
        try:
            _rehearse(kept, request.user)
        except Refused as refusal:
            kept.drop()
            form.add_error("file", str(refusal))
        else:
            return redirect("directory:import_preview", kept.token)
    return render(request, "directory/import.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, token):
    """Show what the list would change; write it where the person says so and nothing else has changed meanwhile."""
    kept = _kept_or_404(request, token)
    if request.method == "POST" and "columns" in request.POST:
        kept.choices["columns"] = {
            name.removeprefix("column-"): value for name, value in request.POST.items() if name.startswith("column-")
        }
    try:
        if request.method == "POST" and "columns" not in request.POST:
            return _write(request, kept)
        listed, outcome = _rehearse(kept, request.user)
    except uploads.Gone as refusal:
        messages.info(request, str(refusal))
        return _to_what_came_in(kept)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("directory:import_preview", token) if request.method == "POST" else redirect("directory:import")
    if "columns" in request.POST:
        kept.write_choices()
    return render(request, "directory/import_preview.html", _preview_context(kept, listed, outcome))


@require_safe
def wrong_sheet(request, token):
    """Give the wrong rows as a workbook: each with its reason, to correct and upload again."""
    kept = _kept_or_404(request, token)
    if kept.kind != "people":
        raise Http404
    listed, outcome = _rehearse(kept, request.user)
    stream = BytesIO()
    wrong_rows(listed, outcome, stream)
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="dong-can-sua.xlsx"'
    return response


def _kept_or_404(request, token):
    policies.can_import(request.user).require()
    kept = uploads.kept_for(request.user, token)
    if kept is None or kept.kind not in KINDS:
        raise Http404(_("This list is no longer kept. Upload it again."))
    policies.can_import_list(request.user, kept.kind).require()
    return kept


def _rehearse(kept, person):
    return _run(kept, person, write=False)


def _run(kept, person, *, write, **options):
    """Read the kept file anew and rehearse or write it; return the ``MemberList`` (None for others), the outcome."""
    choices, file = kept.choices, kept.open()
    as_of = datetime.date.fromisoformat(choices["as_of"]) if choices.get("as_of") else None
    if kept.kind == "organizations":
        return None, organizations.take_in(file, kept.filename, write=write, by=person, as_of=as_of)
    if kept.kind == "appointments":
        return None, appointments.take_in(file, kept.filename, write=write, by=person)
    chosen = {key_of(at): name for at, name in choices.get("columns", {}).items()}
    listed = people.read(file, kept.filename, chosen=chosen)
    under = PartyOrg.objects.select_related("org_type").filter(code=choices.get("under") or None).first()
    outcome = people.take_in(
        listed, write=write, under=under, as_of=as_of, by=person, filename=kept.filename, **options
    )
    return listed, outcome


def _write(request, kept):
    """Write the list, unless the portal has changed since the preview: then show it anew."""
    options = {}
    if kept.kind == "people":
        options = {"leave_out_wrong": "leave_out" in request.POST, "convert_legacy": "convert" in request.POST}
    with transaction.atomic():
        wait_for_other_lists()
        _listed, outcome = _run(kept, request.user, write=True, **options)
        seen = fingerprint(outcome) == request.POST.get("seen")
        if not seen:
            transaction.set_rollback(True)
    if not seen:
        messages.warning(request, _("The portal has changed since this preview. Look at it again, then confirm."))
        return redirect("directory:import_preview", kept.token)
    if not outcome.written:
        messages.error(
            request, _("Nothing was written: some rows are wrong. Correct them, then upload the list again.")
        )
        return redirect("directory:import_preview", kept.token)
    kept.drop()
    messages.success(request, _("The list is in the portal: %(outcome)s") % {"outcome": outcome})
    return _to_what_came_in(kept)


def _to_what_came_in(kept):
    return redirect("directory:organizations" if kept.kind == "organizations" else "directory:people")


def _preview_context(kept, listed, outcome):
    return {
        "kept": kept,
        "listed": listed,
        "outcome": outcome,
        "seen": fingerprint(outcome),
        "kind_label": KINDS[kept.kind],
        "figures": figures_of(outcome),
        "wrong": sorted(outcome.wrong, key=lambda remark: remark.row)[:SHOWN],
        "new": outcome.new[:SHOWN],
        "changed": outcome.changed[:SHOWN],
        "shown": SHOWN,
        "has_work": bool(outcome.new or outcome.changed),
        "not_kept": listed.headings.named(PEOPLE, kept=False) if listed else [],
        "unknown": listed.headings.unknown() if listed else [],
        "columns": _columns(listed) if listed else [],
        "choices": [(name, column.heading) for name, column in PEOPLE.items()],
        "upload_url": reverse("directory:import"),
    }


def _columns(listed):
    """Return the headings of the list with what each was taken for, to choose another."""
    return [(at, listed.headings.texts[at], name) for at, name in sorted(listed.headings.chosen.items())]
