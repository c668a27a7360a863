"""Merging two wards of 2,500 people each, every one with a paper under review: how long the request takes.

``bin/bench org_merge`` takes 5,000 people altogether, ``bin/bench org_merge:500`` five hundred. Everything is undone.
"""

import time

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import ActionProgram, Campaign, CampaignEntry, Period, ReviewStep
from portal.directory.merging import Decided, hanging_on_orgs, merge_into_new
from portal.directory.models import Membership, OrgType, PartyOrg, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.printing.models import PaperForm
from tests.bench import Figure, seconds
from tests.bench.evaluation_open import Undo

SIZE = 5_000
OF_A_CELL = 50
SECRETARIES = 2  # of a ward


def figures(size=SIZE):
    try:
        with transaction.atomic():
            wards = [_ward(number, size // 2) for number in (1, 2)]
            decided = Decided(today(), "1656/NQ-UBTVQH15", None)
            preview = seconds(lambda: hanging_on_orgs(wards), times=2)
            with CaptureQueriesContext(connection) as asked:
                began = time.perf_counter()
                _merged(wards, decided)
                taken = time.perf_counter() - began
            # All but the papers of the secretaries, who are managed from above and followed one by one.
            assert ReviewStep.objects.filter(body__code="DUHS").count() == size - 2 * SECRETARIES
            raise Undo
    except Undo:
        pass
    yield Figure("org_merge.people", size, "people")
    yield Figure("org_merge.preview", preview, "s", target=1, less_is_better=True)
    yield Figure("org_merge", taken, "s", target=10, less_is_better=True)
    yield Figure("org_merge.queries", len(asked), "queries")


def _merged(wards, decided):
    merge_into_new(wards, code="DUHS", name="Đảng bộ phường Hàm Rồng", keeps_posts=True, decided=decided)


def _ward(number, size):
    """Make a ward with its cells and secretary; each member has handed in, and the ward is to decide."""
    top = PartyOrg.objects.filter(parent=None).first() or _org("TU", "PROVINCE", None)
    ward = _org(f"W{number}", "COMMUNE", top)
    day, form = today(), PaperForm.objects.get(code="CTHD-CN")
    campaign = Campaign.objects.create(
        period=Period.of_year(day.year), form=form, root=ward, status="open", name="Đăng ký", opens_on=day, due_on=day
    )
    for first in range(0, size, OF_A_CELL):
        cell = _org(f"W{number}-{first}", "CELL", ward)
        people = Person.objects.bulk_create(
            Person(login_name=f"p{number}-{n}", full_name=f"Nguyễn Văn {n}", cell=cell, org_path=cell.path)
            for n in range(first, min(first + OF_A_CELL, size))
        )
        Membership.objects.bulk_create(Membership(person=each, cell=cell, starts_on=day) for each in people)
        entries = CampaignEntry.objects.bulk_create(
            CampaignEntry(campaign=campaign, person=person, unit=cell, due_on=day) for person in people
        )
        programs = ActionProgram.objects.bulk_create(
            ActionProgram(entry=entry, status="submitted", round=1, submitted_at=timezone.now()) for entry in entries
        )
        ReviewStep.objects.bulk_create(
            ReviewStep(program=program, round=1, order=1, kind="approval", body=ward, due_on=day)
            for program in programs
        )
    for person in people[:SECRETARIES]:
        person.appointments.create(org=ward, role=Role.SECRETARY, title="Bí thư", starts_on=day)
    return ward


def _org(code, kind, parent):
    return PartyOrg.found(code=code, name=f"Tổ chức {code}", org_type=OrgType.objects.get(code=kind), parent=parent)
