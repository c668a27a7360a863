"""Whose a list is."""

from portal.directory.models import PartyOrg
from portal.directory.roles import Act


def home_of(under, person, act=Act.KEEP_PEOPLE):
    """Return the organisation whose list it is: the one named with it, else the highest where ``person`` may ``act``.

    That of a command, without a person, is the top.
    """
    if under is not None:
        return under
    if person is None:
        return PartyOrg.objects.order_by("path").first()
    paths = person.scopes(act) or person.scopes(Act.ADMINISTER)
    return PartyOrg.objects.get(path=min(paths, key=lambda path: (len(path), path)))
