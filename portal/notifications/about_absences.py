"""Telling who stands in for an absent officer."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import outbox

STANDS_IN = _("You stand in for %(person)s (%(title)s) from %(first)s to %(last)s.")


def tell(delegation):
    """Tell the substitute from when to when they stand in, in the transaction that says so."""
    words = {
        "person": delegation.absent,
        "title": delegation.post.title,
        "first": f"{delegation.starts_on:%d/%m/%Y}",
        "last": f"{delegation.ends_on:%d/%m/%Y}",
    }
    url = delegation.get_absolute_url()
    outbox.notify([delegation.substitute], "directory.delegated", STANDS_IN, words=words, url=url)
