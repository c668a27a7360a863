"""Choosing a password with an activation slip: the only way by which the office lets somebody in, or in again."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit import trail
from portal.directory import letters
from portal.directory.models import ActivationSlip, Person
from portal.directory.slips import codes
from portal.lib.refusal import Refused
from portal.lib.vietnamese import fold

# One sentence whatever was wrong, so that nobody learns which login names there are.
NOT_CORRECT = gettext_lazy(
    "The login name or the code is not correct. Check both as they stand on the slip; "
    "after five wrong codes a slip no longer works, and the personnel office makes a new one."
)
GONE = {
    ActivationSlip.State.USED: gettext_lazy("This slip has been used already. Sign in with the password you chose."),
    ActivationSlip.State.REPLACED: gettext_lazy(
        "There is a newer slip for you: use that one, this one no longer works."
    ),
    ActivationSlip.State.LOCKED: gettext_lazy(
        "This slip was locked after five wrong codes. Ask the personnel office for a new one."
    ),
}


GONE_WITH_ITS_RECORD = gettext_lazy(
    "This slip belongs to a record that has been put together with another one of yours. Sign in with the password you "
    "have there, or ask the personnel office for a new slip."
)


class NotActivated(Refused):
    """The slip does not let its bearer choose a password: wrong, used, replaced, locked or too old."""


def slip_for(login_name, code):
    """Return the slip that belongs to ``login_name`` and ``code``, both as they were typed.

    A wrong code counts against the open slip of the person. Raises ``NotActivated``: why exactly, only where the code
    is right.
    """
    with transaction.atomic():
        slip = _found(login_name, code)
    # Raised outside: a wrong code must stay counted.
    if slip is None:
        raise NotActivated(NOT_CORRECT)
    _check(slip)
    return slip


@transaction.atomic
def choose_password(slip_pk, password):
    """Set the password of whom the slip belongs to and return the person; the slip is used up.

    Every session that was open with an older password ends. Raises ``NotActivated`` where the slip has been used,
    replaced or locked meanwhile, or has gone with its record.
    """
    person = Person.objects.select_for_update().filter(slips=slip_pk).first()
    slip = ActivationSlip.objects.filter(pk=slip_pk).first()
    if person is None or slip is None:
        raise NotActivated(GONE_WITH_ITS_RECORD)
    slip.person = person
    _check(slip)
    slip.end(ActivationSlip.State.USED)
    person.set_password(password)
    person.save(update_fields=["password"])
    trail.record("directory.activated", person, by=person, unit_path=person.org_path)
    letters.tell_of_new_password(person)
    return person


def plain_name(login_name):
    """Return a login name as it is kept, however it was typed.

    Who types on a Vietnamese keyboard may put marks on a name without any, or spaces for its dots.
    """
    return ".".join(fold(login_name).split())


def _found(login_name, code):
    """Return the slip whose code this is, whatever became of it; count a failure where it is none of the person's."""
    names = {login_name.strip().lower(), plain_name(login_name)}
    person = Person.objects.select_for_update().filter(login_name__in=names).first()
    if person is None:
        return None
    slips = list(person.slips.exclude(state=ActivationSlip.State.DRAWN))
    for slip in slips:
        slip.person = person
        if codes.fits(person, code, slip.digest):
            return slip
    for slip in slips:
        if slip.state == ActivationSlip.State.OPEN:
            slip.count_failure()
    return None


def _check(slip):
    if slip.state != ActivationSlip.State.OPEN:
        raise NotActivated(GONE[slip.state])
    if slip.is_expired:
        words = {"date": f"{slip.valid_to:%d/%m/%Y}"}
        raise NotActivated(_("This slip worked until %(date)s. Ask the personnel office for a new one.") % words)
    if not slip.person.is_active or not slip.person.has_standing():
        raise NotActivated(
            _("This account may not be used today: no membership or post is recorded. Ask the personnel office.")
        )
