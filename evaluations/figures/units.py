"""Units that people lead: the collectives whose paper they write, and how those were rated."""

from collections import defaultdict

from django.db.models import Q

from evaluations.models import Rating
from portal.directory.models import Appointment, Collective
from portal.directory.roles import Role


def units_led(people, *, on):
    """Return ``{person key: [Collective, …]}``: whose paper each of ``people`` (keys) writes on a day.

    As ``Collective.heads``: its appointed head, else the secretary of its organisation. Two queries, the second only
    where somebody is a secretary.
    """
    heads = [Role.AGENCY_HEAD, Role.SECRETARY, Role.CELL_SECRETARY]
    posts = Appointment.objects.on(on).filter(person__in=people, role__in=heads).select_related("collective__org")
    led, secretaries = defaultdict(list), defaultdict(list)
    for post in posts:
        if post.collective_id and post.role == Role.AGENCY_HEAD:
            led[post.person_id].append(post.collective)
        elif post.org_id:
            secretaries[post.org_id].append(post.person_id)
    if secretaries:
        of_their_own = Appointment.objects.on(on).filter(role=Role.AGENCY_HEAD, collective__isnull=False)
        unled = Collective.objects.filter(org__in=secretaries, valid_from__lte=on).exclude(
            pk__in=of_their_own.values("collective")
        )
        for collective in unled.filter(Q(valid_to=None) | Q(valid_to__gte=on)).select_related("org"):
            for person in secretaries[collective.org_id]:
                led[person].append(collective)
    return led


def failed_units(led, evaluation):
    """Return ``{collective key: rated at the lowest level?}`` of the units led whose level here is published.

    A level that is only proposed or appraised is kept from who leads the unit, so it must not show in their figures.
    """
    units = {unit.pk for collectives in led.values() for unit in collectives}
    if not units:
        return {}
    lowest = evaluation.scheme.document["levels"][-1]["code"]
    ratings = Rating.objects.standing().filter(
        dossier__evaluation=evaluation, dossier__collective__in=units, published_at__isnull=False
    )
    return {rating.dossier.collective_id: rating.level == lowest for rating in ratings.select_related("dossier")}
