"""Recording what happened to a person: the rows that hold from its day, the act itself, and what follows from it.

An act is entered for the day on which it holds. Entered later than that it is back-dated: the membership or the post
holds from its day, while rosters, reviews and dossiers follow from the day of entering, so that a count that was
printed between the two stays what it was. A wrong entry is not mended by another act but corrected (``correcting``).
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit import trail
from portal.directory.acts.following import follow
from portal.directory.acts.rows import changed_rows, posts_in, rows_of
from portal.directory.errors import NOT_FOR_ONESELF, NotPossible
from portal.directory.models import Appointment, Membership, Person, PersonAct
from portal.directory.roles import ROLES
from portal.lib.composed import Touch
from portal.lib.dates import today
from portal.lib.rehearsal import rehearsed

Kind, Standing, EndReason = PersonAct.Kind, Membership.Standing, Membership.EndReason

NO_CELL = gettext_lazy("%(name)s belongs to no cell. Record the new cell first.")
HELD_ALREADY = gettext_lazy(
    "%(place)s has somebody in this post: %(person)s (%(title)s). Say from which day that comrade holds it no more."
)
SAME_DAY = gettext_lazy("Another entry holds from the same day and would be lost. Correct that entry instead.")
# Who leaves for good holds nothing any more; who moves away keeps what is not tied to the cell.
FOR_GOOD = {EndReason.LEFT, EndReason.DIED, EndReason.EXPELLED, EndReason.STRUCK}
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Basis:
    """What an act rests on: a document (its symbol and date) or, where there is none, a reason in words."""

    reason: str = ""
    document: str = ""
    document_on: datetime.date | None = None


def rehearse(person: Person, act: Callable[[Person], PersonAct]) -> list[Touch]:
    """Do an act and undo it at once; return what would follow today. Raises what the act itself would raise."""
    return rehearsed(lambda: act(Person.objects.get(pk=person.pk)).touches)


@transaction.atomic
def transfer(person, cell, *, on, basis, by) -> PersonAct:
    """Enter ``cell`` on day ``on``, from another one or after having left; the standing goes along.

    Raises ``NotPossible`` as ``Membership.begin`` does, and where the person is in that cell already.
    """
    held = _membership(person, on)
    if held and held.cell_id == cell.pk:
        already = _("%(name)s belongs to this cell already. Choose another one.") % {"name": person}
        raise NotPossible(already, field="cell")
    what = _("%(before)s → %(after)s") % {"before": held.cell.label if held else "–", "after": cell.full_label}
    standing = held.standing if held else Standing.OFFICIAL
    return _act(Kind.TRANSFER, person, on, what, basis, by, lambda: Membership.begin(
        person, cell, on=on, standing=standing, by=by,
    ))  # fmt: skip


@transaction.atomic
def change_standing(person, standing, *, on, basis, by) -> PersonAct:
    """Give another standing in the same cell: official, exempt, suspended, or back in activity.

    Who becomes an official member without a day of it gets this one. Raises ``NotPossible``.
    """
    held = _membership(person, on)
    if held is None:
        raise NotPossible(NO_CELL % {"name": person})
    becomes_official = (held.standing, standing) == (Standing.PROBATIONARY, Standing.OFFICIAL)

    def change():
        if becomes_official and person.official_on is None:
            Person.objects.filter(pk=person.pk).update(official_on=on, official_precision="day")
        held.change_standing(standing, on=on, by=by)

    what = _("%(before)s → %(after)s") % {
        "before": held.get_standing_display(),
        "after": Standing(standing).label,
    }
    return _act(Kind.STANDING, person, on, what, basis, by, change)


@transaction.atomic
def leave(person, reason, *, on, basis, by) -> PersonAct:
    """End the membership: ``on`` is the first day on which the person is no member of the cell any more.

    Whoever leaves for good (died, left the Party, expelled) loses all posts and offices on the same day. Raises
    ``NotPossible``, also where nobody else would administer the place.
    """
    held = _membership(person, on)
    if held is None:
        raise NotPossible(NO_CELL % {"name": person})

    def end():
        last = on - ONE_DAY
        held.end(on=last, reason=reason, by=by)
        if reason in FOR_GOOD:
            lasting = person.appointments.filter(Q(ends_on=None) | Q(ends_on__gt=last))
            for post in lasting.select_related("org", "collective__org"):
                post.end(on=last, by=by)

    return _act(Kind.LEAVE, person, on, str(EndReason(reason).label), basis, by, end)


@transaction.atomic
def appoint(person, role, place, *, on, basis, by, title="", former_until=None) -> PersonAct:
    """Give a post or an office at ``place`` from day ``on``. Raises ``NotPossible`` as ``Appointment.appoint``.

    There is one head: who holds that post ends on ``former_until``, the first day without it, by an act of their own;
    without that day ``NotPossible`` names them.
    """
    if ROLES[role].is_head:
        _succeed(person, role, place, former_until, basis, by)
    what = f"{title or ROLES[role].titles[0]}, {place.full_label}"
    return _act(
        Kind.APPOINT,
        person,
        on,
        what,
        basis,
        by,
        lambda: Appointment.appoint(person, role, on=on, org=place, title=title, by=by),
    )


@transaction.atomic
def end_post(post, *, on, basis, by) -> PersonAct:
    """End a post or an office: ``on`` is the first day on which it is not held any more. Raises ``NotPossible``."""
    what = f"{post.title}, {post.place.full_label}"
    return _act(Kind.END_POST, post.person, on, what, basis, by, lambda: post.end(on=on - ONE_DAY, by=by))


def _succeed(person, role, place, former_until, basis, by):
    """End the post of who heads a place, before another one does."""
    held = Appointment.objects.filter(org=place, role=role, ends_on=None).exclude(person=person)
    for post in held.select_related("person", "org", "collective__org"):
        if former_until is None:
            words = {"place": place, "title": post.title, "person": post.person}
            raise NotPossible(HELD_ALREADY % words, field="former_until")
        if by is not None and post.person_id == by.pk:
            raise NotPossible(NOT_FOR_ONESELF)
        end_post(post, on=former_until, basis=basis, by=by)


def _act(kind, person, on, what, basis, by, do):
    """Do it, keep what it did with the act, and let what hangs on the person follow once its day has come."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    unit_path = person.org_path or next((org.path for org in person.homes()), "")
    before = rows_of(person)
    do()
    rows = changed_rows(before, rows_of(person))
    posts = posts_in(rows)
    if any(after is None for _before, after in rows.values()):
        raise NotPossible(SAME_DAY)
    act = PersonAct.objects.create(
        person=person,
        kind=kind,
        on=on,
        what=what[:300],
        reason=basis.reason,
        document=basis.document,
        document_on=basis.document_on,
        rows=rows,
        unit_path=unit_path,
        recorded_by=by,
    )
    why = " · ".join(filter(None, [act.what, basis.document, basis.reason]))
    trail.record("directory.act_recorded", person, by=by, reason=why, unit_path=unit_path)
    act.touches = posts
    if on <= today():
        act.touches = posts + follow(person, by=by)
        act.followed_at = timezone.now()
        act.save(update_fields=["followed_at"])
    return act


def _membership(person, day):
    """Lock the person; return the membership to which an act of that day speaks: the open one, else that of the day."""
    Person.objects.select_for_update().get(pk=person.pk)
    held = person.memberships.select_related("cell__org_type", "cell__parent")
    return held.filter(ends_on=None).first() or held.on(day).first()
