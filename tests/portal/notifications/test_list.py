"""The list of what the portal has told a person, and how it is told: in the portal's language, settled once done."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.notifications import outbox
from portal.notifications.models import Notification

LIST = reverse("notifications:notifications")


def tell(person, text, **fields):
    return Notification.objects.create(recipient=person, event="a.b", text=text, **fields)


def test_the_newest_stands_first_and_others_are_not_shown(member, colleague, signed_in):
    tell(member, "Đã nhận")
    tell(member, "Đã duyệt", detail="Nội dung cụ thể")
    tell(colleague, "Của đồng chí khác")

    response = signed_in(member).get(LIST)

    assert [row.text for row in response.context["page"].rows] == ["Đã duyệt", "Đã nhận"]
    assert "Nội dung cụ thể" in response.content.decode()


def test_an_empty_list_says_what_will_stand_there(member, signed_in):
    assert "Chưa có thông báo" in signed_in(member).get(LIST).content.decode()


def test_the_list_costs_the_same_queries_for_1_3_and_300(member, signed_in):
    client, counts = signed_in(member), []
    for number in (1, 2, 297):
        Notification.objects.bulk_create(
            Notification(recipient=member, event="a.b", text="Tin") for _n in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2] <= 15


def test_what_is_told_speaks_the_portals_language_whoever_acts(member):
    with translation.override("en"):
        text = _("%(owner)s has submitted the %(form)s of %(year)s for review.")
        outbox.notify([member], "a.b", text, words={"owner": "Ngà", "form": "Bản cam kết", "year": 2027})

    assert Notification.objects.get().text == "Ngà đã gửi Bản cam kết năm 2027, chờ xét duyệt."


def test_each_is_told_once(member, colleague):
    outbox.notify([member, colleague, member], "a.b", "Tin")

    assert [row.recipient for row in Notification.objects.order_by("pk")] == [member, colleague]


def test_a_percent_sign_in_a_text_without_words_stays(member):
    outbox.notify([member], "a.b", "Đạt 90%")

    assert Notification.objects.get().text == "Đạt 90%"


def test_settling_marks_as_read_what_those_people_were_told_about_that_page(member, colleague):
    done = tell(member, "Chờ xét duyệt", url="/review/1/")
    of_another = tell(colleague, "Chờ xét duyệt", url="/review/1/")
    elsewhere = tell(member, "Chờ xét duyệt", url="/review/2/")

    outbox.settle([member], "/review/1/")

    assert list(Notification.objects.unread().order_by("pk")) == [of_another, elsewhere]
    done.refresh_from_db()
    assert done.read_at is not None


@pytest.mark.django_db(transaction=True)
def test_the_e_mail_says_only_that_something_waits(member):
    member.email = "nga@example.org"
    member.save()

    outbox.notify([member], "a.b", "Đã trả lại", detail="Cam kết 2: nêu số buổi")

    [letter] = mail.outbox
    assert letter.to == ["nga@example.org"]
    assert "Cam kết" not in letter.subject + letter.body
