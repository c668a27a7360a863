"""What a calendar program reads at a person's secret address: on which days something is due, and where to look.

It says no more: the calendar of a telephone lies on others' servers (domain reference, 13.11).
"""

import datetime
from collections import Counter

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from icalendar import Calendar, Event

from portal.lib import composed
from portal.lib.dates import today

PRODUCT = "-//cong-dang-ky-cam-ket//VN"


def days_of(person):
    """Return for each day on which something of the person is due, past or to come, how many things are."""
    day = today()
    tasks, _counted = composed.tasks_of(person, day)
    due = [task.due_on for task in tasks if task.due_on]
    coming = [each.on for part in composed.calendar_for for each in part(person, day)]
    # The same deadline stands among the tasks and among the days to come.
    return Counter(due) | Counter(coming)


def calendar_of(person):
    """Return the person's calendar as bytes (RFC 5545): one whole-day event for each day."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("refresh-interval;value=duration", "PT6H")
    with override(settings.LANGUAGE_CODE):
        for day, count in sorted(days_of(person).items()):
            calendar.add_component(_event(person, day, count))
    return calendar.to_ical()


def _event(person, day, count):
    event = Event()
    event.add("uid", f"{person.public_id}-{day:%Y%m%d}@portal")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    text = ngettext("The portal: something is due", "The portal: %(count)s things are due", count)
    event.add("summary", text % {"count": count})
    event.add("transp", "TRANSPARENT")
    if settings.ADDRESS:
        event.add("url", settings.ADDRESS + reverse("home"))
    return event
