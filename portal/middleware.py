"""What stands between a request and its page: a whole address, language, signing in again, refusals."""

from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from portal.audit.trail import current_address
from portal.lib.htmx import wants_part
from portal.lib.refusal import Refused
from portal.notifications.views import LED_TO

# What a person without a standing may still use: signing in and out, the password, sessions, language, display, and
# what anybody may ask.
OPEN_WITHOUT_STANDING = ("account_", "usersessions_", "set_language", "display", "healthz", "printing:")


class WholeAddressMiddleware:
    """Refuse an address with a NUL in it: nobody types one, and PostgreSQL neither stores nor looks for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise BadRequest("The address contains a NUL.")
        return self.get_response(request)


class NotKeptMiddleware:
    """Let no cache keep what somebody signed in was shown: people share their phones and computers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response


class WhereFromMiddleware:
    """Tell the audit trail from which address a request comes, as far as the proxies in front are trusted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = current_address.set(_address_of(request))
        try:
            return self.get_response(request)
        finally:
            current_address.reset(before)


class ChosenLanguageMiddleware:
    """Speak Vietnamese unless the reader has chosen another language; the browser's own wish is not asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SignInAgainMiddleware(LoginRequiredMiddleware):
    """Close every page to those who have not signed in, and lead back to where one was when a session has ended.

    htmx gets ``HX-Redirect`` instead of a login page swapped into a table. A form that was sent cannot be sent again
    by an address, so the way back leads to the page with the form; ``keep.js`` has kept what was typed.
    """

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            answer = HttpResponse(status=401, headers={"HX-Redirect": self._sign_in_url(request)})
            patch_vary_headers(answer, ["HX-Request"])
            return answer
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        return redirect(self._sign_in_url(request))

    def _sign_in_url(self, request):
        return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_behind(request)})}"


class NoLongerSeenMiddleware:
    """Lead back from a notification whose paper the person no longer sees; what stands there is not said."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method != "GET":
            return response
        if request.path != request.session.get(LED_TO, "").partition("#")[0].partition("?")[0]:
            return response
        messages.info(request, _("This comrade has moved to another cell, or the paper is no longer there."))
        return redirect("notifications:notifications")


class RefusalMiddleware:
    """Tell the person what the rules refuse where no view has done so; nothing is half done, views run in one piece."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        if wants_part(request):
            return refusal_part(request, str(exception), status=409)
        messages.error(request, str(exception))
        back = page_behind(request)
        # A page that refuses to be opened would lead back to itself for ever.
        return redirect(reverse("home") if request.method == "GET" and back == request.get_full_path() else back)


def refusal_part(request, text, *, status):
    """Return ``text`` as a message that htmx puts on top of the page, whatever it had asked for."""
    response = render(request, "components/_refusal.html", {"text": text}, status=status)
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "innerHTML show:#messages:top"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _address_of(request):
    """Return the client's address, or None where it cannot be told: behind a socket, past a proxy that names none."""
    try:
        return get_adapter().get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        return None


def page_behind(request):
    """Return the path of the page a request came from, if it is ours, else home."""
    came_from = (request.htmx.current_url if request.htmx else request.headers.get("Referer")) or ""
    ours = {request.get_host()}
    if not came_from or not url_has_allowed_host_and_scheme(came_from, ours, require_https=request.is_secure()):
        return reverse("home")
    parts = urlsplit(came_from)
    if parts.path.startswith("//"):  # a browser would take the path for a host
        return reverse("home")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
