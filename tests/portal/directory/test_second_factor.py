"""The second factor: asked of offices, offered to all, its secrets sealed, its loss recorded."""

import datetime
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.directory.roles import ROLES, Role
from portal.lib.dates import today
from portal.lib.sealing import SealBroken, seal, unseal
from tests import factories
from tests.factories import PASSWORD
from tests.queries import queries_of

LOGIN, HOME, SECURITY = "/account/login/", "/", reverse("mfa_index")
SET_UP, REMOVE = reverse("mfa_activate_totp"), reverse("mfa_deactivate_totp")
CODE, AGAIN = reverse("mfa_authenticate"), reverse("mfa_reauthenticate")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _in_english(client, settings, db):
    settings.SECOND_FACTOR = True
    client.cookies["django_language"] = "en"
    call_command("createcachetable")
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture(autouse=True)
def _at_one_moment(time_machine):
    time_machine.move_to(timezone.now().replace(second=10), tick=False)


@pytest.fixture
def officer(personnel_officer):
    personnel_officer.set_password(PASSWORD)
    personnel_officer.save()
    return personnel_officer


@pytest.fixture
def enrolled(officer):
    """The officer with an app set up, and recovery codes."""
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    return officer


def code_of(secret, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + steps))


def sign_in(client, person, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": person.login_name, "password": password} | data)


def who(client):
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


def said(response):
    return [str(message) for message in response.context["messages"]]


# ── of whom it is asked ──


def test_offices_need_it_and_posts_do_not():
    assert {role for role, spec in ROLES.items() if spec.needs_second_factor} == {
        Role.PERSONNEL_OFFICER,
        Role.CLERK,
        Role.INSPECTOR,
        Role.PROPAGANDA_OFFICER,
        Role.SYSTEM_ADMIN,
    }


@pytest.mark.parametrize("who", ["personnel_officer", "clerk", "inspector", "system_admin"])
def test_an_office_without_one_is_led_to_setting_it_up_from_every_page(who, request, client):
    client.force_login(request.getfixturevalue(who))

    for url in (HOME, reverse("directory:people"), reverse("jobs:jobs")):
        assert client.get(url).url == SECURITY
    assert client.get(SECURITY).context["must_set_up"] is True


@pytest.mark.parametrize("who", ["member", "secretary", "ward_secretary", "ward_committee_member", "overseer"])
def test_everybody_else_goes_in_and_may_set_one_up(who, request, client):
    client.force_login(request.getfixturevalue(who))

    assert client.get(HOME).status_code == 200
    page = client.get(SECURITY)
    assert (page.status_code, page.context["must_set_up"]) == (200, False)


def test_nothing_is_changed_by_an_office_that_has_not_shown_one(officer, member, client):
    client.force_login(officer)

    response = client.post(reverse("directory:mend_person", args=[member.public_id]), {"full_name": "Khác"})

    assert response.url == SECURITY
    assert Person.objects.get(pk=member.pk).full_name == "Đặng Thị Bích Ngà"


def test_htmx_is_led_with_the_whole_page(officer, client):
    client.force_login(officer)

    response = client.get(reverse("directory:people"), headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (401, SECURITY)


def test_with_the_setting_off_it_is_asked_of_nobody(officer, settings, client):
    settings.SECOND_FACTOR = False
    client.force_login(officer)

    assert client.get(HOME).status_code == 200


def test_an_office_that_ended_needs_none_and_one_that_began_does(officer, member, province, client):
    officer.appointments.update(ends_on=today().replace(year=2020))
    client.force_login(officer)
    ended = client.get(HOME).status_code
    client.force_login(member)
    before = client.get(HOME).status_code
    factories.appoint(member, Role.CLERK, province.top)

    assert (ended, before, client.get(HOME).url) == (200, 200, SECURITY)


def test_it_costs_no_query_where_it_was_shown(enrolled, client, settings):
    sign_in(client, enrolled)
    client.post(CODE, {"code": code_of(SECRET)})
    with_it = queries_of(client, reverse("jobs:jobs"))
    settings.SECOND_FACTOR = False

    assert with_it == queries_of(client, reverse("jobs:jobs"))


# ── setting up ──


def test_setting_up_an_app_lets_the_office_in_and_gives_recovery_codes(officer, client):
    sign_in(client, officer)
    secret = client.get(SET_UP).context["form"].secret

    done = client.post(SET_UP, {"code": code_of(secret)})

    codes = client.get(done.url)
    assert done.url == reverse("mfa_view_recovery_codes")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(HOME).status_code == 200


def test_the_secret_stays_the_same_until_the_app_is_set_up(officer, client):
    """Whoever has scanned it and loads the page again, or types a wrong code first, need not scan it again."""
    sign_in(client, officer)
    first = client.get(SET_UP).context["form"].secret
    wrong = client.post(SET_UP, {"code": "000000"})

    assert client.get(SET_UP).context["form"].secret == first
    assert wrong.context["form"].errors["code"] == [
        "This code is not correct, or no longer. Type the one that the app shows now."
    ]
    assert client.post(SET_UP, {"code": code_of(first)}).status_code == 302


def test_the_secret_lies_sealed_in_session_and_table(officer, client):
    sign_in(client, officer)
    secret = client.get(SET_UP).context["form"].secret
    in_session = json.dumps(Session.objects.latest("expire_date").get_decoded())
    client.post(SET_UP, {"code": code_of(secret)})

    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    totp = Authenticator.objects.get(type="totp")
    seed = unseal(Authenticator.objects.get(type="recovery_codes").data["seed"])
    assert unseal(totp.data["secret"]) == secret
    assert secret not in in_session
    assert secret not in stored
    assert seed not in stored


def test_the_picture_is_one_that_the_strict_page_may_show(officer, client):
    sign_in(client, officer)

    page = client.get(SET_UP).content.decode()

    picture = re.search(r'<div class="qr".*?</div>', page, re.DOTALL)[0]
    assert "<svg" in picture
    assert "style=" not in picture
    assert "data:" not in picture


def test_a_moment_after_signing_in_the_password_is_not_asked_again_later_it_is(member, client, time_machine):
    member.set_password(PASSWORD)
    member.save()
    sign_in(client, member)
    at_once = client.get(SET_UP).status_code
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=6), tick=False)

    later = client.get(SET_UP)

    assert at_once == 200
    assert later.url == f"{reverse('account_reauthenticate')}?next={SET_UP.replace('/', '%2F')}"


