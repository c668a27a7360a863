"""Schemes: reading one, and the acts on a version as a whole."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import scheme_page, scheme_policies
from evaluations.forms.scheme import SchemeFileForm, WithdrawForm
from evaluations.models import Evaluation, Scheme
from evaluations.rules import files
from portal.lib.paging import page_of
from portal.lib.refusal import Refused, is_done

USED_AT_MOST = 20


@require_safe
def schemes(request):
    """List the versions that the person may read, newest first."""
    scheme_policies.can_read_schemes(request.user).require()
    visible = Scheme.objects.visible_to(request.user).defer("document")
    page = page_of(visible, ("-valid_from", "code", "-version"), request, size=25)
    may_keep = scheme_policies.can_keep_schemes(request.user)
    return render(request, "evaluations/scheme_list.html", {"page": page, "may_keep": may_keep})


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_load(request):
    """Take in a file: as the next draft of its scheme, or not at all, with every fault by its place."""
    scheme_policies.can_keep_schemes(request.user).require()
    form = SchemeFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            scheme, is_new = Scheme.load(form.cleaned_data["file"], by=request.user)
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            said = _("Loaded as a draft. Look at it before you put it in force.")
            messages.success(request, said if is_new else _("This version is there already."))
            return redirect(scheme)
    return render(request, "evaluations/scheme_load.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def scheme(request, pk):
    """Show one version: levels, frames, cases, quota, and which evaluations use it."""
    return scheme_answer(request, scheme_or_404(request, pk))


def scheme_answer(request, found, *, withdraw_form=None, status=200):
    """Answer with the page of a version; ``withdraw_form`` is the form that was refused, with what was typed."""
    person, rules = request.user, found.rules
    used_by = Evaluation.objects.visible_to(person).filter(scheme=found).select_related("period", "root")
    context = {
        "scheme": found,
        "rules": rules,
        "levels": scheme_page.level_rows(rules),
        "unconfirmed_rules": scheme_page.degree_notes(rules),
        "frames": scheme_page.frame_rows(rules),
        "forced": scheme_page.forced_rows(rules),
        "quota_facts": scheme_page.quota_facts(rules),
        "settings": scheme_page.settings_rows(rules),
        "used_by": list(used_by[:USED_AT_MOST]),
        "may_keep": scheme_policies.can_keep_schemes(person),
        "may_edit": scheme_policies.can_edit(person, found),
        "may_put_in_force": scheme_policies.can_put_in_force(person, found),
        "may_withdraw": scheme_policies.can_withdraw(person, found),
        "withdraw_form": withdraw_form or WithdrawForm(),
    }
    return render(request, "evaluations/scheme.html", context, status=status)


@require_safe
def scheme_file(request, pk):
    """Send the document of a version as a file that can be edited and loaded again."""
    found = scheme_or_404(request, pk)
    response = HttpResponse(files.written(found.document), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-v{found.version}.json"'
    return response


@require_POST
def scheme_copy(request, pk):
    """Begin the next version with the content of this one."""
    found = scheme_or_404(request, pk)
    scheme_policies.can_keep_schemes(request.user).require()
    draft = found.copy(by=request.user)
    messages.success(
        request, _("This is version %(version)s, a draft: change what is different.") % {"version": draft.version}
    )
    return redirect(draft)


@require_POST
def scheme_put_in_force(request, pk):
    """Let evaluations be called under a draft; an earlier version is withdrawn for new ones."""
    found = scheme_or_404(request, pk)
    scheme_policies.can_put_in_force(request.user, found).require()
    try:
        found.put_in_force(by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("In use. New evaluations are called under this version."))
    return redirect(found)


@require_POST
def scheme_withdraw(request, pk):
    """Take a version out of use, with the reason."""
    found = scheme_or_404(request, pk)
    scheme_policies.can_withdraw(request.user, found).require()
    form = WithdrawForm(request.POST)
    if not is_done(form, lambda data: found.withdraw(by=request.user, reason=data["reason"])):
        return scheme_answer(request, scheme_or_404(request, pk), withdraw_form=form, status=422)
    messages.success(request, _("No longer in use. Evaluations already called under it go on."))
    return redirect(found)


def scheme_or_404(request, pk):
    """Fetch a version as far as the person may read it (403 for who reads none)."""
    scheme_policies.can_read_schemes(request.user).require()
    return get_object_or_404(Scheme.objects.visible_to(request.user), pk=pk)
