"""What the floors below hold about a person: requests, notifications, files asked for, sessions."""

from django.apps import apps

from portal.jobs.models import Job
from portal.lib.composed import AboutMe
from portal.notifications.models import CalendarFeed, MailChoice, Notification, Reminder
from portal.privacy.models import DataAnswer, DataRequest


def about_me(person):
    """Return the requests about one's data with their answers, what one was told, asked for, and is signed in with."""
    sessions = apps.get_model("usersessions", "UserSession").objects.filter(user=person)
    return [
        AboutMe(
            "yeu-cau-ve-du-lieu",
            DataRequest.objects.filter(person=person).values("id", "kind", "text", "asked_at", "due_on", "closed_at"),
        ),
        AboutMe(
            "tra-loi-yeu-cau",
            DataAnswer.objects.filter(request__person=person).values(
                "request_id", "outcome", "text", "promised_on", "by__full_name", "at"
            ),
        ),
        AboutMe(
            "thong-bao", Notification.objects.of(person).values("event", "text", "detail", "created_at", "read_at")
        ),
        AboutMe("nhac-viec", Reminder.objects.filter(recipient=person).values("url", "due_on", "step", "sent_at")),
        # That there is an address, and since when: the address itself is a secret, kept as a hash.
        AboutMe("lich-tren-dien-thoai", CalendarFeed.objects.filter(person=person).values("made_at")),
        AboutMe("chon-nhan-thu", MailChoice.objects.filter(person=person).values("how", "gathered_on")),
        AboutMe("tep-da-yeu-cau", Job.objects.visible_to(person).values("title", "state", "asked_at", "finished_at")),
        AboutMe("phien-dang-nhap", sessions.values("created_at", "last_seen_at", "ip", "user_agent")),
    ]
