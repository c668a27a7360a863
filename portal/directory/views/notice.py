"""Reading the notice on personal data, and saying that one has."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.directory import notice as notices


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request):
    """Show the notice in force; once read, lead on to where one wanted to go."""
    wanted = _ours(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "POST":
        if notices.acknowledge(request.user, request.POST.get("version", "")):
            return redirect(wanted)
        messages.error(request, _("The notice has changed meanwhile. This is the one in force; read it, then go on."))
    context = {
        "notice": notices.current(),
        "is_due": notices.is_due(request.user),
        "next": wanted,
        "bare": notices.is_due(request.user),
    }
    return render(request, "directory/notice.html", context)


def _ours(request, url):
    """Return ``url`` where it is an address of this portal, else home."""
    is_ours = url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else reverse("home")
