"""Telling people: a row in the transaction of the act, an e-mail once it is committed."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.notifications.models import Notification


def notify(people, event, text, *, words=None, detail="", url=""):
    """Tell each of ``people`` (an iterable, doubles are dropped) about ``event``; return the rows.

    ``text`` is lazy, so that it is written in the language of the installation, not of whoever acts; ``words`` fill its
    placeholders (``text % words`` before would already speak the actor's language). The e-mail says only that something
    waits, without content: mail leaves the organisation's servers (domain reference, 13.11).
    """
    recipients = list({person.pk: person for person in people}.values())
    with override(settings.LANGUAGE_CODE):
        said = str(text) % {name: str(word) for name, word in words.items()} if words else str(text)
        rows = Notification.objects.bulk_create(
            [
                Notification(recipient=person, event=event, text=said[:500], detail=str(detail), url=url)
                for person in recipients
            ]
        )
        subject = _("The portal: something waits for you")
        body = _("Something new waits for you. Please sign in to the portal to see it.")
    addresses = sorted({person.email for person in recipients if person.email})
    letters = [EmailMessage(subject, body, to=[address]) for address in addresses]
    if letters:
        # One connection for all; a mail server that is down must not undo what was done here.
        transaction.on_commit(lambda: get_connection(fail_silently=True).send_messages(letters))
    return rows


def settle(people, url):
    """Mark as read what ``people`` were told about ``url``: somebody has done what it asked for."""
    Notification.objects.unread().filter(recipient__in=people, url=url).mark_read()
