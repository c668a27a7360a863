from django.urls import path

from portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/open/", views.open_one, name="open"),
    path("how/", views.how, name="how"),
    path("calendar/new/", views.calendar_new, name="calendar_new"),
    path("calendar/close/", views.calendar_close, name="calendar_close"),
    path("calendar/<str:secret>.ics", views.calendar, name="calendar"),
]
