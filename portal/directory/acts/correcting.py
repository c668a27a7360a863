"""Mending a wrong entry: it never happened, or it happened otherwise. What really happened late is a back-dated act."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory.acts.following import follow
from portal.directory.acts.rows import MODELS, put_back
from portal.directory.errors import NotPossible
from portal.directory.models import Person, PersonAct
from portal.lib.dates import today

Kind = PersonAct.Kind


@transaction.atomic
def take_back(act, *, because, by):
    """Undo a wrong entry for ``because``, as if it had never been made; the act stays readable with the reason.

    Raises ``NotPossible`` without a reason, where it was taken back already, or something later rests on it.
    """
    person = Person.objects.select_for_update().get(pk=act.person_id)
    act.refresh_from_db(from_queryset=PersonAct.objects.select_related("person"))
    if not because.strip():
        raise NotPossible(_("Say why the entry was wrong."))
    if act.taken_back_at is not None:
        raise NotPossible(_("This entry has been corrected already."))
    put_back(act, by=by)
    act.taken_back_at, act.taken_back_by, act.taken_back_because = timezone.now(), by, because.strip()
    act.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
    why = f"{act.what} ({act.on:%d/%m/%Y}) · {because.strip()}"
    trail.record("directory.act_taken_back", act.person, by=by, reason=why, unit_path=act.unit_path)
    if act.on <= today():
        follow(person, by=by)


@transaction.atomic
def correct(act, again, *, because, by):
    """Replace a wrong entry by what ``again`` records (a function of the person, returning the new act)."""
    take_back(act, because=because, by=by)
    new = again(Person.objects.get(pk=act.person_id))
    new.corrects = act
    new.save(update_fields=["corrects"])
    return new


def values_of(act):
    """Return what the form of the act is filled with: its own values, as they were entered."""
    values = {"on": act.on, "reason": act.reason, "document": act.document, "document_on": act.document_on}
    made, ended = _rows(act)
    if act.kind == Kind.LEAVE and ended:
        values["why"] = ended.end_reason
    if act.kind == Kind.TRANSFER and made:
        values["cell"] = made.cell
    if act.kind == Kind.STANDING and made:
        values["standing"] = made.standing
    if act.kind == Kind.APPOINT and made:
        values |= {"place": made.place, "role": made.role, "title": made.title}
    return values


def post_of(act):
    """Return the post that an act gave or ended, or None."""
    made, ended = _rows(act)
    return {Kind.APPOINT: made, Kind.END_POST: ended}.get(act.kind)


def _rows(act):
    """Return the row that the act made and the one that it ended, each None where there is none."""
    wanted = "appointment" if act.kind in {Kind.APPOINT, Kind.END_POST} else "membership"
    made = ended = None
    for key, (before, _after) in act.rows.items():
        kind, pk = key.split(":")
        if kind == wanted:
            row = MODELS[kind].objects.filter(pk=pk).first()
            made, ended = (row, ended) if before is None else (made, row)
    return made, ended
