"""Who may come in with an open session: asked at every page, from the posts and memberships of today."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.directory import notice, second_factor
from portal.middleware import page_behind

# What somebody may use before they have come in: signing in and out, the password, the second factor, sessions.
BEFORE_COMING_IN = ("account_", "usersessions_", "mfa_", "set_language", "display", "healthz")
# Of the second factor, before it was shown in this session: seeing what there is, and showing it.
BEFORE_IT_IS_SHOWN = {"mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class _Entrance:
    """A question at the door of every page that needs a signed-in person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # ``login_required`` is how Django's ``login_not_required`` marks a public page.
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        return self.ask(request)

    def ask(self, request):
        """Return what to show instead of the page, or None."""
        raise NotImplementedError


class StandingMiddleware(_Entrance):
    """Sign out whoever belongs to no cell and holds no post today, and say so, with whom to ask."""

    def ask(self, request):
        if request.user.has_standing():
            return None
        name = request.user.full_name
        logout(request)
        if request.htmx:
            messages.error(request, _("You have been signed out: no membership or post of yours is recorded today."))
            return _led_to(request, reverse("account_login"))
        return render(request, "no_standing.html", {"bare": True, "name": name}, status=403)


class SecondFactorMiddleware(_Entrance):
    """Let an office in only with a second factor shown in this session: where there is none yet, have it set up.

    Whoever has one shows it before they change anything about it: the password alone adds no passkey.
    """

    def ask(self, request):
        view_name = request.resolver_match.view_name
        changes_it = view_name.startswith("mfa_") and view_name not in BEFORE_IT_IS_SHOWN
        if not changes_it and view_name.startswith(BEFORE_COMING_IN):
            return None
        if second_factor.is_shown(request) or not (changes_it or second_factor.is_needed(request.user)):
            return None
        if not second_factor.factors_of(request.user).exists():
            return None if changes_it else _led_to(request, reverse("mfa_index"))
        return _led_to(request, f"{reverse('mfa_reauthenticate')}?{urlencode({'next': _way_back(request)})}")


class NoticeMiddleware(_Entrance):
    """Show the notice on personal data before anything else to whoever has not read the version in force."""

    def ask(self, request):
        view_name = request.resolver_match.view_name
        if view_name.startswith((*BEFORE_COMING_IN, "directory:notice")) or not notice.is_due(request.user):
            return None
        return _led_to(request, f"{reverse('directory:notice')}?{urlencode({'next': _way_back(request)})}")


def _way_back(request):
    """Return where to lead once the door is open: the page asked for, else the one that holds the form."""
    return request.get_full_path() if request.method == "GET" and not request.htmx else page_behind(request)


def _led_to(request, url):
    """Return the answer that leads a browser to ``url``, and htmx with the whole page."""
    if not request.htmx:
        return redirect(url)
    answer = HttpResponse(status=401, headers={"HX-Redirect": url})
    patch_vary_headers(answer, ["HX-Request"])
    return answer
