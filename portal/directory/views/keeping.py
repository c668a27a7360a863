"""What the personnel office records about people: adding, mending, cell, standing, leaving, posts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.audit import trail
from portal.directory import forms, policies, services
from portal.directory.errors import NotPossible
from portal.directory.models import Appointment, Membership, PartyOrg
from portal.directory.views.people import person_or_404
from portal.lib.dates import today


@dataclass(frozen=True)
class Act:
    """One thing recorded about a person: its form, its words, and what it does (raises ``NotPossible``)."""

    form: Any
    title: Any
    button: Any
    done: Any
    do: Callable
    blamed: str = "on"  # the field at which a refusal stands
    may: Callable = policies.can_keep


def _transfer(person, data, by):
    Membership.begin(person, data["cell"], on=data["on"], standing=_open_membership(person).standing, by=by)


def _change_standing(person, data, by):
    _open_membership(person).change_standing(data["standing"], on=data["on"], by=by)


def _leave(person, data, by):
    _open_membership(person).end(on=data["on"], reason=data["reason"], by=by)


def _appoint(person, data, by):
    Appointment.appoint(person, data["role"], on=data["on"], org=data["place"], title=data["title"], by=by)


def _open_membership(person):
    held = person.memberships.filter(ends_on=None).select_related("cell__org_type").first()
    if held is None:
        raise NotPossible(_("%(name)s belongs to no cell. Record the new cell first.") % {"name": person})
    return held


def _enter(person, data, by):
    """Enter a cell again after having left."""
    Membership.begin(person, data["cell"], on=data["on"], by=by)


ACTS = {
    "transfer": Act(
        forms.TransferForm,
        gettext_lazy("Transfer to another cell"),
        gettext_lazy("Record the transfer"),
        gettext_lazy("The transfer is recorded."),
        lambda person, data, by: (_transfer if person.membership_today else _enter)(person, data, by),
    ),
    "standing": Act(
        forms.StandingForm,
        gettext_lazy("Change the standing"),
        gettext_lazy("Record the standing"),
        gettext_lazy("The standing is recorded."),
        _change_standing,
    ),
    "leave": Act(
        forms.LeaveForm,
        gettext_lazy("End the membership"),
        gettext_lazy("Record the end"),
        gettext_lazy("The end of the membership is recorded."),
        _leave,
    ),
    "appoint": Act(
        forms.AppointForm,
        gettext_lazy("Appoint to a post or an office"),
        gettext_lazy("Record the appointment"),
        gettext_lazy("The appointment is recorded."),
        _appoint,
        blamed="role",
        may=policies.can_appoint,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request, public_id, act):
    """Show the form of one act and record it; what is not possible stands at the day."""
    person = person_or_404(request.user, public_id)
    words = ACTS[act]
    words.may(request.user, person).require()
    initial = {"on": today(), "place": person.membership_today and person.membership_today.cell}
    form = words.form(request.POST or None, person=person, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            words.do(person, form.cleaned_data, request.user)
        except NotPossible as refusal:
            form.add_error(words.blamed, str(refusal))
        else:
            messages.success(request, words.done)
            return redirect(person)
    context = {"person": person, "form": form, "title": words.title, "button_label": words.button}
    return render(request, "directory/keep.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request, pk):
    """Record the last day of a post."""
    post = get_object_or_404(
        Appointment.objects.select_related("person", "org", "collective__org"), pk=pk, ends_on=None
    )
    person_or_404(request.user, post.person.public_id)
    policies.can_end_post(request.user, post).require()
    form = forms.EndPostForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            post.end(on=form.cleaned_data["on"], by=request.user)
        except NotPossible as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, _("The end of the post is recorded."))
            return redirect(post.person)
    title = _("End of the post “%(post)s”") % {"post": post}
    context = {"person": post.person, "form": form, "title": title, "button_label": _("Record the end")}
    return render(request, "directory/keep.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Add a person with the cell they enter."""
    policies.can_keep_some_people(request.user).require()
    cell = PartyOrg.objects.filter(code=request.GET.get("cell") or None).first()
    form = forms.NewPersonForm(request.POST or None, user=request.user, initial={"cell": cell, "on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = services.add_person(
                form.values, cell=data["cell"], standing=data["standing"], on=data["on"], by=request.user
            )
        except NotPossible as refusal:
            form.add_error("cell", str(refusal))
        else:
            messages.success(request, _("%(name)s is in the portal.") % {"name": person})
            return redirect(person)
    return render(request, "directory/person_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mend(request, public_id):
    """Mend the facts of a person; opening the form shows the numbers, so it is recorded."""
    person = person_or_404(request.user, public_id)
    policies.can_keep(request.user, person).require()
    form = forms.PersonForm(request.POST or None, user=request.user, person=person)
    if request.method == "POST" and form.is_valid():
        changed = services.mend_person(person, form.values, by=request.user)
        messages.success(request, _("The changes are saved.") if changed else _("Nothing was different."))
        return redirect(person)
    if request.method == "GET" and person != request.user:
        with transaction.atomic():
            trail.record("directory.sensitive_seen", person, by=request.user, owner=person, unit_path=person.org_path)
    context = {"form": form, "person": person}
    return render(request, "directory/person_form.html", context, status=422 if form.errors else 200)
