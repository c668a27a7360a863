"""Addresses of the year's end, grouped by what one comes for."""

from django.urls import include, path

from evaluations.deciding_urls import deciding_urls
from evaluations.opening_urls import opening_urls
from evaluations.paper_urls import paper_urls, past_urls
from evaluations.scheme_urls import checklist_urls, scheme_urls
from evaluations.self_assessment_urls import beside_urls, self_assessment_urls
from evaluations.session_urls import session_urls

app_name = "evaluations"

urlpatterns = [
    path("self-assessment/", include(self_assessment_urls)),
    path("evaluations/checklist/", include(checklist_urls)),
    path("evaluations/schemes/", include(scheme_urls)),
    path("evaluations/", include(opening_urls)),
    path("evaluations/", include(deciding_urls)),
    path("evaluations/", include(session_urls)),
    path("evaluations/dossiers/", include(beside_urls)),
    path("evaluations/past/", include(past_urls)),
    *paper_urls,
]
