"""One letter a day or a week for those who want no more: it says that something waits, once, however much came in."""

from django.db import transaction
from django.db.models import Max

from portal.lib.dates import today
from portal.notifications import letters
from portal.notifications.models import MailChoice, Notification

AT_ONCE_AT_MOST = 500  # people of one transaction: a killed worker loses no more letters than these


def gather():
    """Write the letters of today that are due and return how many.

    Each person's day is noted in the transaction that sends, so that two workers, or a second run, write once.
    """
    day, count = today(), 0
    while sent := _gather_some(day):
        count += sent
    return count


@transaction.atomic
def _gather_some(day):
    due = MailChoice.objects.due_on(day).select_for_update(of=("self",)).select_related("person")
    choices = list(due.order_by("pk")[:AT_ONCE_AT_MOST])
    if choices:
        newest = Notification.objects.aggregate(newest=Max("pk"))["newest"]
        mine = MailChoice.objects.filter(pk__in=[choice.pk for choice in choices])
        mine.update(gathered_on=day, last_told=newest)
        letters.send_on_commit(choice.person.email for choice in choices)
    return len(choices)
