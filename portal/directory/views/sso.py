"""Going to the OpenID Connect server to sign in."""

import logging

import requests
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect

from portal.directory.sso import FAILED

log = logging.getLogger(__name__)


@login_not_required
def sign_in(request, provider_id):
    """Lead to the server; where it does not answer, back to the password."""
    try:
        return oidc.login(request, provider_id)
    except requests.RequestException as error:
        log.warning("OpenID Connect: %s", error)
        messages.error(request, FAILED % {"server": settings.OIDC_NAME})
        return redirect("account_login")
