"""Addresses of the action programs, grouped by what one comes for."""

from django.urls import include, path

from commitments.views import (
    amendment_review,
    amendments,
    answers,
    campaign_roster,
    campaigns,
    copies,
    decisions,
    editor,
    helping,
    nudges,
    overview,
    overview_clauses,
    overview_days,
    overview_progress,
    papers,
    phrases,
    programs,
    progress,
    progress_papers,
    progress_reading,
    proposals,
    reports,
    results,
    review,
    versions,
)

app_name = "commitments"

campaign_urls = [
    path("", campaigns.campaigns, name="campaigns"),
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("<int:pk>/", campaigns.campaign, name="campaign"),
    path("<int:pk>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:pk>/documents/", campaigns.campaign_documents, name="campaign_documents"),
    path("<int:pk>/documents/<str:code>/add/", campaigns.document_add, name="campaign_document_add"),
    path("<int:pk>/documents/<str:code>/remove/", campaigns.document_remove, name="campaign_document_remove"),
    path("<int:pk>/documents/<str:code>/up/", campaigns.document_up, name="campaign_document_up"),
    path("<int:pk>/items/", campaigns.campaign_items, name="campaign_items"),
    path("<int:pk>/templates/", campaigns.campaign_templates, name="campaign_templates"),
    path("<int:pk>/preview/", campaign_roster.campaign_preview, name="campaign_preview"),
    path("<int:pk>/open/", campaign_roster.campaign_open, name="campaign_open"),
    path("<int:pk>/stop/", campaign_roster.campaign_stop, name="campaign_stop"),
    path("<int:pk>/extend/", campaign_roster.campaign_extend, name="campaign_extend"),
    path("<int:pk>/roster/", campaign_roster.campaign_roster, name="campaign_roster"),
    path("<int:pk>/roster/join/", campaign_roster.roster_search, name="campaign_roster_search"),
    path("<int:pk>/roster/join/<uuid:public_id>/", campaign_roster.roster_join, name="campaign_roster_join"),
    path("<int:pk>/roster/<int:entry_pk>/", campaign_roster.roster_entry, name="campaign_entry"),
    path("<int:pk>/roster/<int:entry_pk>/extend/", campaign_roster.entry_extend, name="campaign_entry_extend"),
    path("<int:pk>/roster/<int:entry_pk>/exempt/", campaign_roster.entry_exempt, name="campaign_entry_exempt"),
    path("<int:pk>/roster/<int:entry_pk>/call/", campaign_roster.entry_call, name="campaign_entry_call"),
    path("<int:pk>/roster/<int:entry_pk>/transfer/", campaign_roster.entry_transfer, name="campaign_entry_transfer"),
    path("<int:pk>/roster/<int:entry_pk>/leave/", campaign_roster.entry_leave, name="campaign_entry_leave"),
]

answer_urls = [
    path("<str:code>/", answers.answers, name="answers"),
]

program_urls = [
    path("", programs.mine, name="programs"),
    path("start/<int:entry_pk>/", programs.start, name="start"),
    path("<int:pk>/", programs.program, name="program"),
    path("<int:pk>/submit/", programs.submit, name="submit"),
    path("<int:pk>/copies/", copies.copies, name="copies"),
    path("<int:pk>/recall/", programs.recall, name="recall"),
    path("<int:pk>/progress/", progress_reading.program_progress, name="program_progress"),
    path("<int:pk>/amend/", amendments.amend, name="amend"),
    path("<int:pk>/versions/<int:number>/", versions.version, name="version"),
    path("<int:pk>/versions/compare/", versions.compare_versions, name="compare_versions"),
    path("<int:pk>/edit/", editor.edit, name="edit"),
    path("<int:pk>/sections/<slug:key>/save/", editor.save_section, name="save_section"),
    path("<int:pk>/commitments/add/", editor.add_commitment, name="add_commitment"),
    path("<int:pk>/commitments/carry-over/", editor.carry_over, name="carry_over"),
    path("<int:pk>/commitments/<int:commitment_pk>/save/", editor.save_commitment, name="save_commitment"),
    path("<int:pk>/commitments/<int:commitment_pk>/drop/", editor.drop_commitment, name="drop_commitment"),
    path("<int:pk>/commitments/<int:commitment_pk>/move/", editor.move_commitment, name="move_commitment"),
    path("<int:pk>/commitments/<int:commitment_pk>/example/", editor.use_example, name="use_example"),
]

progress_urls = [
    path("", progress.progress, name="progress"),
    path("<int:pk>/send/", progress.send_progress, name="send_progress"),
    path("<int:pk>/commitments/<int:commitment_pk>/save/", progress.save_progress, name="save_progress"),
]

result_urls = [
    path("", results.results, name="results"),
    path("confirm/", results.confirm_several, name="confirm_several"),
    path("<int:pk>/", results.result, name="result"),
]

evidence_urls = [
    path("<int:pk>/", progress_reading.evidence, name="evidence"),
]

amendment_urls = [
    path("<int:pk>/", amendments.amendment, name="amendment"),
    path("<int:pk>/save/", amendments.save_amendment, name="save_amendment"),
    path("<int:pk>/changes/make/", amendments.make_change, name="make_change"),
    path("<int:pk>/changes/<int:change_pk>/save/", amendments.save_change, name="save_change"),
    path("<int:pk>/changes/<int:change_pk>/undo/", amendments.undo_change, name="undo_change"),
    path("<int:pk>/submit/", amendments.submit_amendment, name="submit_amendment"),
    path("<int:pk>/recall/", amendments.recall_amendment, name="recall_amendment"),
    path("<int:pk>/withdraw/", amendments.withdraw_amendment, name="withdraw_amendment"),
]

