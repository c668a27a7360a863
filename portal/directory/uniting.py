"""Uniting two records of one person: both histories go on as one, or nothing changes.

What refers to a person is asked of the models, so that no part is forgotten; a row that a constraint allows only once
refuses the whole, except what serves signing in and being told, which goes with the record. Upper parts refuse in words
of their own (``uniting_refused``) and settle what is twice but says nothing (``settle_twins``).
"""

import datetime
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory.acts import follow
from portal.directory.errors import NotPossible
from portal.directory.lists.asking import is_renewal
from portal.directory.models import Appointment, Delegation, Membership, Person, UnitedRecord
from portal.lib import composed
from portal.lib.composed import Touch
from portal.lib.relations import acts_between, clashes, relations_to

# What serves signing in with the record goes with it: addresses, sessions, second factors, slips.
SIGNS_IN = {"account", "usersessions", "mfa", "directory.activationslip.person"}
# Of what both have once, that of the record that stays is enough.
ONE_IS_ENOUGH = {"socialaccount", "notifications", "jobs"}
STANDS_IN = [(Delegation, "substitute", "post__person")]
FILLED = ("sex", "card_no", "personal_id", "email", "phone", "work_post", "workplace")
FILLED_DATES = {"born": "born_precision", "joined_on": "joined_precision", "official_on": "official_precision"}
ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def unite(kept, other, *, reason, by) -> list[Touch]:
    """Move all that hangs on ``other`` to ``kept``, drop ``other``, and return what was moved.

    ``kept`` keeps its own facts; what it lacks comes from ``other``. Raises ``NotPossible`` with every reason.
    """
    if kept.pk == other.pk:
        raise NotPossible(_("That is the same record. Choose the other one."))
    if not reason.strip():
        raise NotPossible(_("Say how you know that it is one person."))
    locked = {person.pk: person for person in _locked(kept, other)}
    if len(locked) != 2:
        raise NotPossible(_("One of the records is no longer there. Look again."))
    kept, other = locked[kept.pk], locked[other.pk]
    refused = [text for part in composed.uniting_refused for text in part(kept, other)]
    refused += [*_split_between_cells(kept, other), *_standing_in(kept, other)]
    if refused:
        raise NotPossible(" ".join(refused))
    _settle_memberships(kept, other)
    _settle_posts(kept, other)
    for part in composed.settle_twins:
        part(kept, other, by)
    touches = _move_all(kept, other)
    _fill_facts(kept, other)
    path = other.org_path or kept.org_path
    UnitedRecord.objects.create(
        person=kept, former_id=str(other.public_id), name=other.full_name, login_name=other.login_name,
        card_no=other.card_no or "", reason=reason.strip(), by=by,
    )  # fmt: skip
    values = {name: getattr(other, name) for name in ("card_no", "personal_id")}
    other.delete()
    for name, value in values.items():
        if value and (not getattr(kept, name) or (name == "card_no" and is_renewal(kept.card_no, value))):
            setattr(kept, name, value)
    kept.save()
    trail.record(
        "directory.records_united", kept, by=by, reason=f"{other.login_name}: {reason.strip()}", unit_path=path
    )
    follow(kept, by=by)
    return touches


def rehearse(kept, other) -> tuple[list[Touch], str]:
    """Return what uniting would move, and the refusal ("" for none); nothing is written."""
    try:
        with transaction.atomic():
            touches = unite(kept, other, reason="-", by=None)
            transaction.set_rollback(True)
    except NotPossible as refusal:
        return [], str(refusal)
    return touches, ""


def _locked(*people):
    return Person.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")


def _split_between_cells(kept, other):
    """Refuse who is in two cells since the same day: the portal cannot know which came first."""
    mine, theirs = _open_membership(kept), _open_membership(other)
    if mine and theirs and mine.starts_on == theirs.starts_on and mine.cell_id != theirs.cell_id:
        return [
            _("Both records belong to different cells since %(day)s. End the wrong membership first.")
            % {"day": f"{mine.starts_on:%d/%m/%Y}"}
        ]
    return []


