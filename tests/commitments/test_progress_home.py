"""What home says of carrying out a program: the report due, what is not sent, what officers ask, the dates to come."""

import datetime

import pytest
import time_machine

from commitments import own_progress, own_year
from commitments.models import ProgressAnswer
from portal.lib.dates import today
from tests import factories

DUE = datetime.date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, commitments=2, status="approved")


def tasks_of(person):
    for kept in ("_own_entries", "_own_carried"):
        vars(person).pop(kept, None)
    return [(t.title, t.why, t.act, t.due_on) for t in own_progress.progress_to_report(person, today())]


def dates_of(person):
    for kept in ("_own_entries", "_own_carried"):
        vars(person).pop(kept, None)
    return [(day.on, day.what) for day in own_progress.deadlines(person, today())]


NAMED = "Chương trình hành động cá nhân năm\N{NO-BREAK SPACE}2026"
REPORT = (f"Báo cáo tiến độ quý III/2026: {NAMED}", "Đã cập nhật 0 trên 2 cam kết.", "Cập nhật tiến độ", DUE)


def test_the_report_of_the_quarter_is_a_task_with_its_day(program, member):
    assert tasks_of(member) == [REPORT]


def test_what_is_written_already_is_counted(program, member):
    factories.make_progress(program.commitments.first(), percent=20)

    assert tasks_of(member)[0][1] == "Đã cập nhật 1 trên 2 cam kết."


def test_once_reported_it_is_no_task_any_more(program, member):
    factories.send_progress(program)

    assert tasks_of(member) == []


def test_updates_after_the_report_wait_to_be_sent(program, member):
    factories.send_progress(program)
    factories.make_progress(program.commitments.first(), percent=20)

    assert tasks_of(member) == [
        (f"Có cập nhật chưa gửi: {NAMED}", "Gửi rồi các đồng chí phụ trách mới thấy.", "Xem và gửi", None)
    ]


@pytest.mark.parametrize("kind", ["doubted", "asked"])
def test_what_an_officer_asks_is_a_task_with_their_words_until_something_is_written(program, member, secretary, kind):
    second = program.commitments.in_order()[1]
    entry = factories.report_progress(second, state="done", percent=100)
    ProgressAnswer.objects.create(entry=entry, kind=kind, reason="Thiếu danh sách", by=secretary)
    entry.answer = kind
    entry.save()
    second.refresh_from_db()
    title = f"Trả lời điều chi ủy hỏi về cam kết 2: {NAMED}"
    assert tasks_of(member) == [(title, "“Thiếu danh sách”", "Trả lời", None)]

    factories.make_progress(second, note="Bổ sung danh sách")

    assert [task[2] for task in tasks_of(member)] == ["Xem và gửi"]


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "closed"])
def test_only_a_program_in_force_asks_for_progress(member, secretary, campaign, status):
    factories.make_program(member, campaign=campaign, status=status)

    assert (tasks_of(member), dates_of(member)) == ([], [])


def test_before_the_first_quarter_opens_nothing_is_asked(program, member):
    with time_machine.travel(factories.local_noon(datetime.date(2026, 2, 1))):
        assert tasks_of(member) == []


def test_the_days_to_come_are_those_of_what_is_not_done_and_the_report(program, member):
    first, second = program.commitments.in_order()
    first.due_on = datetime.date(2026, 9, 27)  # yesterday
    first.save()
    second.title = "Viết bài"
    second.save()

    assert dates_of(member) == [
        (datetime.date(2026, 10, 31), "Hạn cam kết 2: Viết bài"),
        (DUE, "Hạn gửi báo cáo quý III/2026"),
    ]

    factories.report_progress(second, state="done", percent=100)

    assert dates_of(member) == []


def test_the_fourth_step_of_the_year_names_the_days_of_its_quarters(program, member):
    step = own_year.year_until_the_review(member, 2026)[3]

    assert (step.name, step.what, step.state) == ("Thực hiện", "05/04, 05/07, 05/10", "now")


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_however_many_programs_and_commitments(
    member, secretary, province, resolution, signed_in, django_assert_num_queries, count
):
    for form in ("CTHD-CN", "BCK", "HTLT-CN")[:count]:
        campaign = factories.make_campaign(province.ward, resolutions=[resolution], form=form)
        factories.make_program(member, campaign=campaign, commitments=count, status="approved")
    client = signed_in(member)
    client.get("/")

    with django_assert_num_queries(11):
        client.get("/")
