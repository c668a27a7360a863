"""What the mail server does not take is kept and tried again: nothing is lost, nothing is sent twice."""

import datetime
import smtplib
import threading
import time
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from portal.jobs import schedules
from portal.notifications import outbox, post
from portal.notifications.models import KeptLetter

HERE = "tests.portal.notifications.test_post"
WORKS, DOWN, CHOOSY, SLOW = (f"{HERE}.{name}" for name in ("EmailBackend", "Down", "Choosy", "Slow"))


class Down(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError("Connection refused")

    def send_messages(self, messages):
        return self.open()


class Choosy(EmailBackend):
    """Refuses one address."""

    def send_messages(self, messages):
        if messages[0].to == ["bad@example.vn"]:
            raise smtplib.SMTPRecipientsRefused({"bad@example.vn": (550, b"unknown")})
        return super().send_messages(messages)


class Slow(EmailBackend):
    def send_messages(self, messages):
        time.sleep(0.2)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.EMAIL_BACKEND = "portal.notifications.post.KeepingBackend"
    settings.MAIL_BACKEND = WORKS


def send(*addresses):
    mail.get_connection().send_messages([mail.EmailMessage("Có việc", "Mời xem", to=[each]) for each in addresses])


def sent():
    return [letter.to[0] for letter in mail.outbox]


def kept():
    return [letter.message().to[0] for letter in KeptLetter.objects.all()]


def keep(address="a@example.vn", **values):
    letter = KeptLetter.of(mail.EmailMessage("s", "b", "p@x", [address]), address)
    for name, value in values.items():
        setattr(letter, name, value)
    letter.save()
    return letter


def let_pass(minutes):
    """Have so many minutes gone by since the letters were kept or tried."""
    by = datetime.timedelta(minutes=minutes)
    for letter in KeptLetter.objects.all():
        KeptLetter.objects.filter(pk=letter.pk).update(kept_at=letter.kept_at - by, try_after=letter.try_after - by)


def test_a_letter_that_is_taken_is_not_kept(db):
    send("nga@example.vn")

    assert (sent(), kept()) == (["nga@example.vn"], [])


def test_a_server_that_is_down_stops_nothing_and_its_letters_go_once_it_is_back(
    member, settings, django_capture_on_commit_callbacks
):
    settings.MAIL_BACKEND = DOWN
    member.email = "nga@example.vn"
    member.save()
    with django_capture_on_commit_callbacks(execute=True):
        outbox.notify([member], "a.b", "Bị trả lại")
    assert (sent(), kept(), post.send_kept()) == ([], ["nga@example.vn"], 0)

    settings.MAIL_BACKEND = WORKS
    let_pass(5)
    counts = [post.send_kept(), post.send_kept()]

    assert (counts, sent(), kept()) == ([1, 0], ["nga@example.vn"], [])
    assert (mail.outbox[0].subject, member.notifications.count()) == ("Cổng đăng ký cam kết: có việc cần xử lý", 1)


def test_while_the_server_is_down_nobody_waits_for_it(db, settings, monkeypatch):
    settings.MAIL_BACKEND = DOWN
    send("mot@example.vn")
    monkeypatch.setattr(post, "_send", lambda messages: pytest.fail("tried"))

    send("hai@example.vn")

    assert kept() == ["mot@example.vn", "hai@example.vn"]


def test_of_many_letters_those_before_the_failure_are_not_sent_again(db, settings):
    settings.MAIL_BACKEND = CHOOSY
    send("a@example.vn", "bad@example.vn", "b@example.vn")
    assert (sent(), kept()) == (["a@example.vn"], ["bad@example.vn", "b@example.vn"])

    let_pass(5)

    assert (post.send_kept(), sent(), kept()) == (1, ["a@example.vn", "b@example.vn"], ["bad@example.vn"])


def test_a_kept_letter_says_nothing_in_the_database_and_goes_out_as_it_was(db, settings):
    settings.MAIL_BACKEND = DOWN
    letter = mail.EmailMessage("Đặt lại mật khẩu", "https://cong.example.vn/reset/7-abc", "p@x", ["nga@example.vn"])
    mail.get_connection().send_messages([letter])
    (row,) = KeptLetter.objects.values()
    stored = " ".join(str(value) for value in row.values()) + str(KeptLetter.objects.get())
    assert [each for each in ("nga@", "reset", "7-abc", "mật khẩu", "p@x") if each in stored] == []

    settings.MAIL_BACKEND = WORKS
    let_pass(5)
    post.send_kept()

    (gone,) = mail.outbox
    assert (gone.to, gone.from_email, gone.subject, gone.body) == (
        ["nga@example.vn"],
        "p@x",
        "Đặt lại mật khẩu",
        "https://cong.example.vn/reset/7-abc",
    )


def test_a_letter_whose_key_is_gone_waits_for_it_and_stops_no_other(db, settings, caplog):
    settings.SEAL_KEYS = ["the old one"]
    keep("cu@example.vn")
    settings.SEAL_KEYS = ["the new one"]
    keep("moi@example.vn")

    without = post.send_kept()
    warned = caplog.text
    settings.SEAL_KEYS = ["the new one", "the old one"]
    let_pass(5)

    assert (without, post.send_kept()) == (1, 1)
    assert sent() == ["moi@example.vn", "cu@example.vn"]
    assert "PORTAL_SEAL_KEYS lacks the key" in warned


def test_letters_that_waited_when_the_release_changed_are_sealed_and_sent(db):
    sealing = import_module("portal.notifications.migrations.0004_kept_letters_are_sealed")
    old = SimpleNamespace(
        address="a@example.vn", sender="p@x", subject="Có việc", body="Mời xem", save=lambda **_: None
    )
    apps = SimpleNamespace(get_model=lambda *_: SimpleNamespace(objects=SimpleNamespace(iterator=lambda: [old])))

    sealing.seal_them(apps, None)
    KeptLetter.objects.create(sealed=old.sealed)
    old.address = old.sender = old.subject = old.body = ""
    sealing.open_them(apps, None)

    assert (post.send_kept(), sent()) == (1, ["a@example.vn"])
    assert (old.address, old.sender, old.subject, old.body) == ("a@example.vn", "p@x", "Có việc", "Mời xem")


def test_a_letter_that_is_never_taken_is_given_up_after_its_days(db, settings, caplog):
    keep("bad@example.vn", kept_at=timezone.now() - datetime.timedelta(3, 60))

    post.send_kept()

    assert (sent(), kept()) == ([], [])
    assert "1 letters were tried for 3 days and are given up." in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(settings):
    settings.MAIL_BACKEND = SLOW
    addresses = [f"a{number}@example.vn" for number in range(4)]
    for address in addresses:
        keep(address)
    start = threading.Barrier(2)

    def work():
        try:
            start.wait()
            post.send_kept()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(sent()), kept()) == (addresses, [])


def test_what_a_killed_worker_had_taken_up_is_sent_an_hour_later(db, monkeypatch):
    keep()

    def die(messages):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(post, "_send", die)
        with pytest.raises(KeyboardInterrupt):
            post.send_kept()
    let_pass(59)
    early = post.send_kept()
    let_pass(2)

    assert (early, post.send_kept(), sent()) == (0, 1, ["a@example.vn"])


def test_letters_are_tried_again_every_five_minutes():
    assert schedules.rounds["notifications.mail"] == schedules.Round("portal.notifications.post.send_kept", 5)
