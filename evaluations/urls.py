"""Addresses of the year's end."""

app_name = "evaluations"
urlpatterns = []