def test_setting_up_and_removing_are_in_the_trail(member, client):
    member.set_password(PASSWORD)
    member.save()
    sign_in(client, member)
    secret = client.get(SET_UP).context["form"].secret
    client.post(SET_UP, {"code": code_of(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(REMOVE)

    events = AuditEvent.objects.filter(action__startswith="directory.second_factor").order_by("pk")
    assert [(event.action.rsplit("_", 1)[1], event.reason, event.actor_name) for event in events] == [
        ("added", "an app that shows codes", str(member)),
        ("renewed", "recovery codes", str(member)),
        ("removed", "an app that shows codes", str(member)),
    ]


# ── signing in with it ──


def test_after_the_password_the_code_is_asked_for(enrolled, client):
    asked = sign_in(client, enrolled)
    before = who(client)
    done = client.post(CODE, {"code": code_of(SECRET)})

    assert (asked.url, before) == (CODE, None)
    assert (done.url, who(client)) == (HOME, enrolled)
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(steps, enrolled, client):
    sign_in(client, enrolled)

    assert client.post(CODE, {"code": code_of(SECRET, steps=steps)}).url == HOME


@pytest.mark.parametrize("code", ["000000", "", "abc", "12345678"])
def test_a_wrong_code_signs_nobody_in(code, enrolled, client):
    sign_in(client, enrolled)

    response = client.post(CODE, {"code": code})

    assert response.context["form"].errors["code"]
    assert who(client) is None


def test_a_code_is_good_once(enrolled, client):
    sign_in(client, enrolled)
    code = code_of(SECRET)
    client.post(CODE, {"code": code})
    other = type(client)()
    sign_in(other, enrolled)

    other.post(CODE, {"code": code})

    assert who(other) is None


def test_guessing_codes_is_limited(enrolled, client):
    sign_in(client, enrolled)
    for _try in range(5):
        client.post(CODE, {"code": "000000"})

    client.post(CODE, {"code": code_of(SECRET)})

    assert who(client) is None


def test_a_recovery_code_gets_one_in_once(enrolled, client):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in(client, enrolled)
    typed = client.post(CODE, {"code": f"{code[:4]} {code[4:]}"})
    inside = who(client)
    other = type(client)()
    sign_in(other, enrolled)
    other.post(CODE, {"code": code})

    assert (typed.url, inside, who(other)) == (HOME, enrolled, None)


def test_an_activation_slip_does_not_get_round_it(enrolled, system_admin, client):
    factories.make_slip(enrolled, by=system_admin)
    client.post(reverse("activate"), {"login_name": enrolled.login_name, "code": "C3F-G4H-J6K"})

    done = client.post(reverse("activate_password"), {"password1": "mot-cau-moi-dai", "password2": "mot-cau-moi-dai"})

    assert (done.url, who(client)) == (CODE, None)


def test_a_session_from_before_shows_it_once_it_is_set_up_elsewhere(officer, client):
    sign_in(client, officer)
    TOTP.activate(officer, SECRET)
    asked = client.get(reverse("directory:people"))
    done = client.post(asked.url, {"code": code_of(SECRET), "next": reverse("directory:people")})

    assert asked.url == f"{AGAIN}?next=%2Fdirectory%2Fpeople%2F"
    assert done.url == reverse("directory:people")
    assert client.get(done.url).status_code == 200


# ── with the password alone ──

CHANGING = [
    SET_UP,
    REMOVE,
    reverse("mfa_add_webauthn"),
    reverse("mfa_view_recovery_codes"),
    reverse("mfa_generate_recovery_codes"),
    reverse("mfa_download_recovery_codes"),
    reverse("mfa_remove_webauthn", args=[1]),
]


@pytest.mark.parametrize("url", CHANGING)
@pytest.mark.parametrize("who", ["officer", "member"])
def test_a_session_that_has_not_shown_the_factor_changes_nothing_about_it(who, url, request, client):
    person = request.getfixturevalue(who)
    person.set_password(PASSWORD)
    person.save()
    sign_in(client, person)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)

    answers = [client.get(url), client.post(url)]

    assert [answer.url.partition("?")[0] for answer in answers] == [AGAIN, AGAIN]
    assert Authenticator.objects.filter(user=person).count() == 2


def test_it_may_still_see_what_there_is_and_show_it(enrolled, client):
    client.force_login(enrolled)

    assert [client.get(url).status_code for url in (SECURITY, AGAIN)] == [200, 200]


def test_a_page_that_was_opened_before_the_factor_was_set_up_elsewhere_adds_none(member, client, monkeypatch):
    """The check at the door has let it pass: the one under the lock does not."""
    member.set_password(PASSWORD)
    member.save()
    sign_in(client, member)
    secret = client.get(SET_UP).context["form"].secret
    passkey = Authenticator.objects.create(user=member, type="webauthn", data={"name": "Điện thoại"})
    monkeypatch.setattr("portal.entrance.BEFORE_IT_IS_SHOWN", {"mfa_activate_totp"})

    answer = client.post(SET_UP, {"code": code_of(secret)})

    assert answer.url == AGAIN
    assert list(Authenticator.objects.all()) == [passkey]


def test_the_first_factor_ends_the_other_sessions_and_the_owner_is_told(
    member, client, mailoutbox, django_capture_on_commit_callbacks
):
    member.email = "nga@example.vn"
    member.set_password(PASSWORD)
    member.save()
    elsewhere = type(client)()
    sign_in(elsewhere, member)
    sign_in(client, member)
    secret = client.get(SET_UP).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(SET_UP, {"code": code_of(secret)})

    assert (who(client), who(elsewhere)) == (member, None)
    assert "Your other devices have been signed out: sign in there once more." in said(client.get(done.url))
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        (["nga@example.vn"], "Cổng đăng ký cam kết: xác thực bước hai của đồng chí đã thay đổi")
    ]


def test_a_second_factor_beside_the_first_ends_no_session(enrolled, client):
    sign_in(client, enrolled)
    client.post(CODE, {"code": code_of(SECRET)})
    Authenticator.objects.filter(type="totp").update(type="webauthn")
    elsewhere = type(client)()
    sign_in(elsewhere, enrolled)
    elsewhere.post(CODE, {"code": Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]})
    secret = client.get(SET_UP).context["form"].secret

    client.post(SET_UP, {"code": code_of(secret)})

    assert (who(client), who(elsewhere)) == (enrolled, enrolled)


