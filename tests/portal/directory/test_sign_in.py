"""Signing in: by each of three names, closed to newcomers, limited, with a list of one's sessions."""

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from portal.directory.models import Person
from tests import factories
from tests.factories import PASSWORD

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _in_english(client, db):
    client.cookies["django_language"] = "en"
    call_command("createcachetable")
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def person(province):
    return factories.make_person(
        "Lê Văn An",
        cell=province.cell,
        login_name="le.van.an",
        password=PASSWORD,
        email="an@example.vn",
        phone="+84968202938",
    )


def sign_in(client, name, password=PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def who(client):
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


@pytest.mark.parametrize(
    "name",
    ["le.van.an", "LE.VAN.AN", "an@example.vn", "AN@example.vn", "0968202938", "0968 202 938", "+84968202938"],
)
def test_login_name_e_mail_and_telephone_sign_in(name, person, client):
    response = sign_in(client, name)

    assert (response.status_code, response.url) == (302, "/")
    assert who(client) == person


@pytest.mark.parametrize("name", ["le.van.an", "an@example.vn", "0968202938", "nobody", "0911111111"])
def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(name, person, client):
    response = sign_in(client, name, "sai")

    assert response.context["form"].non_field_errors() == [
        "The name or the password is not correct. Check both; after five attempts one must wait ten minutes."
    ]
    assert who(client) is None


def test_a_telephone_that_two_share_signs_nobody_in(person, province, client):
    factories.make_person("Lê Văn Ba", cell=province.cell, password=PASSWORD, phone="+84968202938")

    sign_in(client, "0968202938")

    assert who(client) is None


def test_one_who_may_not_sign_in_does_not(person, client):
    person.is_active = False
    person.save()

    sign_in(client, "le.van.an")

    assert who(client) is None


def test_an_imported_person_has_no_password_that_fits(province, client):
    factories.make_person("Lê Văn Ba", cell=province.cell, login_name="le.van.ba")

    sign_in(client, "le.van.ba", "")
    sign_in(client, "le.van.ba", "!")

    assert who(client) is None


def test_signing_up_is_closed(client, db):
    response = client.get("/account/signup/")
    client.post("/account/signup/", {"username": "moi", "password1": PASSWORD, "email": "moi@example.vn"})

    assert next(template.name for template in response.templates) == "account/signup_closed.html"
    assert not Person.objects.filter(login_name="moi").exists()


def test_after_five_failures_one_waits_even_with_the_right_password(person, client):
    for _attempt in range(5):
        sign_in(client, "le.van.an", "sai")

    response = sign_in(client, "le.van.an")

    assert who(client) is None
    assert "Too many attempts to sign in. Wait ten minutes, then try again." in response.content.decode()


def test_passwords_are_kept_with_argon2(person):
    assert identify_hasher(person.password).algorithm == "argon2"


def test_one_sees_ones_sessions_and_ends_the_others(person, client):
    other = type(client)()
    sign_in(other, "le.van.an")
    sign_in(client, "le.van.an")

    page = client.get(reverse("usersessions_list"))
    client.post(reverse("usersessions_list"))

    assert len(page.context["sessions"]) == 2
    assert (client.get("/").status_code, other.get("/").status_code) == (200, 302)


def test_without_membership_or_post_today_a_page_says_so_and_signs_out(person, client):
    membership = person.memberships.get()
    membership.end(on=membership.starts_on, reason="left")
    sign_in(client, "le.van.an")

    home = client.get("/")

    assert home.status_code == 403
    assert next(template.name for template in home.templates) == "no_standing.html"
    assert "Lê Văn An belongs to no party cell and holds no post" in home.content.decode()
    assert who(client) is None
