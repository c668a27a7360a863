"""A replaced document: its commitments are looked at again, in an amendment or with a reason why not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import policies, replacing
from commitments.errors import InvalidTransition
from commitments.forms.review import ReasonForm
from commitments.models import ActionProgram, Proposal
from portal.lib.refusal import Refused, is_done


@require_safe
def proposal(request, pk):
    """Show what was replaced by what, and which of my commitments stand on it."""
    return _page(request, _own_or_403(request, pk), ReasonForm())


@require_POST
def take_proposal(request, pk):
    """Begin an amendment with these commitments in it; a second click goes to it."""
    found = _own_or_403(request, pk)
    try:
        amendment = replacing.take(found, by=request.user)
    except InvalidTransition as refusal:
        found.refresh_from_db()
        if found.amendment_id:
            return redirect(found.amendment)
        messages.error(request, str(refusal))
        return redirect(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.info(request, _("Look at each change: choose an item of the newer document, or undo the change."))
    return redirect(amendment)


@require_POST
def decline_proposal(request, pk):
    """Say why nothing need be changed."""
    found = _own_or_403(request, pk)
    form = ReasonForm(request.POST)
    if is_done(form, lambda said: found.decline(by=request.user, reason=said["reason"])):
        messages.success(request, _("Noted, with your reason. The program stays as it is."))
        return redirect(found.program)
    return _page(request, found, form, status=422)


def _own_or_403(request, pk):
    """Return a proposal to a program that the person writes; 404 where that is not visible, 403 where not theirs."""
    programs = ActionProgram.objects.visible_to(request.user).values("pk")
    found = get_object_or_404(Proposal.objects.with_documents().filter(program__in=programs), pk=pk)
    found.program = ActionProgram.objects.with_owner().get(pk=found.program_id)
    if not found.program.belongs_to(request.user):
        raise PermissionDenied(str(policies.NOT_YOUR_PAPER.reason))
    return found


def _page(request, found, form, *, status=200):
    is_open = Proposal.objects.standing().filter(pk=found.pk).exists()
    context = {
        "proposal": found,
        "program": found.program,
        "commitments": found.commitments if is_open else [],
        "clauses": found.newer.clauses.all() if is_open else [],
        "is_open": is_open,
        "is_taken_back": not is_open and not found.is_replaced,
        "form": form,
    }
    return render(request, "commitments/proposal.html", context, status=status)
