"""Telling a member that their membership was transferred; contributed to ``follow_person``."""

from django.utils.translation import gettext_lazy as _

from portal.directory.models import Membership, PersonAct
from portal.lib.dates import today
from portal.notifications import outbox
from portal.notifications.models import Notification

MOVED = _("From %(day)s your membership is with %(cell)s.")
EVENT = "directory.moved"


def tell(person, by):
    """Tell the person of the transfer that stands on its day, once however often it is followed; touch nothing else."""
    act = PersonAct.objects.standing().filter(person=person, kind=PersonAct.Kind.TRANSFER, on__lte=today()).first()
    membership = Membership.objects.filter(person=person).today().select_related("cell").first() if act else None
    if membership is None or membership.starts_on != act.on:
        return []
    url = f"{person.get_absolute_url()}#act-{act.pk}"
    if not Notification.objects.filter(recipient=person, event=EVENT, url=url).exists():
        words = {"day": f"{act.on:%d/%m/%Y}", "cell": membership.cell.full_label}
        outbox.notify([person], EVENT, MOVED, words=words, url=url)
    return []
