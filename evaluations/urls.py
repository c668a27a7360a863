"""Addresses of the year's end, grouped by what one comes for."""

from django.urls import include, path

from evaluations.deciding_urls import deciding_urls
from evaluations.views import dossiers, past
from evaluations.views import dossiers, scheme_editing, schemes

app_name = "evaluations"

dossier_urls = [
    path("<int:pk>/", dossiers.dossier, name="dossier"),
]

past_urls = [
    path("", past.past, name="past"),
    path("templates/<slug:kind>.xlsx", past.past_template, name="past_template"),
    path("<str:token>/", past.past_preview, name="past_preview"),
    path("<str:token>/wrong.xlsx", past.past_wrong, name="past_wrong"),
]

urlpatterns = [
    path("evaluations/", include(deciding_urls)),
    path("evaluations/dossiers/", include(dossier_urls)),
    path("evaluations/past/", include(past_urls)),
scheme_urls = [
    path("", schemes.schemes, name="schemes"),
    path("load/", schemes.scheme_load, name="scheme_load"),
    path("<int:pk>/", schemes.scheme, name="scheme"),
    path("<int:pk>/scheme.json", schemes.scheme_file, name="scheme_file"),
    path("<int:pk>/copy/", schemes.scheme_copy, name="scheme_copy"),
    path("<int:pk>/edit/", scheme_editing.scheme_edit, name="scheme_edit"),
    path("<int:pk>/frames/<slug:code>/", scheme_editing.scheme_frame, name="scheme_frame"),
    path("<int:pk>/put-in-force/", schemes.scheme_put_in_force, name="scheme_put_in_force"),
    path("<int:pk>/withdraw/", schemes.scheme_withdraw, name="scheme_withdraw"),
]

urlpatterns = [
    path("evaluations/schemes/", include(scheme_urls)),
    path("evaluations/dossiers/", include(dossier_urls)),
]
