"""Who moves to another cell is told so, and a notification about them leads nobody to a page that is not there."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from portal.directory import acts
from portal.directory.acts import Basis
from portal.lib.dates import today
from portal.notifications.models import Notification

BASIS = Basis(document="12-QĐ/ĐU", document_on=datetime.date(2026, 2, 20))
LIST = reverse("notifications:notifications")
MOVED_AWAY = "Đồng chí này đã chuyển sang chi bộ khác, hoặc nội dung không còn trên cổng."


def move(person, cell, *, by, on=None):
    return acts.transfer(person, cell, on=on or today(), basis=BASIS, by=by)


def told(person):
    return list(Notification.objects.of(person).values_list("event", "text"))


def test_who_is_transferred_is_told_from_when_and_where(member, province, personnel_officer):
    move(member, province.second_cell, by=personnel_officer)

    text = f"Từ ngày {today():%d/%m/%Y} đồng chí sinh hoạt tại Chi bộ khu phố 2, Đảng bộ phường Hạc Thành."
    assert told(member) == [("directory.moved", text)]


def test_following_once_more_says_it_no_second_time(member, province, personnel_officer):
    move(member, province.second_cell, by=personnel_officer)

    acts.follow(member, by=personnel_officer)

    assert len(told(member)) == 1


def test_a_transfer_to_come_is_told_on_its_day(member, province, personnel_officer):
    move(member, province.second_cell, by=personnel_officer, on=today() + datetime.timedelta(days=3))

    assert told(member) == []


def test_a_preview_tells_nobody(member, province, personnel_officer):
    acts.rehearse(member, lambda person: move(person, province.second_cell, by=personnel_officer))

    assert told(member) == []


@pytest.fixture
def about_member(member, secretary):
    """What the secretary of the first cell was told about its member."""
    return Notification.objects.create(
        recipient=secretary, event="a.b", text="Đã nộp", url=f"{member.get_absolute_url()}#papers"
    )


def opened(client, notification):
    """Open a notification and return where it led in the end, and what was said there."""
    response = client.post(reverse("notifications:open", args=[notification.pk]), follow=True)
    return response.request["PATH_INFO"], [str(message) for message in get_messages(response.wsgi_request)]


def test_a_notification_leads_to_what_it_is_about(about_member, member, secretary, signed_in):
    assert opened(signed_in(secretary), about_member) == (member.get_absolute_url(), [])


def test_a_notification_about_who_has_moved_leads_back_and_says_so(
    about_member, member, secretary, province, personnel_officer, signed_in
):
    move(member, province.other_cell, by=personnel_officer)

    assert opened(signed_in(secretary), about_member) == (LIST, [MOVED_AWAY])


def test_an_address_that_no_notification_led_to_is_not_found_as_ever(outsider, member, secretary, signed_in):
    client = signed_in(outsider)

    assert client.get(member.get_absolute_url()).status_code == 404
    assert client.get("/").status_code == 200


def test_the_same_is_said_of_what_never_was(secretary, signed_in):
    lost = Notification.objects.create(recipient=secretary, event="a.b", text="Đã nộp", url="/programs/999999/")

    assert opened(signed_in(secretary), lost) == (LIST, [MOVED_AWAY])
