"""Taking a report: the page that offers it, the three files, who may, what is recorded, and the job of a large unit."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from commitments.models import ActionProgram
from commitments.reports import work
from commitments.reports.files import CONTENT_TYPES
from portal.audit.models import AuditEvent
from portal.directory.models import Appointment
from portal.jobs.models import Job
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of
from tests.worker import work_off

TAKEN = "commitments.report_taken"


def page_url(campaign, code="DUHT"):
    return reverse("commitments:registration_report", args=[campaign.pk, code])


def file_url(campaign, extension, code="DUHT"):
    return reverse("commitments:registration_file", args=[campaign.pk, code, extension])


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def called(campaign, member, colleague, secretary):
    """Two of the first cell must register; one is approved."""
    factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    factories.make_entry(campaign, colleague)
    return campaign


@pytest.fixture
def every_unit_is_large(monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE_UP_TO", 0)


def test_the_page_says_what_the_report_holds_and_offers_three_files(called, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(page_url(called))

    text = response.content.decode()
    assert response.context["total"].missing == 1
    assert [file_url(called, extension) in text for extension in CONTENT_TYPES] == [True] * 3
    assert "Danh sách chưa đăng ký: 1" in text
    assert "chế độ nền" not in text


@pytest.mark.parametrize(("extension", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_each_file_comes_as_an_attachment_under_a_plain_name(extension, begins, called, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(file_url(called, extension))

    name = f"bao-cao-ket-qua-dang-ky-nam-{called.year}-duht.{extension}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == CONTENT_TYPES[extension]
    assert response.content.startswith(begins)


def test_the_files_hold_the_names_of_the_missing(called, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    drawn = " ".join(
        page.extract_text() for page in PdfReader(BytesIO(client.get(file_url(called, "pdf")).content)).pages
    )
    book = openpyxl.load_workbook(BytesIO(client.get(file_url(called, "xlsx")).content))

    assert "Lê Quang Dũng" in drawn
    assert [row[1] for row in book["Chưa đăng ký"].iter_rows(values_only=True) if row[0] == 1] == ["Lê Quang Dũng"]


def test_another_format_is_not_found(called, ward_secretary, signed_in):
    assert signed_in(ward_secretary).get(file_url(called, "exe")).status_code == 404


def test_taking_a_report_is_recorded_and_looking_at_its_page_is_not(called, province, ward_secretary, signed_in):
    client = signed_in(ward_secretary)
    client.get(page_url(called))

    client.get(file_url(called, "docx"))

    (event,) = AuditEvent.objects.filter(action=TAKEN)
    assert (event.actor_id, event.reason, event.unit_path) == (
        str(ward_secretary.public_id),
        f"Đảng bộ phường Hạc Thành: Báo cáo kết quả đăng ký năm {called.year}, docx",
        province.ward.path,
    )


@pytest.mark.parametrize("address", [page_url, lambda campaign: file_url(campaign, "pdf")])
def test_who_sees_counts_without_names_gets_no_report(address, called, clerk, signed_in):
    response = signed_in(clerk).get(address(called))

    assert response.status_code == 403
    assert "Lê Quang Dũng" not in response.content.decode()
    assert not AuditEvent.objects.filter(action=TAKEN).exists()


def test_an_officer_reports_their_own_unit_and_no_other(called, secretary, signed_in):
    client = signed_in(secretary)

    answers = {code: client.get(file_url(called, "xlsx", code)).status_code for code in ("DUHT-01", "DUHT", "DUHT-02")}

    assert answers == {"DUHT-01": 200, "DUHT": 403, "DUHT-02": 404}


def test_the_page_costs_the_same_queries_for_1_and_30_people(province, campaign, ward_secretary, signed_in):
    client = signed_in(ward_secretary)
    costs = []
    for more in (1, 29):
        for _number in range(more):
            factories.make_entry(campaign, factories.make_person("Lê Văn Bình", cell=province.cell))
        costs.append(queries_of(client, page_url(campaign)))

    assert costs[0] == costs[1] <= 15


@pytest.mark.usefixtures("every_unit_is_large")
@pytest.mark.parametrize("extension", CONTENT_TYPES)
def test_the_report_of_a_large_unit_is_made_by_a_worker_and_is_the_same(
    extension, called, ward_secretary, signed_in, monkeypatch
):
    client = signed_in(ward_secretary)
    asked = client.get(file_url(called, extension))
    job = Job.objects.get()

    work_off()

    job.refresh_from_db()
    fetched = client.get(reverse("jobs:fetch", args=[job.pk]))
    assert asked.url == job.get_absolute_url()
    assert job.title == f"Báo cáo kết quả đăng ký năm {called.year} ({extension.upper()}), Đảng bộ phường Hạc Thành"
    assert fetched["Content-Type"] == CONTENT_TYPES[extension]
    monkeypatch.setattr(work, "AT_ONCE_UP_TO", 5_000)
    direct = client.get(file_url(called, extension))
    assert fetched["Content-Disposition"] == direct["Content-Disposition"]
    if extension != "xlsx":  # a workbook tells when it was written
        assert body(fetched) == direct.content


@pytest.mark.usefixtures("every_unit_is_large")
def test_the_page_of_a_large_unit_says_that_the_file_takes_a_while(called, ward_secretary, signed_in):
    assert "chế độ nền" in signed_in(ward_secretary).get(page_url(called)).content.decode()


@pytest.mark.usefixtures("every_unit_is_large")
def test_whose_post_has_ended_no_longer_fetches_the_report(called, ward_secretary, signed_in):
    client = signed_in(ward_secretary)
    client.get(file_url(called, "xlsx"))
    work_off()
    job = Job.objects.get()

    Appointment.objects.filter(person=ward_secretary).update(ends_on=factories.LONG_AGO)

    assert today() > factories.LONG_AGO
    assert client.get(reverse("jobs:fetch", args=[job.pk])).status_code == 403


@pytest.mark.usefixtures("every_unit_is_large")
def test_asking_twice_is_one_job_and_another_format_is_another(called, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    asked = [client.get(file_url(called, extension)).url for extension in ("xlsx", "xlsx", "pdf")]

    assert len(set(asked)) == 2 == Job.objects.count()


def test_a_unit_of_as_many_lines_as_is_done_at_once_is_not_large(called, province, monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE_UP_TO", 2)

    assert not work.is_large(called, province.ward)
    monkeypatch.setattr(work, "AT_ONCE_UP_TO", 1)
    assert work.is_large(called, province.ward)
    assert not work.is_large(called, province.second_cell)
