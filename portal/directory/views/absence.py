"""Letting somebody stand in for an absent officer, for a span of days."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.directory import policies
from portal.directory.acts.forms import AbsenceForm
from portal.directory.models import Appointment, Delegation, Person
from portal.lib.dates import today
from portal.lib.refusal import is_done


@require_http_methods(["GET", "HEAD", "POST"])
def absence(request, pk):
    """Show who stands in for the holder of a post, and let somebody do so; a substitute may look."""
    post = _post_or_404(request, pk)
    may = policies.can_delegate(request.user, post)
    if request.method == "POST":
        may.require()
    form = AbsenceForm(request.POST or None, post=post, initial={"starts_on": today()}) if may else None
    if form and is_done(form, lambda asked: Delegation.give(post, by=request.user, **asked)):
        messages.success(request, _("It is recorded who stands in, and they have been told."))
        return redirect("directory:absence", pk)
    delegations = post.delegations.select_related("substitute", "post__person", "recorded_by")
    context = {"post": post, "form": form, "may": may, "delegations": delegations}
    return render(request, "directory/absence.html", context, status=422 if form and form.errors else 200)


@require_POST
def end_absence(request, pk):
    """End it before its last day."""
    delegation = get_object_or_404(Delegation.objects.select_related("post__person", "post__org"), pk=pk)
    post = _post_or_404(request, delegation.post_id)
    policies.can_delegate(request.user, post).require()
    delegation.end(by=request.user)
    messages.success(request, _("Standing in has ended; its rights with it."))
    return redirect("directory:absence", post.pk)


def _post_or_404(request, pk):
    """Return a post of today or to come that the person holds, stands in for, or whose holder they see by name."""
    held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today()))
    post = get_object_or_404(held.select_related("person", "org__org_type", "collective__org"), pk=pk)
    if post.person_id == request.user.pk or post.delegations.filter(substitute=request.user).exists():
        return post
    if not Person.objects.visible_to(request.user).filter(pk=post.person_id).exists():
        raise Http404
    policies.can_keep(request.user, post.person).require()
    return post
