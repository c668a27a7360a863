"""Choosing a password with an activation slip: first login name and code, then the password, then signed in."""

import time

from allauth.account.forms import SetPasswordForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.directory import activation
from portal.directory.activation import NotActivated
from portal.directory.models import Person

# How long after the code a password may be chosen: one is called away, and thinks of a good one.
SECONDS_TO_CHOOSE = 30 * 60
HELD = "activation"  # in the session: which slip was shown, and when


class SlipForm(forms.Form):
    """What stands on a slip."""

    login_name = forms.CharField(
        label=gettext_lazy("Login name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Activation code"),
        max_length=40,
        help_text=gettext_lazy("Nine signs in three groups; capitals and hyphens do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@sensitive_post_parameters("code")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request):
    """Ask for login name and code; the right ones lead on to the password."""
    if request.user.is_authenticated:
        return render(request, "directory/activate_signed_in.html")
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slip = _slip_of(request, form)
        if slip is not None:
            request.session.cycle_key()
            request.session[HELD] = {"slip": slip.pk, "at": time.time()}
            return redirect("activate_password")
    return render(request, "directory/activate.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request):
    """Let who has shown a slip choose the password, and sign them in; a second factor is still asked for."""
    held = request.session.get(HELD)
    if held is None or time.time() - held["at"] > SECONDS_TO_CHOOSE:
        return redirect("activate")
    person = Person.objects.filter(slips=held["slip"]).first()
    if person is None:  # united with another record meanwhile
        del request.session[HELD]
        messages.error(request, activation.GONE_WITH_ITS_RECORD)
        return redirect("account_login")
    form = SetPasswordForm(data=request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        del request.session[HELD]
        try:
            person = activation.choose_password(held["slip"], form.cleaned_data["password1"])
        except NotActivated as refusal:
            messages.error(request, str(refusal))
            return redirect("activate")
        return perform_password_login(request, {"username": person.login_name}, Login(user=person))
    context = {"form": form, "person": person}
    return render(request, "directory/activate_password.html", context, status=422 if form.errors else 200)


def _slip_of(request, form):
    """Return the slip that the form names, or None with the reason in the form; failures are limited."""
    limit = {"action": "activation_failed", "key": activation.plain_name(form.cleaned_data["login_name"])}
    if not ratelimit.consume(request, dry_run=True, **limit):
        form.add_error(None, _("Too many wrong codes from here. Wait ten minutes, then try again."))
        return None
    try:
        return activation.slip_for(form.cleaned_data["login_name"], form.cleaned_data["code"])
    except NotActivated as refusal:
        ratelimit.consume(request, **limit)
        form.add_error(None, str(refusal))
        return None
