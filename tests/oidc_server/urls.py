"""Addresses of the server: those of OpenID Connect, and a door for tests, who need no password here."""

from django.contrib.auth import get_user_model, login
from django.http import HttpResponse
from django.urls import include, path


def enter(request, name):
    """Sign in at the server as the user of this name, who is made where there is none."""
    user, _made = get_user_model().objects.get_or_create(username=name)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse(name)


urlpatterns = [
    path("enter/<str:name>/", enter),
    path("account/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
