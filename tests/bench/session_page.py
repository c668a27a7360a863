"""The page of a rating session of 1 and of 200 people, beside a bare page of as many rows, cells and fields.

The same fixed number of queries for both; the larger page is measured in server time and in kilobytes.
"""

import datetime

from django.test import override_settings
from django.urls import reverse

from evaluations.models import Ballot, Proposal, RatingSession
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import evaluating, factories
from tests.bench import Figure
from tests.bench.pages import Page, measure
from tests.evaluations.meeting import GOOD, MEMBER, ballot, put_in

SIZE = 200


def figures(size=SIZE):
    with override_settings(ROOT_URLCONF="tests.bench._bare"):
        one, many = (measure(_page(count, number)) for number, count in enumerate((1, size), start=1))
    yield Figure("session_page", many.ms, "ms", floor=many.floor_ms, target=2, less_is_better=True)
    yield Figure("session_page.queries", many.queries, "queries", floor=one.queries, target=1, less_is_better=True)
    yield Figure("session_page.html", many.kilobytes, "kB")
    yield Figure("session_page.of_one", one.ms, "ms", floor=one.floor_ms)


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
