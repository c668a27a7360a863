"""Addresses of the action programs, grouped by what one comes for."""

from django.urls import include, path

from commitments.views import overview, papers

app_name = "commitments"

campaign_urls = []

program_urls = []

review_urls = []

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
    path("review/", include(review_urls)),
    path("overview/", include(overview_urls)),
    path("papers/", include(paper_urls)),
]
