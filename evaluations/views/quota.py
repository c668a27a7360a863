"""The quota on the top level of one deciding body, and what it ruled about it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluations import session_policies as policies
from evaluations.forms.quota import RulingForm
from evaluations.models import Evaluation
from evaluations.sessions.standing import QuotaPage, deciders_for
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def quota(request, pk):
    """Show how many stand at the top before a body (``?decider=CODE``), by name; its office records rulings.

    Reading by name is recorded.
    """
    evaluations = Evaluation.objects.visible_to(request.user).select_related("scheme", "period", "root")
    evaluation = get_object_or_404(evaluations.exclude(status=Evaluation.Status.DRAFT), pk=pk)
    deciders = list(deciders_for(request.user, evaluation))
    decider = _decider(request, deciders)
    policies.can_see_quota(request.user, decider).require()
    page, may_rule = (
        QuotaPage(evaluation, decider, request.user),
        policies.can_rule_on_quota(request.user, evaluation, decider),
    )
    form = RulingForm(request.POST or None, page=page)
    if request.method == "POST":
        may_rule.require()
        if is_done(form, lambda _cleaned: form.record(by=request.user)):
            messages.success(request, _("The ruling is recorded."))
            return redirect(f"{request.path}?decider={decider.code}")
    else:
        trail.record("evaluations.quota_opened", evaluation, by=request.user, unit_path=decider.path)
    context = {"page": page, "form": form, "may_rule": may_rule, "deciders": deciders}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "evaluations/quota.html", context, status=status)


def _decider(request, own):
    if code := request.GET.get("decider"):
        return get_object_or_404(PartyOrg.objects.visible_to(request.user), code=code)
    if not own:
        raise PermissionDenied(_("The quota by name is for the officers of the body that decides, and for its office."))
    return own[0]
