"""Signing in through an OpenID Connect server: a real one, and what it must not be able to do."""

import datetime
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.directory.sso import person_meant_by
from portal.directory.uniting import unite
from portal.lib.dates import today
from tests import factories

LOGIN = reverse("openid_connect_login", args=["oidc"])
CALLBACK = reverse("openid_connect_callback", args=["oidc"])
ROOT = Path(__file__).parents[3]
SECRET = "a-secret-between-portal-and-server"
NOBODY = (
    "The portal knows nobody by what Hệ thống của tỉnh says of you. Sign in with your password, "
    "or ask the personnel office of your party committee to compare your data."
)


class Server:
    """The running server: ``tells`` sets what it says of a user, ``sends_back`` plays the browser of that user."""

    def __init__(self, folder, port):
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        self.claims = {}

    def tells(self, user, **claims):
        self.claims[user] = claims
        (self.folder / "claims.json").write_text(json.dumps(self.claims), encoding="utf-8")

    def sends_back(self, name, url):
        """Sign in at the server as ``name``, follow ``url`` and return the address it sends the browser back to."""
        with requests.Session() as browser:
            browser.get(f"{self.url}/enter/{name}/", timeout=10).raise_for_status()
            answer = browser.get(url, timeout=10, allow_redirects=False)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oidc")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "claims.json").write_text("{}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.oidc_server", str(port), f"http://testserver{CALLBACK}", SECRET]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment | {"OIDC_FOLDER": str(folder)}, stdout=log, stderr=log
        )
    try:
        server = Server(folder, port)
        wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def wait_for(server, process):
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            requests.get(f"{server.url}/.well-known/openid-configuration", timeout=2).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.2)
    pytest.fail((server.folder / "log").read_text())


@pytest.fixture
def server(running, settings):
    settings.OIDC_SERVER, settings.OIDC_NAME = running.url, "Hệ thống của tỉnh"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": settings.OIDC_NAME,
                    "client_id": "portal",
                    "secret": SECRET,
                    "settings": {"server_url": running.url, "scope": ["openid", "profile", "email"]},
                }
            ],
        }
    }
    return running


@pytest.fixture(autouse=True)
def _in_english(client, db):
    client.cookies["django_language"] = "en"
    call_command("createcachetable")
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def nga(member):
    member.email = "nga@example.vn"
    member.save()
    return member


def sign_in(client, server, name, **data):
    """Go to the server, sign in there as ``name``, come back, and return the portal's answer."""
    asked = client.post(LOGIN, data)
    return client.get(server.sends_back(name, asked.url))


def who(client):
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


def said(client, response):
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_a_verified_address_signs_its_owner_in_and_links_them(server, nga, client):
    server.tells("u1", email="NGA@example.vn", email_verified=True, name="Nguyễn Thị Khác", phone_number="0911")

    response = sign_in(client, server, "u1")

    link = SocialAccount.objects.get()
    nga.refresh_from_db()
    assert (response.url, who(client)) == ("/", nga)
    assert (link.user, link.extra_data) == (nga, {})
    assert (nga.full_name, nga.phone, nga.email) == ("Đặng Thị Bích Ngà", "", "nga@example.vn")
    assert AuditEvent.objects.get(action="directory.linked").actor_name == str(nga)


def test_once_linked_the_servers_own_number_decides(server, nga, client):
    server.tells("u2", email="nga@example.vn", email_verified=True)
    sign_in(client, server, "u2")
    client.post(reverse("account_logout"))
    server.tells("u2", email="new@example.vn", email_verified=False)

    sign_in(client, server, "u2")

    assert who(client) == nga
    assert (SocialAccount.objects.count(), SocialAccount.objects.get().extra_data) == (1, {})
    assert AuditEvent.objects.filter(action="directory.linked").count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nga@example.vn", "email_verified": False},
        {"email": "nga@example.vn"},
        {"email": "nga@example.vn", "email_verified": "true"},
        {"email": "somebody@example.vn", "email_verified": True},
        {"email": "", "email_verified": True},
        {"preferred_username": "bich.nga", "name": "Đặng Thị Bích Ngà"},
    ],
)
def test_nothing_else_links_anybody_and_nobody_is_created(claims, server, nga, client):
    server.tells("u3", **claims)
    people = Person.objects.count()

    response = sign_in(client, server, "u3")

    assert (response.url, who(client)) == (reverse("account_login"), None)
    assert said(client, response) == [NOBODY]
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_an_address_that_two_share_links_neither(server, nga, colleague, client):
    colleague.email = "nga@example.vn"
    colleague.save()
    server.tells("u4", email="nga@example.vn", email_verified=True)

    sign_in(client, server, "u4")

    assert (who(client), SocialAccount.objects.count()) == (None, 0)


