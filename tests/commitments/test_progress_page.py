"""The progress page: what it shows and asks first, of whom, and at what cost."""

import datetime
import re

import pytest
import time_machine

from commitments.models import Evidence, ProgressAnswer
from tests import factories
from tests.commitments.progress_page import URL, text_of_page


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, commitments=3, status="approved")


@pytest.fixture
def commitment(program):
    return program.commitments.in_order().first()


def open_commitment(response):
    """Return the number of the commitment that is open on a page."""
    return re.search(r'report__head.*?report__no">(\d+)', response.content.decode(), re.DOTALL)[1]


def doubt(entry, by, kind="doubted", reason="Danh sách chỉ có 31 người"):
    ProgressAnswer.objects.create(entry=entry, kind=kind, reason=reason, by=by)
    entry.answer = kind
    entry.save()


def test_the_page_says_by_when_and_opens_the_first_commitment(program, member, signed_in):
    response = signed_in(member).get(URL)

    page = text_of_page(response)
    assert "Báo cáo tiến độ quý III/2026" in page
    assert "Gửi chi ủy trước hết ngày 05/10/2026 , còn 7 ngày" in page
    assert "đã cập nhật 0 trên 3 cam kết" in page
    assert open_commitment(response) == "1"


def test_who_has_no_program_in_force_reads_what_will_be_here(colleague, signed_in):
    assert "Đồng chí chưa có chương trình đang thực hiện" in text_of_page(signed_in(colleague).get(URL))


def test_a_program_not_in_force_leads_to_its_page_with_the_reason(member, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign)

    response = signed_in(member).get(f"{URL}?program={program.pk}", follow=True)

    assert response.redirect_chain == [(program.get_absolute_url(), 302)]
    assert "Chương trình được duyệt rồi mới ghi tiến độ." in text_of_page(response)


def test_anothers_program_is_not_found_and_its_readers_are_refused(program, secretary, colleague, signed_in):
    statuses = [signed_in(who).get(f"{URL}?program={program.pk}").status_code for who in (secretary, colleague)]

    assert statuses == [403, 404]


def test_with_several_programs_each_has_its_tab(program, member, province, resolution, signed_in):
    pledge = factories.make_campaign(province.ward, resolutions=[resolution], form="BCK")
    other = factories.make_program(member, campaign=pledge, status="approved")

    page = signed_in(member).get(f"{URL}?program={other.pk}").content.decode()

    assert f'href="/progress/?program={other.pk}" aria-current="page"' in page
    assert f'href="/progress/?program={program.pk}">' in page


def test_what_an_officer_asks_stands_on_top_and_is_opened_first(program, member, secretary, signed_in):
    second = program.commitments.in_order()[1]
    doubt(factories.report_progress(second, state="done", percent=100), secretary)

    response = signed_in(member).get(URL)

    page = text_of_page(response)
    assert open_commitment(response) == "2"
    assert "Đồng chí Hoàng Văn Khải chưa xác nhận kết quả này (28/09/2026) Danh sách chỉ có 31 người" in page
    assert "Cam kết 2: chưa trả lời điều chi ủy hỏi" in page


def test_the_question_stays_on_top_while_it_is_being_answered(program, commitment, member, secretary, signed_in):
    doubt(factories.report_progress(commitment, percent=50), secretary, "asked", "Ai tham gia?")
    factories.make_progress(commitment, note="31 cụ")

    page = text_of_page(signed_in(member).get(f"{URL}?open={commitment.pk}"))

    assert "Đồng chí Hoàng Văn Khải hỏi lại (28/09/2026) Ai tham gia?" in page
    assert "chưa trả lời điều chi ủy hỏi" not in page


def test_the_sum_and_what_was_said_before_stand_at_the_fields(program, commitment, member, signed_in):
    factories.report_progress(commitment, reached_value=31, percent=51, state="in_progress")
    factories.make_progress(commitment, reached_value=47, percent=78)

    page = text_of_page(signed_in(member).get(f"{URL}?open={commitment.pk}"))

    assert "Quý III/2026 báo 31 người." in page
    assert "trên 60 người" in page
    assert "Cổng tính 47 : 60 = 78%. Đồng chí sửa được nếu thực tế khác." in page
    assert "Trung bình của 3 cam kết: (78 + 0 + 0) : 3 = 26%" in page


@pytest.mark.parametrize(
    ("due_on", "fields", "said"),
    [
        (datetime.date(2026, 9, 16), {"state": "in_progress"}, "Quá hạn 12 ngày hạn 16/09"),
        (datetime.date(2026, 9, 28), {"state": "in_progress"}, "Đang thực hiện hạn 28/09"),
        (datetime.date(2026, 9, 16), {"state": "not_done"}, "Không hoàn thành hạn 16/09"),
        (
            datetime.date(2026, 9, 16),
            {"state": "done", "percent": 100, "reached_on": datetime.date(2026, 9, 20)},
            "Xong ngày 20/09, chậm 4 ngày so với hạn 16/09",
        ),
        (
            datetime.date(2026, 10, 31),
            {"state": "done", "percent": 100, "reached_on": datetime.date(2026, 9, 2)},
            "Xong ngày 02/09",
        ),
        (None, {"state": "in_progress"}, "Đang thực hiện"),
    ],
)
def test_late_and_overdue_follow_from_the_dates(program, commitment, member, signed_in, due_on, fields, said):
    commitment.due_on = due_on
    commitment.save()
    factories.report_progress(commitment, **fields)

    assert f"{said} " in text_of_page(signed_in(member).get(URL))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_however_many_commitments(
    member, secretary, campaign, signed_in, django_assert_num_queries, count
):
    program = factories.make_program(member, campaign=campaign, commitments=count, status="approved")
    for commitment in program.commitments.all():
        entry = factories.make_progress(
            commitment, state="in_progress", percent=30, reached_value=18, note="Đã làm " * 30
        )
        Evidence.objects.create(entry=entry, kind="document", symbol="45-BC/ĐU", name="45-BC/ĐU", added_by=member)
    factories.send_progress(program)
    for commitment in program.commitments.select_related("latest"):
        factories.make_progress(commitment, percent=40)
    client = signed_in(member)
    url = f"{URL}?open={program.commitments.first().pk}"
    client.get(url)

    with django_assert_num_queries(15):
        page = client.get(url)

    assert len(page.content) < 60_000
