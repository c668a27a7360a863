"""Memberships and appointments of a person before and after an act: kept with it, so that it can be undone."""

import datetime

from django.utils.translation import gettext as _

from portal.directory.errors import NotPossible
from portal.directory.models import Appointment, Membership

MODELS = {"membership": Membership, "appointment": Appointment}


def rows_of(person):
    """Return ``{"membership:7": [starts_on, ends_on, end_reason]}`` of a person, days as ISO text or None."""
    memberships = person.memberships.order_by("pk").values_list("pk", "starts_on", "ends_on", "end_reason")
    appointments = person.appointments.order_by("pk").values_list("pk", "starts_on", "ends_on")
    found = {f"membership:{pk}": [*_iso(*days), why] for pk, *days, why in memberships}
    return found | {f"appointment:{pk}": [*_iso(*days), ""] for pk, *days in appointments}


def changed_rows(before, after):
    """Return ``{key: [before, after]}`` of the rows that differ; None stands for a row that is not there."""
    keys = sorted(before.keys() | after.keys())
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def put_back(act):
    """Undo what an act did to the rows. Raises ``NotPossible`` where one of them is no longer as the act left it."""
    now = rows_of(act.person)
    if any(now.get(key) != after for key, (_before, after) in act.rows.items()):
        raise NotPossible(_("Something later rests on this entry. Correct the later one first."))
    # What the act made goes first: one membership at a time is open.
    for key, (before, _after) in sorted(act.rows.items(), key=lambda item: item[1][0] is not None):
        kind, pk = key.split(":")
        row = MODELS[kind].objects.get(pk=pk)
        if before is None:
            row.delete()
            continue
        row.starts_on, row.ends_on = (_day(text) for text in before[:2])
        if kind == "membership":
            row.end_reason = before[2]
        row.save()


def _iso(*days):
    return [day.isoformat() if day else None for day in days]


def _day(text):
    return datetime.date.fromisoformat(text) if text else None
