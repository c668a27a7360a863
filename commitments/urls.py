"""Addresses of the action programs, grouped by what one comes for."""

from django.urls import include, path

app_name = "commitments"

campaign_urls = []

program_urls = []

review_urls = []

overview_urls = []

paper_urls = []

urlpatterns = [
    path("campaigns/", include(campaign_urls)),
    path("programs/", include(program_urls)),
    path("review/", include(review_urls)),
    path("overview/", include(overview_urls)),
    path("papers/", include(paper_urls)),
]
