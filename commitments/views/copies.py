"""Same words in two programs: what its writer sees of them, and a reviewer's note on why they are fine."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import policies
from commitments.alike import Alike
from commitments.forms.review import AcceptForm
from commitments.models import ActionProgram
from commitments.quality import copies as comparison
from commitments.views.desk import Desk
from commitments.views.editor import writable_or_403
from portal.lib.htmx import page_or_part, wants_part
from portal.lib.keys import key_of


@require_safe
def copies(request, pk):
    """Show the writer what the program shares with others: as it stands, or as it was handed in.

    ``?commitment=`` narrows to one, for the editor.
    """
    program = writable_or_403(request, pk)
    desk = Desk(program)
    if program.is_editable:
        found = comparison.find(program, commitments=desk.commitments)
    else:
        found = list(program.copy_findings.select_related("commitment", "other_program"))
    if only := key_of(request.GET.get("commitment")):
        found = [finding for finding in found if finding.commitment_id == only]
    context = {
        "desk": desk,
        "only": only,
        "alike": [{"shown": Alike(f, to_writer=True), "url": _where(desk, f)} for f in found],
        "warning_count": len(comparison.warnings_of(found)),
    }
    return page_or_part(request, "commitments/copies.html", "commitments/_copies.html", context)


@require_POST
def accept_copy(request, pk, finding_pk):
    """Note why the same words are fine here; the pair does not warn again."""
    visible = ActionProgram.objects.visible_to(request.user).with_owner().prefetch_related("steps")
    program = get_object_or_404(visible, pk=pk)
    policies.can_accept_copy(request.user, program).require()
    finding = get_object_or_404(program.copy_findings.with_other().select_related("commitment"), pk=finding_pk)
    finding.program = program
    form = AcceptForm(request.POST)
    if form.is_valid():
        finding.accept(by=request.user, reason=form.cleaned_data["reason"])
    if wants_part(request):
        context = {"alike": Alike(finding), "program": program, "may_accept": True, "accept_form": form}
        return page_or_part(request, "commitments/_alike.html", "commitments/_alike.html", context)
    if form.is_valid():
        messages.success(request, _("Noted. This pair of texts does not warn again."))
    else:
        messages.error(request, form.errors["reason"][0])
    return redirect(f"{reverse('commitments:review', args=[program.pk])}#{Alike(finding).anchor}")


def _where(desk, finding):
    """Return the address at which the writer mends it, or None where nothing can be written any more."""
    if not desk.program.is_editable:
        return None
    if finding.commitment is None:
        return desk.url()
    return desk.url(desk.form.table_key, finding.commitment.pk, finding.commitment.anchor, is_checked=True)
