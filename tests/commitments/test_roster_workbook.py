"""The list of a large unit as a workbook: a job, the same as the small one handed out at once."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from commitments import roster_workbook
from commitments.models import ActionProgram, CampaignEntry
from commitments.roster_workbook import RosterWorkbook
from portal.audit.models import AuditEvent
from portal.directory.models import Appointment
from portal.jobs import files
from portal.jobs.models import Job
from portal.lib.dates import today
from tests import factories
from tests.worker import work_off


@pytest.fixture
def many(province, campaign, monkeypatch):
    """Entries of two cells in several states; three lines are many."""
    monkeypatch.setattr(roster_workbook, "DIRECT_AT_MOST", 3)
    monkeypatch.setattr(roster_workbook, "LINES_OF_A_CHUNK", 2)
    names = ["Vũ Thị Hà", "Lê Quang Dũng", "Đặng Thị Bích Ngà", "Trần Văn Cụ", "Bùi Ân"]
    for number, name in enumerate(names):
        cell = province.cell if number % 2 else province.second_cell
        born = {"born": datetime.date(1975, 3, 2), "born_precision": "year" if number == 1 else "day"}
        person = factories.make_person(name, cell=cell, **born)
        if number == 2:
            factories.make_program(person, campaign=campaign, status=ActionProgram.Status.SUBMITTED)
        else:
            exempt = CampaignEntry.Exempt.NEW if number == 3 else ""
            factories.make_entry(campaign, person, exempt_reason=exempt)
    return campaign


@pytest.fixture
def xlsx(many):
    return reverse("commitments:roster_xlsx", args=[many.pk, "DUHT"]) + "?state=all"


def cells_of(content):
    """Return every cell of a workbook's sheet, row by row."""
    return [list(row) for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]


def made(job):
    return files.path_of(job, files.RESULT).read_bytes()


def test_a_long_list_becomes_a_job_and_holds_the_same_as_handed_out_at_once(
    many, xlsx, ward_secretary, signed_in, monkeypatch
):
    client = signed_in(ward_secretary)

    asked = client.get(xlsx)
    work_off()
    job = Job.objects.get()
    fetched = b"".join(client.get(reverse("jobs:fetch", args=[job.pk])).streaming_content)
    monkeypatch.setattr(roster_workbook, "DIRECT_AT_MOST", 5)
    direct = client.get(xlsx)

    assert asked.url == job.get_absolute_url()
    assert job.chunk_count == 2
    assert cells_of(fetched) == cells_of(direct.content)
    assert len([row for row in cells_of(fetched) if isinstance(row[0], int)]) == 5
    assert f'filename="{job.file_name}"' in direct["Content-Disposition"]


def test_the_job_says_what_it_is_and_where_it_stands_in_the_trail(many, xlsx, province, ward_secretary, signed_in):
    signed_in(ward_secretary).get(xlsx)

    event = AuditEvent.objects.get(action="jobs.asked")
    assert event.subject_name == f"Danh sách đăng ký, {many.name}, {province.ward.name}"
    assert event.unit_path == province.ward.path
    assert AuditEvent.objects.filter(action="commitments.roster_taken").count() == 1


def test_a_second_click_leads_to_the_same_job(xlsx, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    assert client.get(xlsx).url == client.get(xlsx).url


def test_who_joins_or_leaves_while_it_is_made_stands_there_once_or_not_at_all(many, province, ward_secretary):
    job = roster_workbook.ask(many, province.ward, "all", by=ward_secretary)
    for entry in many.entries.filter(person__full_name="Bùi Ân"):
        entry.left_on = today()
        entry.save()
    factories.make_entry(many, factories.make_person("An Thị Sau", cell=province.cell))

    work_off()

    names = [row[1] for row in cells_of(made(job)) if isinstance(row[0], int)]
    assert sorted(names) == ["An Thị Sau", "Lê Quang Dũng", "Trần Văn Cụ", "Vũ Thị Hà", "Đặng Thị Bích Ngà"]


def test_nobody_is_a_workbook_without_lines(many, province, ward_secretary):
    job = roster_workbook.ask(many, province.ward, "returned", by=ward_secretary)

    work_off()

    assert [row for row in cells_of(made(job)) if isinstance(row[0], int)] == []


def test_a_role_that_ended_meanwhile_no_longer_fetches(xlsx, ward_secretary, signed_in):
    client = signed_in(ward_secretary)
    client.get(xlsx)
    work_off()
    Appointment.objects.filter(person=ward_secretary).update(ends_on=today() - datetime.timedelta(days=1))

    response = client.get(reverse("jobs:fetch", args=[Job.objects.get().pk]))

    assert response.status_code == 403


def test_who_does_not_see_the_unit_may_not_have_its_list(many, outsider):
    params = {"campaign": many.pk, "unit": "DUHT", "state": "all"}

    verdict = RosterWorkbook().may(outsider, params)

    assert verdict.reason == "Danh sách này không còn mở cho đồng chí."


def test_a_campaign_that_was_called_off_is_no_longer_listed(province, campaign, ward_secretary):
    params = {"campaign": campaign.pk + 1, "unit": "DUHT", "state": "all"}

    assert not RosterWorkbook().may(ward_secretary, params)


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        ([], []),
        ([1], [["0", "0"]]),
        ([2, 1], [["0", "0"], ["1", "1"]]),
        ([1, 1, 1], [["0", "1"], ["2", "2"]]),
        ([7], [["0", "0"]]),
        ([1, 1, 1, 1], [["0", "1"], ["2", "3"]]),
    ],
)
def test_neighbouring_units_make_a_chunk(lines, spans, monkeypatch):
    monkeypatch.setattr(roster_workbook, "LINES_OF_A_CHUNK", 2)

    assert list(roster_workbook.spans((str(n), count) for n, count in enumerate(lines))) == spans


def test_asking_for_it_is_for_those_who_see_the_names(many, xlsx, clerk, signed_in):
    assert signed_in(clerk).get(xlsx).status_code == 403
    assert Job.objects.count() == 0
