"""Prompts of a superior body: recorded for a dossier, answered in its self-assessment."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluations import assessing_policies as policies
from evaluations.forms.assessing import PromptForm
from evaluations.models import ReviewPrompt
from evaluations.reading import record_opening
from evaluations.views.dossiers import dossier_or_404
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def prompts(request, pk):
    """Show the prompts of a dossier, and record another one."""
    dossier = dossier_or_404(request, pk)
    policies.can_prompt(request.user, dossier).require()
    form = PromptForm(request.POST or None)
    if request.method == "POST" and is_done(form, lambda given: ReviewPrompt.ask(dossier, by=request.user, **given)):
        messages.success(request, _("The prompt has been recorded; whoever has to answer it has been told."))
        return redirect("evaluations:prompts", pk)
    record_opening(dossier, by=request.user, action="evaluations.prompts_opened")
    paper = getattr(dossier, "self_assessment", None)
    goes_back = paper is not None and paper.is_handed_in
    context = {"dossier": dossier, "prompts": dossier.prompts.all(), "form": form, "goes_back": goes_back}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "evaluations/prompts.html", context, status=status)
