"""Who meets elsewhere and should be rated before somebody of this meeting: the portal warns, and hinders nobody.

The collective before its individuals, the head before deputies and members; before an organisation its collectives,
the organisations right below it and its members. Source: domain reference, 4.2 (366-QĐ/TW, Art. 12.2 [C]).
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import Dossier, Rating, ReviewPlacement
from evaluations.sessions.findings import Finding
from portal.directory import tree
from portal.directory.models import Appointment, PartyOrg
from portal.directory.roles import Role

NAMES = 4


def warnings_of(session, lines):
    """Return a ``Finding`` for those who come earlier and have no proposal yet: by name, and members in number.

    ``lines`` are those of the meeting. At most three queries.
    """
    orgs = [line.org_id for line in lines if line.org_id]
    waiting = _waiting(session)
    before = _before_people(session) if any(line.person_id for line in lines) else Q(pk__in=[])
    if orgs:
        before |= Q(collective__org__in=orgs) | Q(org__parent__in=orgs)
    found = waiting.filter(before).order_by("pk").values_list("collective__name", "org__name", "person__full_name")
    names = [next(filter(None, each)) for each in found[: NAMES + 1]]
    return _by_name(names) + (_members(waiting, orgs) if orgs else [])


def _waiting(session):
    """Return the dossiers that nobody has proposed a level for yet, without those of this meeting."""
    here = ReviewPlacement.objects.of_meeting(session).values("dossier")
    unproposed = Rating.objects.claimed().filter(dossier=OuterRef("pk"), stage=Rating.Stage.SELF)
    dossiers = Dossier.objects.filter(evaluation=session.evaluation_id).rated()
    return dossiers.filter(Exists(unproposed)).exclude(pk__in=here)


def _before_people(session):
    heads = Appointment.objects.today().filter(org=session.body_id, role__in=[Role.SECRETARY, Role.CELL_SECRETARY])
    if session.collective_id:
        heads = Appointment.objects.today().filter(collective=session.collective_id, role=Role.AGENCY_HEAD)
    own = Q(collective=session.collective_id) if session.collective_id else Q(collective__org=session.body_id)
    return own | Q(person__in=heads.values("person"))


def _by_name(names):
    if not names:
        return []
    said = ", ".join(names[:NAMES])
    text = _("not rated yet, though they come earlier and meet elsewhere: %(names)s")
    return [Finding(text % {"names": f"{said}…" if len(names) > NAMES else said}, "", "")]


def _members(waiting, orgs):
    paths = PartyOrg.objects.filter(pk__in=orgs).values_list("path", flat=True)
    count = waiting.filter(tree.under(list(paths), "unit__path"), person__isnull=False).count()
    if not count:
        return []
    text = ngettext(
        "%(count)s member below has no proposed level yet; the organisation comes last",
        "%(count)s members below have no proposed level yet; the organisation comes last",
        count,
    )
    return [Finding(text % {"count": count}, "", "")]
