"""Addresses of the year's end, grouped by what one comes for."""

from django.urls import include, path

from evaluations.deciding_urls import deciding_urls
from evaluations.opening_urls import opening_urls
from evaluations.scheme_urls import checklist_urls, scheme_urls
from evaluations.self_assessment_urls import beside_urls, self_assessment_urls
from evaluations.views import past

app_name = "evaluations"

past_urls = [
    path("", past.past, name="past"),
    path("templates/<slug:kind>.xlsx", past.past_template, name="past_template"),
    path("<str:token>/", past.past_preview, name="past_preview"),
    path("<str:token>/wrong.xlsx", past.past_wrong, name="past_wrong"),
]

urlpatterns = [
    path("self-assessment/", include(self_assessment_urls)),
    path("evaluations/checklist/", include(checklist_urls)),
    path("evaluations/schemes/", include(scheme_urls)),
    path("evaluations/", include(opening_urls)),
    path("evaluations/", include(deciding_urls)),
    path("evaluations/dossiers/", include(beside_urls)),
    path("evaluations/past/", include(past_urls)),
]
