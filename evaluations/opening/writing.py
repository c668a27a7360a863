"""Writing dossiers, their places and ratings, and telling those who are in an evaluation: each may be done again."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from commitments.roster.telling import heads_of
from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement
from portal.directory.models import Appointment, Collective, Person
from portal.directory.roles import Role
from portal.lib import planner
from portal.notifications import outbox

ROWS_OF_A_STATEMENT = 1000
OPENED = "evaluations.evaluation_opened"
OF_THE_DAY = ("unit_id", "frame", "tier", "decider_id", "peer_group", "rank", "posts", "job")
BY_THE_OFFICE = {Dossier.NotRated.SHORT, Dossier.NotRated.OTHER}


@transaction.atomic
def write(evaluation, lines, day):
    """Write the dossiers of ``lines`` that are not there yet, with their places and ratings; return how many."""
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)  # of two workers the later one finds all written
    written = _written(evaluation, lines)
    lines = [line for line in lines if _subject(line) not in written]
    dossiers = Dossier.objects.bulk_create((_dossier(evaluation, line, day) for line in lines), ROWS_OF_A_STATEMENT)
    pairs = list(zip(dossiers, lines, strict=True))
    Rating.objects.bulk_create(
        (Rating(dossier=dossier, track=line.track) for dossier, line in pairs), ROWS_OF_A_STATEMENT
    )
    ReviewPlacement.objects.bulk_create(
        (placement(dossier, place) for dossier, line in pairs for place in line.places), ROWS_OF_A_STATEMENT
    )
    if len(lines) > planner.WORTHWHILE:
        transaction.on_commit(planner.count_anew)
    return len(lines)


def placement(dossier, place):
    """Return the unsaved placement of a dossier at ``place``."""
    return ReviewPlacement(
        dossier=dossier,
        body_id=place.body_id,
        collective_id=place.collective_id,
        capacity=place.capacity,
        is_deciding=place.is_deciding,
        order=place.order,
    )


def place_anew(dossier, line):
    """Let the dossier of who comes back stand as ``line`` says: unit, frame, decider, group and places of that day.

    Nothing is proposed for it. A place at which something was said stays, but proposes only where the line says so;
    why the office itself left somebody out of the rating stays, too.
    """
    for name in OF_THE_DAY:
        setattr(dossier, name, getattr(line, name))
    if dossier.not_rated_reason not in BY_THE_OFFICE:
        dossier.not_rated_reason = line.not_rated_reason
    dossier.left_on, dossier.left_with_membership = None, False
    dossier.save(update_fields=[*OF_THE_DAY, "not_rated_reason", "left_on", "left_with_membership"])
    wanted = {(place.body_id, place.collective_id): place for place in line.places}
    dossier.placements.update(is_deciding=False)  # one at most decides at any moment
    for held in dossier.placements.all():
        if place := wanted.pop((held.body_id, held.collective_id), None):
            held.capacity, held.order, held.is_deciding = place.capacity, place.order, place.is_deciding
            held.save(update_fields=["capacity", "order", "is_deciding"])
        elif not held.has_content():
            held.delete()
    ReviewPlacement.objects.bulk_create(placement(dossier, place) for place in wanted.values())


def tell(evaluation, *, people=None):
    """Tell who is rated that the evaluation is open, once each.

    ``people`` is a range of keys (first, last); without it, who writes for the collectives and organisations is told.
    """
    rated = evaluation.dossiers.rated()
    if people is None:
        found = _writers_for(rated)
    else:
        first, last = people
        found = Person.objects.filter(
            pk__in=rated.filter(person__gte=first, person__lte=last).order_by().values("person")
        )
    url = evaluation.get_absolute_url()
    with override(settings.LANGUAGE_CODE):
        title = str(evaluation.title)
    outbox.notify(
        outbox.untold(found, OPENED, url).only("email"),
        OPENED,
        _("%(evaluation)s is open. Write the self-assessment by %(date)s."),
        words={"evaluation": title, "date": f"{evaluation.self_due_on:%d/%m/%Y}"},
        url=url,
    )


def _writers_for(rated):
    collectives = Collective.objects.filter(
        pk__in=rated.filter(collective__isnull=False).order_by().values("collective")
    )
    secretaries = Appointment.objects.today().filter(role__in=[Role.SECRETARY, Role.CELL_SECRETARY])
    of_orgs = secretaries.filter(org__in=rated.filter(org__isnull=False).order_by().values("org"))
    return Person.objects.filter(
        Q(pk__in=heads_of(collectives).order_by().values("pk")) | Q(pk__in=of_orgs.order_by().values("person"))
    )


def _written(evaluation, lines):
    """Return which subjects of ``lines`` may have a dossier already, as ``_subject`` names them."""
    people = [line.person_id for line in lines if line.person_id]
    near = Q(person=None) | Q(person__gte=min(people, default=0), person__lte=max(people, default=0))
    return set(evaluation.dossiers.filter(near).order_by().values_list("person_id", "collective_id", "org_id"))


def _subject(line):
    return line.person_id, line.collective_id, line.org_id


def _dossier(evaluation, line, day):
    return Dossier(
        evaluation=evaluation,
        person_id=line.person_id,
        collective_id=line.collective_id,
        org_id=line.org_id,
        unit_id=line.unit_id,
        frame=line.frame,
        tier=line.tier,
        decider_id=line.decider_id,
        peer_group=line.peer_group,
        rank=line.rank,
        posts=line.posts,
        job=line.job,
        added_on=day,
        not_rated_reason=line.not_rated_reason,
    )
