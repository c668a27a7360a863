"""Sending letters: what the mail server does not take is kept, and tried again by the workers until it is sent.

A worker that is killed between sending a letter and forgetting it sends it twice; no letter is lost by it.
"""

import datetime
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from portal.lib.sealing import SealBroken
from portal.notifications.models import KeptLetter

log = logging.getLogger(__name__)

CLAIMED = datetime.timedelta(hours=1)  # after it another worker tries what a killed one had taken up
NOT_TAKEN = (OSError, SMTPException)


class KeepingBackend(BaseEmailBackend):
    """Sends by ``settings.MAIL_BACKEND``; raises nothing where the server is down, as what was done here stands."""

    def send_messages(self, messages):
        """Send or keep each letter and return how many were sent.

        While others wait that the server did not take a moment ago, these are kept at once: nobody waits for a page.
        """
        messages = list(messages)
        since = timezone.now() - datetime.timedelta(minutes=settings.MAIL_MINUTES)
        is_down = KeptLetter.objects.filter(kept_at__gt=since).exists()
        sent = 0 if is_down else _send(messages)
        KeptLetter.objects.bulk_create(
            [KeptLetter.of(each, to) for each in messages[sent:] for to in each.to], batch_size=500
        )
        return sent


def _send(messages):
    """Send letters in order over one connection and return how many the server took before it took no more."""
    sent = 0
    try:
        with get_connection(settings.MAIL_BACKEND) as server:
            for message in messages:
                server.send_messages([message])
                sent += 1
    except NOT_TAKEN as error:
        log.warning("%s letters could not be sent and are kept: %s", len(messages) - sent, error)
    return sent


def send_kept():
    """Try again what was kept and return how many letters went. By schedule; two workers at once send each once."""
    sent, now = 0, timezone.now()
    too_old = now - datetime.timedelta(days=settings.MAIL_DAYS)
    given_up = KeptLetter.objects.filter(kept_at__lt=too_old).delete()[0]
    if given_up:
        log.warning("%s letters were tried for %s days and are given up.", given_up, settings.MAIL_DAYS)
    for letter in KeptLetter.objects.filter(try_after__lte=now).iterator():
        mine = KeptLetter.objects.filter(pk=letter.pk, try_after=letter.try_after).update(try_after=now + CLAIMED)
        if not mine:
            continue
        if not _send_kept(letter):
            later = timezone.now() + datetime.timedelta(minutes=settings.MAIL_MINUTES)
            KeptLetter.objects.filter(pk=letter.pk).update(try_after=later)
            if _is_down():
                break
            continue
        KeptLetter.objects.filter(pk=letter.pk).delete()
        sent += 1
    return sent


def _send_kept(letter):
    """Try one letter. One that no key opens waits its days, as the right key may come back, and never leaves."""
    try:
        return _send([letter.message()])
    except SealBroken:
        log.warning("A kept letter of %s cannot be opened: PORTAL_SEAL_KEYS lacks the key that sealed it.", letter)
        return 0


def _is_down():
    """Tell whether the server takes nothing at all, as against one letter that it refuses."""
    try:
        get_connection(settings.MAIL_BACKEND).open()
    except NOT_TAKEN:
        return True
    return False
