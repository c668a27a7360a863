"""The notice on personal data: before anything else at the first sign-in, recorded, shown anew when it changes."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from portal.audit.models import AuditEvent
from portal.directory import notice
from portal.directory.models import Person
from tests import factories

NOTICE = reverse("directory:notice")


@pytest.fixture(autouse=True)
def _in_english(client, db):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def newcomer(province):
    """A member who signs in for the first time."""
    return factories.make_person("Vũ Thị Hà", cell=province.cell, notice_version="")


@pytest.fixture
def own_text(tmp_path, settings):
    """Return a function that puts the committee's own text in force."""

    def put(text):
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.txt"
        file.write_text(text, encoding="utf-8")
        settings.NOTICE_FILE = str(file)

    return put


def read(client, version=None, **data):
    return client.post(NOTICE, {"version": version or notice.current().version} | data)


def test_every_page_leads_a_newcomer_to_the_notice_and_back(newcomer, signed_in):
    client = signed_in(newcomer)
    asked = client.get(reverse("jobs:jobs"))
    page = client.get(asked.url)
    done = read(client, next=page.context["next"])

    assert asked.url == f"{NOTICE}?next=%2Fjobs%2F"
    assert done.url == reverse("jobs:jobs")
    assert client.get(done.url).status_code == 200


def test_reading_is_recorded_with_version_and_time(newcomer, signed_in, time_machine):
    time_machine.move_to(timezone.now(), tick=False)

    read(signed_in(newcomer))

    newcomer.refresh_from_db()
    event = AuditEvent.objects.get(action="directory.notice_read")
    assert (newcomer.notice_version, newcomer.notice_read_at) == (notice.SHIPPED, timezone.now())
    assert (event.actor_name, event.reason, event.unit_path) == ("Vũ Thị Hà", notice.SHIPPED, newcomer.org_path)


def test_two_clicks_record_once(newcomer, signed_in):
    client = signed_in(newcomer)

    read(client)
    first = Person.objects.get(pk=newcomer.pk).notice_read_at
    read(client)

    assert Person.objects.get(pk=newcomer.pk).notice_read_at == first
    assert AuditEvent.objects.filter(action="directory.notice_read").count() == 1


def test_signing_out_and_the_language_need_no_reading(newcomer, signed_in):
    client = signed_in(newcomer)

    assert client.post(reverse("set_language"), {"language": "vi", "next": "/"}).url == "/"
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("healthz")).status_code == 200


def test_nothing_is_changed_before_it_is_read(newcomer, campaign, signed_in):
    entry = factories.make_entry(campaign, newcomer)

    response = signed_in(newcomer).post(reverse("commitments:start", args=[entry.pk]))

    assert response.url == f"{NOTICE}?next=%2F"
    assert not hasattr(entry, "program")


def test_htmx_is_led_with_the_whole_page(newcomer, signed_in):
    response = signed_in(newcomer).get(reverse("jobs:jobs"), headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (401, f"{NOTICE}?next=%2F")


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_one_is_led_nowhere_else(elsewhere, newcomer, signed_in):
    assert read(signed_in(newcomer), next=elsewhere).url == "/"


def test_the_text_that_ships_says_that_it_has_to_be_confirmed(newcomer, signed_in):
    page = signed_in(newcomer).get(NOTICE)

    assert page.context["notice"].is_to_be_confirmed
    assert "has yet to compare it with the documents in force" in page.content.decode()


def test_the_committees_own_text_is_shown_as_it_is(newcomer, own_text, signed_in):
    own_text("Thông báo về dữ liệu cá nhân\r\n\r\nMục đích: <đăng ký> cam kết.\n")

    page = signed_in(newcomer).get(NOTICE)

    assert page.context["notice"].paragraphs == ("Thông báo về dữ liệu cá nhân", "Mục đích: <đăng ký> cam kết.")
    assert "Mục đích: &lt;đăng ký&gt; cam kết." in page.content.decode()
    assert not page.context["notice"].is_to_be_confirmed


def test_a_changed_word_is_asked_about_again_and_another_line_end_is_not(member, own_text, signed_in):
    client = signed_in(member)
    own_text("Mục đích: đăng ký.\nThời hạn: 5 năm.")
    asked = client.get("/").status_code
    read(client)
    own_text("Mục đích: đăng ký.\r\nThời hạn: 5 năm.\r\n")
    same = client.get("/").status_code
    own_text("Mục đích: đăng ký.\nThời hạn: 10 năm.")

    assert (asked, same, client.get("/").status_code) == (302, 200, 302)


def test_saying_yes_to_a_version_that_is_gone_records_nothing(newcomer, own_text, signed_in):
    client = signed_in(newcomer)
    own_text("Thời hạn: 5 năm.")

    response = read(client, version=notice.SHIPPED)

    newcomer.refresh_from_db()
    assert response.status_code == 200
    assert [str(message) for message in response.context["messages"]] == [
        "The notice has changed meanwhile. This is the one in force; read it, then go on."
    ]
    assert newcomer.notice_version == ""


def test_it_can_be_read_again_at_any_time(member, signed_in):
    page = signed_in(member).get(NOTICE)

    assert (page.status_code, page.context["is_due"]) == (200, False)
    assert "I have read it" not in page.content.decode()
