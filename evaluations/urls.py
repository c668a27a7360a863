"""Addresses of the year's end, grouped by what one comes for."""

from django.urls import include, path

from evaluations.views import dossiers

from django.urls import path

from evaluations.views import past

app_name = "evaluations"

dossier_urls = [
    path("<int:pk>/", dossiers.dossier, name="dossier"),
]

urlpatterns = [
    path("evaluations/dossiers/", include(dossier_urls)),
]
past_urls = [
    path("evaluations/past/", past.past, name="past"),
    path("evaluations/past/templates/<slug:kind>.xlsx", past.past_template, name="past_template"),
    path("evaluations/past/<str:token>/", past.past_preview, name="past_preview"),
    path("evaluations/past/<str:token>/wrong.xlsx", past.past_wrong, name="past_wrong"),
]

urlpatterns = [*past_urls]
