"""Changing a draft of a scheme, one part at a time."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluations import scheme_policies
from evaluations.forms.frame import FrameForm
from evaluations.forms.scheme import SettingsForm
from evaluations.views.schemes import scheme_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_edit(request, pk):
    """Change the name and days of a draft, its quota and settings, and which cases force a level."""
    found = _editable(request, pk)
    form = SettingsForm(request.POST or None, document=found.document)
    return _saved(request, found, form) or _shown(request, "evaluations/scheme_edit.html", found, form)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_frame(request, pk, code):
    """Change the criteria of one frame of a draft, their points, and how group B is counted."""
    found = _editable(request, pk)
    if not found.rules.has_frame(code):
        raise Http404
    form = FrameForm(request.POST or None, document=found.document, code=code)
    return _saved(request, found, form) or _shown(request, "evaluations/scheme_frame.html", found, form)


def _editable(request, pk):
    found = scheme_or_404(request, pk)
    scheme_policies.can_edit(request.user, found).require()
    return found


def _saved(request, found, form):
    if request.method != "POST" or not form.is_saved(found, by=request.user):
        return None
    messages.success(request, _("Saved in the draft."))
    return redirect(form.success_url(found))


def _shown(request, template, found, form):
    return render(request, template, {"scheme": found, "form": form}, status=422 if form.errors else 200)
