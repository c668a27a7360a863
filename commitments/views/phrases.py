"""The lists that the checks look for: vague phrases, verbs, products, examples. They hold for the whole portal."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commitments import policies
from commitments.forms.phrase import PhraseForm
from commitments.models import Phrase
from portal.audit import trail
from portal.lib.keys import key_of


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    """Show one of the lists (``?kind=``) and add to them."""
    policies.can_keep_phrases(request.user).require()
    wanted = request.GET.get("kind")
    kind = Phrase.Kind(wanted) if wanted in Phrase.Kind.values else Phrase.Kind.VAGUE
    form = PhraseForm(request.POST or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            trail.record("commitments.phrase_added", form.save(), by=request.user)
        messages.success(request, _("Added. The checks use it from now on."))
        return redirect(_url_of(form.instance.kind))
    tabs = [{"label": each.label, "url": _url_of(each), "current": each == kind} for each in Phrase.Kind]
    listed = list(Phrase.objects.filter(kind=kind))
    return render(request, "commitments/phrases.html", {"form": form, "kind": kind, "tabs": tabs, "phrases": listed})


@require_POST
def drop_phrase(request):
    """Take a phrase off its list."""
    policies.can_keep_phrases(request.user).require()
    phrase = get_object_or_404(Phrase, pk=key_of(request.POST.get("phrase")))
    with transaction.atomic():
        trail.record("commitments.phrase_dropped", phrase, by=request.user)
        phrase.delete()
    messages.success(request, _("Taken off the list: “%(text)s”.") % {"text": phrase.text})
    return redirect(_url_of(phrase.kind))


def _url_of(kind):
    return f"{reverse('commitments:phrases')}?kind={kind}"
