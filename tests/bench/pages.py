"""Server time of the pages beside a bare page, and beside the same page in a province of a tenth of the size.

``bin/bench pages`` measures in a province of 20,000 people, ``bin/bench pages:250000`` in one of 250,000. Time is that
of one request through Django's test client, middleware and session included. The floor is a page of the same frame,
measured in turns with the page, around as many rows, cells, items, fields and options, all constants.

The overview of the province has one row a commune, so a tenth of the province has a tenth of the rows: against the
smaller province the overview of one commune is measured, which has the same rows in both.
"""

import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import ActionProgram, Campaign
from commitments.tallies import is_small, refresh
from portal.directory import notice
from portal.directory.models import PartyOrg, Person
from portal.directory.roles import Role
from tests.bench import Figure
from tests.bench._bare import Shape
from tests.bench._province import province

SIZE = 20_000
ROUNDS = 15
TABS = ("progress", "clauses", "days")
SEARCHES = {"nguyen_van_an": "nguyen+van+an", "an": "an", "ha": "ha"}


@dataclass(frozen=True)
class Page:
    """One page as a person opens it."""

    name: str
    person: Person
    url: str
    most_ms: float | None = None
    grows: bool = True  # whether it can be compared with the same page in a smaller province


@dataclass
class Measured:
    ms: float
    floor_ms: float
    queries: int
    kilobytes: float


def figures(size=SIZE):
    with override_settings(ROOT_URLCONF="tests.bench._bare"):
        with province(size // 10):
            small = {page.name: measure(page) for page in pages()}
        with province(size):
            large = {page.name: (page, measure(page)) for page in pages()}
    for name, (page, found) in large.items():
        yield Figure(name, found.ms, "ms", floor=found.floor_ms, target=2, less_is_better=True)
        if page.most_ms:
            yield Figure(f"{name}.within", found.ms, "ms", target=page.most_ms, less_is_better=True)
        if page.grows and name in small:
            yield Figure(f"{name}.tenfold", found.ms, "ms", floor=small[name].ms, target=1.3, less_is_better=True)
        yield Figure(f"{name}.queries", found.queries, "queries", target=15, less_is_better=True)
        yield Figure(f"{name}.html", found.kilobytes, "kB", target=60, less_is_better=True)


def measure(page):
    """Open the page and its floor in turns and return the shortest times, in milliseconds."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(page.person)
    notice.acknowledge(page.person, notice.current().version)
    empty = Shape.of(opened(client, Shape(rows=0).url()))
    html = opened(client, page.url)
    floor = Shape.of(html).beyond(empty).url()
    opened(client, floor)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
        queries = len(captured)  # the next request empties the list
    times = [(timed(client, floor), timed(client, page.url)) for _round in range(ROUNDS)]
    return Measured(
        ms=min(page_ms for _floor, page_ms in times),
        floor_ms=min(floor_ms for floor_ms, _page in times),
        queries=queries,
        kilobytes=len(html.encode()) / 1000,
    )


def opened(client, url):
    """Return the HTML of a page; what is worked out once for all requests has been worked out then."""
    answer = client.get(url)
    assert answer.status_code == 200, f"{url} answers {answer.status_code}"
    return client.get(url).content.decode()


def timed(client, url):
    start = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - start) * 1000


def pages():
    """Return the pages of the province at hand."""
    campaign, top = Campaign.objects.get(), PartyOrg.objects.get(code="TU")
    commune = PartyOrg.objects.get(code="X001")
    officer, local_officer = _holder(Role.PERSONNEL_OFFICER, top), _holder(Role.PERSONNEL_OFFICER, commune)
    secretary, program = _holder(Role.SECRETARY, commune), _draft()
    writer = program.entry.person
    roster = reverse("commitments:roster", args=[campaign.pk, commune.code])
    if not is_small(campaign):
        refresh(campaign)  # what the worker does every few minutes
    overview, overview_of_commune = (
        reverse("commitments:overview_unit", args=[campaign.pk, org.code]) for org in (top, commune)
    )
    clause = campaign.mandatory_clauses.model.objects.filter(commitments__isnull=False).order_by("pk").first()
    who = reverse("commitments:clause_people", args=[campaign.pk, commune.code, clause.pk])
    reporting = reverse("commitments:reporting", args=[campaign.pk, commune.code])
    editor = reverse("commitments:edit", args=[program.pk])
    people = reverse("directory:people")
    return [
        Page("people", officer, people),
        *(Page(f"search_{name}", officer, f"{people}?q={text}", most_ms=50) for name, text in SEARCHES.items()),
        Page("roster", local_officer, f"{roster}?state=all"),
        Page("queue", secretary, reverse("commitments:queue")),
        Page("my_programs", writer, reverse("commitments:programs")),
        Page("editor", writer, editor),
        Page("editor_at_work", writer, f"{editor}?open={program.commitments.first().pk}"),
        Page("overview", officer, overview, grows=False),
        Page("overview_of_commune", officer, overview_of_commune),
        *(Page(f"overview_{tab}", officer, f"{overview}{tab}/", grows=False) for tab in TABS),
        *(Page(f"overview_{tab}_of_commune", officer, f"{overview_of_commune}{tab}/") for tab in TABS),
        Page("reporting", local_officer, f"{reporting}?state=all"),
        Page("clause_people", local_officer, who),
    ]


def _holder(role, org):
    return Person.objects.filter(appointments__role=role, appointments__org=org).order_by("pk").first()


def _draft():
    """Return a draft of seven commitments."""
    drafts = ActionProgram.objects.filter(status="draft").annotate(count=Count("commitments")).filter(count=7)
    return drafts.select_related("entry__person").order_by("pk").first()
