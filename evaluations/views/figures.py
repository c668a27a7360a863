"""The figures of a dossier with the commitments behind each, and their corrections."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluations import assessing_policies as policies
from evaluations.assessing import figure_lines
from evaluations.figures import CORRECTABLE
from evaluations.forms.assessing import FigureForm
from evaluations.models import Dossier, FigureCorrection
from evaluations.reading import record_opening
from evaluations.views.dossiers import NEEDED
from portal.lib.refusal import is_done


@require_safe
def figures(request, pk):
    """Show each figure: what was counted, from which commitments, what was corrected and why."""
    dossier = readable_or_404(request, pk)
    record_opening(dossier, by=request.user, action="evaluations.figures_opened")
    return _page(request, dossier)


@require_POST
def correct(request, pk, figure):
    """Correct a figure, with the reason; it is shown with what was counted."""
    dossier = readable_or_404(request, pk)
    if figure not in CORRECTABLE:
        raise Http404
    policies.can_correct_figure(request.user, dossier, figure).require()
    counted = figure_lines.figures_for_page(dossier)
    form = FigureForm(request.POST, figure=figure, values=counted.values)

    def keep(given):
        FigureCorrection.give(
            dossier, figure, given["value"], counted=counted.counted[figure], reason=given["reason"], by=request.user
        )

    if not is_done(form, keep):
        return _page(request, dossier, refused=form)
    messages.success(request, _("The figure has been corrected; what was counted stays beside it."))
    return redirect("evaluations:figures", pk)


def readable_or_404(request, pk):
    """Fetch a dossier whose figures the person may see: its writer, and who reads the self-assessment."""
    dossiers = Dossier.objects.visible_to(request.user).select_related(*NEEDED, "collective__org")
    dossier = get_object_or_404(dossiers, pk=pk)
    policies.can_see_figures(request.user, dossier).require()
    return dossier


def _page(request, dossier, *, refused=None):
    is_own = dossier.belongs_to(request.user)
    lines = figure_lines.lines_of(figure_lines.figures_for_page(dossier), is_own=is_own, refused=refused)
    context = {
        "dossier": dossier,
        "lines": lines,
        "is_own": is_own,
        "may_correct": policies.can_correct_figures(request.user, dossier),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "evaluations/figures.html", context, status=status)
