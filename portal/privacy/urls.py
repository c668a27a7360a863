"""Addresses of one's own data, and of requests about it."""

from django.urls import path

from portal.privacy import incidents, views

app_name = "privacy"
urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("download/", views.download, name="download"),
    path("ask/", views.ask, name="ask"),
    path("requests/", views.requests, name="requests"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/new/", incidents.new, name="incident_new"),
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("incidents/<int:pk>/edit/", incidents.edit, name="incident_edit"),
    path("incidents/<int:pk>/notice.pdf", incidents.notice_pdf, name="incident_pdf"),
    path("incidents/<int:pk>/notice.docx", incidents.notice_docx, name="incident_docx"),
]
