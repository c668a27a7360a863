"""Answering results: the list of what waits, one result, and several confirmed at once."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import policies
from commitments.errors import AlreadyAnswered
from commitments.forms.answers import AnswerForm, SeveralResultsForm
from commitments.models import ActionProgram, ProgressEntry
from commitments.progress import answering
from commitments.reading import record_readings
from commitments.reviewing.results import Results, row_of, with_rows
from commitments.reviewing.tabs import tabs_of
from portal.lib.htmx import page_or_part, wants_part
from portal.lib.paging import page_of
from portal.lib.refusal import Refused

RESULTS_OF_A_PAGE = 10  # each is some four kilobytes, with its form; long texts are cut


@require_safe
def results(request):
    """List what is reported to the person's bodies, what waits longest first; reading is recorded by program."""
    policies.can_see_answers(request.user).require()
    shown = Results(request.user, request.GET)
    page = page_of(shown.entries(), shown.order, request, size=RESULTS_OF_A_PAGE)
    rows = [row_of(entry, may_choose=shown.may_confirm_several) for entry in page.rows]
    record_readings([entry.commitment.program for entry in page.rows], by=request.user)
    context = {
        "shown": shown,
        "page": page,
        "rows": rows,
        "may_choose": any(row.may_choose for row in rows),
        "may_take_slips": policies.can_take_own_slips(request.user),
    }
    if not wants_part(request):
        context["tabs"] = tabs_of(request.user, here="results")
    return page_or_part(request, "commitments/results.html", "commitments/_results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def result(request, pk):
    """Show one result with what may be said of it, and answer it."""
    entry = get_object_or_404(_visible_to(request.user), pk=pk)
    program = entry.commitment.program
    policies.can_answer(request.user, program).require()
    if request.method != "POST":
        record_readings([program], by=request.user)
        return _page(request, entry)
    form = AnswerForm(request.POST, entry=entry)
    if not form.is_valid():
        return _page(request, entry, form=form, status=422)
    said = form.cleaned_data
    try:
        answering.answer(entry, said["answer"], by=request.user, seen=said["seen"], reason=said["reason"])
    except Refused as refusal:
        if isinstance(refusal, AlreadyAnswered) and answering.is_repeated(refusal, said["answer"], request.user):
            return _go_on(request, entry, str(refusal))
        return _page(request, entry, form=form, refusal=refusal, status=409)
    return _go_on(request, entry, _what_was_said(said["answer"], program))


@require_POST
def confirm_several(request):
    """Confirm the chosen results, each as if it stood alone."""
    policies.can_see_answers(request.user).require()
    form = SeveralResultsForm(request.POST, person=request.user)
    if not form.is_valid():
        messages.error(request, form.errors["entry"][0])
    else:
        _tell_outcome(request, answering.confirm_several(form.chosen(), by=request.user))
    return _to_list(request)


# ── helpers ──


def _visible_to(person):
    programs = ActionProgram.objects.visible_to(person).values("pk")
    return with_rows(ProgressEntry.objects.sent().filter(commitment__program__in=programs))


def _page(request, entry, *, form=None, refusal=None, status=200):
    """Show an entry as it stands now, with what was typed; after a refusal also a newer one, where there is one."""
    row = row_of(_visible_to(request.user).get(pk=entry.pk) if refusal else entry, form=form)
    context = {"row": row, "form": row.form, "refusal": refusal, "query": request.GET.urlencode()}
    if refusal is not None and not row.is_latest:
        context["newer"] = row.history[-1]
    return page_or_part(request, "commitments/result.html", "commitments/_answer.html", context, status=status)


def _go_on(request, entry, text):
    """Show what was said in place of the form, or go back to where the result was read."""
    if wants_part(request):
        row = row_of(_visible_to(request.user).get(pk=entry.pk))
        context = {"row": row, "form": row.form, "query": request.GET.urlencode(), "said": text}
        return render(request, "commitments/_answer.html", context)
    messages.success(request, text)
    if request.GET.get("from") == "program":
        page = reverse("commitments:program_progress", args=[entry.commitment.program_id])
        return redirect(f"{page}?open={entry.commitment_id}#{entry.commitment.anchor}")
    return _to_list(request)


def _to_list(request):
    query = Results(request.user, request.GET).query
    address = reverse("commitments:results")
    return redirect(f"{address}?{query}" if query else address)


def _what_was_said(kind, program):
    texts = {
        "confirmed": _("Confirmed. %(owner)s has been told."),
        "doubted": _("Your doubt has been sent to %(owner)s, with the reason."),
        "asked": _("Your question has been sent to %(owner)s."),
    }
    return texts[kind] % {"owner": program.owner}


def _tell_outcome(request, outcome):
    count = len(outcome.confirmed)
    if count:
        messages.success(
            request, ngettext("%(count)s result confirmed.", "%(count)s results confirmed.", count) % {"count": count}
        )
    if outcome.repeated and not count:
        messages.info(request, _("You have already confirmed them."))
    for entry, reason in outcome.skipped:
        words = {"owner": entry.commitment.program.owner, "number": entry.commitment.order, "reason": reason}
        messages.warning(request, _("Commitment %(number)s of %(owner)s is not confirmed: %(reason)s") % words)
