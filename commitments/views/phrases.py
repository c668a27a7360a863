"""The lists that the checks look for: vague phrases, verbs, products, examples. They hold for the whole portal."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commitments import policies
from commitments.forms.phrase import PhraseForm
from commitments.models import Phrase
from portal.audit import trail
from portal.lib.keys import key_of


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    """Show the lists and add to them."""
    policies.can_keep_phrases(request.user).require()
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            trail.record("commitments.phrase_added", form.save(), by=request.user)
        messages.success(request, _("Added. The checks use it from now on."))
        return redirect("commitments:phrases")
    listed = list(Phrase.objects.all())
    kinds = [{"kind": kind, "phrases": [p for p in listed if p.kind == kind]} for kind in Phrase.Kind]
    return render(request, "commitments/phrases.html", {"form": form, "kinds": kinds})


@require_POST
def drop_phrase(request):
    """Take a phrase off its list."""
    policies.can_keep_phrases(request.user).require()
    phrase = get_object_or_404(Phrase, pk=key_of(request.POST.get("phrase")))
    with transaction.atomic():
        trail.record("commitments.phrase_dropped", phrase, by=request.user)
        phrase.delete()
    messages.success(request, _("Taken off the list: “%(text)s”.") % {"text": phrase.text})
    return redirect("commitments:phrases")
