"""Who does the work beside a dossier today: the personnel office that appraises it, the officers who propose it."""

from portal.directory.models import Appointment
from portal.directory.roles import Act


def office_of(dossier):
    """Return the people of the personnel office that appraises a dossier: of who decides it, else the next one above.

    Where the deciding body stands outside this installation, that of who called the evaluation records for it.
    """
    place = dossier.decider or dossier.evaluation.root
    above = Appointment.objects.today().that_may(Act.RECORD_DECISIONS).reaching(place)
    found = list(above.select_related("person", "org", "collective__org"))
    nearest = max((len(each.place.path) for each in found), default=0)
    return [each.person for each in found if len(each.place.path) == nearest]


def officers_of(dossier):
    """Return the officers of the place that proposes a dossier's level."""
    placement = dossier.placements.filter(is_deciding=True).select_related("body__org_type").first()
    return officers_at(placement) if placement else []


def officers_of_places(dossier):
    """Return the officers of all places that review a dossier and propose; who only remarks reads no paper."""
    places = dossier.placements.proposing().select_related("body__org_type")
    return [person for placement in places for person in officers_at(placement)]


def officers_at(placement):
    """Return the officers of one place of review."""
    act = Act.REVIEW_CELL if placement.body.is_cell else Act.DECIDE
    at = Appointment.objects.today().that_may(act).at(placement.body)
    return [each.person for each in at.select_related("person")]
