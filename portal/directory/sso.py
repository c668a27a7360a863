"""Signing in through the OpenID Connect server of the province, where an installation names one.

The server says who somebody is; the portal says whether that is one of its people. Which claim decides, and against
which field, is a setting (``OIDC_MATCH``): it has to be one that the server vouches for. Nobody is created, and of what
the server tells only its own number for the person is kept.
"""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory.models import Person
from portal.lib.phones import normalise_phone

log = logging.getLogger(__name__)

# Claims that a server may tell without having checked them say so in a claim of their own (OpenID Connect Core, 5.1).
VOUCHED_BY = {"email": "email_verified", "phone_number": "phone_number_verified"}

NOBODY = _(
    "The portal knows nobody by what %(server)s says of you. Sign in with your password, "
    "or ask the personnel office of your party committee to compare your data."
)
FAILED = _("%(server)s could not be asked who you are. Try again, or sign in with your password.")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Finds the person whom the server means, once; from then on by the server's own number for them."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        claims = sociallogin.account.get_provider_account().get_user_data() or {}
        _forget_claims(sociallogin.account)
        # Somebody signed in who asks to be connected would choose the identity; only the claim does.
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise _back_with(request, NOBODY)
        if sociallogin.is_existing:
            return
        person = person_meant_by(claims)
        if person is None:
            log.info("OpenID Connect: nobody for the identity %s", sociallogin.account.uid)
            raise _back_with(request, NOBODY)
        _link(sociallogin, person)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        log.warning("OpenID Connect: %s", error or exception)
        raise _back_with(request, FAILED)


def person_meant_by(claims):
    """Return the one person whom the vouched-for claim names; None where it is missing, unverified, or nobody's."""
    claim, field = settings.OIDC_MATCH
    value, vouched = claims.get(claim), claims.get(VOUCHED_BY.get(claim), True)
    if claim in VOUCHED_BY and VOUCHED_BY[claim] not in claims:
        return None
    # PostgreSQL refuses even to look for some signs that nobody's data hold.
    if not isinstance(value, str) or not value.strip().isprintable() or not value.strip() or vouched is not True:
        return None
    value = value.strip()
    if field == "phone":
        try:
            value = normalise_phone(value)
        except ValueError:
            return None
    lookup = "email__iexact" if field == "email" else field
    found = Person.objects.filter(**{lookup: value}, is_active=True)[:2]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def _link(sociallogin, person):
    sociallogin.user = person
    sociallogin.account.user = person
    sociallogin.account.save()
    trail.record("directory.linked", person, by=person, reason=settings.OIDC_NAME, unit_path=person.org_path)


def _forget_claims(account):
    """Keep nothing of what the server told: name and address are the office's to keep."""
    account.extra_data = {}
    if account.pk:
        account.save(update_fields=["extra_data"])


def _back_with(request, text):
    messages.error(request, text % {"server": settings.OIDC_NAME})
    return ImmediateHttpResponse(redirect("account_login"))
