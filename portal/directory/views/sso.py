"""Going to the OpenID Connect server to sign in; seeing and unlinking what it is linked to."""

import logging

import requests
from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.providers.openid_connect import views as oidc
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.directory import policies, sso
from portal.directory.views.people import person_or_404
from portal.lib.refusal import is_done

log = logging.getLogger(__name__)


@login_not_required
def sign_in(request, provider_id):
    """Lead to the server; where it does not answer, back to the password."""
    try:
        return oidc.login(request, provider_id)
    except requests.RequestException as error:
        log.warning("OpenID Connect: %s", error)
        messages.error(request, sso.FAILED % {"server": settings.OIDC_NAME})
        return redirect("account_login")


@require_POST
@reauthentication_required
def unlink_own(request):
    """Unlink one's own identity; one's other devices are signed out."""
    try:
        sso.unlink(request.user, by=request.user, but_session=request.session.session_key)
    except (sso.NothingLinked, sso.OnlyWayIn) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is unlinked. You sign in with login name and password."))
    return redirect("mfa_index")


class UnlinkForm(forms.Form):
    """Why an identity is unlinked."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is unlinked"),
        max_length=300,
        help_text=gettext_lazy("Such as: the address was recorded for the wrong comrade."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request, public_id):
    """Show the office whether another system signs a comrade in, and unlink it, with the reason."""
    person = person_or_404(request.user, public_id)
    policies.can_unlink(request.user, person).require()
    form = UnlinkForm(request.POST or None)
    if request.method == "POST" and is_done(
        form, lambda data: sso.unlink(person, reason=data["reason"], by=request.user)
    ):
        messages.success(request, _("It is unlinked, and the comrade is signed out everywhere."))
        return redirect(person)
    context = {"person": person, "form": form, "links": list(sso.identities_of(person))}
    return render(request, "directory/unlink.html", context, status=422 if form.errors else 200)
