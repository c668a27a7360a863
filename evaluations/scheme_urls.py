"""Addresses of the schemes, and of the checklist of what a committee settles beside them."""

from django.urls import path

from evaluations.views import checklist, scheme_editing, schemes

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

checklist_urls = [
    path("", checklist.checklist, name="checklist"),
    path("<int:point>/settle/", checklist.settle, name="checklist_settle"),
    path("<int:point>/reopen/", checklist.reopen, name="checklist_reopen"),
]
