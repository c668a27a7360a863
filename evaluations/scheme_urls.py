"""Addresses of the schemes: reading one, its versions, and changing a draft."""

from django.urls import path

from evaluations.views import scheme_editing, schemes

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
