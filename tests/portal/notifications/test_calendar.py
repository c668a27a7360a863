"""The calendar at a secret address: days on which something is due, without a word of what."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.notifications.models import CalendarFeed
from tests import factories

HOW = reverse("notifications:how")
NEW = reverse("notifications:calendar_new")
CLOSE = reverse("notifications:calendar_close")


@pytest.fixture(autouse=True)
def _nobody_has_guessed(db):
    cache.clear()


def events_at(client, secret):
    response = client.get(reverse("notifications:calendar", args=[secret]))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_it_names_the_day_of_each_deadline_and_nothing_of_what_is_due(member, campaign, client):
    factories.make_entry(campaign, member)
    secret = CalendarFeed.renew(member)

    (event,) = events_at(client, secret)

    assert event.decoded("dtstart") == campaign.due_on
    assert event.decoded("dtend") == campaign.due_on + datetime.timedelta(days=1)
    assert str(event["summary"]) == "Cổng cam kết: 1 việc đến hạn"
    assert campaign.name not in event.to_ical().decode()


def test_two_things_of_one_day_are_one_event(member, campaign, client, province, resolution):
    other = factories.make_campaign(province.ward, resolutions=[resolution], due_on=campaign.due_on)
    factories.make_entry(campaign, member)
    factories.make_entry(other, member)

    (event,) = events_at(client, CalendarFeed.renew(member))

    assert str(event["summary"]) == "Cổng cam kết: 2 việc đến hạn"


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(member, signed_in):
    client = signed_in(member)

    response = client.post(NEW)

    address = response.context["address"]
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert address in response.content.decode()
    assert f'href="webcal://testserver/notifications/calendar/{secret}.ics"' in response.content.decode()
    assert secret not in client.get(HOW).content.decode()
    feed = CalendarFeed.objects.get()
    assert secret not in feed.secret_hash
    assert CalendarFeed.of_secret(secret) == feed


def test_a_new_address_closes_the_old_one(member, client):
    old = CalendarFeed.renew(member)
    new = CalendarFeed.renew(member)

    assert client.get(reverse("notifications:calendar", args=[old])).status_code == 404
    assert client.get(reverse("notifications:calendar", args=[new])).status_code == 200


def test_a_closed_address_is_not_found_and_closing_twice_is_no_fault(member, signed_in, client):
    secret = CalendarFeed.renew(member)
    browser = signed_in(member)

    answers = [browser.post(CLOSE).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert browser.get(reverse("notifications:calendar", args=[secret])).status_code == 404
    actions = (
        AuditEvent.objects.filter(action__startswith="notifications.").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["notifications.calendar_opened", "notifications.calendar_closed"]


def test_who_belongs_nowhere_any_more_has_no_calendar(member, client):
    secret = CalendarFeed.renew(member)
    member.memberships.update(ends_on=today() - datetime.timedelta(days=1), end_reason="left")

    assert client.get(reverse("notifications:calendar", args=[secret])).status_code == 404


@pytest.mark.parametrize("secret", ["x", "../..", "Đ" * 40, "a" * 300])
def test_guessed_secrets_are_not_found(db, client, secret):
    assert client.get(f"/notifications/calendar/{secret}.ics").status_code == 404


def test_guessing_is_stopped_after_twenty_a_minute_and_calendars_elsewhere_go_on(member, client):
    right = reverse("notifications:calendar", args=[CalendarFeed.renew(member)])
    wrong = [client.get(f"/notifications/calendar/{'x' * 43}{number}.ics").status_code for number in range(21)]

    found_meanwhile = client.get(right)
    elsewhere = client.get(right, REMOTE_ADDR="10.9.9.9")

    assert wrong == [404] * 20 + [429]
    assert (found_meanwhile.status_code, found_meanwhile["Retry-After"]) == (429, "60")
    assert found_meanwhile.content.decode() == "Có quá nhiều địa chỉ sai từ nơi này. Mời đợi một phút rồi thử lại."
    assert elsewhere.status_code == 200


def test_the_phones_of_a_whole_office_ask_through_one_address(member, client):
    right = reverse("notifications:calendar", args=[CalendarFeed.renew(member)])

    assert {client.get(right).status_code for _phone in range(40)} == {200}


def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(member, client, monkeypatch, settings):
    settings.ADDRESS = "https://cong-dang-ky-cam-ket-hanh-dong-ca-nhan.thanhuy.tinh-thanh-hoa.example.vn"
    long = "Cổng cam kết: đồng chí còn việc đến hạn, mời đăng nhập để xem việc cần xử lý trước hạn cuối" * 2
    monkeypatch.setattr("portal.notifications.calendar.ngettext", lambda one, many, count: long)
    monkeypatch.setattr("portal.notifications.calendar.days_of", lambda person: {today(): 1})

    content = client.get(reverse("notifications:calendar", args=[CalendarFeed.renew(member)])).content

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) == 75
    assert b"\n" not in b"".join(lines)
    assert [line.decode() for line in lines]  # each line by itself is whole UTF-8
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (str(event["summary"]), event["url"]) == (long, settings.ADDRESS + "/")
