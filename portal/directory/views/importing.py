"""Taking a list in: upload, preview of what would change, confirmation; the wrong rows come back as a sheet."""

from io import BytesIO

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.directory import policies, uploads
from portal.directory.forms import ImportForm, UnitForm
from portal.directory.forms_lists import AnswersForm
from portal.directory.lists import long
from portal.directory.lists.kinds import KINDS, can_undo_some
from portal.directory.lists.previewing import (
    SHOWN,
    absent_by_cell,
    figures_of,
    fingerprint,
    wait_for_other_lists,
)
from portal.directory.lists.rehearsal import look, read, reading_of, run, said_of, take
from portal.directory.lists.wrong import wrong_lines, wrong_rows
from portal.lib.lists import Unmapped
from portal.lib.refusal import Refused
from portal.printing.xlsx import CONTENT_TYPE

HERE = "directory:import"


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Ask for the file, look into it, and lead to its preview, or to where somebody says how it is to be read."""
    policies.can_import(request.user).require()
    kinds = [(name, kind.label) for name, kind in KINDS.items() if kind.page == HERE and kind.may(request.user)]
    form = ImportForm(
        request.POST or None, request.FILES or None, kinds=kinds, user=request.user, initial={"kind": kinds[0][0]}
    )
    if request.method == "POST" and form.is_valid() and (step := next_step(request, form, form.choices())):
        return redirect(*step)
    return render(request, "directory/import.html", {"form": form}, status=422 if form.errors else 200)


def next_step(request, form, choices):
    """Keep the ``file`` of a valid form as a list of its ``kind``, with what was said of it; return where it leads.

    That is the name of a view and its argument: the preview, or where somebody says how the list is to be read. None
    for what is no list: the form says so.
    """
    kept = uploads.keep(form.cleaned_data["file"], kind=form.cleaned_data["kind"], person=request.user, choices=choices)
    try:
        found = _first_look(kept, request.user)
    except Unmapped:
        return "directory:import_reading", kept.token
    except Refused as refusal:
        kept.drop()
        form.add_error("file", str(refusal))
        return None
    return "directory:import_reading" if len(found.fitting) > 1 else "directory:import_preview", kept.token


def _first_look(kept, person):
    """Return where the list stands in its file, having rehearsed it; a long one is left to a worker."""
    if kept.size > long.LARGE:
        _leave_to_a_worker(kept)
        return look(kept, KINDS[kept.kind], reading_of(kept, person))
    listed = read(kept, person)
    if long.is_long(listed):
        _leave_to_a_worker(kept)
    else:
        take(kept, listed, person, write=False)
    return listed.found


def _leave_to_a_worker(kept):
    kept.choices["long"] = True
    kept.write_choices()


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, token):
    """Show what the list would change; write it where the person says so and nothing else has changed meanwhile."""
    kept = kept_or_404(request, token)
    try:
        if request.method == "POST":
            return _write(request, kept)
        found = _rehearsed(request, kept)
    except uploads.Gone as refusal:
        messages.info(request, str(refusal))
        return redirect(KINDS[kept.kind].shown)
    except Unmapped:
        return redirect("directory:import_reading", token)
    except Refused as refusal:
        messages.error(request, str(refusal))
        is_told = request.method == "POST"
        return redirect("directory:import_preview", token) if is_told else redirect(KINDS[kept.kind].page)
    if found is None:
        return redirect(long.ask_to_rehearse(kept, by=request.user))
    return render(request, "directory/import_preview.html", preview_context(kept, *found, request.user))


@require_POST
def agree_to_years(request, token):
    """Read years of two digits as the preview has shown them."""
    kept = kept_or_404(request, token)
    kept.choices["short_years"] = True
    kept.write_choices()
    return redirect("directory:import_preview", token)


@require_POST
def say_unit(request, token):
    """Read the list as one of the committee, and of the day, that somebody chooses on its preview."""
    kept = kept_or_404(request, token)
    form = UnitForm(request.POST, user=request.user)
    if form.is_valid():
        kept.choices |= form.choices()
        kept.write_choices()
        return redirect("directory:import_preview", token)
    found = _rehearsed(request, kept)
    if found is None:
        return redirect(long.ask_to_rehearse(kept, by=request.user))
    context = preview_context(kept, *found, request.user) | {"unit_form": form}
    return render(request, "directory/import_preview.html", context, status=422)


@require_POST
def write_names(request, token):
    """Write names in capitals alone properly, as the preview has shown them, or ``as_listed`` after all."""
    kept = kept_or_404(request, token)
    kept.choices["proper_names"] = "as_listed" not in request.POST
    kept.write_choices()
    return redirect("directory:import_preview", token)


@require_POST
def answer(request, token):
    """Keep what somebody answers about rows that ask; ``anew`` forgets what was answered so far."""
    kept = kept_or_404(request, token)
    if "anew" in request.POST:
        kept.choices.pop("answers", None)
    else:
        found = _rehearsed(request, kept)
        if found is None:
            return redirect(long.ask_to_rehearse(kept, by=request.user))
        listed, outcome = found
        form = AnswersForm(request.POST, questions=outcome.questions)
        if not form.is_valid():
            context = preview_context(kept, listed, outcome, request.user, form)
            return render(request, "directory/import_preview.html", context, status=422)
        kept.choices["answers"] = form.said(kept.choices.get("answers", {}))
    kept.write_choices()
    return redirect("directory:import_preview", token)


@require_safe
def wrong_sheet(request, token):
    """Give the wrong rows as a workbook: each with its reason, to correct and upload again."""
    kept = kept_or_404(request, token)
    found = _rehearsed(request, kept)
    if found is None:
        return redirect(long.ask_to_rehearse(kept, by=request.user))
    listed, outcome = read(kept, request.user), found[1]
    stream = BytesIO()
    if kept.kind == "people":
        said = said_of(kept)
        wrong_rows(listed, outcome, stream, as_of=said["as_of"], under=said["under"], by=request.user)
    else:
        wrong_lines(KINDS[kept.kind].columns(), listed, outcome, stream, as_of=said_of(kept)["as_of"])
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="dong-can-sua.xlsx"'
    return response


def kept_or_404(request, token):
    """Return the upload of this person by its token, where they may take in a list of its kind."""
    can_undo_some(request.user).require()
    kept = uploads.kept_for(request.user, token)
    if kept is None or kept.kind not in KINDS:
        raise Http404(_("This list is no longer kept. Upload it again."))
    KINDS[kept.kind].may(request.user).require()
    return kept


def _rehearsed(request, kept):
    """Return the list as read with its outcome; for a long one what a worker has found, None before that."""
    return long.rehearsed(kept) if kept.choices.get("long") else run(kept, request.user, write=False)


def _write(request, kept):
    """Write the list, or have a worker do it; where the portal has changed since the preview, show that anew."""
    said = {"leave_out_wrong": "leave_out" in request.POST, "convert_legacy": "convert" in request.POST}
    if kept.choices.get("long"):
        return redirect(long.ask_to_write(kept, seen=request.POST.get("seen", ""), by=request.user, **said))
    with transaction.atomic():
        wait_for_other_lists()
        _listed, outcome = run(kept, request.user, write=True, **said)
        seen = fingerprint(outcome) == request.POST.get("seen")
        if not seen:
            transaction.set_rollback(True)
    if not seen:
        messages.warning(request, str(long.CHANGED))
        return redirect("directory:import_preview", kept.token)
    if not outcome.written:
        messages.error(request, str(long.SOME_WRONG))
        return redirect("directory:import_preview", kept.token)
    kept.drop()
    told = _("The list is in the portal: %(outcome)s") % {"outcome": outcome}
    # The page to which a list of people leads says more, and does so later, too.
    messages.success(request, _("The list is in the portal.") if kept.kind == "people" else told)
    if outcome.taken:
        return redirect("directory:taken_list", outcome.taken)
    return redirect(KINDS[kept.kind].shown)


def preview_context(kept, listed, outcome, user, form=None):
    """Return what the preview shows to ``user``; ``form`` are answers that were refused."""
    headings = listed.found.headings
    said = said_of(kept)
    return {
        "kept": kept,
        "is_people": kept.kind == "people",
        "listed": listed,
        "outcome": outcome,
        "seen": fingerprint(outcome),
        "kind_label": KINDS[kept.kind].label,
        "name_label": KINDS[kept.kind].name_label,
        "place_label": KINDS[kept.kind].place_label,
        "figures": figures_of(outcome),
        "wrong": sorted(outcome.wrong, key=lambda remark: remark.row)[:SHOWN],
        "new": outcome.new[:SHOWN],
        "changed": outcome.changed[:SHOWN],
        "notes": outcome.notes[:SHOWN],
        "absent": absent_by_cell(outcome),
        "unit_form": UnitForm(user=user, initial={"under": said["under"], "as_of": said["as_of"] or listed.as_of}),
        "answers": form or AnswersForm(questions=outcome.questions),
        "shown": SHOWN,
        "has_work": bool(outcome.new or outcome.changed),
        "not_kept": headings.named(KINDS[kept.kind].columns(), kept=False),
        "unknown": headings.unknown(),
        "heading_row": headings.top + 1,
        "upload_url": reverse(KINDS[kept.kind].page),
    }