@pytest.mark.parametrize("url", [REMOVE, reverse("mfa_generate_recovery_codes"), reverse("mfa_add_webauthn")])
def test_minutes_later_the_password_or_the_factor_is_asked_again(url, member, client, time_machine):
    member.set_password(PASSWORD)
    member.save()
    TOTP.activate(member, SECRET)
    sign_in(client, member)
    client.post(CODE, {"code": code_of(SECRET)})
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=6), tick=False)

    answer = client.post(url)

    assert answer.url.partition("?")[0] == reverse("account_reauthenticate")
    assert [each.type for each in Authenticator.objects.all()] == ["totp"]


# ── taking it away ──


def test_the_only_factor_of_an_office_stays(enrolled, client):
    sign_in(client, enrolled)
    client.post(CODE, {"code": code_of(SECRET)})

    client.post(REMOVE)

    page = client.get(REMOVE)
    assert Authenticator.objects.filter(user=enrolled, type="totp").exists()
    assert page.context["form"].non_field_errors() == [
        "Your office asks for a second factor. Set up another one first, then remove this one."
    ]


def test_the_only_passkey_of_an_office_stays_and_goes_once_there_is_an_app(officer, client):
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Điện thoại", "credential": {}})
    client.force_login(officer)
    url = reverse("mfa_remove_webauthn", args=[key.pk])
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": timezone.now().timestamp(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(officer.pk)
    session.save()

    refused = client.post(url, follow=True)
    kept = Authenticator.objects.filter(pk=key.pk).exists()
    TOTP.activate(officer, generate_totp_secret())
    client.post(url)

    assert said(refused) == ["Your office asks for a second factor. Set up another one first, then remove this one."]
    assert (kept, Authenticator.objects.filter(pk=key.pk).exists()) == (True, False)


