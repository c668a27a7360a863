"""What hangs on a person, and what follows from an act on its day: the place in lists, then what upper parts keep."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.directory.models import Person, PersonAct
from portal.directory.roles import ROLES
from portal.lib import composed
from portal.lib.composed import Touch


@transaction.atomic
def follow(person, *, by) -> list[Touch]:
    """Bring the cell of today and all that upper parts keep of the person in line; return what was changed.

    What is in line already stays: it may be said as often as one likes.
    """
    membership = person.memberships.today().select_related("cell").first()
    cell = membership.cell if membership else None
    Person.objects.filter(pk=person.pk).update(cell=cell, org_path=cell.path if cell else "")
    fresh = Person.objects.get(pk=person.pk)
    return [touch for part in composed.follow_person for touch in part(fresh, by)]


def follow_due():
    """Let what hangs on people follow the acts whose day has come, each in one transaction; return how many."""
    keys = list(PersonAct.objects.due().order_by("on", "pk").values_list("pk", flat=True))
    for key in keys:
        _follow_one(key)
    return len(keys)


@transaction.atomic
def _follow_one(key):
    act = PersonAct.objects.select_for_update(of=("self",)).select_related("person", "recorded_by").get(pk=key)
    if act.followed_at is None and act.taken_back_at is None:
        follow(act.person, by=act.recorded_by)
        act.followed_at = timezone.now()
        act.save(update_fields=["followed_at"])


def hanging_on(person) -> list[Touch]:
    """Return what hangs on the person today: cell, posts with what they may decide, and what upper parts keep."""
    found = []
    if person.membership_today:
        words = {"cell": person.membership_today.cell.full_label, "standing": _standing(person)}
        found.append(Touch(_("Member of %(cell)s (%(standing)s)") % words))
    for post in person.posts_today:
        text = _("%(title)s, %(place)s") % {"title": post.title, "place": post.place.full_label}
        found.append(Touch(text, detail=_("with its rights") if ROLES[post.role].may else ""))
    return found + [touch for part in composed.hanging_on_person for touch in part(person)]


def _standing(person):
    return str(person.membership_today.get_standing_display()).lower()
