"""Adding a person and mending the facts; what happens to a person is recorded in ``views/acts.py``."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.audit import trail
from portal.directory import forms, policies, services
from portal.directory.errors import NotPossible
from portal.directory.models import PartyOrg
from portal.directory.views.people import person_or_404
from portal.lib.dates import today


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
