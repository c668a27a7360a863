"""What a list changed, and what of it was not written, is kept to undo and to mend it: for some time only."""

import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import LeftOut, TakenPiece
from portal.lib.purge import Purge

AT_ONCE = 50  # pieces, of a thousand rows each


def old(model, day):
    """Return rows of ``model`` about lists that were taken in long enough before ``day``."""
    before = day - datetime.timedelta(days=settings.KEEP_UNDO_DAYS)
    moment = timezone.make_aware(datetime.datetime.combine(before, datetime.time()))
    return model.objects.filter(taken__at__lt=moment)


def delete_some(model, day):
    keys = list(old(model, day).values_list("pk", flat=True)[:AT_ONCE])
    model.objects.filter(pk__in=keys).delete()
    return len(keys)


def _purge(name, what, model):
    return Purge(name, what, lambda day: old(model, day).count(), partial(delete_some, model))


PURGES = [
    _purge("directory.undo", _("what lists changed, kept to undo them"), TakenPiece),
    _purge("directory.left_out", _("rows of lists that were not written, kept to correct them"), LeftOut),
]
