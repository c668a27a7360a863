"""Addresses of one's own data, and of requests about it."""

from django.urls import path

from portal.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("download/", views.download, name="download"),
    path("ask/", views.ask, name="ask"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:pk>/", views.request_page, name="request"),
]
