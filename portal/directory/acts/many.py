"""What follows for many people at once, as a list brings them: in the request, or by a job where they are very many."""

from django.db import transaction
from django.utils.translation import ngettext

from portal.directory import policies
from portal.directory.acts.following import follow
from portal.directory.models import Person
from portal.jobs import service
from portal.jobs.work import Work
from portal.lib import composed

AT_ONCE = 100  # people: some seconds of a request
PIECES = {"added": 900, "changed": 200}  # people of a piece of the job: new ones cost a few queries together


def follow_all(*, added=(), changed=(), by):
    """Put new people on the lists of their cells, and bring in line what is kept of those who were there.

    ``added`` and ``changed`` are people. Where ``by`` is None (a command) all is done here.
    """
    keys = {"added": sorted(person.pk for person in added), "changed": sorted(person.pk for person in changed)}
    if by is None or len(keys["added"]) + len(keys["changed"]) <= AT_ONCE:
        for piece in _pieces(keys):
            _follow(piece, by)
        return
    service.ask(FollowingWork.name, keys | {"by": by.pk}, by=by)


class FollowingWork(Work):
    """Params: keys of the people ``added`` and ``changed``, and of the officer (``by``).

    A piece is one of the two names, then keys of people.
    """

    name = "directory.following"

    def title(self, params):
        count = len(params["added"]) + len(params["changed"])
        text = ngettext(
            "Bringing lists and papers in line: %(count)s person",
            "Bringing lists and papers in line: %(count)s people",
            count,
        )
        return text % {"count": count}

    def may(self, person, params):
        return policies.can_import(person)

    def plan(self, params):
        return list(_pieces(params))

    def run(self, params, chunk, part):
        _follow(chunk, Person.objects.filter(pk=params["by"]).first())


def _pieces(keys):
    for kind, size in PIECES.items():
        for start in range(0, len(keys[kind]), size):
            yield [kind, *keys[kind][start : start + size]]


@transaction.atomic
def _follow(piece, by):
    kind, *keys = piece
    people = Person.objects.filter(pk__in=keys)
    if kind == "changed":
        for person in people.order_by("pk"):
            follow(person, by=by)
        return
    for part in composed.people_added:
        part(people, by)
