"""The set-up checklist that a committee works off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluations import checklist as points
from evaluations import scheme_policies
from evaluations.forms.checklist import ReopenForm, SettleForm
from evaluations.models import ChecklistAnswer
from portal.lib.refusal import is_done


@require_safe
def checklist(request):
    """Show the points: what is set now, where it is changed, and how each was settled."""
    scheme_policies.can_keep_schemes(request.user).require()
    return _answer(request)


@require_POST
def settle(request, point):
    """Record how a point was settled."""
    scheme_policies.can_keep_schemes(request.user).require()
    if point not in points.NUMBERS:
        raise Http404
    form = SettleForm(request.POST, point=point)
    if not is_done(form, lambda data: ChecklistAnswer.settle(point, by=request.user, **data)):
        if ChecklistAnswer.objects.standing().filter(point=point).exists():
            messages.warning(request, _("This point has been settled a moment ago. Look at what was recorded."))
            return redirect("evaluations:checklist")
        return _answer(request, {point: form}, status=422)
    messages.success(request, _("Recorded: point %(point)s is settled.") % {"point": point})
    return redirect("evaluations:checklist")


@require_POST
def reopen(request, point):
    """Take a settled point up again, with the reason; what was recorded stays."""
    scheme_policies.can_keep_schemes(request.user).require()
    answer = get_object_or_404(ChecklistAnswer.objects.standing(), point=point)
    form = ReopenForm(request.POST, point=point)
    if not is_done(form, lambda data: answer.reopen(by=request.user, reason=data["reason"])):
        return _answer(request, {point: form}, status=422)
    messages.success(request, _("Point %(point)s is open again.") % {"point": point})
    return redirect("evaluations:checklist")


def _answer(request, refused=None, *, status=200):
    """Answer with the page; ``refused`` is the form of a point that was refused, with what was typed."""
    rows = points.rows()
    drawn = [(row, (refused or {}).get(row.point.number) or _form(row)) for row in rows]
    left = sum(row.answer is None for row in rows)
    return render(request, "evaluations/checklist.html", {"rows": drawn, "left": left, "all": len(rows)}, status=status)


def _form(row):
    return (ReopenForm if row.answer else SettleForm)(point=row.point.number)
