"""Where a session has ended, and where somebody has no standing."""

from django.urls import reverse

from tests import factories

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/style/?part=2"}


def test_a_page_leads_to_signing_in_and_back(client, db):
    response = client.get(reverse("style"))

    assert (response.status_code, response.url) == (302, "/account/login/?next=/style/")


def test_htmx_is_led_to_signing_in_and_back_to_the_page_it_stood_on(client, db):
    response = client.post(reverse("notifications:read_all"), headers=HTMX)

    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Fstyle%2F%3Fpart%3D2"
    assert response.content == b""


def test_a_form_that_was_sent_leads_back_to_its_page_not_to_its_address(client, db):
    response = client.post(reverse("notifications:read_all"), headers={"referer": "http://testserver/style/"})

    assert (response.status_code, response.url) == (302, "/account/login/?next=%2Fstyle%2F")


def test_a_stranger_cannot_choose_the_way_back(client, db):
    response = client.post(reverse("notifications:read_all"), headers={"referer": "https://example.com/style/"})

    assert response.url == "/account/login/?next=%2F"


def test_a_person_without_membership_or_post_is_told_so(signed_in, db):
    person = factories.make_person("Lê Văn Khách")

    response = signed_in(person).get(reverse("home"))

    assert response.status_code == 403
    assert "<h1>Hôm nay chưa có nơi sinh hoạt đảng</h1>" in response.content.decode()


def test_a_person_without_standing_may_still_sign_out(signed_in, db):
    browser = signed_in(factories.make_person("Lê Văn Khách"))

    browser.post(reverse("account_logout"))

    assert "_auth_user_id" not in browser.session


def test_a_post_that_has_ended_gives_no_standing(signed_in, province):
    person = factories.make_person("Lê Văn Khách")
    factories.appoint(person, "clerk", province.ward, ends_on=factories.LONG_AGO)

    assert signed_in(person).get(reverse("home")).status_code == 403


def test_a_post_is_standing_enough_without_a_cell(signed_in, province):
    person = factories.make_person("Lê Văn Khách")
    factories.appoint(person, "clerk", province.ward)

    assert signed_in(person).get(reverse("home")).status_code == 200
