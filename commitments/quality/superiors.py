"""Whose program is the superior's: the heads of one's unit and of the one above, and who supervises directly."""

from dataclasses import dataclass

from django.db.models import Q

from portal.directory.models import Appointment
from portal.directory.roles import HEADS, ROLES


@dataclass(frozen=True)
class Superiors:
    """The superiors of one owner of a program: ``posts`` by person; for a collective, the unit above (``above``)."""

    posts: dict[int, str]
    above: int | None = None
    above_name: str = ""

    @property
    def programs(self):
        """Return the filter for their programs."""
        if self.above:
            return Q(entry__unit=self.above, entry__collective__isnull=False)
        return Q(entry__person__in=self.posts)

    def post_of(self, person_pk, unit_pk):
        """Return the post of a program's owner if they are a superior, else an empty text."""
        if self.above and unit_pk == self.above and person_pk is None:
            return self.above_name
        return self.posts.get(person_pk, "")


def superiors_of(entry):
    """Return the ``Superiors`` of a roster entry (with its unit's parent loaded) today: one query for a person."""
    unit = entry.unit
    if entry.collective_id:
        return Superiors({}, unit.parent_id, unit.parent.name if unit.parent_id else "")
    supervisors = Appointment.objects.today().filter(person=entry.person_id, reports_to__isnull=False)
    heads = Q(role__in=HEADS, org__in=[unit.pk, unit.parent_id])
    found = Appointment.objects.today().filter(heads | Q(person__in=supervisors.values("reports_to")))
    found = found.exclude(person=entry.person_id).select_related("org", "collective")
    lowest_first = sorted(found, key=lambda post: -ROLES[post.role].rank)
    return Superiors({post.person_id: f"{post.title} {post.place.name}" for post in lowest_first})
