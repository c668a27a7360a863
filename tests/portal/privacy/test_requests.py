"""Asking about one's own data, and the office's answer in writing within two working days."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.composed import told
from portal.lib.dates import today, working_days_after
from portal.lib.holidays import Holidays
from portal.notifications.models import Notification
from portal.privacy import home
from portal.privacy.errors import AlreadyAsked, AlreadyClosed, NotYours, ReasonMissing
from portal.privacy.models import DataAnswer, DataRequest
from tests import factories
from tests.queries import queries_of

Kind, Outcome = DataRequest.Kind, DataAnswer.Outcome
LIST = reverse("privacy:requests")


@pytest.fixture
def asked(member, personnel_officer):
    return DataRequest.ask(Kind.CORRECT, "Ngày sinh đúng là 02/9/1965", by=member)


def events():
    return list(AuditEvent.objects.filter(action__startswith="privacy.").values_list("action", "actor_name"))


# ── the clock ──


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-11-23", "2026-11-25"),  # Monday
        ("2026-11-26", "2026-11-30"),  # Thursday: over the week-end
        ("2026-11-27", "2026-12-01"),
        ("2026-11-28", "2026-12-01"),  # Saturday
        ("2026-11-29", "2026-12-01"),
    ],
)
def test_two_working_days_leave_out_saturday_and_sunday(day, due):
    assert working_days_after(datetime.date.fromisoformat(day), 2, holidays=Holidays()) == datetime.date.fromisoformat(
        due
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-12-31", "2027-01-05"),  # Thursday: New Year is a Friday
        ("2027-04-29", "2027-05-04"),  # Thursday: 30 April, 1 May a Saturday
        ("2026-09-01", "2026-09-04"),  # the National Day is a Wednesday
        ("2027-02-04", "2027-02-15"),  # Thursday before Tết, as it was entered
    ],
)
def test_public_holidays_are_left_out(day, due, settings):
    settings.HOLIDAYS = frozenset(datetime.date(2027, 2, n) for n in range(5, 12))

    assert working_days_after(datetime.date.fromisoformat(day), 2, holidays=Holidays()) == datetime.date.fromisoformat(
        due
    )


def test_the_office_is_told_where_the_holidays_of_the_year_are_not_entered(personnel_officer, signed_in, settings):
    client = signed_in(personnel_officer)
    said = "PORTAL_HOLIDAYS"

    before = said in client.get(LIST).content.decode()
    settings.HOLIDAYS = frozenset({today()})
    after = said in client.get(LIST).content.decode()

    assert (before, after) == (True, False)


def test_the_office_is_reminded_before_the_day_and_told_once_it_is_over(asked, personnel_officer):
    told = [(due.person, due.due_on, due.url) for due in home.requests_due(today(), asked.due_on)]
    asked.answer(Outcome.DONE, "Đã sửa.", by=personnel_officer)

    assert told == [(personnel_officer, asked.due_on, asked.get_absolute_url())]
    assert home.requests_due(today(), asked.due_on) == []


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2090, 1, 1)), st.integers(1, 20))
def test_the_day_due_is_a_working_day_with_as_many_up_to_it(day, count):
    due = working_days_after(day, count)

    between = [day + datetime.timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert due.weekday() < 5
    assert sum(each.weekday() < 5 for each in between) == count


def test_the_day_is_that_of_the_office_not_of_the_server(member):
    with time_machine.travel(datetime.datetime(2026, 11, 22, 18, 0, tzinfo=datetime.UTC)):  # Monday, 1 o'clock
        assert DataRequest.ask(Kind.ACCESS, "Hỏi", by=member).due_on == datetime.date(2026, 11, 25)


# ── asking ──


def test_asking_tells_the_personnel_office_and_leaves_an_event(asked, member, personnel_officer):
    assert (asked.person, asked.is_open, asked.unit) == (member, True, member.cell)
    assert events() == [("privacy.asked", "Đặng Thị Bích Ngà")]
    told = Notification.objects.get()
    assert (told.recipient, told.url) == (personnel_officer, asked.get_absolute_url())
    assert "Ngày sinh" not in told.text


def test_a_second_request_of_the_kind_waits_for_the_first(asked, member):
    with pytest.raises(AlreadyAsked):
        DataRequest.ask(Kind.CORRECT, "Còn nữa", by=member)

    assert DataRequest.ask(Kind.ACCESS, "Lưu những gì", by=member).is_open


def test_a_request_without_words_is_refused(member):
    with pytest.raises(ReasonMissing):
        DataRequest.ask(Kind.ACCESS, "  ", by=member)

    assert events() == []


def test_the_page_sends_it_and_keeps_what_was_typed_where_it_is_refused(signed_in, member):
    client = signed_in(member)

    refused = client.post(reverse("privacy:ask"), {"text": "Ngày sinh sai"})
    sent = client.post(reverse("privacy:ask"), {"kind": "correct", "text": "Ngày sinh sai"})

    assert (refused.status_code, sent.url) == (422, reverse("privacy:my_data"))
    assert "Ngày sinh sai" in refused.content.decode()
    assert [(each.kind, each.text) for each in DataRequest.objects.all()] == [("correct", "Ngày sinh sai")]


def test_an_officer_who_asks_is_answered_by_the_office_above(personnel_officer, province):
    above = factories.make_person("Mai Thị Tâm", cell=province.other_cell)
    factories.appoint(above, Role.PERSONNEL_OFFICER, province.top)

    asked = DataRequest.ask(Kind.ACCESS, "Hỏi", by=personnel_officer)

    assert [told.recipient for told in Notification.objects.all()] == [above]
    assert list(DataRequest.objects.of_office(personnel_officer)) == []
    assert list(DataRequest.objects.of_office(above)) == [asked]


# ── answering ──


def test_an_answer_closes_it_and_tells_the_person(asked, member, personnel_officer):
    asked.answer(Outcome.DONE, "Đã sửa ngày sinh.", by=personnel_officer)

    asked.refresh_from_db()
    assert (asked.is_open, [given.text for given in asked.answers.all()]) == (False, ["Đã sửa ngày sinh."])
    assert [told.recipient for told in Notification.objects.unread()] == [member]
    assert events()[0] == ("privacy.answered", "Đỗ Hữu Quang")


def test_a_promise_leaves_it_open_until_its_day(asked, personnel_officer):
    day = today() + datetime.timedelta(days=10)

    asked.answer(Outcome.PROMISED, "Sẽ đối chiếu lý lịch gốc.", by=personnel_officer, promised_on=day)

    asked.refresh_from_db()
    assert (asked.is_open, asked.due_on) == (True, day)
    asked.answer(Outcome.DONE, "Đã sửa.", by=personnel_officer)
    assert [given.outcome for given in asked.answers.all()] == ["promised", "done"]


@pytest.mark.parametrize("days", [None, -1])
def test_a_promise_needs_a_day_to_come(asked, personnel_officer, days):
    day = None if days is None else today() + datetime.timedelta(days=days)

    with pytest.raises(ReasonMissing):
        asked.answer(Outcome.PROMISED, "Sẽ làm", by=personnel_officer, promised_on=day)

    assert asked.answers.count() == 0


def test_an_answer_without_words_is_refused(asked, personnel_officer):
    with pytest.raises(ReasonMissing):
        asked.answer(Outcome.DONE, " ", by=personnel_officer)


def test_nobody_answers_their_own_request(personnel_officer):
    own = DataRequest.ask(Kind.ACCESS, "Hỏi", by=personnel_officer)

    with pytest.raises(NotYours):
        own.answer(Outcome.DONE, "Xong", by=personnel_officer)


def test_a_stale_page_does_not_answer_twice(asked, personnel_officer):
    stale = DataRequest.objects.get(pk=asked.pk)
    asked.answer(Outcome.DONE, "Đã sửa.", by=personnel_officer)

    with pytest.raises(AlreadyClosed):
        stale.answer(Outcome.REFUSED, "Không sửa được.", by=personnel_officer)

    assert asked.answers.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_officers_at_once_give_one_answer(asked, personnel_officer):
    start, refused = threading.Barrier(2), []

    def answer():
        try:
            start.wait()
            DataRequest.objects.get(pk=asked.pk).answer(Outcome.DONE, "Đã sửa.", by=personnel_officer)
        except AlreadyClosed:
            refused.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (asked.answers.count(), refused) == (1, [True])


def test_the_office_answers_on_the_page(asked, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    url = asked.get_absolute_url()

    page = client.get(url).content.decode()
    refused = client.post(url, {"outcome": "promised", "text": "Sẽ sửa"})
    answered = client.post(url, {"outcome": "done", "text": "Đã sửa"})

    assert "Ngày sinh đúng là 02/9/1965" in page
    assert f'href="{asked.person.get_absolute_url()}"' in page  # where it is mended
    assert (refused.status_code, answered.url) == (422, LIST)
    assert ("privacy.opened", "Đỗ Hữu Quang") in events()


def test_the_person_reads_the_answer_and_finds_no_form(asked, member, personnel_officer, signed_in):
    asked.answer(Outcome.REFUSED, "Trái với lý lịch gốc.", by=personnel_officer)

    page = signed_in(member).get(asked.get_absolute_url()).content.decode()

    assert "Trái với lý lịch gốc." in page
    assert 'id="answer-form"' not in page
    assert "Mở hồ sơ đảng viên" not in page
    assert ("privacy.opened", "Đặng Thị Bích Ngà") not in events()


# ── the office's list ──


def test_home_of_the_office_names_the_earliest_day(asked, personnel_officer, member):
    assert [(task.title, task.due_on) for task in told(home.requests_to_answer(personnel_officer, today()))] == [
        ("Trả lời 1 yêu cầu về dữ liệu cá nhân", asked.due_on)
    ]
    assert home.requests_to_answer(member, today()) == []


def test_the_list_shows_what_waits_and_what_was_answered(asked, colleague, personnel_officer, signed_in):
    other = DataRequest.ask(Kind.ACCESS, "Hỏi", by=colleague)
    other.answer(Outcome.DONE, "Đã gửi.", by=personnel_officer)
    client = signed_in(personnel_officer)

    waiting, answered = client.get(LIST).content.decode(), client.get(LIST, {"state": "closed"}).content.decode()

    assert ("Đặng Thị Bích Ngà" in waiting, "Lê Quang Dũng" in waiting) == (True, False)
    assert ("Đặng Thị Bích Ngà" in answered, "Lê Quang Dũng" in answered) == (False, True)


def test_the_list_asks_the_same_of_the_database_for_1_3_and_30(province, personnel_officer, signed_in):
    client, counts, sizes = signed_in(personnel_officer), [], []

    for count in (1, 3, 30):
        while DataRequest.objects.count() < count:
            DataRequest.ask(Kind.ACCESS, "Hỏi", by=factories.make_person(cell=province.cell))
        counts.append(queries_of(client, LIST))
        sizes.append(len(client.get(LIST).content))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
    assert max(sizes) < 60_000


def test_the_page_names_the_year_whose_holidays_are_not_entered_as_a_year(personnel_officer, signed_in, settings):
    settings.HOLIDAYS = frozenset()

    page = signed_in(personnel_officer).get(LIST).content.decode()

    assert f"riêng cho năm {today().year} (như Tết Nguyên đán)" in page