def test_the_setting_names_another_claim_and_field(server, member, settings, client):
    settings.OIDC_MATCH = ("citizen_id", "personal_id")
    member.personal_id = "038099001234"
    member.save()
    server.tells("u5", citizen_id="038099001234", email="khac@example.vn", email_verified=True)

    sign_in(client, server, "u5")

    assert who(client) == member


def test_a_second_factor_is_still_asked_for(server, nga, client):
    TOTP.activate(nga, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    server.tells("u6", email="nga@example.vn", email_verified=True)

    response = sign_in(client, server, "u6")

    assert (response.url, who(client)) == (reverse("mfa_authenticate"), None)


def test_an_office_that_comes_in_so_shows_a_factor_too_or_sets_one_up(server, personnel_officer, settings, client):
    """What the server asked for the portal cannot know."""
    settings.SECOND_FACTOR = True
    personnel_officer.email = "quang@example.vn"
    personnel_officer.save()
    server.tells("o1", email="quang@example.vn", email_verified=True)
    sign_in(client, server, "o1")
    without = client.get("/")
    TOTP.activate(personnel_officer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    half_open = client.get("/"), client.get(reverse("mfa_add_webauthn"))
    client.post(reverse("account_logout"))

    again = sign_in(client, server, "o1")

    assert without.url == reverse("mfa_index")
    assert [answer.url.partition("?")[0] for answer in half_open] == [reverse("mfa_reauthenticate")] * 2
    assert (again.url, who(client)) == (reverse("mfa_authenticate"), None)


def test_an_identity_stays_with_its_person_although_it_claims_anothers_address_later(server, nga, colleague, client):
    colleague.email = "dung@example.vn"
    colleague.save()
    server.tells("c1", email="nga@example.vn", email_verified=True)
    sign_in(client, server, "c1")
    client.post(reverse("account_logout"))
    server.tells("c1", email="dung@example.vn", email_verified=True)

    sign_in(client, server, "c1")

    assert who(client) == nga
    assert list(SocialAccount.objects.values_list("user", flat=True)) == [nga.pk]


def test_an_address_that_passed_to_a_new_employee_does_not_open_the_account_of_the_old_one(server, nga, client):
    server.tells("e1", email="nga@example.vn", email_verified=True)
    sign_in(client, server, "e1")
    client.post(reverse("account_logout"))
    server.tells("e2", email="nga@example.vn", email_verified=True)

    response = sign_in(client, server, "e2")

    assert (who(client), SocialAccount.objects.count()) == (None, 1)
    assert said(client, response)[-1] == (
        "Another identity of Hệ thống của tỉnh is linked to your record. Sign in with your password and unlink it on "
        "the page “Signing in safely”, or ask the personnel office to unlink it."
    )


def test_who_has_left_is_not_linked(server, nga, client):
    nga.memberships.get().end(on=today() - datetime.timedelta(days=1), reason="left")
    server.tells("l1", email="nga@example.vn", email_verified=True)

    sign_in(client, server, "l1")

    assert (who(client), SocialAccount.objects.count()) == (None, 0)


def test_after_two_records_are_united_the_identity_opens_the_one_that_stays(
    server, nga, province, personnel_officer, client
):
    server.tells("t1", email="nga@example.vn", email_verified=True)
    sign_in(client, server, "t1")
    client.post(reverse("account_logout"))
    kept = factories.make_person("Đặng Thị Bích Ngà", login_name="bich.nga2")
    unite(kept, nga, reason="Cùng số thẻ", by=personnel_officer)

    sign_in(client, server, "t1")

    assert who(client) == kept


def test_its_owner_is_told_by_e_mail_that_it_was_linked(
    server, nga, client, mailoutbox, django_capture_on_commit_callbacks
):
    server.tells("m1", email="nga@example.vn", email_verified=True)

    with django_capture_on_commit_callbacks(execute=True):
        sign_in(client, server, "m1")

    assert [letter.subject for letter in mailoutbox] == ["Cổng đăng ký cam kết: hệ thống khác đăng nhập cho đồng chí"]


# ── unlinking ──


@pytest.fixture
def linked(nga, settings):
    settings.OIDC_SERVER, settings.OIDC_NAME = "https://sso.example.vn", "Hệ thống của tỉnh"
    nga.set_password(factories.PASSWORD)
    nga.save()
    return SocialAccount.objects.create(user=nga, provider="oidc", uid="u1")


def test_ones_own_page_shows_it_without_its_number_and_unlinks_it(linked, nga, client):
    elsewhere = type(client)()
    for window in (client, elsewhere):
        window.post(reverse("account_login"), {"login": nga.login_name, "password": factories.PASSWORD})
    url = reverse("directory:unlink_own")
    page = client.get(reverse("mfa_index")).content.decode()

    done = client.post(url, follow=True)
    again = client.post(url, follow=True)

    assert ("Hệ thống của tỉnh" in page, url in page, "u1" in page) == (True, True, False)
    assert not SocialAccount.objects.exists()
    assert [str(message) for message in done.context["messages"]] == [
        "It is unlinked. You sign in with login name and password."
    ]
    assert [str(message) for message in again.context["messages"]] == [
        "Nothing is linked, or somebody has just unlinked it."
    ]
    assert (who(client), who(elsewhere)) == (nga, None)
    assert AuditEvent.objects.get(action="directory.unlinked").actor_name == str(nga)


def test_it_is_not_unlinked_where_it_is_the_only_way_in(linked, nga, client):
    nga.set_unusable_password()
    nga.save()
    client.force_login(nga)

    done = client.post(reverse("directory:unlink_own"), follow=True)

    assert [str(message) for message in done.context["messages"]] == [
        "It is your only way in. Ask the personnel office for an activation slip and choose a password."
    ]
    assert SocialAccount.objects.exists()


def test_minutes_after_signing_in_the_password_is_asked_before_it_and_then_it_is_done(
    linked, nga, client, time_machine
):
    client.post(reverse("account_login"), {"login": nga.login_name, "password": factories.PASSWORD})
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=6))
    url = reverse("directory:unlink_own")

    asked = client.post(url)
    still_there = SocialAccount.objects.exists()
    done = client.post(asked.url, {"password": factories.PASSWORD, "next": url}, follow=True)

    assert (asked.url.partition("?")[0], still_there) == (reverse("account_reauthenticate"), True)
    assert (done.status_code, SocialAccount.objects.exists()) == (200, False)


