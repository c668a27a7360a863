"""The self-assessment: begun, written field by field, handed in, taken back, sent back, read."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.errors import NoLongerWritable
from commitments.views.too_late import status_of
from evaluations import assessing_policies as policies
from evaluations.assessing import own, saving
from evaluations.assessing.desk import Desk
from evaluations.assessing.scoring import form_of
from evaluations.forms.assessing import ReturnForm
from evaluations.models import Dossier, SelfAssessment
from evaluations.reading import record_opening
from portal.lib.htmx import wants_part
from portal.lib.refusal import Refused, is_done


@require_safe
def mine(request):
    """My own self-assessments, and those of what I head: what is to be written, by when, what became of it."""
    return render(request, "evaluations/self_assessments.html", {"lines": own.lines_with_results(request.user)})


@require_POST
def begin(request, pk):
    """Begin the self-assessment of a dossier that is one's own."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user).select_related("evaluation__scheme"), pk=pk)
    policies.can_begin(request.user, dossier).require()
    try:
        assessment = SelfAssessment.begin(dossier, form_of(dossier), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluations:self_assessments")
    return redirect(assessment)


@require_safe
def self_assessment(request, pk):
    """Show a self-assessment: to its writer with fields while it is written, else to be read."""
    assessment = assessment_or_404(request, pk)
    is_writing = bool(policies.can_write(request.user, assessment))
    is_own = is_writing or assessment.belongs_to(request.user)  # also who enters for its person
    record_opening(assessment.dossier, by=request.user, action="evaluations.assessment_opened")
    return _page(request, Desk(assessment, is_own=is_own, is_writing=is_writing))


@require_POST
def save(request, pk):
    """Save the fields that changed, as one leaves each or all at once by the button."""
    assessment = own_or_403(request, pk)
    desk = Desk(assessment, is_own=True, is_writing=True, data=request.POST)
    form = desk.form
    try:
        merged = saving.save(assessment, form)
    except NoLongerWritable as refusal:
        return _too_late(request, assessment, refusal, form)
    desk.forget_content()
    form.show(marks=merged.marks, conflicts=merged.conflicts, elsewhere=merged.elsewhere, faults=desk.faults)
    status = status_of(form, merged)
    if wants_part(request):
        response = render(request, "evaluations/_assessment_saved.html", {"desk": desk}, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if status != HTTPStatus.OK:
        return _page(request, desk, status=status)
    messages.success(request, _("Saved."))
    return redirect("evaluations:submit_self_assessment", pk) if "done" in request.POST else redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """Say what blocks and what is only worth another look; then hand the paper in."""
    assessment = own_or_403(request, pk)
    if not (verdict := policies.can_hand_in(request.user, assessment)):
        messages.info(request, verdict.reason)
        return redirect(assessment)
    if request.method == "POST":
        try:
            saving.hand_in(assessment, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("evaluations:submit_self_assessment", pk)
        messages.success(request, _("Your self-assessment has been handed in. Those who review it have been told."))
        return redirect(assessment)
    return render(request, "evaluations/self_assessment_submit.html", {"desk": Desk(assessment, is_own=True)})


@require_POST
def recall(request, pk):
    """Take the paper back, to go on writing."""
    assessment = own_or_403(request, pk)
    policies.can_recall(request.user, assessment).require()
    try:
        assessment.recall(by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have taken your self-assessment back and can go on writing."))
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request, pk):
    """Ask what has to change, then send the paper back to its writer."""
    assessment = assessment_or_404(request, pk)
    policies.can_return(request.user, assessment).require()
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and is_done(form, lambda given: assessment.return_(given["reason"], by=request.user)):
        messages.success(request, _("The self-assessment has been sent back; its writer has been told."))
        return redirect("evaluations:dossier", assessment.dossier_id)
    context = {"assessment": assessment, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "evaluations/self_assessment_return.html", context, status=status)


def assessment_or_404(request, pk):
    """Fetch a self-assessment as far as the person sees it; one's own is written under one's own name."""
    found = SelfAssessment.objects.visible_to(request.user).with_subject()
    return get_object_or_404(found, pk=pk)


def own_or_403(request, pk):
    """Return a paper that the person writes; 404 where it is not visible, 403 where it is somebody else's."""
    assessment = SelfAssessment.objects.with_subject().filter(pk=pk).first()
    # Asked in this order, as nearly everybody who comes here is the writer.
    if assessment is None or not assessment.is_written_by(request.user):
        assessment_or_404(request, pk)
        raise PermissionDenied(str(policies.NOT_YOUR_PAPER.reason))
    return assessment


def _page(request, desk, *, status=HTTPStatus.OK):
    user, assessment = request.user, desk.assessment
    context = {
        "desk": desk,
        "may_recall": assessment.is_written_by(user) and policies.can_recall(user, assessment),
        "entered": _entered(assessment),
        "may_return": not desk.is_own and policies.can_return(user, assessment),
        "last_return": assessment.last_return if assessment.is_editable else None,
        "is_refused": status != HTTPStatus.OK,
    }
    return render(request, "evaluations/self_assessment.html", context, status=status)


def _entered(assessment):
    """Return how the paper was entered for its person, once it is handed in; None where they wrote it themselves."""
    if assessment.is_editable:
        return None
    return assessment.entered.filter(round=assessment.round).select_related("entered_by", "member").first()


def _too_late(request, assessment, refusal, form):
    """Show what can no longer be saved, to be copied, with the reason: a page, or a message for htmx."""
    context = {"assessment": assessment, "refusal": refusal, "typed": form.typed_anew()}
    if not wants_part(request):
        return render(request, "evaluations/self_assessment_too_late.html", context, status=HTTPStatus.CONFLICT)
    response = render(request, "evaluations/_assessment_too_late.html", context, status=HTTPStatus.CONFLICT)
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "innerHTML show:#messages:top"
    patch_vary_headers(response, ["HX-Request"])
    return response
