"""Taking in the results of earlier years: upload, preview, confirmation; templates, and the wrong rows as a sheet."""

from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.past import policies, taking
from evaluations.past.forms import PastListForm
from portal.directory import uploads
from portal.directory.lists.previewing import SHOWN, figures_of, fingerprint, wait_for_other_lists
from portal.lib.refusal import Refused
from portal.printing.xlsx import CONTENT_TYPE

KEPT_AS = "past_ratings"


@require_http_methods(["GET", "HEAD", "POST"])
def past(request):
    """Ask for the file, look into it, and lead to its preview."""
    policies.can_take_in_past(request.user).require()
    form = PastListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = uploads.keep(form.cleaned_data["file"], kind=KEPT_AS, person=request.user, choices={})
        try:
            _rehearse(kept, request.user)
        except Refused as refusal:
            kept.drop()
            form.add_error("file", str(refusal))
        else:
            return redirect("evaluations:past_preview", kept.token)
    context = {"form": form, "templates": taking.LABELS.items()}
    return render(request, "evaluations/past.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def past_preview(request, token):
    """Show what the list would change; write it where the person says so and nothing else has changed meanwhile."""
    kept = _kept_or_404(request, token)
    try:
        if request.method == "POST":
            return _write(request, kept)
        listed, outcome = _rehearse(kept, request.user)
    except uploads.Gone as refusal:
        messages.info(request, str(refusal))
        return redirect("evaluations:past")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluations:past")
    context = {
        "kept": kept,
        "listed": listed,
        "outcome": outcome,
        "seen": fingerprint(outcome),
        "figures": figures_of(outcome),
        "wrong": sorted(outcome.wrong, key=lambda remark: remark.row)[:SHOWN],
        "new": outcome.new[:SHOWN],
        "changed": outcome.changed[:SHOWN],
        "shown": SHOWN,
        "recognised": listed.headings.named(taking.columns_of(listed.kind), kept=True),
        "unknown": listed.headings.unknown(),
        "has_work": bool(outcome.new or outcome.changed),
    }
    return render(request, "evaluations/past_preview.html", context)


@require_safe
def past_wrong(request, token):
    """Give the wrong rows as a workbook: each with its reason, to correct and upload again."""
    kept = _kept_or_404(request, token)
    listed, outcome = _rehearse(kept, request.user)
    stream = BytesIO()
    taking.write_wrong_rows(listed, outcome, stream)
    return _workbook(stream, "dong-can-sua.xlsx")


@require_safe
def past_template(request, kind):
    """Give an empty workbook with the columns of one list, to fill in."""
    policies.can_take_in_past(request.user).require()
    if kind not in taking.LABELS:
        raise Http404
    stream = BytesIO()
    taking.write_template(kind, stream)
    return _workbook(stream, f"mau-{taking.FILE_NAMES[kind]}.xlsx")


def _workbook(stream, name):
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _kept_or_404(request, token):
    policies.can_take_in_past(request.user).require()
    kept = uploads.kept_for(request.user, token)
    if kept is None or kept.kind != KEPT_AS:
        raise Http404(_("This list is no longer kept. Upload it again."))
    return kept


def _rehearse(kept, person):
    """Read the kept file anew and return the ``PastList`` with what it would change."""
    listed = taking.open_list(kept.open(), kept.filename)
    return listed, listed.run(write=False, by=person)


def _write(request, kept):
    """Write the list, unless the portal has changed since the preview: then show it anew."""
    listed = taking.open_list(kept.open(), kept.filename)
    with transaction.atomic():
        wait_for_other_lists()
        outcome = listed.run(write=True, by=request.user, leave_out_wrong="leave_out" in request.POST)
        seen = fingerprint(outcome) == request.POST.get("seen")
        if not seen:
            transaction.set_rollback(True)
    if not seen:
        messages.warning(request, _("The portal has changed since this preview. Look at it again, then confirm."))
        return redirect("evaluations:past_preview", kept.token)
    if not outcome.written:
        messages.error(
            request, _("Nothing was written: some rows are wrong. Correct them, then upload the list again.")
        )
        return redirect("evaluations:past_preview", kept.token)
    kept.drop()
    messages.success(request, _("The list is in the portal: %(outcome)s") % {"outcome": outcome})
    return redirect("evaluations:past")
