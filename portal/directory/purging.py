"""What a list changed is kept to undo it, with data that people had before: for some time only."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import TakenPiece
from portal.lib.purge import Purge

AT_ONCE = 50  # pieces, of a thousand rows each


def old_pieces(day):
    """Return what lists did that were taken in long enough before ``day``; undone lists have kept nothing."""
    before = day - datetime.timedelta(days=settings.KEEP_UNDO_DAYS)
    moment = timezone.make_aware(datetime.datetime.combine(before, datetime.time()))
    return TakenPiece.objects.filter(taken__at__lt=moment)


def delete_pieces(day):
    keys = list(old_pieces(day).values_list("pk", flat=True)[:AT_ONCE])
    TakenPiece.objects.filter(pk__in=keys).delete()
    return len(keys)


PURGES = [
    Purge(
        "directory.undo",
        _("what lists changed, kept to undo them"),
        lambda day: old_pieces(day).count(),
        delete_pieces,
    )
]
