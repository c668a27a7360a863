"""What a person reads when an act is refused, not allowed or not found."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from portal.lib.refusal import Refused
from portal.urls import handler403  # noqa: F401 (these urls answer as those of the portal)


def refuse(request):
    raise Refused("Đã hết hạn. Đề nghị gửi Ban Tổ chức.")


def forbid(request):
    raise PermissionDenied("Không ai duyệt chương trình của chính mình.")


def here(request):
    return HttpResponse("here")


def break_down(request):
    raise RuntimeError("broken")


urlpatterns = [
    path("break/", break_down),
    path("", include("portal.urls")),
    path("refuse/", refuse),
    path("forbid/", forbid),
    path("here/", here),
]

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/here/"}

pytestmark = pytest.mark.urls(__name__)


def test_a_refusal_is_told_on_the_page_one_came_from(signed_in, member):
    response = signed_in(member).post("/refuse/", headers={"referer": "http://testserver/here/?page=2"})

    assert (response.status_code, response.url) == (302, "/here/?page=2")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Đã hết hạn. Đề nghị gửi Ban Tổ chức."]


def test_a_page_that_refuses_to_open_does_not_lead_back_to_itself(signed_in, member):
    response = signed_in(member).get("/refuse/", headers={"referer": "http://testserver/refuse/"})

    assert response.url == reverse("home")


def test_htmx_gets_a_refusal_as_a_message_on_top_of_the_page(signed_in, member):
    response = signed_in(member).post("/refuse/", headers=HTMX)

    assert (response.status_code, response.headers["HX-Retarget"]) == (409, "#messages")
    assert "Đã hết hạn. Đề nghị gửi Ban Tổ chức." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_what_is_not_allowed_says_why(signed_in, member):
    response = signed_in(member).get("/forbid/")

    assert (response.status_code, response.context["reason"]) == (403, "Không ai duyệt chương trình của chính mình.")


def test_htmx_gets_what_is_not_allowed_as_a_message(signed_in, member):
    response = signed_in(member).post("/forbid/", headers=HTMX)

    assert (response.status_code, response.headers["HX-Retarget"]) == (403, "#messages")
    assert "Không ai duyệt chương trình của chính mình." in response.content.decode()


@pytest.mark.parametrize("who", ["nobody", "member"])
def test_an_unknown_address_is_a_page_that_says_so(client, member, who):
    if who == "member":
        client.force_login(member)

    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "<h1>Không có trang này</h1>" in response.content.decode()


def test_a_form_older_than_the_sign_in_is_refused_with_what_to_do(member):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)

    response = browser.post(reverse("notifications:read_all"))

    assert response.status_code == 403
    assert "<h1>Đề nghị mở lại trang</h1>" in response.content.decode()


def test_an_error_of_the_portal_is_a_page_that_needs_nothing(client, member):
    client.raise_request_exception = False
    client.force_login(member)

    response = client.get("/break/")

    assert response.status_code == 500
    assert "<h1>Cổng gặp lỗi</h1>" in response.content.decode()
