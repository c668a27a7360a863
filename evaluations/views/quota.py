"""The quota on the top level of one deciding body, and what it ruled about it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import session_policies as policies
from evaluations.forms.quota import RulingForm, WithdrawRulingForm
from evaluations.models import Evaluation, QuotaRuling
from evaluations.quota_page import QuotaPage, deciders_for
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def quota(request, pk):
    """Show how many stand at the top before a body (``?decider=CODE``), by name; its office records rulings.

    ``?group=`` shows one group with all its names. Reading by name is recorded.
    """
    evaluation = _evaluation(request, pk)
    deciders = list(deciders_for(request.user, evaluation))
    decider = _decider(request, deciders)
    policies.can_see_quota(request.user, decider).require()
    page = QuotaPage(evaluation, decider, request)
    form = RulingForm(request.POST or None, page=page)
    if request.method == "POST":
        policies.can_rule_on_quota(request.user, evaluation, decider).require()
        if is_done(form, lambda _cleaned: form.record(by=request.user)):
            messages.success(request, _("The ruling is recorded."))
            return redirect(page.address)
    else:
        trail.record("evaluations.quota_opened", evaluation, by=request.user, unit_path=decider.path)
    return _page(request, page, form=form, deciders=deciders)


@require_POST
def withdraw_ruling(request, pk, row_pk):
    """Withdraw a ruling, with a reason."""
    evaluation = _evaluation(request, pk)
    ruling = get_object_or_404(QuotaRuling.objects.select_related("decider"), evaluation=evaluation, pk=row_pk)
    policies.can_rule_on_quota(request.user, evaluation, ruling.decider).require()
    page, form = (
        QuotaPage(evaluation, ruling.decider, request),
        WithdrawRulingForm(request.POST, auto_id=f"withdraw-{row_pk}-%s"),
    )
    if is_done(form, lambda given: ruling.withdraw(given["reason"], by=request.user)):
        messages.success(request, _("The ruling is withdrawn; the groups count as they did without it."))
        return redirect(page.address)
    return _page(request, page, form=RulingForm(page=page), refused=form, refused_on=ruling)


def _evaluation(request, pk):
    evaluations = Evaluation.objects.visible_to(request.user).select_related("scheme", "period", "root")
    return get_object_or_404(evaluations.exclude(status=Evaluation.Status.DRAFT), pk=pk)


def _decider(request, own):
    if code := request.GET.get("decider"):
        return get_object_or_404(PartyOrg.objects.visible_to(request.user), code=code)
    if not own:
        raise PermissionDenied(_("The quota by name is for the officers of the body that decides, and for its office."))
    return own[0]


def _page(request, page, *, form, deciders=(), refused=None, refused_on=None):
    context = {
        "page": page,
        "form": form,
        "refused": refused,
        "refused_on": refused_on,
        "may_rule": policies.can_rule_on_quota(request.user, page.evaluation, page.decider),
        "deciders": deciders,
    }
    is_refused = form.errors or refused
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return render(request, "evaluations/quota.html", context, status=status)
