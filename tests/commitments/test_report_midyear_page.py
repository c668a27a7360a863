"""Taking the report on progress: part of the year and day are chosen on its page, the files follow the choice."""

import datetime
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from commitments.models import ActionProgram
from commitments.reports import work
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from tests import factories
from tests.commitments.standing import TODAY, since_march
from tests.queries import queries_of
from tests.worker import work_off


@pytest.fixture
def now():
    with time_machine.travel(TODAY, tick=False) as travel:
        yield travel


@pytest.fixture
def called(now, province, resolution, member, secretary):
    """The member's program is in force since March."""
    campaign = factories.make_campaign(
        province.ward, resolutions=[resolution], opens_on=datetime.date(2026, 1, 5), due_on=datetime.date(2026, 3, 31)
    )
    program = since_march(factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED))
    ActionProgram.objects.filter(pk=program.pk).update(registered_on=datetime.date(2026, 3, 15))
    return campaign


def page_url(campaign, **query):
    return reverse("commitments:midyear_report", args=[campaign.pk, "DUHT"], query=query)


def file_url(campaign, extension, **query):
    return reverse("commitments:midyear_file", args=[campaign.pk, "DUHT", extension], query=query)


def text_of(response):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


def test_the_page_begins_with_the_quarter_to_report_and_its_last_day(called, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(page_url(called))

    assert response.context["query"] == "span=q3&on=2026-10-05"
    assert "midyear.docx?span=q3&amp;on=2026-10-05" in response.content.decode()
    assert response.context["form"].data == {"span": "q3", "on": "05/10/2026", "before": "q3"}


def test_the_overview_calls_the_report_by_its_name(called, ward_secretary, signed_in):
    overview = signed_in(ward_secretary).get(reverse("commitments:overview_progress", args=[called.pk, "DUHT"]))

    html = overview.content.decode()
    link = html[html.index(page_url(called)) :]
    assert "Báo cáo kết quả thực hiện" in link[: link.index("</a>")]


def test_while_the_quarter_is_being_reported_the_page_begins_with_today(called, now, ward_secretary, signed_in):
    now.move_to(datetime.datetime(2026, 9, 20, 9, 0, tzinfo=datetime.UTC))

    response = signed_in(ward_secretary).get(page_url(called))

    assert response.context["query"] == "span=q3&on=2026-09-20"
    assert response.context["total"].programs == 1


@pytest.mark.parametrize(
    ("chosen", "query"),
    [
        ({"span": "h1"}, "span=h1&on=2026-07-05"),  # the last day to report the second quarter
        ({"span": "q1"}, "span=q1&on=2026-04-05"),
        ({"span": "h1", "on": "6/7/2026"}, "span=h1&on=2026-07-06"),
        ({"span": "h1", "on": "6/7"}, "span=h1&on=2026-07-06"),
        # What the form sends where only the span was changed, where a day was typed as well, and where nothing was.
        ({"span": "h1", "on": "05/10/2026", "before": "q3"}, "span=h1&on=2026-07-05"),
        ({"span": "h1", "on": "30/06/2026", "before": "q3"}, "span=h1&on=2026-06-30"),
        ({"span": "q3", "on": "05/10/2026", "before": "q3"}, "span=q3&on=2026-10-05"),
        ({"span": "h1", "on": "05/10/2026", "before": "q4"}, "span=h1&on=2026-10-05"),
        ({"on": "30/09/2026"}, "span=q3&on=2026-09-30"),
    ],
)
def test_a_part_of_the_year_has_its_usual_day_until_another_is_chosen(chosen, query, called, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(page_url(called, **chosen))

    assert response.context["query"] == query
    assert "total" not in response.context  # the numbers of today are not those of that day


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"on": "21/10/2026"}, "là ngày chưa tới"),
        ({"on": "4/1/2026"}, "Chọn ngày 05/01/2026 hoặc sau đó"),
        ({"on": "hôm qua"}, "chưa phải là ngày"),
        ({"span": "q4"}, "q4"),
    ],
)
def test_a_wrong_choice_is_told_and_offers_no_file(chosen, said, called, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    page, file = client.get(page_url(called, **chosen)), client.get(file_url(called, "pdf", **chosen))

    assert said in page.content.decode()
    assert "midyear.pdf" not in page.content.decode()
    assert (file.status_code, file.url) == (302, page_url(called))
    assert not AuditEvent.objects.filter(action="commitments.report_taken").exists()


def test_the_file_is_of_the_chosen_part_and_day(called, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(file_url(called, "pdf", span="h1", on="2026-07-05"))

    assert "6 tháng đầu năm 2026, số liệu tính đến ngày 05/07/2026" in text_of(response)
    name = "bao-cao-ket-qua-thuc-hien-6-thang-dau-nam-2026-duht.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    (event,) = AuditEvent.objects.filter(action="commitments.report_taken")
    assert event.reason == "Đảng bộ phường Hạc Thành: Báo cáo kết quả thực hiện 6 tháng đầu năm 2026, pdf"


def test_before_the_first_quarter_is_reported_the_page_says_so(called, now, ward_secretary, signed_in):
    now.move_to(datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.UTC))
    client = signed_in(ward_secretary)

    page, file = client.get(page_url(called)), client.get(file_url(called, "pdf"))

    assert "Chưa đến kỳ báo cáo tiến độ" in page.content.decode()
    assert file.url == page_url(called)


def test_who_sees_counts_without_names_gets_no_report(called, clerk, signed_in):
    client = signed_in(clerk)

    answers = [client.get(address).status_code for address in (page_url(called), file_url(called, "xlsx"))]

    assert answers == [403, 403]


def test_the_page_costs_the_same_queries_for_1_and_30_programs(called, province, ward_secretary, signed_in):
    client = signed_in(ward_secretary)
    costs = [queries_of(client, page_url(called))]
    for _number in range(29):
        person = factories.make_person("Lê Văn Bình", cell=province.cell)
        factories.make_program(person, campaign=called, status=ActionProgram.Status.APPROVED)
    costs.append(queries_of(client, page_url(called)))

    assert costs[0] == costs[1] <= 15


def test_a_large_unit_s_report_is_a_job_with_the_same_choice(called, ward_secretary, signed_in, monkeypatch):
    client, address = signed_in(ward_secretary), file_url(called, "pdf", span="h1", on="5/7")
    direct = client.get(address)
    monkeypatch.setattr(work, "AT_ONCE_UP_TO", 0)
    client.get(address)

    work_off()

    job = Job.objects.get()
    fetched = client.get(reverse("jobs:fetch", args=[job.pk]))
    assert job.title == "Báo cáo kết quả thực hiện 6 tháng đầu năm 2026 (PDF), Đảng bộ phường Hạc Thành"
    assert b"".join(fetched.streaming_content) == direct.content
