"""Addresses of the year's end, grouped by what one comes for."""

from django.urls import include, path

from evaluations.views import dossiers

app_name = "evaluations"

dossier_urls = [
    path("<int:pk>/", dossiers.dossier, name="dossier"),
]

urlpatterns = [
    path("evaluations/dossiers/", include(dossier_urls)),
]
