"""Entering for members without means: for whom, what they still have to confirm, and the signed print."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import helping, policies
from commitments.forms.helping import HelpingForm, PrintForm
from commitments.models import ActionProgram, Entered, Helping
from commitments.models.progress import progress_url
from commitments.progress.slips import key_of_quarter
from commitments.views.desk import Desk
from commitments.views.opening import record_opening
from portal.lib.files import content_type_of
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def for_others(request):
    """Show for whom one enters and how far they are; begin to enter for another member of the cell."""
    policies.can_help_some(request.user).require()
    form = HelpingForm(request.POST or None, members=helping.members_to_help(request.user))

    def begin(asked):
        return Helping.begin(asked["member"], by=request.user, reason=asked["reason"])

    if request.method == "POST" and is_done(form, begin):
        messages.success(
            request, _("You enter for %(person)s now; they have been told.") % {"person": form.cleaned_data["member"]}
        )
        return redirect("commitments:for_others")
    context = {"form": form, "members": helping.helped_by(request.user)}
    return render(request, "commitments/for_others.html", context, status=422 if form.errors else 200)


@require_POST
def end_helping(request, pk):
    """End it: the helper or the member."""
    theirs = Helping.objects.filter(helper=request.user) | Helping.objects.filter(member=request.user)
    found = get_object_or_404(theirs.select_related("member"), pk=pk)
    found.end(by=request.user)
    messages.success(request, _("Nobody enters for this comrade by this any more."))
    return redirect("home" if found.member_id == request.user.pk else "commitments:for_others")


@require_http_methods(["GET", "HEAD", "POST"])
def entered(request, pk):
    """Show what was entered for a member: they confirm it, or officers by the signed print that is kept here."""
    found = _entered_or_404(request, pk)
    is_own = found.member_id == request.user.pk
    form = PrintForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        policies.can_keep_print(request.user, found).require()
        if is_done(form, lambda asked: found.keep_print(asked["scan"], by=request.user)):
            messages.success(request, said_of_print(found))
            return redirect(found)
    elif not is_own:
        record_opening(found.paper, by=request.user)
    context = {
        "entered": found,
        "paper": Desk(found.paper),
        "is_own": is_own,
        "may_keep_print": policies.can_keep_print(request.user, found),
        "may_confirm_print": policies.can_confirm_print(request.user, found),
        "confirmers": found.confirmers() if found.scan and not found.is_confirmed else [],
        "form": form,
        "print_url": _print_url(found),
        "progress_url": progress_url(found.paper) if found.report_id else "",
    }
    return render(request, "commitments/entered.html", context, status=422 if form.errors else 200)


@require_POST
def confirm_entered(request, pk):
    """Confirm what was entered in one's name."""
    found = get_object_or_404(Entered.objects.select_related("member", "entered_by"), pk=pk, member=request.user)
    found.confirm(by=request.user)
    messages.success(request, _("You have confirmed it. It can be decided on now."))
    return redirect("home")


@require_POST
def confirm_print(request, pk):
    """Confirm what another officer has entered for a member, by the signed print that was kept."""
    found = _entered_or_404(request, pk)
    policies.can_confirm_print(request.user, found).require()
    found.confirm_print(by=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, _("Confirmed. It can be decided on now."))
    return redirect(found)


def said_of_print(found):
    """Return what to say once a signed print was kept."""
    if found.is_confirmed:
        return _("The signed print is kept; what was entered is confirmed.")
    return _("The signed print is kept. Another officer looks at it and confirms it; they have been told.")


@require_safe
def entered_scan(request, pk):
    """Give the scan of the signed print, as an attachment, to whoever may read the paper."""
    found = _entered_or_404(request, pk, scan__gt="")
    record_opening(found.paper, by=request.user, action="commitments.print_opened")
    content_type = content_type_of(found.scan.name)
    return FileResponse(found.scan.open(), as_attachment=True, filename=found.scan_name, content_type=content_type)


def _print_url(entered):
    """Return where what is to be signed is printed, or nothing: of an amendment its page is printed itself."""
    if entered.program_id:
        return reverse("commitments:paper_pdf", args=[entered.program_id])
    key = key_of_quarter(entered.report.quarter) if entered.report_id else ""
    return reverse("commitments:slip_pdf", args=[entered.paper.pk, key]) if key else ""


def _entered_or_404(request, pk, **more):
    """Return what was entered for a member, as far as the person may open the paper."""
    needed = ("member", "entered_by", "scan_by", "confirmed_by", "program", "report__program", "amendment__program")
    found = get_object_or_404(Entered.objects.select_related(*needed).filter(**more), pk=pk)
    programs = ActionProgram.objects.visible_to(request.user).with_owner()
    paper = get_object_or_404(programs, pk=found.paper.pk)
    if found.program_id:
        found.program = paper
    else:
        (found.report or found.amendment).program = paper
    return found
