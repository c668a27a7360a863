"""Signing in through the OpenID Connect server of the province, where an installation names one.

The server says who somebody is; the portal says whether that is one of its people. Which claim decides, and against
which field, is a setting (``OIDC_MATCH``): it has to be one that the server vouches for. Nobody is created, and of what
the server tells only its own number for the person is kept.
"""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import letters
from portal.directory.models import Person
from portal.directory.second_factor import end_sessions
from portal.lib.dates import today
from portal.lib.phones import normalise_phone
from portal.lib.refusal import Refused

log = logging.getLogger(__name__)

# Claims that a server may tell without having checked them say so in a claim of their own (OpenID Connect Core, 5.1).
VOUCHED_BY = {"email": "email_verified", "phone_number": "phone_number_verified"}

NOBODY = _(
    "The portal knows nobody by what %(server)s says of you. Sign in with your password, "
    "or ask the personnel office of your party committee to compare your data."
)
ANOTHER_IS_LINKED = _(
    "Another identity of %(server)s is linked to your record. Sign in with your password and unlink it on the page "
    "“Signing in safely”, or ask the personnel office to unlink it."
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
        if not _link(sociallogin, person):
            log.warning("OpenID Connect: the identity %s means who has another one", sociallogin.account.uid)
            raise _back_with(request, ANOTHER_IS_LINKED)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        log.warning("OpenID Connect: %s", error or exception)
        raise _back_with(request, FAILED)


def person_meant_by(claims):
    """Return the one person whom the vouched-for claim names; None where it is missing, unverified, or nobody's.

    Who has left is nobody: their address may belong to somebody else by now.
    """
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
    # Asked with a day, as then nothing is remembered on the person: allauth writes them into the session.
    return found[0] if len(found) == 1 and found[0].has_standing(on=today()) else None


def identities_of(person):
    """Return the identities of the server that are linked to a person, oldest first."""
    return SocialAccount.objects.filter(user=person).order_by("pk")


@transaction.atomic
def unlink(person, *, by, reason="", but_session=None):
    """Unlink what is linked to a person and end their sessions, but the one of the key ``but_session``.

    Whoever came in by a wrong link is out at once. Raises ``NothingLinked``, and ``OnlyWayIn`` where the owner has no
    password; an office unlinks all the same, as it makes the slip for a password.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if not identities_of(locked).exists():
        raise NothingLinked(_("Nothing is linked, or somebody has just unlinked it."))
    if by.pk == locked.pk and not locked.has_usable_password():
        raise OnlyWayIn(
            _("It is your only way in. Ask the personnel office for an activation slip and choose a password.")
        )
    identities_of(locked).delete()
    end_sessions(locked, but=but_session)
    trail.record("directory.unlinked", locked, by=by, reason=reason, unit_path=locked.org_path)
    letters.tell_of_unlinked(locked)


class NothingLinked(Refused):
    """There is no identity to unlink."""


class OnlyWayIn(Refused):
    """Without the linked identity its owner could not sign in any more."""


@transaction.atomic
def _link(sociallogin, person):
    """Link the identity and return True; False where the person has another one.

    An address that passes from one employee to the next must not hand over the account with it.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    sociallogin.lookup()  # two windows at once: the other one may have linked it meanwhile
    if sociallogin.is_existing:
        return True
    if SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider).exists():
        return False
    sociallogin.user = person
    sociallogin.account.user = person
    sociallogin.account.save()
    trail.record("directory.linked", person, by=person, reason=settings.OIDC_NAME, unit_path=person.org_path)
    letters.tell_of_linked(person)
    return True


def _forget_claims(account):
    """Keep nothing of what the server told: name and address are the office's to keep."""
    account.extra_data = {}
    if account.pk:
        account.save(update_fields=["extra_data"])


def _back_with(request, text):
    messages.error(request, text % {"server": settings.OIDC_NAME})
    return ImmediateHttpResponse(redirect("account_login"))
