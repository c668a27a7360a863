"""Addresses from the appraisal to the locked rating, below ``evaluations/``."""

from django.urls import path

from evaluations.views import appraisal, corrections, decisions, dossier_papers, locking

deciding_urls = [
    path("<int:pk>/appraisal/", appraisal.desk, name="appraisal"),
    path("<int:pk>/appraisal/several/", appraisal.appraise_several, name="appraise_several"),
    path("ratings/<int:pk>/appraisal/", appraisal.appraise, name="appraise"),
    path("ratings/<int:pk>/send-back/", appraisal.send_back, name="send_back"),
    path("ratings/<int:pk>/reopen/", appraisal.reopen, name="reopen"),
    path("ratings/<int:pk>/hold/", appraisal.hold, name="hold"),
    path("ratings/<int:pk>/release/", appraisal.release, name="release"),
    path("<int:pk>/decisions/", decisions.decisions, name="decisions"),
    path("<int:pk>/decisions/new/", decisions.record, name="record_decision"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/scan/", decisions.scan, name="decision_scan"),
    path("ratings/<int:pk>/re-rating/", decisions.re_rate, name="re_rate"),
    path("ratings/<int:pk>/correction/", corrections.ask, name="ask_correction"),
    path("<int:pk>/locking/", locking.locking_list, name="locking"),
    path("<int:pk>/locking/several/", locking.lock_several, name="lock_several"),
    path("dossiers/<int:pk>/papers/", dossier_papers.papers, name="dossier_papers"),
    path("papers/<int:pk>/remove/", dossier_papers.remove, name="remove_paper"),
    path("papers/<int:pk>/file/", dossier_papers.file, name="dossier_paper_file"),
    path("requests/", corrections.requests, name="correction_requests"),
    path("requests/<int:pk>/", corrections.correction_request, name="correction_request"),
]
