"""Amending a program in force: beginning, writing each change, handing in, taking back, withdrawing."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import amending, amendment_policies, policies
from commitments.amendment_desk import AmendmentDesk
from commitments.errors import InvalidTransition, NoLongerWritable, NotReady
from commitments.forms.amendment import BeginForm
from commitments.models import AmendedCommitment, Amendment
from commitments.views.editor import writable_or_403
from commitments.views.opening import record_opening
from commitments.views.too_late import status_of, too_late
from portal.lib.htmx import wants_part
from portal.lib.keys import key_of
from portal.lib.refusal import Refused

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def amend(request, pk):
    """Say why the program is to be changed, and begin; where an amendment is open, go there."""
    program = writable_or_403(request, pk)
    if begun := program.amendments.open().first():
        return redirect(begun)
    amendment_policies.can_amend(request.user, program).require()
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        amendment = Amendment.begin(program, form.cleaned_data["kind"], by=request.user)
        return redirect(amendment)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "commitments/amendment_begin.html", {"program": program, "form": form}, status=status)


@require_safe
def amendment(request, pk):
    """The editor for its writer; for everybody who may read the program, and once it is handed in, what it changes."""
    visible = Amendment.objects.visible_to(request.user).with_owner().with_entered().select_related("base")
    found = get_object_or_404(visible, pk=pk)
    if amendment_policies.can_write(request.user, found):
        return _editor(request, AmendmentDesk(found, open_pk=key_of(request.GET.get("open"))))
    record_opening(found, by=request.user, action="commitments.amendment_opened")
    is_own = found.belongs_to(request.user)
    steps = list(found.steps.with_who())
    context = {
        "amendment": found,
        "desk": AmendmentDesk(found),
        "is_own": is_own,
        "steps": [step for step in steps if step.decision],
        "step": next((s for s in steps if s.round == found.round and not s.decision), None) if found.is_open else None,
        "may_recall": amendment_policies.can_recall(request.user, found, steps=steps),
        "entered": _entered(found) if found.was_entered else None,
        "may_decide": policies.can_decide(request.user, found, steps=steps) if not is_own else None,
        "may_record": policies.can_record_decision(request.user, found) if not is_own else None,
    }
    return render(request, "commitments/amendment.html", context)


def _entered(amendment):
    """Return how the present round was entered for its owner, or None."""
    return amendment.entered.filter(round=amendment.round).select_related("entered_by", "member").first()


@require_POST
def save_amendment(request, pk):
    """Save why the program is amended, as one leaves the field or by the button."""
    desk = AmendmentDesk(own_or_403(request, pk))
    form = desk.reason_form(request.POST)
    try:
        merged = amending.save_reason(desk.amendment, form)
    except NoLongerWritable as refusal:
        return too_late(request, desk.amendment, refusal, form)
    return _saved(request, desk, form, merged, back=desk.url())


@require_POST
def make_change(request, pk):
    """Begin to change a commitment, say that it is no longer carried out, or add a task."""
    found = own_or_403(request, pk)
    try:
        if "add" in request.POST:
            made = amending.add(found)
        else:
            act = amending.drop if "drop" in request.POST else amending.change
            standing = found.program.commitments.in_force()
            made = act(found, get_object_or_404(standing, pk=key_of(request.POST.get("commitment"))))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return redirect(AmendmentDesk(found).change_url(made))


@require_POST
def save_change(request, pk, change_pk):
    """Save the fields of a change that were typed in, as one leaves each or all at once by the button."""
    found = own_or_403(request, pk)
    change = found.changes.filter(pk=change_pk).first() or AmendedCommitment(pk=change_pk, act="change")
    form = AmendmentDesk(found).change_form(change, request.POST)
    try:
        merged = amending.save_change(found, change_pk, form)
    except NoLongerWritable as refusal:
        return too_late(request, found, refusal, form)
    desk = AmendmentDesk(found, open_pk=change_pk)
    row = desk.row_of(change_pk)
    row.form = form
    back = desk.url(anchor="rows-title") if "done" in request.POST else desk.change_url(row.change)
    return _saved(request, desk, form, merged, back=back, row=row)


@require_POST
def undo_change(request, pk, change_pk):
    """Take a change out: the commitment stays as it is."""
    found = own_or_403(request, pk)
    try:
        amending.undo(found, change_pk)
    except NoLongerWritable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The change has been taken out."))
    return redirect(found)


@form_page
def submit_amendment(request, pk):
    """Show what blocks and what only warns, then hand the amendment in."""
    found = own_or_403(request, pk)
    if request.method != "POST":
        amendment_policies.can_write(request.user, found).require()
        return render(request, "commitments/amendment_submit.html", {"desk": AmendmentDesk(found)})
    try:
        amending.hand_in(found, by=request.user)
    except NotReady as refusal:
        messages.error(request, str(refusal))
        return redirect("commitments:submit_amendment", found.pk)
    except InvalidTransition as refusal:
        messages.error(request, str(refusal))
    else:
        body = found.current_step.body_label
        messages.success(request, _("The amendment is submitted. It is before %(body)s now.") % {"body": body})
    return redirect(found)


@require_POST
def recall_amendment(request, pk):
    """Take a submitted amendment back while nobody has decided."""
    found = own_or_403(request, pk)
    try:
        found.recall(by=request.user)
    except InvalidTransition as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The amendment is back with you. Submit it again when it is ready."))
    return redirect(found)


@require_POST
def withdraw_amendment(request, pk):
    """End the amendment: the program stays what it is."""
    found = own_or_403(request, pk)
    try:
        found.withdraw(by=request.user)
    except InvalidTransition as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, _("The amendment has been withdrawn. The program stays as it is."))
    return redirect(found.program)


def own_or_403(request, pk):
    """Return an amendment that the person writes; 404 where it is not visible, 403 where it is somebody else's."""
    found = Amendment.objects.with_owner().select_related("base").filter(pk=pk).first()
    if found is None or not found.is_written_by(request.user):
        get_object_or_404(Amendment.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied(str(policies.NOT_YOUR_PAPER.reason))
    return found


def _editor(request, desk, *, status=HTTPStatus.OK, reason_form=None):
    form = reason_form or desk.reason_form().show()
    context = {"desk": desk, "reason_form": form, "is_refused": status != HTTPStatus.OK}
    return render(request, "commitments/amendment_edit.html", context, status=status)


def _saved(request, desk, form, merged, *, back, row=None):
    """Answer a sending: htmx gets notes, marks, checks and the difference; a plain form goes on, or back to mend."""
    form.show(
        marks=merged.marks, conflicts=merged.conflicts, elsewhere=merged.elsewhere, faults=row.faults if row else ()
    )
    status = status_of(form, merged)
    if wants_part(request):
        context = {"desk": desk, "form": form, "row": row, "clauses_changed": "clauses" in merged.changed}
        response = render(request, "commitments/_amendment_saved.html", context, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if status != HTTPStatus.OK:
        return _editor(request, desk, status=status, reason_form=None if row else form)
    messages.success(request, _("Saved."))
    return redirect(back)
