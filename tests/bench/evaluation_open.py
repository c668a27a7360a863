"""Opening an evaluation of a whole province: who is in it, their dossiers, places and ratings, and everybody told.

``bin/bench evaluation_open`` takes a province of 50,000 people, ``bin/bench evaluation_open:5000`` one of 5,000. The
floor is writing the same rows into the same three tables by bare statements. Everything is undone.
"""

import resource
from contextlib import contextmanager
from itertools import pairwise

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commitments.models import Period
from evaluations import shipped
from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement, Scheme
from evaluations.opening.proposal import keys_of_people, proposed
from evaluations.opening.work import PEOPLE_OF_A_PIECE, OpeningWork
from evaluations.opening.writing import write
from portal.directory.models import PartyOrg, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.sample.rows import Rows, write_all
from tests.bench import Figure, seconds
from tests.bench._province import province

SIZE = 50_000


class Undo(Exception):
    """Leaves the database as it was."""


def figures(size=SIZE):
    with province(size), undone():
        evaluation = _evaluation()
        lines = proposed(evaluation, today())
        floor = seconds(lambda: _undone(lambda: _by_hand(evaluation, lines)), times=2)
        written = seconds(lambda: _undone(lambda: _write_in_pieces(evaluation)), times=2)
        before = _peak()
        opened = seconds(lambda: _undone(lambda: _open(evaluation)), times=1)
        grown = _peak() - before
        with CaptureQueriesContext(connection) as asked:
            proposed(evaluation, today())
        proposing = seconds(lambda: proposed(evaluation, today()), times=2)
    yield Figure("evaluation_open.dossiers", len(lines), "rows")
    yield Figure("evaluation_open.proposed", proposing, "s")
    yield Figure("evaluation_open.proposed queries", len(asked), "queries", target=15, less_is_better=True)
    yield Figure("evaluation_open.written", written, "s", floor=floor, target=5, less_is_better=True)
    yield Figure("evaluation_open", opened, "s", target=300, less_is_better=True)
    yield Figure("evaluation_open.memory", grown, "MB", target=200, less_is_better=True)


def _evaluation():
    shipped.load()
    day = today()
    period = Period.of_year(day.year)
    return Evaluation.objects.create(
        root=PartyOrg.objects.get(parent=None),
        period=period,
        scheme=Scheme.objects.for_period(period).first(),
        opens_on=day,
        self_due_on=day,
        propose_due_on=day,
        decide_due_on=day,
    )


def _by_hand(evaluation, lines):
    """Write the rows of ``lines`` without asking what is there, and tell nobody."""
    subject = ["person_id", "collective_id", "org_id", "unit_id", "frame", "tier", "decider_id", "peer_group"]
    dossiers = Rows(Dossier, [*subject, "rank", "posts", "not_rated_reason"], evaluation_id=evaluation.pk)
    ratings = Rows(Rating, ["dossier_id", "track"])
    places = Rows(ReviewPlacement, ["dossier_id", "body_id", "collective_id", "capacity", "is_deciding", "order"])
    for line in lines:
        key = dossiers.add(*(getattr(line, name) for name in [*subject, "rank", "posts", "not_rated_reason"]))
        ratings.add(key, str(line.track))
        for place in line.places:
            places.add(key, place.body_id, place.collective_id, str(place.capacity), place.is_deciding, place.order)
    write_all([dossiers, ratings, places])


def _write_in_pieces(evaluation):
    keys = keys_of_people(evaluation, today())
    write(evaluation, proposed(evaluation, today(), people=(0, 0)), today())
    starts = [*range(0, len(keys), PEOPLE_OF_A_PIECE), len(keys)]
    for start, end in pairwise(starts):
        part = proposed(evaluation, today(), people=(keys[start], keys[end - 1]), with_bodies=False)
        write(evaluation, part, today())


def _open(evaluation):
    """Do the whole job as the worker does, piece by piece."""
    officer = Person.objects.filter(appointments__role=Role.PERSONNEL_OFFICER).first()
    params = {"evaluation": evaluation.pk, "by": officer.pk, "on": today().isoformat()}
    work = OpeningWork()
    for chunk in work.plan(params):
        work.run(params, chunk, None)


def _undone(act):
    with undone():
        act()


@contextmanager
def undone():
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def _peak():
    """Return the most memory this process has ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
