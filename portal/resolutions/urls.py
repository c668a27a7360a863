"""Addresses of the catalogue of documents."""

from django.urls import path

from portal.resolutions.views import keeping, reading

app_name = "resolutions"

urlpatterns = [
    path("", reading.resolutions, name="resolutions"),
    path("add/", keeping.add, name="add"),
    path("import/", keeping.import_list, name="import"),
    path("<str:code>/", reading.resolution, name="resolution"),
    path("<str:code>/text/", reading.text, name="text"),
    path("<str:code>/edit/", keeping.edit, name="edit"),
    path("<str:code>/end/", keeping.end, name="end"),
    path("<str:code>/relations/", keeping.relations, name="relations"),
    path("<str:code>/replaces/<str:other>/", keeping.confirm_replacing, name="confirm_replacing"),
    path("<str:code>/<str:relation>/<str:other>/add/", keeping.relate, name="relate"),
    path("<str:code>/<str:relation>/<str:other>/remove/", keeping.unrelate, name="unrelate"),
    path("<str:code>/clauses/add/", keeping.clause_add, name="clause_add"),
    path("<str:code>/clauses/<int:pk>/edit/", keeping.clause_edit, name="clause_edit"),
    path("<str:code>/clauses/<int:pk>/delete/", keeping.clause_drop, name="clause_drop"),
]
