"""Activation: login name and code of a slip, then a password of one's own, then signed in."""

import datetime
import logging
import threading

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from portal.audit.models import AuditEvent
from portal.directory import activation
from portal.directory.activation import GONE, NOT_CORRECT, NotActivated
from portal.directory.models import ActivationSlip, Person
from portal.directory.uniting import unite
from portal.lib.dates import today
from tests import factories

ACTIVATE, CHOOSE = reverse("activate"), reverse("activate_password")
CODE = "C3F-G4H-J6K"
WRONG = "X3F-G4H-J6K"
NEW = "mot-cau-dai-de-nho"
State = ActivationSlip.State


@pytest.fixture(autouse=True)
def _in_english(client, db):
    client.cookies["django_language"] = "en"
    call_command("createcachetable")
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def slip(member, personnel_officer):
    return factories.make_slip(member, by=personnel_officer, code=CODE)


def show(client, login="bich.nga", code=CODE, **extra):
    return client.post(ACTIVATE, {"login_name": login, "code": code}, **extra)


def choose(client, password=NEW, again=None):
    return client.post(CHOOSE, {"password1": password, "password2": again or password})


def said(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def who(client):
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


def test_slip_then_password_then_signed_in(slip, member, client):
    shown = show(client)
    chosen = choose(client)

    slip.refresh_from_db()
    member.refresh_from_db()
    assert (shown.status_code, shown.url) == (302, CHOOSE)
    assert (chosen.status_code, chosen.url) == (302, "/")
    assert who(client) == member
    assert member.check_password(NEW)
    assert (slip.state, slip.ended_at is not None) == (State.USED, True)


@pytest.mark.parametrize("login", ["bich.nga", "BICH.NGA", " bích.nga ", "bich nga"])
@pytest.mark.parametrize("code", ["C3F-G4H-J6K", "c3fg4hj6k", "C3F G4H J6K", " c3f g4h-j6k "])
def test_both_are_read_as_people_type_them(login, code, slip, client):
    assert show(client, login, code).url == CHOOSE


@pytest.mark.parametrize(
    ("login", "code"), [("bich.nga", WRONG), ("nobody", CODE), ("van.khai", CODE), ("bich.nga", "1")]
)
def test_whatever_is_wrong_gets_the_same_sentence(login, code, slip, secretary, client):
    response = show(client, login, code)

    assert (response.status_code, said(response)) == (422, [str(NOT_CORRECT)])
    assert client.get(CHOOSE).url == ACTIVATE


def test_nothing_typed_is_asked_for_again(slip, client):
    response = client.post(ACTIVATE, {"login_name": "", "code": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"login_name", "code"}
    slip.refresh_from_db()
    assert slip.failures == 0


def test_the_fifth_wrong_code_locks_the_slip(slip, client):
    for _try in range(4):
        show(client, code=WRONG)
    slip.refresh_from_db()
    before = slip.state
    show(client, code=WRONG)

    slip.refresh_from_db()
    assert (before, slip.state, slip.failures) == (State.OPEN, State.LOCKED, 5)
    assert said(show(client)) == [str(GONE[State.LOCKED])]
    assert AuditEvent.objects.filter(action="directory.slip_locked").count() == 1


def test_wrong_codes_are_limited_for_names_that_nobody_has(slip, client):
    for _try in range(10):
        show(client, "nobody", WRONG)

    assert said(show(client, "nobody", WRONG)) == ["Too many wrong codes from here. Wait ten minutes, then try again."]
    assert show(client).url == CHOOSE


def test_wrong_codes_are_limited_by_address_whatever_names_are_tried(slip, client):
    for number in range(60):
        show(client, f"nobody{number}", WRONG, REMOTE_ADDR="10.1.1.1")

    there = show(client, REMOTE_ADDR="10.1.1.1")
    elsewhere = show(client, REMOTE_ADDR="10.1.1.2")

    assert said(there) == ["Too many wrong codes from here. Wait ten minutes, then try again."]
    assert elsewhere.url == CHOOSE


def test_writing_the_name_in_another_way_gets_round_no_limit(slip, client):
    for name in ("nobody.here", "NOBODY.HERE", "nobody here", "nobódy.here", " nobody.here ") * 2:
        show(client, name, WRONG)

    assert said(show(client, "nobody.hére", WRONG)) == [
        "Too many wrong codes from here. Wait ten minutes, then try again."
    ]


@pytest.mark.parametrize(("proxies", "chain"), [(0, "10.2.{n}.1"), (1, "10.2.{n}.1, 10.1.1.1")])
def test_a_made_up_forwarding_header_gets_round_no_limit(proxies, chain, slip, settings, client):
    """Without a proxy the header says nothing; with one only the last address, which the proxy wrote, counts."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(60):
        show(client, f"nobody{number}", WRONG, REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR=chain.format(n=number))

    there = show(client, REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR=chain.format(n=99))

    assert said(there) == ["Too many wrong codes from here. Wait ten minutes, then try again."]


def test_who_was_locked_out_by_a_strangers_guesses_comes_in_with_a_new_slip(slip, member, personnel_officer, client):
    stranger = type(client)()
    for _try in range(5):
        show(stranger, code=WRONG, REMOTE_ADDR="10.9.9.9")
    locked = show(client)
    factories.make_slip(member, by=personnel_officer, code="K7M-N9P-Q3R")

    assert said(locked) == [str(GONE[State.LOCKED])]
    assert show(client, code="K7M-N9P-Q3R").url == CHOOSE


def test_guessing_goes_on_against_no_slip_that_is_over(slip, member, personnel_officer, client):
    """The new slip has five tries of its own, and none of the old."""
    for _try in range(5):
        show(client, code=WRONG)
    new = factories.make_slip(member, by=personnel_officer, code="K7M-N9P-Q3R")

    show(client, code=WRONG)

    new.refresh_from_db()
    slip.refresh_from_db()
    assert (new.failures, slip.failures) == (1, 5)


def test_right_codes_count_against_no_limit(province, personnel_officer, client):
    """A cell that activates its accounts together comes from one address."""
    for number in range(61):
        person = factories.make_person(cell=province.cell, login_name=f"dang.vien{number}")
        factories.make_slip(person, by=personnel_officer)

        assert show(type(client)(), f"dang.vien{number}").url == CHOOSE


def test_the_last_day_counts_and_the_next_does_not(slip, client, time_machine):
    time_machine.move_to(timezone.now())
    slip.valid_to = today()
    slip.save()

    on_the_day = show(client)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=1))
    after = show(client)

    day = f"{slip.valid_to:%d/%m/%Y}"
    assert on_the_day.url == CHOOSE
    assert said(after) == [f"This slip worked until {day}. Ask the personnel office for a new one."]


def test_a_slip_works_for_fourteen_days(slip):
    assert slip.valid_to == today() + datetime.timedelta(days=14)


def test_a_slip_that_was_replaced_says_so_and_the_new_one_works(slip, member, personnel_officer, client):
    slip.end(State.REPLACED)
    factories.make_slip(member, by=personnel_officer, code="K7M-N9P-Q3R")

    assert said(show(client)) == [str(GONE[State.REPLACED])]
    assert show(client, code="K7M-N9P-Q3R").url == CHOOSE


def test_a_slip_that_was_used_does_not_work_again(slip, client):
    show(client)
    choose(client)
    other = type(client)()
    other.cookies["django_language"] = "en"

    assert said(show(other)) == [str(GONE[State.USED])]


def test_a_slip_that_is_only_drawn_works_for_nobody(member, personnel_officer, client):
    factories.make_slip(member, by=personnel_officer, state=State.DRAWN)

    assert said(show(client)) == [str(NOT_CORRECT)]


@pytest.mark.parametrize("closed", [True, False])
def test_who_may_not_sign_in_is_told_to_ask(closed, slip, member, client):
    if closed:
        Person.objects.update(is_active=False)
    else:
        member.memberships.update(ends_on=today() - datetime.timedelta(days=1))

    assert said(show(client)) == [
        "This account may not be used today: no membership or post is recorded. Ask the personnel office."
    ]


def test_the_password_is_not_chosen_without_a_slip(member, client):
    assert (client.get(CHOOSE).url, choose(client).url) == (ACTIVATE, ACTIVATE)
    member.refresh_from_db()
    assert not member.has_usable_password()


def test_after_half_an_hour_the_slip_is_asked_for_again(slip, client, time_machine):
    time_machine.move_to(timezone.now())
    show(client)
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=31))

    assert choose(client).url == ACTIVATE


@pytest.mark.parametrize(
    ("password", "again"), [("ngan", None), ("password123", None), (NEW, NEW + "x"), ("bich.nga11", None)]
)
def test_a_weak_or_mistyped_password_is_refused_and_the_slip_stays(password, again, slip, member, client):
    show(client)

    response = choose(client, password, again)

    slip.refresh_from_db()
    assert (response.status_code, bool(response.context["form"].errors)) == (422, True)
    assert slip.state == State.OPEN
    assert choose(client).url == "/"


def test_a_slip_replaced_between_code_and_password_is_refused(slip, member, client):
    show(client)
    slip.end(State.REPLACED)

    response = choose(client)

    member.refresh_from_db()
    said_there = [str(message) for message in client.get(response.url).context["messages"]]
    assert (response.url, said_there) == (ACTIVATE, [str(GONE[State.REPLACED])])
    assert not member.has_usable_password()


def test_a_record_that_was_united_between_code_and_password_leads_to_signing_in(
    slip, member, province, personnel_officer, client
):
    twin = factories.make_person("Đặng Thị Bích Ngà", login_name="bich.nga2")
    show(client)
    unite(twin, member, reason="Cùng số thẻ", by=personnel_officer)

    opened = client.get(CHOOSE)

    said_there = [str(message) for message in client.get(opened.url).context["messages"]]
    assert (opened.url, said_there) == (reverse("account_login"), [str(activation.GONE_WITH_ITS_RECORD)])
    assert choose(client).url == ACTIVATE


def test_a_slip_that_goes_while_the_password_is_sent_is_refused_with_the_reason(slip):
    slip.delete()

    with pytest.raises(NotActivated, match="put together with another"):
        activation.choose_password(slip.pk or 0, NEW)


def test_a_stale_second_tab_changes_nothing(slip, member, client):
    show(client)
    choose(client)

    again = choose(client, "mot-mat-khau-khac")

    member.refresh_from_db()
    assert again.url == ACTIVATE
    assert member.check_password(NEW)


def test_the_new_password_ends_every_session_of_the_old_one(member, personnel_officer, client):
    member.set_password(factories.PASSWORD)
    member.save()
    elsewhere = type(client)()
    elsewhere.force_login(member)
    factories.make_slip(member, by=personnel_officer)
    before = elsewhere.get("/").status_code

    show(client)
    choose(client)

    assert (before, elsewhere.get("/").status_code) == (200, 302)


def test_who_is_signed_in_is_asked_to_sign_out_first(slip, colleague, signed_in):
    response = signed_in(colleague).get(ACTIVATE)

    assert next(template.name for template in response.templates) == "directory/activate_signed_in.html"


def test_activation_is_in_the_trail_and_told_by_e_mail(slip, member, client, django_capture_on_commit_callbacks):
    member.email = "nga@example.vn"
    member.save()
    show(client)
    with django_capture_on_commit_callbacks(execute=True):
        choose(client)

    event = AuditEvent.objects.get(action="directory.activated")
    assert (event.actor_name, event.unit_path) == ("Đặng Thị Bích Ngà", member.org_path)
    assert [(letter.to, "Bích Ngà" in letter.body) for letter in mail.outbox] == [(["nga@example.vn"], False)]


def test_neither_code_nor_password_is_ever_logged(slip, client, caplog):
    caplog.set_level(logging.DEBUG)

    show(client, code=WRONG)
    show(client)
    choose(client, "ngan")
    choose(client)

    for secret in (WRONG, CODE, "C3FG4HJ6K", NEW):
        assert secret not in caplog.text


def test_the_page_keeps_what_was_typed_but_not_in_its_address(slip, client):
    response = show(client, code=WRONG)

    assert "?" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    assert response.headers["Cache-Control"].count("no-store") == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_slip_used_twice_at_once_gives_one_password(slip, member):
    outcomes, start = [], threading.Barrier(2)

    def use(password):
        try:
            start.wait(timeout=10)
            activation.choose_password(slip.pk, password)
            outcomes.append(password)
        except NotActivated:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=[password]) for password in ("mat-khau-thu-nhat", "mat-khau-thu-hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)

    member.refresh_from_db()
    password = next(outcome for outcome in outcomes if outcome != "refused")
    assert sorted(outcomes) == sorted([password, "refused"])
    assert member.check_password(password)
    assert AuditEvent.objects.filter(action="directory.activated").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_wrong_codes_at_once_are_all_counted(slip):
    start = threading.Barrier(4)

    def guess():
        try:
            start.wait(timeout=10)
            activation.slip_for("bich.nga", WRONG)
        except NotActivated:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)

    slip.refresh_from_db()
    assert (slip.failures, slip.state) == (4, State.OPEN)
