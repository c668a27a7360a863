"""Work that comes round: parts say it in ``AppConfig.ready``, ``manage.py prepare`` writes it down for the workers."""

import datetime
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils import timezone


@dataclass(frozen=True)
class Round:
    """A function (its dotted path, called without arguments) that a worker calls every so many minutes, or every day.

    Of a daily one ``hour`` is the local hour at which its day begins.
    """

    function: str
    minutes: int | None = None
    hour: int | None = None


rounds: dict[str, Round] = {}


def every(name, function, *, minutes):
    """Have the workers call ``function`` every ``minutes``; ``name`` is ``<app>.<what it does>``.

    A run that falls out while no worker lives is not made up for, and two may overlap where one takes longer than
    ``minutes``: the function counts afresh each time. Nobody is told of an exception; it is in the worker's log.
    """
    rounds[name] = Round(function, minutes)


def daily(name, function, *, hour):
    """Have the workers call ``function`` once a day from the local ``hour`` on.

    A day on which no worker lived is not made up for: the function looks at what is due, not at what is due today.
    """
    rounds[name] = Round(function, hour=hour)


@transaction.atomic
def write_down():
    """Bring the table that the workers read up to date and return how many rounds there are.

    What is there already keeps its next time, but for a daily one whose hour has changed; what no part asks for any
    more goes.
    """
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.exclude(name__in=rounds).delete()
    known = dict(schedule.objects.values_list("name", "next_run"))
    for name, each in rounds.items():
        values = {"func": each.function, "repeats": -1}
        if each.hour is None:
            values |= {"schedule_type": schedule.MINUTES, "minutes": each.minutes}
            first = timezone.now()
        else:
            values |= {"schedule_type": schedule.DAILY}
            first = _next(each.hour)
            if name in known and timezone.localtime(known[name]).hour != each.hour:
                values["next_run"] = first
        schedule.objects.update_or_create(name=name, defaults=values, create_defaults={"next_run": first} | values)
    return len(rounds)


def _next(hour):
    """Return the next moment at which the local clock strikes ``hour``."""
    moment = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
    return moment if moment > timezone.localtime() else moment + datetime.timedelta(days=1)
