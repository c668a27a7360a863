"""Addresses of the self-assessment, and of what stands beside it in a dossier: figures and prompts."""

from django.urls import path

from evaluations.views import entered, figures, prompts, self_assessments

self_assessment_urls = [
    path("", self_assessments.mine, name="self_assessments"),
    path("begin/<int:pk>/", self_assessments.begin, name="begin_self_assessment"),
    path("<int:pk>/", self_assessments.self_assessment, name="self_assessment"),
    path("<int:pk>/save/", self_assessments.save, name="save_self_assessment"),
    path("<int:pk>/submit/", self_assessments.submit, name="submit_self_assessment"),
    path("<int:pk>/recall/", self_assessments.recall, name="recall_self_assessment"),
    path("<int:pk>/return/", self_assessments.send_back, name="return_self_assessment"),
]

beside_urls = [
    path("<int:pk>/figures/", figures.figures, name="figures"),
    path("<int:pk>/figures/<slug:figure>/", figures.correct, name="correct_figure"),
    path("<int:pk>/prompts/", prompts.prompts, name="prompts"),
    path("entered/<int:pk>/", entered.entered, name="entered"),
    path("entered/<int:pk>/confirm/", entered.confirm_entered, name="confirm_entered"),
    path("entered/<int:pk>/confirm-print/", entered.confirm_print, name="confirm_print"),
    path("entered/<int:pk>/print/", entered.entered_scan, name="entered_scan"),
]
