"""Reminding people of deadlines: some days before, and once after. What is still owed the parts say in ``composed``."""

import datetime
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from portal.lib import composed
from portal.lib.dates import today
from portal.notifications import outbox
from portal.notifications.models import Reminder

AT_ONCE_AT_MOST = 500  # reminders of one transaction: a killed worker loses no more than these, and says none twice
LOOKED_BACK = datetime.timedelta(days=14)  # of what is older nobody is reminded when reminders begin


def remind():
    """Remind everybody of what they owe and are to be reminded of today; return how many reminders were said.

    The steps are ``settings.REMIND_DAYS``: days before the deadline, negative for days after. A step that fell on a
    day without a worker is made up for; two steps that fell so are said as one.
    """
    day = today()
    first, last = day - LOOKED_BACK, day + datetime.timedelta(days=max(settings.REMIND_DAYS))
    count = 0
    with override(settings.LANGUAGE_CODE):
        owed = (due for part in composed.due_between for due in part(first, last))
        steps = ((due, step_on(due.due_on, day)) for due in owed)
        wanted = ((due, step) for due, step in steps if step is not None)
        while chunk := list(islice(wanted, AT_ONCE_AT_MOST)):
            count += _remind_of(chunk, day)
    return count


def step_on(due_on, day):
    """Return the step of ``settings.REMIND_DAYS`` that ``day`` has reached for a deadline, or None before the first."""
    left = (due_on - day).days
    return min((step for step in settings.REMIND_DAYS if left <= step), default=None)


def _remind_of(chunk, day):
    """Say what has not been said yet of one chunk and return how many; a second worker at the same leaves it."""
    keyed = {(due.person.pk, due.url, due.due_on, step): due for due, step in chunk}
    said = Reminder.objects.filter(
        recipient__in={key[0] for key in keyed}, due_on__in={key[2] for key in keyed}
    ).values_list("recipient_id", "url", "due_on", "step")
    new = {key: due for key, due in keyed.items() if key not in set(said)}
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(
                [Reminder(recipient_id=pk, url=url, due_on=due_on, step=step) for pk, url, due_on, step in new]
            )
            tellings = [(due.person, {"text": text_of(due, day)}, due.url) for due in new.values()]
            outbox.notify_each(tellings, "notifications.reminded", "%(text)s")
    except IntegrityError:
        return 0
    return len(new)


def text_of(due, day):
    """Return what a reminder says: how long there is, what to do, by when."""
    words = {"what": due.what, "day": f"{due.due_on:%d/%m/%Y}", "n": (due.due_on - day).days}
    if words["n"] < 0:
        return _("The deadline has passed: %(what)s (it was due on %(day)s).") % words
    if words["n"] == 0:
        return _("Today is the last day: %(what)s.") % words
    return ngettext("%(n)s day left: %(what)s by %(day)s.", "%(n)s days left: %(what)s by %(day)s.", words["n"]) % words
