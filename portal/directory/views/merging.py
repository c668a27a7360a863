"""Merging organisations and splitting one: say what it touches, then do it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.directory import merging, policies
from portal.directory.merging import Decided
from portal.directory.models import PartyOrg
from portal.directory.org_forms import MergeForm, SplitForm
from portal.lib.dates import today
from portal.lib.refusal import Refused
from portal.lib.rehearsal import rehearsed


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, code):
    """Merge an organisation, with others, into one that goes on or into a new one."""

    def do(org, form, decided):
        asked = form.cleaned_data
        if asked["target"]:
            return merging.merge(form.sources, asked["target"], keeps_posts=asked["keeps_posts"], decided=decided)
        named = {"code": asked["code"], "name": asked["name"]}
        return merging.merge_into_new(form.sources, **named, keeps_posts=asked["keeps_posts"], decided=decided)

    done = _("%(name)s has taken over what was merged into it.")
    return _asked(request, code, MergeForm, do, "directory/merge.html", done)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request, code):
    """Give some of what stands below an organisation, or some members of a cell, to a new organisation."""

    def do(org, form, decided):
        named = {"code": form.cleaned_data["code"], "name": form.cleaned_data["name"]}
        return merging.split(org, **named, **form.chosen, decided=decided)

    return _asked(request, code, SplitForm, do, "directory/split.html", _("%(name)s has been founded."))


def _asked(request, code, form_class, do, template, done):
    """Answer with the form, with what hangs on it and what follows (asked first), or with the act done (``confirm``).

    What follows is found by doing the act and undoing it at once, so that what is refused is told before, too.
    """
    visible = PartyOrg.objects.visible_to(request.user).filter(ended_on=None)
    org = get_object_or_404(visible.select_related("org_type", "parent"), code=code)
    policies.can_place(request.user, org).require()
    form = form_class(request.POST or None, org=org, user=request.user, initial={"on": today()})
    context = {"org": org, "form": form}
    if request.method == "POST" and form.is_valid():
        decided = Decided(form.cleaned_data["on"], form.cleaned_data["decision"], request.user)
        try:
            if "confirm" in request.POST:
                made = do(org, form, decided)
                messages.success(request, done % {"name": made.name})
                return redirect(made)
            context["follows"] = rehearsed(lambda: do(org, form, decided)).touches
            context["hanging"] = form.hanging()
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, template, context, status=422 if form.errors else 200)
