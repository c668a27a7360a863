"""Who writes what dossiers say of themselves, and is told what was decided: the person, or who heads it today."""

from collections import defaultdict

from django.db.models import Q

from portal.directory.models import Appointment
from portal.directory.roles import Role


def writers_of(dossiers):
    """Return the writers of each dossier by its key; one query at most for any number.

    Of a collective its appointed heads, where it has none, and of an organisation, the secretaries. ``dossiers`` have
    their person or collective loaded.
    """
    of_bodies = [dossier for dossier in dossiers if not dossier.person_id]
    heads = _heads(of_bodies) if of_bodies else {}
    found = {dossier.pk: [dossier.person] for dossier in dossiers if dossier.person_id}
    for dossier in of_bodies:
        own = heads.get(("collective", dossier.collective_id))
        found[dossier.pk] = own or heads.get(("org", _org_of(dossier)), [])
    return found


def _heads(dossiers):
    headed = Q(collective__in=[dossier.collective_id for dossier in dossiers if dossier.collective_id])
    led = Q(org__in=[_org_of(dossier) for dossier in dossiers])
    posts = Appointment.objects.today().filter(
        headed & Q(role=Role.AGENCY_HEAD) | led & Q(role__in=[Role.SECRETARY, Role.CELL_SECRETARY])
    )
    heads = defaultdict(list)
    for post in posts.select_related("person"):
        key = ("collective", post.collective_id) if post.collective_id else ("org", post.org_id)
        heads[key].append(post.person)
    return heads


def _org_of(dossier):
    return dossier.org_id or dossier.collective.org_id
