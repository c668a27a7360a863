"""Disciplinary decisions about the subject of a dossier, and the cases of the scheme that force its level."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import session_policies as policies
from evaluations.forms.discipline import CaseForm, DisciplineForm, WaiverForm, WithdrawForm
from evaluations.models import Discipline, ForcedOutcome
from evaluations.reading import record_opening
from evaluations.sessions.weighing import weigh
from evaluations.views.dossiers import dossier_or_404
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def disciplines(request, pk):
    """Show what was entered about a dossier's subject and which cases stand; enter a disciplinary decision."""
    dossier = _dossier(request, pk)
    form = DisciplineForm(request.POST or None, dossier=dossier)
    if request.method == "POST":
        policies.can_enter_discipline(request.user, dossier).require()
        if is_done(form, lambda given: Discipline.enter(dossier, by=request.user, **given)):
            messages.success(request, _("The decision has been entered."))
            return redirect("evaluations:disciplines", pk)
    return _page(request, dossier, form=form)


@require_POST
def withdraw(request, pk, row_pk):
    """Withdraw a decision that was entered, with a reason."""
    dossier = _dossier(request, pk)
    policies.can_enter_discipline(request.user, dossier).require()
    row = get_object_or_404(Discipline.objects.filter(**dossier.subject_fields), pk=row_pk)
    policies.can_withdraw(request.user, dossier, row).require()
    form = _row_form("withdraw", row, request.POST)
    if is_done(form, lambda given: row.withdraw(dossier, given["reason"], by=request.user)):
        messages.success(request, _("The decision is withdrawn and counts no more."))
        return redirect("evaluations:disciplines", pk)
    return _page(request, dossier, refused={("withdraw", row.pk): form})


@require_POST
def record_case(request, pk):
    """Record a case of the scheme, by its document."""
    dossier = _dossier(request, pk)
    policies.can_enter_discipline(request.user, dossier).require()
    form = CaseForm(request.POST, cases=_cases(dossier))
    if is_done(form, lambda given: ForcedOutcome.record(dossier, by=request.user, **given)):
        messages.success(request, _("The case has been recorded."))
        return redirect("evaluations:disciplines", pk)
    return _page(request, dossier, case_form=form)


@require_POST
def waive(request, pk, row_pk):
    """Record that the deciding body set a case aside."""
    dossier = _dossier(request, pk)
    policies.can_waive(request.user, dossier).require()
    row = get_object_or_404(dossier.forced_outcomes, pk=row_pk)
    form = _row_form("waive", row, request.POST)
    if is_done(form, lambda given: row.waive(given["reason"], symbol=given["symbol"], by=request.user)):
        messages.success(request, _("The case is set aside; the reason stands beside it."))
        return redirect("evaluations:disciplines", pk)
    return _page(request, dossier, refused={("waive", row.pk): form})


@require_POST
def withdraw_case(request, pk, row_pk):
    """Withdraw a case that was entered by mistake, with a reason."""
    dossier = _dossier(request, pk)
    policies.can_enter_discipline(request.user, dossier).require()
    row = get_object_or_404(dossier.forced_outcomes, pk=row_pk)
    policies.can_withdraw(request.user, dossier, row).require()
    form = _row_form("mistake", row, request.POST)
    if is_done(form, lambda given: row.withdraw(given["reason"], by=request.user)):
        messages.success(request, _("The case is withdrawn and counts no more."))
        return redirect("evaluations:disciplines", pk)
    return _page(request, dossier, refused={("mistake", row.pk): form})


def _dossier(request, pk):
    """Fetch the dossier; its own subject and plain officers of its places are refused with the reason."""
    dossier = dossier_or_404(request, pk)
    policies.can_see_cases(request.user, dossier).require()
    return dossier


def _cases(dossier):
    """Return the cases that the scheme has for a dossier."""
    evaluation = dossier.evaluation
    rules = evaluation.scheme.rules
    if not rules.has_frame(dossier.frame):
        return []
    return rules.forced(rules.frame(dossier.frame, of_quarter=evaluation.is_of_quarter))


def _row_form(act, row, data=None):
    """Return the form of an act on one row; its fields bear the row's key, as a page holds many."""
    made = WaiverForm if act == "waive" else WithdrawForm
    return made(data, auto_id=f"{act}-{row.pk}-%s")


def _page(request, dossier, *, form=None, case_form=None, refused=None):
    """Show the page; ``refused`` holds the form of a row that was refused, by act and key of the row."""
    refused = refused or {}
    forms = [each for each in (form, case_form, *refused.values()) if each is not None]

    def form_of(act, row):
        return refused.get((act, row.pk)) or _row_form(act, row)

    if request.method != "POST":
        record_opening(dossier, by=request.user, action="evaluations.discipline_opened")
    cases = _cases(dossier)
    labels = {case.code: case for case in cases}
    recorded = list(dossier.forced_outcomes.select_related("entered_by", "waived_by"))
    rows = list(Discipline.objects.filter(**dossier.subject_fields).select_related("counts_for", "entered_by"))
    of_others = policies.of_another_body(request.user, [*rows, *recorded])
    suggestion = weigh([dossier])[dossier.pk].suggestion()
    left = [case for case in cases if case.code not in {row.code for row in recorded if not row.is_withdrawn}]
    context = {
        "dossier": dossier,
        "rows": [(row, row not in of_others, form_of("withdraw", row)) for row in rows],
        "recorded": [
            (row, labels.get(row.code), row not in of_others, form_of("waive", row), form_of("mistake", row))
            for row in recorded
        ],
        "counted": suggestion.counted if suggestion else [],
        "form": form or DisciplineForm(dossier=dossier),
        "case_form": case_form or CaseForm(cases=left),
        "may_enter": policies.can_enter_discipline(request.user, dossier),
        "may_waive": policies.can_waive(request.user, dossier),
    }
    is_refused = any(each.is_bound and each.errors for each in forms)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return render(request, "evaluations/disciplines.html", context, status=status)
