"""What the personnel office does with papers: records a body's decision, passes on, closes."""

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments import policies
from commitments.forms.review import ReasonForm, RecordForm
from commitments.models import ActionProgram, Amendment, ReviewStep
from commitments.views.opening import record_opening
from portal.lib.files import content_type_of
from portal.lib.keys import key_of
from portal.lib.refusal import is_done
from portal.lib.vietnamese import fold

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def record(request, pk):
    """Record what a body has decided in its meeting, or pass on a program whose supervisor gives no opinion."""
    program = get_object_or_404(ActionProgram.objects.visible_to(request.user).with_owner(), pk=pk)
    return _record(request, program, back="commitments:queue")


@form_page
def record_amendment(request, pk):
    """Record what a body has decided about an amendment, as ``record`` does about a program."""
    amendment = get_object_or_404(Amendment.objects.visible_to(request.user).with_owner(), pk=pk)
    return _record(request, amendment, back="commitments:amendment_queue")


def _record(request, paper, *, back):
    policies.can_record_decision(request.user, paper).require()
    step = _step_of(request, paper)
    is_opinion = step.kind == ReviewStep.Kind.OPINION
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReasonForm(data) if is_opinion else RecordForm(data, files, step=step)
    if request.method == "POST" and is_done(form, lambda _said: _decide(step, form, request.user)):
        messages.success(request, _("Recorded. The owner and the next officers have been told."))
        return redirect(back)
    status = 422 if form.errors else 200
    context = {"paper": paper, "step": step, "form": form, "is_opinion": is_opinion, "queue": back}
    return render(request, "commitments/review_record.html", context, status=status)


@form_page
def close(request, pk):
    """Close a program with a reason. Of a draft the office sees whose it is, never what it says."""
    kept = ActionProgram.objects.kept_by_office_of(request.user).values("pk")
    seen = ActionProgram.objects.visible_to(request.user).values("pk")
    program = get_object_or_404(ActionProgram.objects.with_owner().filter(Q(pk__in=kept) | Q(pk__in=seen)), pk=pk)
    policies.can_close(request.user, program).require()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and is_done(form, lambda said: program.close(by=request.user, reason=said["reason"])):
        messages.success(request, _("The program of %(owner)s has been closed.") % {"owner": program.owner})
        return redirect("home")
    context = {"program": program, "form": form}
    return render(request, "commitments/review_close.html", context, status=422 if form.errors else 200)


@require_safe
def scan(request, pk):
    """Give the scan of a recorded decision to whoever may read the paper it is about."""
    programs = Q(program__in=ActionProgram.objects.visible_to(request.user).values("pk"))
    amendments = Q(amendment__in=Amendment.objects.visible_to(request.user).values("pk"))
    step = get_object_or_404(ReviewStep.objects.filter(programs | amendments).exclude(decision_scan=""), pk=pk)
    record_opening(step.paper, by=request.user, action="commitments.scan_opened")
    ending = step.decision_scan.name.rpartition(".")[2]
    name = f"{'-'.join(fold(step.decision_symbol).split()) or 'decision'}.{ending}"
    content_type = content_type_of(step.decision_scan.name)
    return FileResponse(step.decision_scan.open(), as_attachment=True, filename=name, content_type=content_type)


def _step_of(request, paper):
    """Return the step that the page was opened for; by the time it is sent another may be the current one."""
    if request.method == "POST":
        return get_object_or_404(paper.steps, pk=key_of(request.POST.get("step")))
    return paper.current_step


def _decide(step, form, person):
    found = form.cleaned_data
    if step.kind == ReviewStep.Kind.OPINION:
        step.decide(ReviewStep.Decision.APPROVED, by=person, reason=found["reason"])
    else:
        step.decide(found["decision"], by=person, reason=found["reason"], recorded=form.recorded())
