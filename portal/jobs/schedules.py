"""Work that comes round: parts say it in ``AppConfig.ready``, ``manage.py prepare`` writes it down for the workers."""

from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils import timezone


@dataclass(frozen=True)
class Round:
    """A function (its dotted path, called without arguments) that a worker calls every so many minutes."""

    function: str
    minutes: int


rounds: dict[str, Round] = {}


def every(name, function, *, minutes):
    """Have the workers call ``function`` every ``minutes``; ``name`` is ``<app>.<what it does>``.

    A run that falls out while no worker lives is not made up for, and two may overlap where one takes longer than
    ``minutes``: the function counts afresh each time. Nobody is told of an exception; it is in the worker's log.
    """
    rounds[name] = Round(function, minutes)


@transaction.atomic
def write_down():
    """Bring the table that the workers read up to date and return how many rounds there are.

    What is there already keeps its next time; what no part asks for any more goes.
    """
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.exclude(name__in=rounds).delete()
    for name, each in rounds.items():
        values = {"func": each.function, "schedule_type": schedule.MINUTES, "minutes": each.minutes, "repeats": -1}
        schedule.objects.update_or_create(
            name=name, defaults=values, create_defaults=values | {"next_run": timezone.now()}
        )
    return len(rounds)
