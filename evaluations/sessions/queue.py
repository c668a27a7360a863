"""Which meetings wait for a person: those of bodies whose officer one is, in the evaluations that run.

The personnel office is asked for those of bodies that have no officer.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from evaluations.models import Evaluation, Rating, RatingSession, ReviewPlacement
from evaluations.models.session import left_to_office_of, meetings_of
from portal.directory.models import Collective, PartyOrg
from portal.directory.roles import Act


@dataclass(frozen=True)
class Meeting:
    """One meeting in one evaluation: who meets, for how many, and its session where it has begun."""

    evaluation: Evaluation
    body: PartyOrg
    collective: Collective | None
    count: int
    session: RatingSession | None

    @property
    def name(self):
        return self.collective or self.body

    @property
    def is_closed(self):
        return self.session is not None and not self.session.is_open


def meetings_for(person):
    """Return ``meetings`` (of ``Meeting``) and ``remarks`` (of ``ReviewPlacement``) that wait for a person.

    Six queries, whatever the number; one while no evaluation runs.
    """
    bodies, headed = meetings_of(person)
    led = Q(body__in=bodies) | Q(collective__in=headed)
    if person.may_anywhere(Act.RECORD_DECISIONS):
        led |= left_to_office_of(person)
    running = Evaluation.objects.running().select_related("period", "root").in_bulk()
    if not running:
        return {"meetings": [], "remarks": []}
    places = ReviewPlacement.objects.with_rows().filter(led, dossier__evaluation__in=running)
    found = places.values_list("dossier__evaluation", "body", "collective").annotate(Count("dossier", distinct=True))
    found = list(found.order_by("-dossier__evaluation", "body__path", "collective"))
    orgs = PartyOrg.objects.select_related("parent", "org_type").in_bulk({body for _e, body, _c, _n in found})
    collectives = Collective.objects.in_bulk({collective for _e, _b, collective, _n in found if collective})
    sessions = RatingSession.objects.filter(body__in=orgs, evaluation__in=running)
    begun = {(each.evaluation_id, each.body_id, each.collective_id): each for each in sessions}
    meetings = [
        Meeting(
            running[evaluation],
            orgs[body],
            collectives.get(collective),
            count,
            begun.get((evaluation, body, collective)),
        )
        for evaluation, body, collective, count in found
    ]
    remarks = ReviewPlacement.objects.commented_by(person).filter(dossier__evaluation__in=running)
    decided = Rating.objects.claimed().filter(stage__in=Rating.DECIDED)
    remarks = remarks.exclude(remark="", dossier__in=decided.values("dossier"))  # too late to write one
    needed = ("dossier__person", "dossier__unit", "dossier__evaluation__period", "body")
    return {"meetings": meetings, "remarks": list(remarks.select_related(*needed))}
