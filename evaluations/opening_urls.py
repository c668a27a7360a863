"""Addresses of evaluations and their dossiers: calling, opening, the roster; below ``evaluations/``."""

from django.urls import path

from evaluations.views import dossiers, evaluations, keeping, nudges, roster

opening_urls = [
    path("", evaluations.evaluations, name="evaluations"),
    path("new/", evaluations.evaluation_new, name="evaluation_new"),
    path("<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("<int:pk>/edit/", evaluations.evaluation_edit, name="evaluation_edit"),
    path("<int:pk>/preview/", evaluations.evaluation_preview, name="evaluation_preview"),
    path("<int:pk>/open/", evaluations.evaluation_open, name="evaluation_open"),
    path("<int:pk>/close/", evaluations.evaluation_close, name="evaluation_close"),
    path("<int:pk>/dossiers/", roster.dossiers, name="dossiers"),
    path("<int:pk>/remind/", nudges.nudge, name="nudge"),
    path("<int:pk>/join/", keeping.join_search, name="dossier_join"),
    path("<int:pk>/join/<uuid:public_id>/", keeping.join, name="join"),
    path("dossiers/<int:pk>/", dossiers.dossier, name="dossier"),
    path("dossiers/<int:pk>/keep/", keeping.dossier_keep, name="dossier_keep"),
    path("dossiers/<int:pk>/keep/<str:act>/", keeping.dossier_act, name="dossier_act"),
    path("dossiers/<int:pk>/places/<int:place_pk>/<str:act>/", keeping.place_act, name="place_act"),
]
