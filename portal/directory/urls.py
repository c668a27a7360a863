"""Addresses of the directory: organisations, people, lists in, the audit trail."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from portal.directory.views import (
    absence,
    acts,
    importing,
    keeping,
    merging,
    notice,
    organizations,
    people,
    reading,
    slips,
    sso,
    taken,
    trail,
    uniting,
)

app_name = "directory"

organization_urls = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<str:code>/", organizations.organization, name="organization"),
    path("organizations/<str:code>/members.xlsx", organizations.member_list, name="member_list"),
    path("organizations/<str:code>/below/", organizations.branch, name="branch"),
    path("organizations/<str:code>/place/", organizations.place, name="place"),
    path("organizations/<str:code>/merge/", merging.merge, name="merge"),
    path("organizations/<str:code>/split/", merging.split, name="split"),
]

people_urls = [
    path("people/", people.people, name="people"),
    path("people/add/", keeping.add, name="add_person"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/unite/", uniting.unite, name="unite"),
    path("people/<uuid:public_id>/mend/", keeping.mend, name="mend_person"),
    re_path(
        rf"^people/(?P<public_id>{UUIDConverter.regex})/(?P<act>{'|'.join(acts.ACTS)})/$",
        acts.keep,
        name="keep_person",
    ),
    path("posts/<int:pk>/end/", acts.end_post, name="end_post"),
    path("posts/<int:pk>/absence/", absence.absence, name="absence"),
    path("absences/<int:pk>/end/", absence.end_absence, name="end_absence"),
    path("acts/", acts.act_list, name="acts"),
    path("acts/<int:pk>/correct/", acts.correct_act, name="correct_act"),
]

slip_urls = [
    path("notice/", notice.notice, name="notice"),
    path("slips/", slips.slips, name="slips"),
    path("slips/issue/", slips.issue, name="issue_slips"),
    path("people/<uuid:public_id>/second-factor/", slips.lost_factor, name="lost_factor"),
    path("people/<uuid:public_id>/linked/", sso.unlink, name="unlink"),
    path("linked/remove/", sso.unlink_own, name="unlink_own"),
]

import_urls = [
    path("import/", importing.upload, name="import"),
    path("import/taken/", taken.taken_lists, name="taken_lists"),
    path("import/taken/<int:pk>/", taken.taken_list, name="taken_list"),
    path("import/taken/<int:pk>/wrong.xlsx", taken.wrong_sheet, name="taken_wrong"),
    path("import/taken/<int:pk>/undo/", taken.undo_list, name="undo_list"),
    path("import/<str:token>/", importing.preview, name="import_preview"),
    path("import/<str:token>/reading/", reading.reading, name="import_reading"),
    path("import/<str:token>/answers/", importing.answer, name="import_answers"),
    path("import/<str:token>/years/", importing.agree_to_years, name="import_years"),
    path("import/<str:token>/unit/", importing.say_unit, name="import_unit"),
    path("import/<str:token>/names/", importing.write_names, name="import_names"),
    path("import/<str:token>/wrong.xlsx", importing.wrong_sheet, name="import_wrong"),
]

trail_urls = [
    path("trail/", trail.trail, name="trail"),
    path("opened/", trail.opened, name="opened"),
]

urlpatterns = [*organization_urls, *people_urls, *slip_urls, *import_urls, *trail_urls]
