"""Text size, colours and language."""

import pytest
from django.urls import reverse


def test_the_choice_is_kept_in_cookies_and_shown_on_the_next_page(client, db):
    response = client.post(reverse("display"), {"text": "large", "theme": "dark", "next": "/account/login/"})

    assert (response.status_code, response.url) == (302, "/account/login/")
    page = client.get(reverse("account_login")).content.decode()
    assert '<html lang="vi" data-theme="dark" data-text="large">' in page


def test_as_on_the_device_and_medium_leave_no_attribute(client, db):
    client.post(reverse("display"), {"text": "medium", "theme": "auto", "next": "/"})

    assert '<html lang="vi">' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("sent", [{"text": "huge", "theme": "dark"}, {"text": "large"}, {}])
def test_a_choice_that_is_not_offered_sets_nothing(client, sent):
    response = client.post(reverse("display"), sent)

    assert (response.status_code, dict(response.cookies)) == (302, {})


def test_a_cookie_that_somebody_has_written_is_not_put_into_the_page(client, db):
    client.cookies["portal_theme"] = '"><script>'

    assert '<html lang="vi">' in client.get(reverse("account_login")).content.decode()


def test_the_way_back_never_leads_to_a_stranger(client):
    response = client.post(reverse("display"), {"text": "large", "theme": "dark", "next": "https://example.com/"})

    assert response.url == "/"


def test_display_is_only_changed_by_post(client):
    assert client.get(reverse("display")).status_code == 405


def test_the_portal_speaks_vietnamese_whatever_the_browser_asks_for(client, db):
    response = client.get(reverse("account_login"), headers={"accept-language": "en-US,en"})

    assert response.headers["Content-Language"] == "vi"
    assert "<h1>Đăng nhập</h1>" in response.content.decode()


def test_english_is_spoken_to_those_who_chose_it(client, db):
    client.post(reverse("set_language"), {"language": "en", "next": "/account/login/"})

    response = client.get(reverse("account_login"))

    assert response.headers["Content-Language"] == "en"
    assert "<h1>Sign in</h1>" in response.content.decode()


def test_a_language_that_the_portal_does_not_speak_is_vietnamese(client, db):
    client.cookies["django_language"] = "fr"

    assert client.get(reverse("account_login")).headers["Content-Language"] == "vi"