def test_the_office_unlinks_a_wrong_one_with_a_reason_and_it_stays_so_once_the_address_is_mended(
    server, nga, personnel_officer, client
):
    server.tells("w1", email="nga@example.vn", email_verified=True)
    sign_in(client, server, "w1")
    office = type(client)()
    office.cookies["django_language"] = "en"
    office.force_login(personnel_officer)
    url = reverse("directory:unlink", args=[nga.public_id])
    unsaid = office.post(url, {"reason": " "})
    nga.email = "nga.moi@example.vn"
    nga.save()

    done = office.post(url, {"reason": "Ghi nhầm thư điện tử"})
    sign_in(client, server, "w1")

    event = AuditEvent.objects.get(action="directory.unlinked")
    assert (unsaid.status_code, done.url) == (422, nga.get_absolute_url())
    assert (who(client), SocialAccount.objects.count()) == (None, 0)
    assert (event.actor_name, event.reason) == (str(personnel_officer), "Ghi nhầm thư điện tử")
    assert "No other system signs this comrade in." in office.get(url).content.decode()


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("personnel_officer", 403), ("outsider", 404)])
def test_the_office_unlinks_neither_its_own_nor_beyond_its_reach(who, status, personnel_officer, request, client):
    person = request.getfixturevalue(who)
    SocialAccount.objects.create(user=person, provider="oidc", uid="u1")
    client.force_login(personnel_officer)

    response = client.post(reverse("directory:unlink", args=[person.public_id]), {"reason": "Nhầm"})

    assert (response.status_code, SocialAccount.objects.count()) == (status, 1)


