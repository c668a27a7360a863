"""Telling of an absence: who stands in, and the absent officer where somebody else recorded it or ended it."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import outbox

STANDS_IN = _("You stand in for %(person)s (%(title)s) from %(first)s to %(last)s.")
STOOD_IN_FOR = _("%(substitute)s stands in for you (%(title)s) from %(first)s to %(last)s.")
NO_LONGER = _("You no longer stand in for %(person)s (%(title)s).")
NO_LONGER_FOR = _("%(substitute)s no longer stands in for you (%(title)s).")


def tell(delegation, by):
    """Tell who stands in from when to when, in the transaction that says so; not ``by``, who has recorded it."""
    _tell(delegation, by, "directory.delegated", STANDS_IN, STOOD_IN_FOR)


def tell_ended(delegation, by):
    """Tell that somebody stands in no longer, in the transaction that ends it before its last day."""
    _tell(delegation, by, "directory.delegation_ended", NO_LONGER, NO_LONGER_FOR)


def _tell(delegation, by, event, to_substitute, to_absent):
    words = {
        "person": delegation.absent,
        "substitute": delegation.substitute,
        "title": delegation.post.title,
        "first": f"{delegation.starts_on:%d/%m/%Y}",
        "last": f"{delegation.ends_on:%d/%m/%Y}",
    }
    for person, text in ((delegation.substitute, to_substitute), (delegation.absent, to_absent)):
        if person != by:
            outbox.notify([person], event, text, words=words, url=delegation.get_absolute_url())
