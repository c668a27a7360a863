"""Addresses of the action programs, grouped by what one comes for."""

from django.urls import include, path

from commitments.views import decisions, editor, overview, papers, phrases, programs, review

app_name = "commitments"

campaign_urls = []

program_urls = [
    path("", programs.mine, name="programs"),
    path("start/<int:entry_pk>/", programs.start, name="start"),
    path("<int:pk>/", programs.program, name="program"),
    path("<int:pk>/submit/", programs.submit, name="submit"),
    path("<int:pk>/recall/", programs.recall, name="recall"),
    path("<int:pk>/edit/", editor.edit, name="edit"),
    path("<int:pk>/sections/<slug:key>/save/", editor.save_section, name="save_section"),
    path("<int:pk>/commitments/add/", editor.add_commitment, name="add_commitment"),
    path("<int:pk>/commitments/carry-over/", editor.carry_over, name="carry_over"),
    path("<int:pk>/commitments/<int:commitment_pk>/save/", editor.save_commitment, name="save_commitment"),
    path("<int:pk>/commitments/<int:commitment_pk>/drop/", editor.drop_commitment, name="drop_commitment"),
    path("<int:pk>/commitments/<int:commitment_pk>/move/", editor.move_commitment, name="move_commitment"),
    path("<int:pk>/commitments/<int:commitment_pk>/example/", editor.use_example, name="use_example"),
]

phrase_urls = [
    path("", phrases.phrases, name="phrases"),
    path("<int:pk>/drop/", phrases.drop_phrase, name="drop_phrase"),
]

review_urls = [
    path("", review.queue, name="queue"),
    path("approve/", review.approve_several, name="approve_several"),
    path("<int:pk>/", review.review, name="review"),
    path("<int:pk>/decide/", review.decide, name="decide"),
    path("<int:pk>/record/", decisions.record, name="record"),
    path("<int:pk>/close/", decisions.close, name="close"),
    path("steps/<int:pk>/scan/", decisions.scan, name="scan"),
]

overview_urls = [
    path("", overview.overview, name="overview"),
    path("<int:pk>/<str:code>/", overview.overview_unit, name="overview_unit"),
    path("<int:pk>/<str:code>/people/", overview.roster, name="roster"),
    path("<int:pk>/<str:code>/people.xlsx", overview.roster_xlsx, name="roster_xlsx"),
]

paper_urls = [
    path("<int:pk>/pdf/", papers.program_pdf, name="paper_pdf"),
    path("<int:pk>/docx/", papers.program_docx, name="paper_docx"),
]

urlpatterns = [
    path("campaigns/", include(campaign_urls)),
    path("programs/", include(program_urls)),
    path("phrases/", include(phrase_urls)),
    path("review/", include(review_urls)),
    path("overview/", include(overview_urls)),
    path("papers/", include(paper_urls)),
]
