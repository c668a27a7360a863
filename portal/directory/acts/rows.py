"""Memberships, posts and the day of becoming official before and after an act: kept, so that it can be undone."""

import datetime

from django.utils.translation import gettext as _

from portal.directory.errors import NotPossible
from portal.directory.models import Appointment, Membership, Person
from portal.directory.roles import DECIDING
from portal.lib.composed import Touch

ONE_DAY = datetime.timedelta(days=1)
MODELS = {"membership": Membership, "appointment": Appointment}


def rows_of(person):
    """Return ``{"membership:7": [starts_on, ends_on, end_reason]}`` of a person, days as ISO text or None."""
    memberships = person.memberships.order_by("pk").values_list("pk", "starts_on", "ends_on", "end_reason")
    appointments = person.appointments.order_by("pk").values_list("pk", "starts_on", "ends_on")
    found = {f"membership:{pk}": [*_iso(*days), why] for pk, *days, why in memberships}
    official = Person.objects.values_list("official_on", "official_precision").get(pk=person.pk)
    found[f"official:{person.pk}"] = [*_iso(official[0]), None, official[1]]
    return found | {f"appointment:{pk}": [*_iso(*days), ""] for pk, *days in appointments}


def posts_in(rows):
    """Return as ``Touch`` which posts begin and end in the rows of an act, and who decides where one has ended; of who
    is suspended from activity, which posts stay."""
    touches = []
    for key, (before, _after) in rows.items():
        if key.startswith("membership:") and before is None:
            touches += _kept_while_suspended(Membership.objects.get(pk=key.split(":")[1]))
        if not key.startswith("appointment:"):
            continue
        post = Appointment.objects.select_related("org", "collective__org").get(pk=key.split(":")[1])
        words = {"post": f"{post.title}, {post.place.full_label}"}
        if before is None:
            touches.append(Touch(_("New: %(post)s") % words, _("with its rights") if post.may else ""))
        elif post.ends_on is not None:
            touches.append(Touch(_("Ends: %(post)s") % words, _who_decides(post)))
    return touches


def _kept_while_suspended(membership):
    """Return as ``Touch`` the deciding posts that somebody suspended from activity goes on holding: ending them is an
    act of its own, by a decision of its own [P]."""
    if membership.standing != Membership.Standing.SUSPENDED:
        return []
    day = membership.starts_on
    posts = Appointment.objects.on(day).filter(person=membership.person_id).exclude(org=None).select_related("org")
    text = _("Still holds: %(post)s. If they are to decide nothing meanwhile, end the post or let somebody stand in")
    touches = []
    for post in posts:
        if deciding := post.may & DECIDING:
            names = _deciders(post, day, deciding)
            other = _("nobody else decides there")
            if names:
                other = _("%(names)s decides there too") % {"names": ", ".join(names)}
            touches.append(Touch(text % {"post": f"{post.title}, {post.place.full_label}"}, other))
    return touches


def _who_decides(post):
    """Return who may still decide on papers at the place of a post that ends; empty where the post could not."""
    deciding = post.may & DECIDING
    if not deciding or post.org_id is None:
        return ""
    if names := _deciders(post, post.ends_on + ONE_DAY, deciding):
        return _("papers that wait are decided by %(names)s") % {"names": ", ".join(names)}
    return _("nobody else decides on the papers that wait there: appoint somebody, or the office records the decisions")


def _deciders(post, day, deciding):
    """Return the names of those whose posts beside ``post`` let them decide at its place on a day."""
    others = Appointment.objects.on(day).filter(org=post.org_id).exclude(pk=post.pk)
    return [str(each.person) for each in others.select_related("person") if each.may & deciding]


def changed_rows(before, after):
    """Return ``{key: [before, after]}`` of the rows that differ; None stands for a row that is not there."""
    keys = sorted(before.keys() | after.keys())
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def put_back(act, *, by):
    """Undo what an act did to the rows. Raises ``NotPossible`` where one of them is no longer as the act left it, or
    somebody has stood in at a post that the act gave."""
    now = rows_of(act.person)
    if any(now.get(key) != after for key, (_before, after) in act.rows.items()):
        raise NotPossible(_("Something later rests on this entry. Correct the later one first."))
    # What the act made goes first: one membership at a time is open.
    for key, (before, _after) in sorted(act.rows.items(), key=lambda item: item[1][0] is not None):
        kind, pk = key.split(":")
        if kind == "official":
            Person.objects.filter(pk=pk).update(official_on=_day(before[0]), official_precision=before[2])
            continue
        row = MODELS[kind].objects.get(pk=pk)
        if before is None:
            _let_go(row, by)
            continue
        row.starts_on, row.ends_on = (_day(text) for text in before[:2])
        if kind == "membership":
            row.end_reason = before[2]
        row.save()


def _let_go(row, by):
    """Delete what an act made. A delegation of the post that has not begun goes with it, and the trail says so."""
    if isinstance(row, Appointment):
        for delegation in row.delegations.select_related("substitute", "post__person"):
            delegation.drop(by=by)
    row.delete()


def _iso(*days):
    return [day.isoformat() if day else None for day in days]


def _day(text):
    return datetime.date.fromisoformat(text) if text else None
