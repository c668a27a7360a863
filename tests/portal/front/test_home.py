"""Home: what waits for a person, most urgent first."""

import datetime

import pytest
from django.urls import reverse

from portal.lib import composed
from portal.lib.composed import CalendarDay, Task, YearStep
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories


@pytest.fixture
def waiting(monkeypatch):
    """Return a function that makes these, and only these, wait for everybody."""

    def make_wait(*, tasks=(), days=(), steps=()):
        monkeypatch.setattr(composed, "tasks_for", [lambda person, day: list(tasks)])
        monkeypatch.setattr(composed, "waiting_for", [])
        monkeypatch.setattr(composed, "calendar_for", [lambda person, day: list(days)])
        monkeypatch.setattr(composed, "year_steps_for", [lambda person, year: list(steps)])
        monkeypatch.setattr(composed, "navigation_for", [])

    return make_wait


def make_task(title, due_in=None):
    due_on = None if due_in is None else today() + datetime.timedelta(days=due_in)
    return Task(title, "Vì sao", "Mở", "/", due_on)


def test_what_is_most_urgent_comes_first_and_what_has_no_date_last(signed_in, member, waiting):
    waiting(tasks=[make_task("không hạn"), make_task("còn lâu", 15), make_task("quá hạn", -1), make_task("gần", 2)])

    response = signed_in(member).get(reverse("home"))

    assert [task.title for task in response.context["tasks"]] == ["quá hạn", "gần", "còn lâu", "không hạn"]


def test_only_the_first_task_has_the_primary_button(signed_in, member, waiting):
    waiting(tasks=[make_task("một", 1), make_task("hai", 2), make_task("ba", 3)])

    page = signed_in(member).get(reverse("home")).content.decode()

    assert (page.count("button--primary"), page.count('class="task__act"')) == (1, 3)


def test_the_greeting_counts_what_waits_and_what_is_overdue(signed_in, member, waiting):
    waiting(tasks=[make_task("một", -1), make_task("hai", 0), make_task("ba", 3)])

    response = signed_in(member).get(reverse("home"))

    assert (len(response.context["tasks"]), response.context["overdue_count"]) == (3, 1)
    assert "Chào đồng chí Ngà." in response.content.decode()


def test_where_nothing_waits_the_page_says_so(signed_in, member, waiting):
    waiting()

    page = signed_in(member).get(reverse("home")).content.decode()

    assert "Không có việc nào đang chờ" in page


def test_the_calendar_shows_the_next_dates_in_their_order(signed_in, member, waiting):
    days = [CalendarDay(today() + datetime.timedelta(days=n), f"ngày {n}") for n in (9, 1, 5, 3, 7, 2)]
    waiting(days=days, steps=[YearStep(2, "Đăng ký", "", "", "now"), YearStep(1, "Mở đợt", "", "", "done")])

    context = signed_in(member).get(reverse("home")).context

    assert [row.what for row in context["coming"]] == ["ngày 1", "ngày 2", "ngày 3", "ngày 5", "ngày 7"]
    assert [step.name for step in context["steps"]] == ["Mở đợt", "Đăng ký"]


def test_home_shows_ones_own_unread_notifications_newest_first(signed_in, member, colleague, waiting):
    waiting()
    first = Notification.objects.create(recipient=member, event="a.b", text="Cũ")
    second = Notification.objects.create(recipient=member, event="a.b", text="Mới")
    Notification.objects.create(recipient=colleague, event="a.b", text="Của người khác")

    response = signed_in(member).get(reverse("home"))

    assert list(response.context["notifications"]) == [second, first]
    assert "Của người khác" not in response.content.decode()


@pytest.mark.parametrize("how_many", [1, 3])
def test_home_costs_the_same_queries_however_much_waits(
    signed_in, member, waiting, django_assert_num_queries, how_many
):
    waiting(tasks=[make_task("việc", n) for n in range(how_many)])
    for number in range(how_many):
        Notification.objects.create(recipient=member, event="a.b", text=f"Thông báo {number}")
    browser = signed_in(member)

    # Session, person, posts, membership, unread count, notifications.
    with django_assert_num_queries(6):
        browser.get(reverse("home"))


def test_home_says_how_often_others_opened_ones_papers(signed_in, member, secretary, campaign, clause):
    program = factories.make_program(member, campaign=campaign, status="submitted", clauses=[clause])
    before = signed_in(member).get(reverse("home")).context["opened"]["count"]
    signed_in(secretary).get(reverse("commitments:program", args=[program.pk]))

    page = signed_in(member).get(reverse("home"))

    assert (before, page.context["opened"]["count"]) == (0, 1)
    assert "<strong>1 lượt mở</strong>" in page.content.decode()