def test_a_closed_account_and_one_that_belongs_nowhere_do_not_come_in(server, nga, client):
    server.tells("u7", email="nga@example.vn", email_verified=True)
    sign_in(client, server, "u7")
    client.post(reverse("account_logout"))
    nga.is_active = False
    nga.save()
    sign_in(client, server, "u7")
    closed = who(client)
    nga.is_active = True
    nga.save()
    nga.memberships.get().end(on=today() - datetime.timedelta(days=1), reason="left")
    sign_in(client, server, "u7")

    assert (closed, client.get("/").status_code, who(client)) == (None, 403, None)


def test_somebody_signed_in_cannot_connect_an_identity_that_is_not_theirs(server, nga, colleague, client):
    server.tells("u8", email="evil@example.vn", email_verified=True)
    client.force_login(colleague)

    response = client.get(server.sends_back("u8", client.post(f"{LOGIN}?process=connect").url))

    assert response.url == reverse("account_login")
    assert SocialAccount.objects.count() == 0


def test_an_answer_that_nobody_asked_for_is_refused(server, nga, client):
    """Somebody sends another their own answer, to have them work in the wrong account."""
    server.tells("u9", email="nga@example.vn", email_verified=True)
    stranger = type(client)()
    back = server.sends_back("u9", stranger.post(LOGIN).url)

    response = client.get(back)

    assert response.url == reverse("account_login")
    assert (who(client), SocialAccount.objects.count()) == (None, 0)


def test_a_server_that_is_down_is_told_and_the_password_still_works(server, nga, settings, client):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
            f"http://127.0.0.1:{free.getsockname()[1]}"
        )

    response = client.post(LOGIN)

    assert response.url == reverse("account_login")
    assert said(client, response) == [
        "Hệ thống của tỉnh could not be asked who you are. Try again, or sign in with your password."
    ]


def test_the_page_of_signing_in_offers_it_only_where_there_is_a_server(server, client, settings):
    with_it = client.get(reverse("account_login")).content.decode()
    settings.OIDC_SERVER = ""

    assert "Sign in with Hệ thống của tỉnh" in with_it
    assert LOGIN not in client.get(reverse("account_login")).content.decode()


def test_going_there_takes_a_click_of_ones_own(server, client):
    """An address alone starts nothing: a link on another page would sign somebody in unasked."""
    response = client.get(LOGIN)

    assert response.status_code == 200
    assert next(template.name for template in response.templates) == "socialaccount/login.html"


@pytest.mark.parametrize("value", [None, 7, [], {}, "  ", "0\0"])
def test_a_claim_of_another_shape_means_nobody(value, db, settings):
    settings.OIDC_MATCH = ("citizen_id", "personal_id")

    assert person_meant_by({"citizen_id": value}) is None


@pytest.mark.parametrize(("number", "verified", "found"), [("+84968202938", True, True), ("0968202938", None, False)])
def test_a_telephone_counts_only_where_the_server_has_verified_it(number, verified, found, province, settings):
    settings.OIDC_MATCH = ("phone_number", "phone")
    person = factories.make_person(cell=province.cell, phone="+84968202938")
    claims = {"phone_number": number} | ({} if verified is None else {"phone_number_verified": verified})

    assert person_meant_by(claims) == (person if found else None)
