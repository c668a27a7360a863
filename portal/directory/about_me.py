"""What the directory and the trail hold about a person, for the person alone."""

from allauth.mfa.models import Authenticator
from django.db.models import OuterRef, Subquery

from portal.audit.models import AuditEvent
from portal.directory.models import Appointment, Delegation
from portal.directory.roles import Act, roles_that_may
from portal.directory.sso import identities_of
from portal.lib.composed import AboutMe

OF_A_PERSON = (
    "login_name", "full_name", "sex", "born", "born_precision", "card_no", "personal_id", "email", "phone",
    "joined_on", "joined_precision", "official_on", "official_precision", "work_post", "workplace", "cell__name",
    "is_active", "created_at", "last_login", "notice_version", "notice_read_at",
)  # fmt: skip

OF_A_DELEGATION = (
    "post__person__full_name", "post__title", "post__org__name", "substitute__full_name", "duties", "starts_on",
    "ends_on", "reason", "document", "recorded_at", "ended_at",
)  # fmt: skip


def about_me(person):
    """Return member file, memberships, posts, acts on the person, who did what with their data, and their own acts.

    Of how the person signs in: slips, factors, linked identities, without any secret.
    """
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
        AboutMe(
            "cap-quan-ly-rieng", person.tier_overrides.values("tier", "body__name", "starts_on", "ends_on", "decision")
        ),
        AboutMe("uy-quyen", Delegation.objects.filter(post__person=person).values(*OF_A_DELEGATION)),
        AboutMe("duoc-uy-quyen", person.stand_ins.values(*OF_A_DELEGATION)),
        AboutMe(
            "phieu-kich-hoat",
            person.slips.annotate(office=_office_of("issued_by", "issued_at")).values(
                "state", "issued_at", "valid_to", "ended_at", "failures", "issued_by__full_name", "office"
            ),
        ),
        AboutMe(
            "xac-thuc-buoc-hai",
            Authenticator.objects.filter(user=person).order_by("pk").values("type", "created_at", "last_used_at"),
        ),
        AboutMe("lien-ket-dang-nhap", identities_of(person).values("provider", "uid", "date_joined", "last_login")),
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


def _office_of(who, when):
    """Return the office that the person of the field ``who`` worked for at ``when``, by name."""
    roles = {*roles_that_may(Act.KEEP_PEOPLE), *roles_that_may(Act.ADMINISTER)}
    held = Appointment.objects.filter(person=OuterRef(who), role__in=roles, starts_on__lte=OuterRef(f"{when}__date"))
    return Subquery(held.order_by("-starts_on", "-pk").values("org__name")[:1])
