"""Opening a notification, and having read them all."""

import pytest
from django.urls import reverse

from portal.notifications.models import Notification


@pytest.fixture
def notification(member):
    return Notification.objects.create(recipient=member, event="a.b", text="Đã duyệt", url="/somewhere/")


def test_opening_a_notification_marks_it_read_and_leads_to_what_it_is_about(signed_in, member, notification):
    response = signed_in(member).post(reverse("notifications:open", args=[notification.pk]))

    assert (response.status_code, response.url) == (302, "/somewhere/")
    assert list(Notification.objects.of(member).unread()) == []


def test_nobody_opens_the_notification_of_another(signed_in, colleague, member, notification):
    response = signed_in(colleague).post(reverse("notifications:open", args=[notification.pk]))

    assert response.status_code == 404
    assert list(Notification.objects.of(member).unread()) == [notification]


def test_reading_all_leaves_those_of_others_unread(signed_in, member, colleague, notification):
    other = Notification.objects.create(recipient=colleague, event="a.b", text="Của đồng chí khác")

    signed_in(member).post(reverse("notifications:read_all"))

    assert list(Notification.objects.unread()) == [other]


@pytest.mark.parametrize("name", ["notifications:read_all", "notifications:open"])
def test_looking_changes_nothing(signed_in, member, notification, name):
    arguments = [notification.pk] if name.endswith("open") else []

    response = signed_in(member).get(reverse(name, args=arguments))

    assert response.status_code == 405
    assert list(Notification.objects.unread()) == [notification]
