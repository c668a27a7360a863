"""Recording the progress of a program in force: one screen for all commitments, each field saved as it is left."""

from dataclasses import dataclass, field
from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commitments import evidence, progress_policies
from commitments.errors import AlreadySent, AlreadyThere, NoLongerWritable, NotReady
from commitments.forms.progress import EvidenceForm, ProgressForm
from commitments.models import ActionProgram, Commitment, Evidence
from commitments.models.progress import progress_url
from commitments.progress import sending, writing
from commitments.progress.desk import ProgressDesk
from commitments.progress.slips import key_of_quarter
from commitments.views.editor import writable_or_403
from commitments.views.too_late import status_of, too_late
from portal.lib.htmx import wants_part
from portal.lib.keys import key_of
from portal.lib.refusal import Refused


@dataclass
class Added:
    """What came of the evidence in one sending: how many pieces are new, and the reasons of those that are not.

    ``reference`` is the text of one that was refused, to be mended.
    """

    count: int = 0
    refused: list = field(default_factory=list)
    doubles: list = field(default_factory=list)
    reference: str = ""
    was_asked: bool = False


@require_safe
def progress(request):
    """All commitments of one of my programs in force; ``?program=`` names it, ``?open=`` the commitment to write."""
    programs = list(ActionProgram.objects.of(request.user).in_force().with_owner().order_by("pk"))
    wanted = key_of(request.GET.get("program"))
    program = next((one for one in programs if one.pk == wanted), None)
    if wanted and program is None:  # of a member for whom one enters
        program = ActionProgram.objects.written_by(request.user).in_force().with_owner().filter(pk=wanted).first()
    if wanted and program is None:
        return _not_in_force(request, wanted)
    if program is None and not programs:
        return render(request, "commitments/progress_none.html")
    desk = ProgressDesk(program or programs[0], request.user, open_pk=key_of(request.GET.get("open")))
    return _page(request, desk, form=desk.form, programs=programs)


@require_POST
def save_progress(request, pk, commitment_pk):
    """Save what was typed of a commitment and keep its evidence; with ``send``, send the report then."""
    program = writable_or_403(request, pk)
    commitment = _commitment(program, commitment_pk)
    form = ProgressForm(request.POST, entry=writing.entry_of(commitment), commitment=commitment)
    try:
        saved = writing.save_entry(program, commitment, form)
        added = _change_evidence(request, program, commitment)
    except NoLongerWritable as refusal:
        return too_late(request, program, refusal, form)
    status = status_of(form, saved.merged)
    form.show(marks=saved.merged.marks, conflicts=saved.merged.conflicts, elsewhere=saved.merged.elsewhere)
    desk = ProgressDesk(program, request.user, open_pk=commitment.pk)
    if wants_part(request):
        return _parts(request, desk, form, saved, added, status)
    if added.refused and status == 200:
        status = 422
    if status != 200:
        return _page(request, desk, form=form, added=added, status=status)
    _say_added(request, added)
    if "send" in request.POST:
        return _sent(request, program, after=key_of(request.POST["send"]))
    return redirect(_onward(request, desk, added))


@require_POST
def send_progress(request, pk):
    """Send what is being written as one report, where no commitment is open on the page."""
    program = writable_or_403(request, pk)
    return _sent(request, program, after=key_of(request.POST.get("send")))


def _not_in_force(request, pk):
    """Say why a program's progress cannot be recorded now, and lead to the program."""
    program = writable_or_403(request, pk)
    messages.info(request, progress_policies.can_report(request.user, program).reason)
    return redirect(program)


def _commitment(program, pk):
    """Return the commitment with its program; in place of one that is gone an empty one, for what was typed into it."""
    found = program.commitments.select_related("latest").filter(pk=pk).first() or Commitment(pk=0)
    found.program = program
    return found


def _change_evidence(request, program, commitment):
    """Take away what a button names, and add what came."""
    taken = key_of(request.POST.get("remove"))
    for found in Evidence.objects.filter(entry__commitment=commitment, pk=taken or 0):  # none after a second click
        evidence.remove(found, by=request.user)
        messages.success(request, _("“%(name)s” has been taken away.") % {"name": found.name})
    return _add_evidence(request, program, commitment)


def _add_evidence(request, program, commitment):
    """Add each file and the reference by itself: one that is refused costs neither the others nor what was typed."""
    form = EvidenceForm(request.POST, request.FILES, commitment=commitment)
    added = Added(was_asked=bool(request.FILES or request.POST.get("reference")))
    if not form.is_valid():
        added.refused = [error for errors in form.errors.values() for error in errors]
        added.reference = form["reference"].value() if "reference" in form.errors else ""
    for uploaded in form.uploads:
        _add(added, uploaded.name, evidence.add_file, program, commitment, uploaded, by=request.user)
    if reference := form.cleaned_data.get("reference"):
        before = len(added.refused)
        _add(added, reference, evidence.add_reference, program, commitment, reference, by=request.user)
        added.reference = reference if len(added.refused) > before else ""
    return added


def _add(added, name, act, *args, by):
    try:
        act(*args, by=by)
        added.count += 1
    except AlreadyThere as refusal:
        added.doubles.append(str(refusal))
    except NoLongerWritable:
        raise
    except Refused as refusal:
        added.refused.append(f"{name}: {refusal}")


def _say_added(request, added):
    if added.count:
        text = ngettext("Added as evidence: %(n)s.", "Added as evidence: %(n)s.", added.count)
        messages.success(request, text % {"n": added.count})
    for double in added.doubles:
        messages.info(request, double)
    if not (added.count or added.doubles or "remove" in request.POST or "send" in request.POST):
        messages.success(request, _("Saved."))


def _sent(request, program, *, after):
    try:
        report = sending.send(program, by=request.user, after=after or 0)
    except NotReady as refusal:
        messages.error(request, " ".join([str(refusal), *{block.text for block in refusal.blocks}]))
    except AlreadySent as refusal:
        messages.info(request, str(refusal))
    except NoLongerWritable as refusal:
        messages.error(request, str(refusal))
        return redirect(program)
    else:
        text = _("Sent: the progress of %(quarter)s. The officers have been told.")
        messages.success(request, text % {"quarter": report.quarter})
    return redirect(progress_url(program))


def _onward(request, desk, added):
    """Return where a plain form leads: the next commitment, or back to this one and what was added."""
    if "next" in request.POST and desk.next_row:
        return desk.next_row.url
    row = desk.open_row
    is_about_evidence = added.was_asked or "remove" in request.POST
    return desk.evidence_url(row.commitment) if is_about_evidence else row.url


def _page(request, desk, *, form, programs=None, added=None, status=200):
    if programs is None:
        programs = [desk.program]
    slip_key = key_of_quarter(desk.slip_quarter)
    context = {"desk": desk, "form": form, "programs": programs, "added": added, "slip_key": slip_key}
    context |= {"is_refused": status != HTTPStatus.OK}
    return render(request, "commitments/progress.html", context, status=status)


def _parts(request, desk, form, saved, added, status):
    """Return what htmx swaps in: notes, marks, the line of the commitment, the whole, the bar, evidence if any came."""
    context = {"desk": desk, "form": form, "saved": saved, "added": added}
    response = render(request, "commitments/_progress_saved.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
