"""Which programs are nearest to one: the superior's, those of the same unit, one's own of last year."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from commitments.models import ActionProgram, CopyFinding
from portal.directory.models import Appointment
from portal.directory.roles import HEADS, ROLES

HANDED_IN = [ActionProgram.Status.SUBMITTED, ActionProgram.Status.APPROVED]

Relation = CopyFinding.Relation
# Where two are alike in the same share, the nearer one is shown.
NEARNESS = [Relation.SUPERIOR, Relation.COLLEAGUE, Relation.LAST_YEAR, Relation.CAMPAIGN]


@dataclass
class Nearest:
    """The nearest programs of one that has owner, unit and campaign loaded; two queries."""

    program: ActionProgram

    @cached_property
    def relations(self):
        """Return the relation of each by its pk. Three questions in one query: asked as one, they would read all."""
        entry, campaign = self.program.entry, self.program.campaign
        same_form = ActionProgram.objects.filter(entry__campaign__form__code=campaign.form.code)
        owner = {"entry__person": entry.person_id, "entry__collective": entry.collective_id}
        last_year = {"entry__campaign__period__year": campaign.year - 1, "decided_at__isnull": False}
        asked = [
            ActionProgram.objects.filter(entry__campaign=campaign, entry__unit=entry.unit_id, status__in=HANDED_IN),
            same_form.filter(self._of_superiors, entry__campaign__period=campaign.period_id, status__in=HANDED_IN),
            same_form.filter(**owner, **last_year),
        ]
        columns = "pk", "entry__person", "entry__collective", "entry__unit"
        first, *others = [found.order_by().values_list(*columns) for found in asked]
        return {pk: self._relation(*whose) for pk, *whose in first.union(*others) if pk != self.program.pk}

    @property
    def last_year(self):
        return [pk for pk, relation in self.relations.items() if relation == Relation.LAST_YEAR]

    @property
    def handed_in(self):
        """Return those that stand in the table of hashes: all but last year's."""
        return [pk for pk, relation in self.relations.items() if relation != Relation.LAST_YEAR]

    def post_of(self, person_pk, unit_pk):
        """Return the post of a program's owner if they are a superior, else an empty text."""
        entry = self.program.entry
        if entry.collective_id:
            return entry.unit.parent.name if person_pk is None and unit_pk == entry.unit.parent_id else ""
        return self._posts.get(person_pk, "")

    def _relation(self, person_pk, collective_pk, unit_pk):
        entry = self.program.entry
        if (person_pk, collective_pk) == (entry.person_id, entry.collective_id):
            return Relation.LAST_YEAR
        return Relation.SUPERIOR if self.post_of(person_pk, unit_pk) else Relation.COLLEAGUE

    @property
    def _of_superiors(self):
        entry = self.program.entry
        if entry.collective_id:  # for a collective, those of the organisation above
            return Q(entry__campaign=entry.campaign_id, entry__unit=entry.unit.parent_id, entry__person=None)
        return Q(entry__person__in=self._posts)

    @cached_property
    def _posts(self):
        """Return the post of each superior of a person by pk: the heads of their unit and of the one above it, and
        who supervises them directly."""
        entry = self.program.entry
        supervisors = Appointment.objects.today().filter(person=entry.person_id, reports_to__isnull=False)
        heads = Q(role__in=HEADS, org__in=[entry.unit_id, entry.unit.parent_id])
        found = Appointment.objects.today().filter(heads | Q(person__in=supervisors.values("reports_to")))
        found = found.exclude(person=entry.person_id).select_related("org", "collective")
        lowest_first = sorted(found, key=lambda post: -ROLES[post.role].rank)
        return {post.person_id: f"{post.title} {post.place.name}" for post in lowest_first}
