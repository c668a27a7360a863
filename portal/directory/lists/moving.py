"""Transfers that a list brings, kept among the acts on the people as the office keeps one that it records by itself."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory.models import Membership, Person, PersonAct


@dataclass
class Move:
    """Somebody enters the cell of ``begun`` on its first day. ``former`` is the cell that they leave, or None.

    ``before`` holds each membership or post that ends, with its state before; ``made`` are those that begin.
    """

    person: Person
    begun: Membership
    former: object = None
    before: list = field(default_factory=list)
    made: list = field(default_factory=list)

    def ending(self, row):
        self.before.append((row, state_of(row)))

    def rows(self):
        """Return what was done as an act keeps it; all is written by now."""
        rows = {_key(row): [before, state_of(row)] for row, before in self.before}
        return rows | {_key(row): [None, state_of(row)] for row in (self.begun, *self.made)}


def record_moves(moves, *, filename, by):
    """Write one act for each of ``moves``, and its event; return the acts. What follows is for the caller to say."""
    now, reason = timezone.now(), _("By the list “%(file)s”") % {"file": filename}
    acts = [
        PersonAct(
            person=move.person,
            kind=PersonAct.Kind.TRANSFER,
            on=move.begun.starts_on,
            what=_what(move)[:300],
            reason=reason[:300],
            rows=move.rows(),
            unit_path=(move.former or move.begun.cell).path,
            recorded_by=by,
            followed_at=now,
        )
        for move in moves
    ]
    PersonAct.objects.bulk_create(acts, batch_size=500)
    paths = {act.person_id: act.unit_path for act in acts}
    people = [act.person for act in acts]
    trail.record_many("directory.act_recorded", people, by=by, reason=reason, unit_path=lambda person: paths[person.pk])
    return acts


def state_of(row):
    """Return [first day, last day, why it ended] of a membership or a post, as acts keep it."""
    days = [day.isoformat() if isinstance(day, datetime.date) else None for day in (row.starts_on, row.ends_on)]
    return [*days, getattr(row, "end_reason", "")]


def _key(row):
    return f"{row._meta.model_name}:{row.pk}"


def _what(move):
    before = move.former.label if move.former else "–"
    return _("%(before)s → %(after)s") % {"before": before, "after": move.begun.cell.full_label}
