"""Letters by e-mail: at once, gathered in a day or a week, or none; they say that something waits, and no more."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from portal.lib.dates import today
from portal.notifications import gathering, outbox
from portal.notifications.models import MailChoice

HOW = reverse("notifications:how")
How = MailChoice.How
MONDAY = datetime.date(2026, 11, 30)


@pytest.fixture
def reachable(member):
    member.email = "nga@example.vn"
    member.save()
    return member


def choose(person, how, *, on):
    choice = MailChoice(person=person)
    choice.choose(how, on=on)
    return choice


def tell(person, commit):
    with commit(execute=True):
        outbox.notify([person], "a.b", "Bản đăng ký bị trả lại", detail="Nội dung riêng")


def gather(commit):
    with commit(execute=True):
        return gathering.gather()


def test_a_letter_says_that_something_waits_and_where_and_nothing_else(
    reachable, settings, django_capture_on_commit_callbacks
):
    settings.ADDRESS = "https://cong.example.vn"

    tell(reachable, django_capture_on_commit_callbacks)

    (letter,) = mail.outbox
    assert letter.to == ["nga@example.vn"]
    assert letter.subject == "Cổng đăng ký cam kết: có việc cần xử lý"
    assert letter.body == ("Đồng chí có việc cần xử lý. Mời đồng chí đăng nhập cổng để xem.\nhttps://cong.example.vn/")


@pytest.mark.parametrize("how", [How.DAILY, How.WEEKLY, How.OFF])
def test_who_chose_fewer_letters_gets_none_at_once(reachable, how, django_capture_on_commit_callbacks):
    choose(reachable, how, on=today())

    tell(reachable, django_capture_on_commit_callbacks)

    assert mail.outbox == []
    assert reachable.notifications.count() == 1


@pytest.mark.parametrize(
    ("how", "chosen_on", "day", "letters"),
    [
        (How.DAILY, "2026-11-24", "2026-11-24", 0),  # chosen today: what is new is told tomorrow
        (How.DAILY, "2026-11-24", "2026-11-25", 1),
        (How.WEEKLY, "2026-11-24", "2026-11-25", 0),
        (How.WEEKLY, "2026-11-24", "2026-11-29", 0),  # Sunday
        (How.WEEKLY, "2026-11-24", "2026-11-30", 1),  # Monday
        (How.WEEKLY, "2026-11-24", "2026-12-01", 1),  # no worker lived on Monday
        (How.WEEKLY, "2026-02-22", "2026-02-23", 1),
        (How.OFF, "2026-11-24", "2026-11-30", 0),
        (How.AT_ONCE, "2026-11-24", "2026-11-30", 0),
    ],
)
def test_letters_are_gathered_by_the_day_or_the_week(
    reachable, how, chosen_on, day, letters, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(f"{day} 09:00+07:00")
    choose(reachable, how, on=datetime.date.fromisoformat(chosen_on))
    tell(reachable, django_capture_on_commit_callbacks)
    mail.outbox.clear()

    count = gather(django_capture_on_commit_callbacks)

    assert (count, len(mail.outbox)) == (letters, letters)


def test_a_second_worker_and_a_day_without_news_write_nothing(
    reachable, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to("2026-11-25 09:00+07:00")
    choose(reachable, How.DAILY, on=datetime.date(2026, 11, 24))
    tell(reachable, django_capture_on_commit_callbacks)

    counts = [gather(django_capture_on_commit_callbacks) for _worker in range(2)]
    time_machine.move_to("2026-11-26 09:00+07:00")
    counts.append(gather(django_capture_on_commit_callbacks))

    assert counts == [1, 0, 0]


@pytest.mark.parametrize(
    ("before", "after", "that_day", "next_day"),
    [
        (How.DAILY, How.WEEKLY, 0, 1),  # the next day is a Monday
        (How.WEEKLY, How.DAILY, 0, 1),
        (How.DAILY, How.AT_ONCE, 1, 0),
        (How.DAILY, How.OFF, 0, 0),
        (How.OFF, How.DAILY, 0, 0),  # what came while no letters were wanted
        (How.AT_ONCE, How.DAILY, 0, 0),  # was told at once
        (How.DAILY, How.DAILY, 0, 1),  # saved again
    ],
)
def test_on_the_day_the_choice_changes_what_waited_is_told_once_and_by_the_new_choice(
    reachable, before, after, that_day, next_day, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(f"{MONDAY - datetime.timedelta(days=1)} 10:00+07:00")
    choose(reachable, before, on=today() - datetime.timedelta(days=1))
    tell(reachable, django_capture_on_commit_callbacks)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        MailChoice.objects.get().choose(after, on=today())
    gather(django_capture_on_commit_callbacks)
    at_once = len(mail.outbox)
    time_machine.move_to(f"{MONDAY} 07:00+07:00")
    gather(django_capture_on_commit_callbacks)

    assert (at_once, len(mail.outbox) - at_once) == (that_day, next_day)


def test_the_page_changes_the_choice_of_that_very_morning_without_losing_a_letter(
    reachable, signed_in, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(f"{MONDAY} 10:00+07:00")
    choose(reachable, How.DAILY, on=today() - datetime.timedelta(days=1))
    tell(reachable, django_capture_on_commit_callbacks)

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(reachable).post(HOW, {"how": How.AT_ONCE})

    assert [letter.to for letter in mail.outbox] == [["nga@example.vn"]]


def test_what_was_read_meanwhile_needs_no_letter(reachable, time_machine, django_capture_on_commit_callbacks):
    time_machine.move_to("2026-11-25 09:00+07:00")
    choose(reachable, How.DAILY, on=datetime.date(2026, 11, 24))
    tell(reachable, django_capture_on_commit_callbacks)
    reachable.notifications.all().mark_read()

    assert gather(django_capture_on_commit_callbacks) == 0


def test_one_chooses_on_the_page_and_it_says_so(reachable, signed_in):
    response = signed_in(reachable).post(HOW, {"how": "weekly"}, follow=True)

    assert MailChoice.objects.get().how == How.WEEKLY
    assert "Đã lưu. Từ nay cổng gửi thư theo cách đồng chí chọn." in response.content.decode()
    assert response.context["form"]["how"].value() == "weekly"


def test_a_choice_that_there_is_not_is_told_at_its_field(reachable, signed_in):
    response = signed_in(reachable).post(HOW, {"how": "hourly"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["how"]
    assert not MailChoice.objects.exists()


def test_who_has_no_address_is_told_that_no_letter_can_come(member, signed_in):
    assert "Cổng chưa có địa chỉ thư điện tử của đồng chí" in signed_in(member).get(HOW).content.decode()


def test_who_has_an_address_sees_where_letters_go(member, signed_in):
    member.email = "nga@example.vn"
    member.save()

    page = signed_in(member).get(HOW).content.decode()

    assert "Thư gửi đến nga@example.vn." in page
