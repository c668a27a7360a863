"""Signing in through django-allauth: by login name, e-mail, or a telephone number that only one person has."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.fields import PhoneField
from allauth.account.internal.flows.login import get_authentication_records
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Person
from portal.lib.phones import normalise_phone

# One sentence for all three names: whoever tries does not learn which half was wrong.
NOT_CORRECT = _("The name or the password is not correct. Check both; after five attempts one must wait ten minutes.")


class LocalPhoneField(PhoneField):
    """A telephone number as people here write it: ``09…`` for ``+849…``."""

    def to_python(self, value):
        value = super().to_python(value)
        try:
            return normalise_phone(value)
        except ValueError:
            return value  # the field's own validator says what is wrong


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the personnel office; telephone numbers are kept with the person."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NOT_CORRECT,
        "email_password_mismatch": NOT_CORRECT,
        "phone_password_mismatch": NOT_CORRECT,
        "too_many_login_attempts": _("Too many attempts to sign in. Wait ten minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask again before a step such as setting up a second factor, unless one has signed in a moment ago."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def phone_form_field(self, **kwargs):
        return LocalPhoneField(**kwargs)

    def get_user_by_phone(self, phone):
        """Return the one person with this number; a number that several share signs nobody in."""
        try:
            number = normalise_phone(phone)
        except ValueError:
            return None
        found = Person.objects.filter(phone=number)[:2] if number else []
        return found[0] if len(found) == 1 else None

    def get_phone(self, user):
        # The office keeps the numbers; there is no step that verifies one.
        return (user.phone, True) if user.phone else None

    def set_phone(self, user, phone, verified):
        user.phone = normalise_phone(phone)
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user, phone):
        """Nothing to keep: see ``get_phone``."""

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        raise NotImplementedError("The portal sends no text messages.")
