"""Who does the work beside a dossier today: the personnel office that appraises it, the officers who propose it."""

from django.db.models import Exists, OuterRef, Q

from portal.directory import tree
from portal.directory.models import Appointment, with_substitutes
from portal.directory.roles import DECIDING, Act, Role, roles_that_may


def office_of(dossier):
    """Return the people of the personnel office that appraises a dossier: at its place, else the next one above."""
    return _nearest_office(dossier.office_place)


def leading_roles():
    """Return the roles whose holders at an organisation lead its meetings."""
    return {role for act in (Act.REVIEW_CELL, Act.DECIDE) for role in roles_that_may(act)}


def meetings_of(person):
    """Return whose meetings the person leads today: keys of organisations, and of the collectives they head.

    A cell's meeting is led by its officers, that of a committee or a leadership by the officers of the organisation.
    """
    bodies = [post.org_id for post in person.acting_posts if post.org_id and DECIDING & post.may]
    headed = [post.collective_id for post in person.posts_today if post.collective_id and post.role == Role.AGENCY_HEAD]
    return bodies, headed


def left_to_office_of(person):
    """Return the condition that a place of review has no officer today and lies in the reach of the person's office."""
    posts = Appointment.objects.today()
    of_body = posts.filter(org=OuterRef("body"), role__in=leading_roles())
    of_collective = posts.filter(collective=OuterRef("collective"), role=Role.AGENCY_HEAD)
    within = tree.under(person.scopes(Act.RECORD_DECISIONS), "body__path")
    return within & ~Q(Exists(of_body)) & ~Q(Exists(of_collective))


def leaders_of(body, collective=None, *, without=()):
    """Return who may hold a meeting: the officers of the organisation, and whoever heads the collective; oldest post
    first. It is ``meetings_of`` seen from the meeting. ``without`` are those whom it is about, as ``with_substitutes``
    leaves them out."""
    leading = Q(org=body, role__in=leading_roles())
    if collective is not None:
        leading |= Q(collective=collective, role=Role.AGENCY_HEAD)
    posts = Appointment.objects.today().filter(leading).select_related("person").order_by("pk")
    return with_substitutes(list(posts), DECIDING, without=without)


def recorders_of(body, collective, dossier):
    """Return who may record what a meeting proposes for a dossier: its leaders, never about themselves.

    Where it has none, or only the one whom it is about, the personnel office above stands in.
    """
    writers = dossier.writers()
    return leaders_of(body, collective, without=writers) or _nearest_office(body, without=writers)


def officers_of(dossier):
    """Return who may record the level that a dossier's deciding place proposes."""
    placement = dossier.placements.filter(is_deciding=True).select_related("body", "collective").first()
    return recorders_of(placement.body, placement.collective, dossier) if placement else []


def officers_of_places(dossier):
    """Return who may record at the places that review a dossier and propose; who only remarks reads no paper."""
    places = dossier.placements.proposing().select_related("body", "collective")
    return [person for place in places for person in recorders_of(place.body, place.collective, dossier)]


def meeting_only_for(is_own, person, body, collective=None):
    """Tell whether the person records at a meeting only in the name of an absent comrade whom it is about.

    ``is_own`` is a test of a person, as ``Person.is_only_for`` asks. Who heads the collective acts in their own name.
    """
    if collective is not None and any(post.collective_id == collective.pk for post in person.posts_today):
        return False
    return person.is_only_for(is_own, (body, *DECIDING, Act.RECORD_DECISIONS))


def _nearest_office(org, *, without=()):
    """Return the personnel office of an organisation, else the next one above, and who stands in there.

    ``without`` are those whom it is about, as ``with_substitutes`` leaves them out.
    """
    above = Appointment.objects.today().that_may(Act.RECORD_DECISIONS).reaching(org)
    found = list(above.select_related("person", "org", "collective__org"))
    nearest = max((len(each.place.path) for each in found), default=0)
    of_it = [each for each in found if len(each.place.path) == nearest]
    return with_substitutes(of_it, {Act.RECORD_DECISIONS}, without=without)
