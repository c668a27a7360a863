"""The second factor: of whom it is asked, how its secrets are kept, and what is recorded of it.

Something one has beside the password one knows: an app that shows codes, or a passkey; codes on paper for the day it is
lost. Asked of who works in an office (``RoleSpec.needs_second_factor``), offered to everybody. django-allauth does the
rest; this module is where the two meet.
"""

import segno
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit import trail
from portal.directory import letters
from portal.directory.models import Person
from portal.directory.roles import ROLES
from portal.lib.refusal import Refused
from portal.lib.sealing import seal, unseal

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none
PORTAL = "Cổng đăng ký cam kết"  # what an app on the phone calls it, whatever the language of the page

# What the trail calls each, as the reason of its event.
KIND_NAMES = {
    Authenticator.Type.TOTP: gettext_lazy("an app that shows codes"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("a passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
}


def is_needed(person):
    """Tell whether one of the person's offices of today asks for a second factor."""
    return settings.SECOND_FACTOR and any(ROLES[post.role].needs_second_factor for post in person.acting_posts)


def factors_of(person):
    """Return the authenticators of a person that count as a second factor."""
    return Authenticator.objects.filter(user=person, type__in=FACTORS)


def is_shown(request):
    """Tell whether a second factor was shown in this session: being set up somewhere is not enough. Costs no query."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def lock(person):
    """Lock a person within the caller's transaction, so that of two who change factors at once the second waits."""
    Person.objects.select_for_update().get(pk=person.pk)


def end_sessions(person, *, but=None):
    """End the sessions of an account, but the one of the key ``but``; return how many there were."""
    found = list(UserSession.objects.filter(user=person).exclude(session_key=but or ""))
    for session in found:
        session.end()
    return len(found)


@transaction.atomic
def take_away(person, *, reason, by):
    """Take away every factor of a person who has lost them, end their sessions, and return how many factors there were.

    Raises ``NothingToTakeAway`` where there is none. The password stays; an office sets up a new factor at once.
    """
    locked = type(person).objects.select_for_update().get(pk=person.pk)
    count = factors_of(locked).count()
    if not count:
        raise NothingToTakeAway(_("This comrade has no second factor, or somebody has just taken it away."))
    Authenticator.objects.filter(user=locked).delete()
    end_sessions(locked)
    trail.record("directory.second_factor_lost", locked, by=by, reason=reason, unit_path=locked.org_path)
    letters.tell_of_lost_factor(locked)
    return count


class NothingToTakeAway(Refused):
    """There is no second factor to take away."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are sealed; the only factor of an office cannot be taken away; names and pictures are ours."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not correct, or no longer. Type the one that the app shows now."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your office asks for a second factor. Set up another one first, then remove this one."
        ),
    }

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        person = authenticator.user
        return not is_needed(person) or factors_of(person).exclude(pk=authenticator.pk).exists()

    def get_totp_label(self, user):
        return user.login_name

    def get_totp_issuer(self):
        return PORTAL

    def build_totp_svg(self, url):
        drawn = segno.make(url, micro=False).svg_inline(omitsize=True, svgclass="qr__code", border=2)
        return mark_safe(drawn)  # noqa: S308 (drawn by segno: a path of numbers)

    def generate_authenticator_name(self, user, type):
        return _("Passkey %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": PORTAL}

    def get_public_key_credential_user_entity(self, user):
        names = {"name": user.login_name, "display_name": user.full_name}
        return super().get_public_key_credential_user_entity(user) | names


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an app. Its secret waits in the session, sealed, and stays the same until the app is set up."""

    code = forms.CharField(
        label=gettext_lazy("Code of six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)  # allauth's own would keep the secret in clear
        session = context.request.session
        if SECRET_SESSION_KEY not in session:
            session[SECRET_SESSION_KEY] = seal(generate_totp_secret())
        self.secret = unseal(session[SECRET_SESSION_KEY])

    @property
    def secret_in_groups(self):
        """Return the secret as one types it into an app without a camera."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))
