"""Two records of one person: find the other one, see what moves, unite them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.audit import trail
from portal.directory import policies, uniting
from portal.directory.errors import NotPossible
from portal.directory.forms_lists import UniteForm
from portal.directory.models import Person
from portal.directory.views.people import person_or_404
from portal.lib.vietnamese import sort_key


@require_http_methods(["GET", "HEAD", "POST"])
def unite(request, public_id):
    """Ask for the other record, show what would move or why it cannot, and unite them once that is confirmed."""
    kept = person_or_404(request.user, public_id)
    policies.can_keep(request.user, kept).require()
    form = UniteForm(request.POST or None, kept=kept, user=request.user, alike=_alike(kept, request.user))
    context = {"person": kept, "form": form}
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        policies.can_unite(request.user, kept, other).require()
        # Whoever names another record after the preview sees that one first.
        if "confirm" in request.POST and request.POST.get("shown") == str(other.public_id):
            return _do(request, kept, other, form.cleaned_data["reason"])
        trail.record("directory.sensitive_seen", other, by=request.user, owner=other, unit_path=other.org_path)
        touches, refusal = uniting.rehearse(kept, other)
        context |= {"other": other, "touches": touches, "refusal": refusal}
    return render(request, "directory/unite.html", context, status=422 if form.errors else 200)


def _do(request, kept, other, reason):
    try:
        uniting.unite(kept, other, reason=reason, by=request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("directory:unite", kept.public_id)
    messages.success(request, _("The two records are one now; both histories stand on this page."))
    return redirect(kept)


def _alike(kept, officer):
    """Return records of the same name that the officer keeps: at most ten, those born the same day first."""
    named = Person.objects.kept_by(officer).exclude(pk=kept.pk).filter(sort_key=sort_key(kept.full_name))
    found = list(named.select_related("cell__parent").order_by("pk")[:50])
    return sorted(found, key=lambda person: person.born != kept.born)[:10]
