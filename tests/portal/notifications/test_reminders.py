"""Reminders: 7 and 1 days before a deadline and once after it, of what is still owed, and never twice."""

import datetime

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import composed
from portal.lib.composed import Due
from portal.lib.dates import today
from portal.notifications import reminding
from portal.notifications.models import Notification, Reminder
from tests import factories

DUE_ON = datetime.date(2026, 11, 30)


@pytest.fixture
def owed(member, monkeypatch):
    """One thing that the member owes by the 30th; nothing else is owed by anybody."""
    things = [Due(member, "gửi bản đăng ký", DUE_ON, "/programs/")]

    def between(first, last):
        return [due for due in things if first <= due.due_on <= last]

    monkeypatch.setattr(composed, "due_between", [between])
    return things


def said():
    return list(Notification.objects.order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-11-22", None),
        ("2026-11-23", "Còn 7 ngày: gửi bản đăng ký, hạn 30/11/2026."),
        ("2026-11-26", "Còn 4 ngày: gửi bản đăng ký, hạn 30/11/2026."),  # no worker lived on the 23rd
        ("2026-11-29", "Còn 1 ngày: gửi bản đăng ký, hạn 30/11/2026."),
        ("2026-11-30", "Hôm nay là hạn cuối: gửi bản đăng ký."),
        ("2026-12-01", "Đã quá hạn: gửi bản đăng ký (hạn 30/11/2026)."),
        ("2026-12-14", "Đã quá hạn: gửi bản đăng ký (hạn 30/11/2026)."),
        ("2026-12-15", None),  # nobody is reminded of what lies long back
    ],
)
def test_what_is_said_on_a_day(owed, day, text, time_machine):
    time_machine.move_to(f"{day} 07:00+07:00")

    count = reminding.remind()

    assert (count, said()) == ((1, [text]) if text else (0, []))


def test_each_step_is_said_once_whatever_the_number_of_runs(owed, time_machine):
    counts = []
    for day in ("23", "23", "24", "29", "29", "30"):
        time_machine.move_to(f"2026-11-{day} 07:00+07:00")
        counts.append(reminding.remind())
    for day in ("01", "02"):
        time_machine.move_to(f"2026-12-{day} 07:00+07:00")
        counts.append(reminding.remind())

    assert counts == [1, 0, 0, 1, 0, 0, 1, 0]


def test_a_deadline_that_is_moved_is_reminded_of_anew(owed, member, time_machine):
    time_machine.move_to("2026-11-23 07:00+07:00")
    reminding.remind()
    owed[:] = [Due(member, "gửi bản đăng ký", DUE_ON + datetime.timedelta(days=10), "/programs/")]

    time_machine.move_to("2026-12-03 07:00+07:00")

    assert reminding.remind() == 1
    assert said()[-1] == "Còn 7 ngày: gửi bản đăng ký, hạn 10/12/2026."


def test_who_has_done_it_is_reminded_no_more(owed, time_machine):
    owed.clear()
    time_machine.move_to("2026-11-29 07:00+07:00")

    assert reminding.remind() == 0


def test_a_second_worker_at_the_same_moment_says_nothing(owed, time_machine, monkeypatch):
    time_machine.move_to("2026-11-29 07:00+07:00")

    def too_late(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Reminder.objects, "bulk_create", too_late)

    assert (reminding.remind(), said()) == (0, [])


def test_the_days_are_a_setting(owed, settings, time_machine):
    settings.REMIND_DAYS = [14, 3]
    time_machine.move_to("2026-11-16 07:00+07:00")

    assert reminding.remind() == 1
    assert list(Reminder.objects.values_list("step", flat=True)) == [14]


@given(st.integers(-400, 400))
def test_the_step_of_a_day_is_the_nearest_one_that_it_has_reached(days):
    due_on = datetime.date(2028, 2, 29)

    step = reminding.step_on(due_on, due_on - datetime.timedelta(days=days))

    assert step == (None if days > 7 else 7 if days > 1 else 1 if days > -1 else -1)


# ── what the parts say is owed ──


def remind_before(day, time_machine, days=1):
    time_machine.move_to(datetime.datetime.combine(day - datetime.timedelta(days=days), datetime.time(0)))
    return reminding.remind()


def told(person):
    reminders = Notification.objects.of(person).filter(event="notifications.reminded")
    return list(reminders.order_by("pk").values_list("text", flat=True))


def test_who_has_not_registered_is_reminded_and_who_has_is_not(member, colleague, secretary, campaign, time_machine):
    factories.make_entry(campaign, member)
    factories.make_program(colleague, campaign=campaign, commitments=3, status="approved")
    factories.make_entry(campaign, secretary, exempt_reason="exempt")

    count = remind_before(campaign.due_on, time_machine)

    day = f"{campaign.due_on:%d/%m/%Y}"
    assert count == 1
    assert told(member) == [f"Còn 1 ngày: gửi bản đăng ký “{campaign.name}”, hạn {day}."]
    assert told(colleague) == told(secretary) == []


def test_officers_are_reminded_once_of_all_papers_before_their_body(
    member, colleague, secretary, outsider, campaign, time_machine
):
    for person in (member, colleague):
        factories.make_program(person, campaign=campaign, commitments=3, status="submitted")
    due_on = member.campaign_entries.get().program.steps.first().due_on

    remind_before(due_on, time_machine)

    assert told(secretary) == [f"Còn 1 ngày: duyệt các chương trình đang chờ, hạn {due_on:%d/%m/%Y}."]
    assert told(outsider) == told(member) == []


def test_the_round_is_written_down_for_the_hour_that_is_set(db, settings):
    from django_q.models import Schedule

    from portal.jobs import schedules

    schedules.write_down()

    for name in ("notifications.remind", "notifications.gather"):
        schedule = Schedule.objects.get(name=name)
        assert schedule.schedule_type == Schedule.DAILY
        assert schedule.next_run.astimezone(datetime.timezone(datetime.timedelta(hours=7))).hour == 7
        assert schedule.next_run.date() >= today() - datetime.timedelta(days=1)