def _standing_in(kept, other):
    """Refuse who stood in for the other: what they decided then rests on it."""
    if any(acts_between(STANDS_IN, kept, other)):
        return [_("One record stands in for the other, or did: nobody stands in for themselves.")]
    return []


def _open_membership(person):
    return Membership.objects.select_related("cell").filter(person=person, ends_on=None).first()


def _settle_memberships(kept, other):
    """Of two open memberships the earlier ends as the later begins; of one cell and standing, the earlier goes on."""
    pair = [held for held in (_open_membership(kept), _open_membership(other)) if held]
    if len(pair) < 2:
        return
    earlier, later = sorted(pair, key=lambda held: held.starts_on)
    if (earlier.cell_id, earlier.standing) == (later.cell_id, later.standing) or earlier.starts_on == later.starts_on:
        later.delete()
        return
    moved = earlier.cell_id != later.cell_id
    earlier.ends_on = later.starts_on - ONE_DAY
    earlier.end_reason = Membership.EndReason.MOVED if moved else Membership.EndReason.STANDING
    earlier.save(update_fields=["ends_on", "end_reason"])


def _settle_posts(kept, other):
    """Of one post that both records hold today, the one that began earlier goes on; nobody reports to themselves."""
    both = [kept, other]
    Appointment.objects.filter(person__in=both, reports_to__in=both).update(reports_to=None)
    held = {
        (post.org_id, post.role): post
        for post in Appointment.objects.filter(person=kept, ends_on=None, collective=None)
    }
    for post in Appointment.objects.filter(person=other, ends_on=None, collective=None):
        twin = held.get((post.org_id, post.role))
        if twin is not None:
            later, earlier = (post, twin) if post.starts_on >= twin.starts_on else (twin, post)
            _move_delegations(later, earlier)
            later.delete()


def _move_delegations(post, goes_on):
    """Let who stands in at a post that goes stand in at the one that goes on; refuse two on the same days."""
    for delegation in post.delegations.filter(ended_at=None):
        span = {"starts_on__lte": delegation.ends_on, "ends_on__gte": delegation.starts_on}
        if goes_on.delegations.filter(ended_at=None, **span).exists():
            raise NotPossible(_("Somebody stands in on the same days at both posts. End one of them first."))
    post.delegations.update(post=goes_on)


def _move_all(kept, other):
    """Move every row that refers to ``other``; return counts by what they are. Raises ``NotPossible`` for a clash."""
    counts, refused = Counter(), []
    for field in relations_to(Person):
        meta = field.model._meta
        rows = field.model._base_manager.filter(**{field.name: other})
        if {meta.app_label, f"{meta.label_lower}.{field.name}"} & SIGNS_IN:
            rows.delete()
            continue
        twice = clashes(field, kept, other)
        if meta.app_label in ONE_IS_ENOUGH:
            rows.filter(pk__in=[row.pk for row in twice]).delete()
        elif twice:
            words = [{"what": meta.verbose_name, "row": row} for row in twice]
            refused += [_("Both records have: %(what)s (%(row)s).") % word for word in words]
            continue
        counts[str(meta.verbose_name)] += rows.update(**{field.name: kept})
    if refused:
        raise NotPossible(" ".join(refused))
    return [Touch(what.capitalize(), str(count)) for what, count in sorted(counts.items()) if count]


def _fill_facts(kept, other):
    """Give ``kept`` what it lacks; the numbers that are unique follow once ``other`` has gone."""
    for name in FILLED:
        if name not in {"card_no", "personal_id"} and not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    for name, precision in FILLED_DATES.items():
        if getattr(kept, name) is None:
            setattr(kept, name, getattr(other, name))
            setattr(kept, precision, getattr(other, precision))
