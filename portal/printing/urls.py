"""Addresses of papers that anybody may ask about; the second stands on each issued paper, so it never changes."""

from django.urls import path

from portal.printing import views

app_name = "printing"
urlpatterns = [
    path("", views.verify, name="verify"),
    path("<str:code>/", views.verify, name="verify_code"),
]
