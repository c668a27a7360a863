"""What the directory and the trail hold about a person, for the person alone."""

from portal.audit.models import AuditEvent
from portal.lib.composed import AboutMe

OF_A_PERSON = (
    "login_name", "full_name", "sex", "born", "born_precision", "card_no", "personal_id", "email", "phone",
    "joined_on", "joined_precision", "official_on", "official_precision", "work_post", "workplace", "cell__name",
    "is_active", "created_at", "last_login", "notice_version", "notice_read_at",
)  # fmt: skip


def about_me(person):
    """Return member file, memberships, posts, acts on the person, who did what with their data, and their own acts."""
    events = AuditEvent.objects.on_papers_of(person)
    mine = [str(person.public_id), *person.united_records.values_list("former_id", flat=True)]
    return [
        AboutMe("ho-so", type(person).objects.filter(pk=person.pk).values(*OF_A_PERSON)),
        AboutMe(
            "sinh-hoat-dang",
            person.memberships.values("cell__name", "standing", "starts_on", "ends_on", "end_reason"),
        ),
        AboutMe(
            "chuc-vu",
            person.appointments.values(
                "org__name", "collective__name", "role", "title", "starts_on", "ends_on", "reports_to__full_name"
            ),
        ),
        AboutMe("ban-ghi-da-hop-nhat", person.united_records.values("name", "login_name", "card_no", "reason", "at")),
        AboutMe(
            "bien-dong",
            person.acts.values(
                "kind", "on", "what", "reason", "document", "document_on", "recorded_at", "taken_back_at"
            ),
        ),
        AboutMe(
            "ai-da-mo", events.exclude(actor_id__in=mine).values("at", "action", "actor_name", "subject_name", "reason")
        ),
        AboutMe(
            "viec-toi-da-lam",
            # Without the papers of others, and what was said of them: those are not about this person.
            AuditEvent.objects.filter(actor_id__in=mine).values("at", "action", "subject_type", "address"),
        ),
    ]
