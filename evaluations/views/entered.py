"""A self-assessment that was entered for a member: they confirm it, or its signed print is kept."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.forms.helping import PrintForm
from commitments.policies import can_confirm_print, can_keep_print
from commitments.views.helping import said_of_print
from evaluations.models import EnteredAssessment, SelfAssessment
from evaluations.reading import record_opening
from portal.lib.files import content_type_of
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def entered(request, pk):
    """Show how it was entered: the member confirms it, or officers by the signed print that is kept here."""
    found = _entered_or_404(request, pk)
    form = PrintForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        can_keep_print(request.user, found).require()
        if is_done(form, lambda asked: found.keep_print(asked["scan"], by=request.user)):
            messages.success(request, said_of_print(found))
            return redirect(found)
    context = {
        "entered": found,
        "is_own": found.member_id == request.user.pk,
        "may_keep_print": can_keep_print(request.user, found),
        "may_confirm_print": can_confirm_print(request.user, found),
        "confirmers": found.confirmers() if found.scan and not found.is_confirmed else [],
        "form": form,
    }
    return render(request, "evaluations/entered.html", context, status=422 if form.errors else 200)


@require_POST
def confirm_entered(request, pk):
    """Confirm what was entered in one's name."""
    own = EnteredAssessment.objects.filter(member=request.user).select_related("member", "entered_by")
    found = get_object_or_404(own, pk=pk)
    found.confirm(by=request.user)
    messages.success(request, _("You have confirmed it. It can be decided on now."))
    return redirect("home")


@require_POST
def confirm_print(request, pk):
    """Confirm what another officer has entered for a member, by the signed print that was kept."""
    found = _entered_or_404(request, pk)
    can_confirm_print(request.user, found).require()
    found.confirm_print(by=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, _("Confirmed. It can be decided on now."))
    return redirect(found)


@require_safe
def entered_scan(request, pk):
    """Give the scan of the signed print, as an attachment, to whoever may read the paper."""
    found = _entered_or_404(request, pk, scan__gt="")
    record_opening(found.assessment.dossier, by=request.user, action="evaluations.print_opened")
    content_type = content_type_of(found.scan.name)
    return FileResponse(found.scan.open(), as_attachment=True, filename=found.scan_name, content_type=content_type)


def _entered_or_404(request, pk, **more):
    readable = SelfAssessment.objects.visible_to(request.user).order_by().values("pk")
    of_dossier = [f"assessment__dossier__{name}" for name in ("evaluation__period", "unit", "person")]
    found = EnteredAssessment.objects.filter(assessment__in=readable, **more)
    return get_object_or_404(
        found.select_related("member", "entered_by", "scan_by", "confirmed_by", *of_dossier), pk=pk
    )