def test_nobody_removes_anothers_passkey(officer, member, client):
    key = Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Điện thoại", "credential": {}})
    member.set_password(PASSWORD)
    member.save()
    sign_in(client, member)

    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_with_another_key_of_the_installation_nobody_gets_in(enrolled, settings, client):
    """What cannot be read must not become an empty secret, whose codes anybody can work out."""
    settings.SEAL_KEYS = ["another"]
    sign_in(client, enrolled)

    response = client.post(CODE, {"code": code_of("")})

    assert response.status_code == 302
    assert who(client) is None
    with pytest.raises(SealBroken):
        unseal(Authenticator.objects.get(type="totp").data["secret"])


def test_a_key_that_was_changed_still_opens_what_the_old_one_sealed(enrolled, settings, client):
    settings.SEAL_KEYS = ["a new one", *settings.SEAL_KEYS]
    sign_in(client, enrolled)

    assert client.post(CODE, {"code": code_of(SECRET)}).url == HOME
    assert unseal(seal(SECRET)) == SECRET


# ── one's own page ──


def test_the_page_shows_what_there_is(enrolled, client):
    sign_in(client, enrolled)
    client.post(CODE, {"code": code_of(SECRET)})

    page = client.get(SECURITY)

    assert (page.context["app"].type, page.context["passkeys"], page.context["codes_left"]) == ("totp", [], 10)
    assert "You sign in as huu.quang." in page.content.decode()


def test_the_page_takes_as_many_queries_with_five_passkeys_as_with_one(officer, client):
    client.force_login(officer)
    counts = []
    for size in (1, 4):
        for number in range(size):
            Authenticator.objects.create(user=officer, type="webauthn", data={"name": f"Khóa {number}"})
        counts.append(queries_of(client, SECURITY))

    assert counts[0] == counts[1] <= 15


def test_recovery_codes_come_as_a_file(enrolled, client):
    sign_in(client, enrolled)
    client.post(CODE, {"code": code_of(SECRET)})

    file = client.get(reverse("mfa_download_recovery_codes"))

    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert file.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert f"{code[:4]} {code[4:]}" in file.content.decode()


# ── lost ──


def lose(client, person, reason="Đến trực tiếp, mất điện thoại"):
    return client.post(reverse("directory:lost_factor", args=[person.public_id]), {"reason": reason})


def test_the_office_takes_a_lost_factor_away_and_the_sessions_with_it(officer, member, settings, client):
    settings.SECOND_FACTOR = False
    member.set_password(PASSWORD)
    member.save()
    TOTP.activate(member, SECRET)
    RecoveryCodes.activate(member)
    theirs = type(client)()
    sign_in(theirs, member)
    theirs.post(CODE, {"code": code_of(SECRET)})
    theirs.get(HOME)
    before = who(theirs)
    client.force_login(officer)

    response = lose(client, member)

    event = AuditEvent.objects.get(action="directory.second_factor_lost")
    assert (before, response.url) == (member, member.get_absolute_url())
    assert not Authenticator.objects.filter(user=member).exists()
    assert theirs.get(HOME).status_code == 302
    assert (event.actor_name, event.reason) == (str(officer), "Đến trực tiếp, mất điện thoại")
    assert sign_in(theirs, member).url == HOME


def test_it_needs_a_reason_and_a_factor(officer, member, settings, client):
    settings.SECOND_FACTOR = False
    client.force_login(officer)
    nothing = lose(client, member)
    TOTP.activate(member, SECRET)

    unsaid = lose(client, member, " ")

    assert nothing.context["form"].non_field_errors() == [
        "This comrade has no second factor, or somebody has just taken it away."
    ]
    assert (unsaid.status_code, set(unsaid.context["form"].errors)) == (422, {"reason"})
    assert Authenticator.objects.filter(user=member).exists()


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("officer", 403), ("outsider", 404)])
def test_not_of_who_is_beyond_reach_nor_ones_own(who, status, officer, settings, request, client):
    settings.SECOND_FACTOR = False
    person = request.getfixturevalue(who)
    TOTP.activate(person, SECRET)
    client.force_login(officer)

    assert lose(client, person).status_code == status
    assert Authenticator.objects.filter(user=person).exists()
