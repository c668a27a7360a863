"""Taking in the results of earlier years: upload and templates; the rest are the pages of all lists."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.past import policies, taking
from evaluations.past.forms import PastListForm
from portal.directory.views.importing import next_step
from portal.printing.xlsx import CONTENT_TYPE


@require_http_methods(["GET", "HEAD", "POST"])
def past(request):
    """Ask for the file, look into it, and lead to its preview."""
    policies.can_take_in_past(request.user).require()
    form = PastListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (step := next_step(request, form, {})):
        return redirect(*step)
    context = {"form": form, "templates": taking.LABELS.items()}
    return render(request, "evaluations/past.html", context, status=422 if form.errors else 200)


@require_safe
def past_template(request, kind):
    """Give an empty workbook with the columns of one list, to fill in."""
    policies.can_take_in_past(request.user).require()
    if kind not in taking.LABELS:
        raise Http404
    stream = BytesIO()
    taking.write_template(kind, stream)
    response = HttpResponse(stream.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="mau-{taking.FILE_NAMES[kind]}.xlsx"'
    return response
