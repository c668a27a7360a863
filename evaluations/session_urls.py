"""Addresses of rating sessions."""

from django.urls import path

from evaluations.views import disciplines, quota, sessions

session_urls = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/begin/", sessions.begin_session, name="begin_session"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/attendance/", sessions.session_attendance, name="session_attendance"),
    path("sessions/<int:pk>/close/", sessions.close_session, name="close_session"),
    path("sessions/<int:pk>/reopen/", sessions.reopen_session, name="reopen_session"),
    path("sessions/<int:pk>/rows/<int:placement_pk>/<slug:track>/", sessions.record_row, name="record_row"),
    path("<int:pk>/quota/", quota.quota, name="quota"),
    path("<int:pk>/quota/rulings/<int:row_pk>/withdraw/", quota.withdraw_ruling, name="withdraw_ruling"),
    path("dossiers/<int:pk>/discipline/", disciplines.disciplines, name="disciplines"),
    path("dossiers/<int:pk>/discipline/<int:row_pk>/withdraw/", disciplines.withdraw, name="withdraw_discipline"),
    path("dossiers/<int:pk>/cases/", disciplines.record_case, name="record_case"),
    path("dossiers/<int:pk>/cases/<int:row_pk>/waive/", disciplines.waive, name="waive_case"),
    path("dossiers/<int:pk>/cases/<int:row_pk>/withdraw/", disciplines.withdraw_case, name="withdraw_case"),
    path("places/<int:pk>/remark/", sessions.remark, name="remark"),
]
