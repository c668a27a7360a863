"""Addresses of the papers and tables of the year's end, and of the lists of earlier years."""

from django.urls import path

from evaluations.views import history, papers, past, tables, year_report

past_urls = [
    path("", past.past, name="past"),
    path("templates/<slug:kind>.xlsx", past.past_template, name="past_template"),
]

paper_urls = [
    path("evaluations/<int:pk>/report/<str:code>/", year_report.year_report, name="year_report"),
    path(
        "evaluations/<int:pk>/report/<str:code>/report.<str:extension>",
        year_report.year_report_file,
        name="year_report_file",
    ),
    path("directory/people/<uuid:public_id>/history/", history.history, name="history"),
    path("directory/people/<uuid:public_id>/history.pdf", history.history_pdf, name="history_pdf"),
    path("self-assessment/<int:pk>/paper.<str:extension>", papers.self_review, name="self_review"),
    path("evaluations/<int:pk>/papers/<str:code>/", papers.unit_papers, name="unit_papers"),
    path("evaluations/ratings/<int:pk>/report.<str:extension>", papers.report, name="report"),
    path("evaluations/sessions/<int:pk>/<slug:kind>.<str:extension>", papers.session_paper, name="session_paper"),
    path("evaluations/<int:pk>/tables/<str:code>/all/", tables.all_tables, name="all_tables"),
    path("evaluations/<int:pk>/tables/<str:code>/<slug:kind>/", tables.table, name="table"),
    path("evaluations/<int:pk>/tables/<str:code>/<slug:kind>.<str:extension>", tables.table_file, name="table_file"),
]
