"""The page of a rating session of 12 and of 200 people, beside a bare page of as many rows, cells and fields.

Measured in server time, queries and kilobytes; and what opening a row, and saving one, asks beside the page.
"""

import datetime
import time

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Ballot, Proposal, RatingSession, ReviewPlacement
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import evaluating, factories
from tests.bench import Figure
from tests.bench.pages import Page, measure
from tests.evaluations.meeting import GOOD, MEMBER, ballot, put_in

PART = {"HX-Request": "true"}
SMALL, SIZE = 12, 200
ROUNDS = 15


def figures(size=SIZE):
    with override_settings(ROOT_URLCONF="tests.bench._bare"):
        for number, count in enumerate((SMALL, size), start=1):
            page = _page(count, number)
            found = measure(page)
            name = f"session_page.of_{count}"
            yield Figure(name, found.ms, "ms", floor=found.floor_ms, target=2, less_is_better=True)
            yield Figure(f"{name}.queries", found.queries, "queries", target=15, less_is_better=True)
            yield Figure(f"{name}.html", found.kilobytes, "kB", target=60, less_is_better=True)
            yield from _parts(name, page)


def _parts(name, page):
    """Measure the parts that htmx asks for: a row that is opened, and one that is saved."""
    client, place = Client(SERVER_NAME="localhost"), ReviewPlacement.objects.order_by("-pk").first()
    client.force_login(page.person)
    row = f"{page.url}?row={place.pk}-{MEMBER}"
    save = f"{page.url}rows/{place.pk}/{MEMBER}/"
    asked = {
        "row": lambda: client.get(row, headers=PART),
        "save": lambda: client.post(save, _typed(place), headers=PART),
    }
    for part, ask in asked.items():
        assert ask().status_code == 200, part
        yield Figure(f"{name}.{part}", min(_timed(ask) for _round in range(ROUNDS)), "ms")
        with CaptureQueriesContext(connection) as captured:
            ask()
        yield Figure(f"{name}.{part}.queries", len(captured), "queries")


def _typed(place):
    return {"level": GOOD, "reason": "Đủ việc được giao", "saved": place.proposals.get().saved}


def _timed(ask):
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def _page(count, number):
    """Return the page of a session of ``count`` people, all of whom have ballots and a level."""
    ward = factories.make_org(f"X{number}", type_code="COMMUNE")
    cell = factories.make_org(f"X{number}-01", parent=ward)
    secretary = factories.make_person("Hoàng Văn Khải", cell=cell)
    factories.appoint(secretary, Role.CELL_SECRETARY, cell)
    evaluation = evaluating.make_evaluation(ward)
    session = RatingSession.objects.create(
        evaluation=evaluation, body=cell, held_on=today() - datetime.timedelta(days=1), chair=secretary, present=count
    )
    for position in range(count):
        person = factories.make_person(f"Nguyễn Văn {position}", cell=cell)
        placement = put_in(evaluation, person, posts="Y sĩ").placements.get()
        proposal = Proposal.objects.create(placement=placement, track=MEMBER, level=GOOD, recorded_by=secretary)
        Ballot.objects.create(proposal=proposal, **ballot(good=count, issued=count, valid=count))
    return Page("session_page", secretary, reverse("evaluations:session", args=[session.pk]))