proposal_urls = [
    path("<int:pk>/", proposals.proposal, name="proposal"),
    path("<int:pk>/take/", proposals.take_proposal, name="take_proposal"),
    path("<int:pk>/decline/", proposals.decline_proposal, name="decline_proposal"),
]

phrase_urls = [
    path("", phrases.phrases, name="phrases"),
    path("drop/", phrases.drop_phrase, name="drop_phrase"),
]

review_urls = [
    path("", review.queue, name="queue"),
    path("approve/", review.approve_several, name="approve_several"),
    path("<int:pk>/", review.review, name="review"),
    path("<int:pk>/decide/", review.decide, name="decide"),
    path("<int:pk>/copies/<int:finding_pk>/accept/", copies.accept_copy, name="accept_copy"),
    path("<int:pk>/record/", decisions.record, name="record"),
    path("<int:pk>/close/", decisions.close, name="close"),
    path("amendments/", amendment_review.amendment_queue, name="amendment_queue"),
    path("amendments/<int:pk>/", amendment_review.review_amendment, name="review_amendment"),
    path("amendments/<int:pk>/decide/", amendment_review.decide_amendment, name="decide_amendment"),
    path("amendments/<int:pk>/record/", decisions.record_amendment, name="record_amendment"),
    path("steps/<int:pk>/scan/", decisions.scan, name="scan"),
]

overview_urls = [
    path("slips/", progress_papers.slips, name="slips"),
    path("", overview.overview, name="overview"),
    path("<int:pk>/<str:code>/", overview.overview_unit, name="overview_unit"),
    path("<int:pk>/<str:code>/people/", overview.roster, name="roster"),
    path("<int:pk>/<str:code>/people.xlsx", overview.roster_xlsx, name="roster_xlsx"),
    path("<int:pk>/<str:code>/people/remind/", nudges.nudge_registration, name="nudge_registration"),
    path("<int:pk>/<str:code>/progress/", overview_progress.overview_progress, name="overview_progress"),
    path("<int:pk>/<str:code>/progress.xlsx", overview_progress.overview_progress_xlsx, name="overview_progress_xlsx"),
    path("<int:pk>/<str:code>/clauses/", overview_clauses.overview_clauses, name="overview_clauses"),
    path("<int:pk>/<str:code>/clauses.xlsx", overview_clauses.overview_clauses_xlsx, name="overview_clauses_xlsx"),
    path("<int:pk>/<str:code>/clauses/<int:clause_pk>/", overview_clauses.clause_people, name="clause_people"),
    path("<int:pk>/<str:code>/days/", overview_days.overview_days, name="overview_days"),
    path("<int:pk>/<str:code>/days.xlsx", overview_days.overview_days_xlsx, name="overview_days_xlsx"),
    path("<int:pk>/<str:code>/reports/", overview_progress.reporting, name="reporting"),
    path("<int:pk>/<str:code>/reports.xlsx", overview_progress.reporting_xlsx, name="reporting_xlsx"),
    path("<int:pk>/<str:code>/reports/<int:quarter_pk>/remind/", nudges.nudge_reporting, name="nudge_reporting"),
    path("<int:pk>/<str:code>/slips/", progress_papers.unit_slips, name="unit_slips"),
]

report_urls = [
    path("<int:pk>/<str:code>/registration/", reports.registration_report, name="registration_report"),
    path("<int:pk>/<str:code>/registration.<str:extension>", reports.registration_file, name="registration_file"),
    path("<int:pk>/<str:code>/midyear/", reports.midyear_report, name="midyear_report"),
    path("<int:pk>/<str:code>/midyear.<str:extension>", reports.midyear_file, name="midyear_file"),
]

paper_urls = [
    path("<int:pk>/pdf/", papers.program_pdf, name="paper_pdf"),
    path("<int:pk>/docx/", papers.program_docx, name="paper_docx"),
    path("<int:pk>/progress/<slug:key>/pdf/", progress_papers.slip_pdf, name="slip_pdf"),
    path("<int:pk>/progress/<slug:key>/docx/", progress_papers.slip_docx, name="slip_docx"),
]

helping_urls = [
    path("", helping.for_others, name="for_others"),
    path("<int:pk>/end/", helping.end_helping, name="end_helping"),
    path("entered/<int:pk>/", helping.entered, name="entered"),
    path("entered/<int:pk>/confirm/", helping.confirm_entered, name="confirm_entered"),
    path("entered/<int:pk>/confirm-print/", helping.confirm_print, name="confirm_print"),
    path("entered/<int:pk>/print/", helping.entered_scan, name="entered_scan"),
]

urlpatterns = [
    path("campaigns/", include(campaign_urls)),
    path("answers/", include(answer_urls)),
    path("for-others/", include(helping_urls)),
    path("programs/", include(program_urls)),
    path("progress/", include(progress_urls)),
    path("progress/answers/", include(result_urls)),
    path("evidence/", include(evidence_urls)),
    path("amendments/", include(amendment_urls)),
    path("proposals/", include(proposal_urls)),
    path("phrases/", include(phrase_urls)),
    path("review/", include(review_urls)),
    path("overview/", include(overview_urls)),
    path("reports/", include(report_urls)),
    path("papers/", include(paper_urls)),
]
