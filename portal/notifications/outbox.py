"""Telling people: a row in the transaction of the act, an e-mail once it is committed."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import override

from portal.notifications import letters
from portal.notifications.models import MailChoice, Notification


def notify(people, event, text, *, words=None, detail="", url=""):
    """Tell each of ``people`` (an iterable, doubles are dropped) about ``event``; return the rows.

    ``text`` is lazy, so that it is written in the language of the installation, not of whoever acts; ``words`` fill its
    placeholders (``text % words`` before would already speak the actor's language). The e-mail says only that something
    waits; who chose fewer letters, or none, gets what they chose.
    """
    recipients = {person.pk: person for person in people}.values()
    return notify_each([(person, words, url) for person in recipients], event, text, detail=detail)


def notify_each(tellings, event, text, *, detail=""):
    """Tell many people about ``event`` as ``notify`` does, each with words and an address of their own.

    ``tellings`` are triples of person, words (or None) and url. One statement and one mail connection for all.
    """
    with override(settings.LANGUAGE_CODE):
        rows = Notification.objects.bulk_create(
            [
                Notification(recipient=person, event=event, text=_said(text, words), detail=str(detail), url=url)
                for person, words, url in tellings
            ],
            batch_size=500,
        )
    written = {person.pk: person.email for person, _words, _url in tellings if person.email}
    if written:
        others = MailChoice.objects.other_than_at_once(written)
        letters.send_on_commit(address for pk, address in written.items() if pk not in others)
    return rows


def untold(people, event, url, *, since=None):
    """Return those of ``people``, a queryset, who were not told about ``event`` at ``url`` (``since`` then).

    For work that may be done again: nobody hears the same twice.
    """
    told = Notification.objects.filter(recipient=OuterRef("pk"), event=event, url=url)
    if since:
        told = told.filter(created_at__gte=since)
    return people.exclude(Exists(told))


def forget(people):
    """Drop what ``people`` were told: they were entered by mistake, and never came."""
    Notification.objects.filter(recipient__in=people).delete()


def settle(people, url):
    """Mark as read what ``people`` were told about ``url``: somebody has done what it asked for."""
    Notification.objects.unread().filter(recipient__in=people, url=url).mark_read()


def _said(text, words):
    said = str(text) % {name: str(word) for name, word in words.items()} if words else str(text)
    return said[:500]
