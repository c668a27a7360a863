"""The one letter that the portal writes: something waits, and where. Mail leaves the organisation's servers, so it says
no more (domain reference, 13.11).
"""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override


def send_on_commit(addresses):
    """Write to each of ``addresses`` once the transaction is committed, over one connection.

    A mail server that is down must not undo what was done here: what was said stands on home in any case.
    """
    letters = [EmailMessage(subject(), body(), to=[address]) for address in sorted({*addresses} - {""})]
    if letters:
        transaction.on_commit(lambda: get_connection(fail_silently=True).send_messages(letters))


def subject():
    """Return the subject, in the language of the installation."""
    with override(settings.LANGUAGE_CODE):
        return _("The portal: something waits for you")


def body():
    """Return the text: that something waits, with the portal's address where it is set."""
    with override(settings.LANGUAGE_CODE):
        lines = [_("Something waits for you. Please sign in to the portal to see it.")]
    if settings.ADDRESS:
        lines.append(settings.ADDRESS + reverse("home"))
    return "\n".join(lines)
