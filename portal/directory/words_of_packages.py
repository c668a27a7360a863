"""Texts of packages that our pages of signing in can show: named here so that our catalogue is asked for them.

Neither package has them in Vietnamese. ``tests/portal/directory/test_words_of_packages.py`` walks the pages.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

# Django, of every form.
OF_FORMS = (_("This field is required."),)

# django-allauth, in errors and, by the labels of fields, in the list of errors above a form.
SHOWN = (
    pgettext_lazy("field label", "Login"),
    _("Email"),
    _("Remember Me"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Password (again)"),
    _("Authenticator code"),
    _("You must type the same password each time."),
    _("Please type your current password."),
    _("Incorrect password."),
    _("Incorrect code."),
    _("This account is currently inactive."),
    _("The email address is not assigned to any user account."),
    _("The password reset token was invalid."),
    _("Enter a phone number including country code (e.g. +1 for the US)."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    # Django, of passwords.
    _("This password is too common."),
    _("The password is too similar to the %(verbose_name)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        "n",
    ),
)
