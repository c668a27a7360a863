"""What packages say on our pages of signing in is said in Vietnamese: every error and every label of a form."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from portal.directory import words_of_packages
from tests import factories
from tests.factories import PASSWORD

LOGIN, CHANGE, RESET = reverse("account_login"), reverse("account_change_password"), reverse("account_reset_password")
PASSWORD_AGAIN, CODE_AGAIN = reverse("account_reauthenticate"), reverse("mfa_reauthenticate")


@pytest.fixture(autouse=True)
def _limits(db):
    call_command("createcachetable")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def inside(member, client):
    member.set_password(PASSWORD)
    member.email = "nga@example.vn"
    member.save()
    client.force_login(member)
    TOTP.activate(member, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return client


def words(client, language, url, data):
    """Return the labels and the errors of the form that ``url`` shows again."""
    client.cookies["django_language"] = language
    response = client.post(url, data)
    with translation.override(language):
        form = response.context["form"]
        labels = [str(field.label) for field in form if not field.is_hidden]
        return labels, [str(error) for errors in form.errors.values() for error in errors]


def compare(client, url, data):
    """Check that nothing is said in English to who reads Vietnamese, and return the errors."""
    cache.clear()
    labels, errors = words(client, "vi", url, data)
    cache.clear()
    english = words(client, "en", url, data)
    assert errors
    for vietnamese, original in zip(labels + errors, english[0] + english[1], strict=True):
        assert vietnamese != original
    return errors


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("", "", "", ["Đồng chí chưa ghi mục này."] * 3),
        ("wrong", "mot-cau-dai", "mot-cau-dai", ["Mật khẩu đang dùng chưa đúng. Hãy nhập lại."]),
        (PASSWORD, "mot-cau-dai", "mot-cau-khac", ["Hai lần nhập mật khẩu chưa giống nhau. Hãy nhập lại."]),
        (PASSWORD, "xyz12", "xyz12", ["Mật khẩu quá ngắn: cần ít nhất 10 ký tự."]),
        (PASSWORD, "password123", "password123", ["Mật khẩu này dễ đoán. Hãy chọn một câu ngắn dễ nhớ."]),
        (
            PASSWORD,
            "bich.nga123",
            "bich.nga123",
            ["Mật khẩu gần giống với tên đăng nhập của đồng chí. Hãy chọn mật khẩu khác."],
        ),
    ],
)
def test_changing_the_password(old, new, again, said, inside):
    assert compare(inside, CHANGE, {"oldpassword": old, "password1": new, "password2": again}) == said


@pytest.mark.parametrize(
    ("login", "password"), [("", ""), ("bich.nga", "wrong"), ("nga@example.vn", "x"), ("0912", "x")]
)
def test_signing_in(login, password, member, client):
    compare(client, LOGIN, {"login": login, "password": password})


def test_saying_once_more_that_it_is_oneself(inside):
    assert compare(inside, PASSWORD_AGAIN, {"password": "wrong"}) == ["Mật khẩu chưa đúng. Hãy nhập lại."]
    compare(inside, CODE_AGAIN, {"code": "000000"})
    compare(inside, CODE_AGAIN, {"code": ""})


@pytest.mark.parametrize("email", ["", "khong-phai-thu"])
def test_asking_for_a_new_password(email, client, db):
    compare(client, RESET, {"email": email})


@pytest.mark.parametrize("code", ["", "000000"])
def test_setting_up_an_app(code, member, client):
    member.set_password(PASSWORD)
    member.save()
    client.post(LOGIN, {"login": member.login_name, "password": PASSWORD})

    compare(client, reverse("mfa_activate_totp"), {"code": code})
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("password", "again"), [("", ""), ("ngan", "ngan"), ("mot-cau-dai", "khac"), ("bich.nga123", "bich.nga123")]
)
def test_choosing_a_password_with_a_slip(password, again, member, personnel_officer, client):
    factories.make_slip(member, by=personnel_officer)
    client.post(reverse("activate"), {"login_name": member.login_name, "code": "C3F-G4H-J6K"})

    compare(client, reverse("activate_password"), {"password1": password, "password2": again})


def test_every_text_that_is_named_has_its_vietnamese():
    *texts, too_short = words_of_packages.SHOWN

    def said(language):
        with translation.override(language):
            return [*map(str, texts), too_short % {"n": 10}]

    assert [vi for vi, en in zip(said("vi"), said("en"), strict=True) if vi == en] == []


def test_too_many_tries_get_a_page_in_vietnamese(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(LOGIN, {"login": "a", "password": "b"})

    response = client.post(LOGIN, {"login": "a", "password": "b"})

    page = response.content.decode()
    assert response.status_code == 429
    assert ("Thử quá nhiều lần" in page, "Too many" in page) == (True, False)
