"""Writing the audit trail."""

from contextvars import ContextVar

from django.conf import settings
from django.utils.translation import override

from portal.audit.models import AuditEvent

# The address of the request being served; the middleware sets it, so that models need not know of requests.
current_address: ContextVar[str | None] = ContextVar("current_address", default=None)


def record(action, subject, *, by=None, reason="", owner=None, unit_path=""):
    """Write one event and return it; call it inside the transaction of the act itself.

    ``subject`` is a saved model instance. ``by`` is the acting person, None for the system. ``owner`` is the person
    whose paper it is, so that they can see who opened it. ``reason`` is what the actor gave, never a paper's content.
    """
    return AuditEvent.objects.create(**_values(action, subject, by, reason, owner, unit_path))


def record_many(action, subjects, *, by=None, reason="", owner=lambda subject: None, unit_path=lambda subject: ""):
    """Write one event for each of ``subjects`` in few statements.

    ``owner`` and ``unit_path`` tell whose paper a subject is and where it stands.
    """
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(**_values(action, subject, by, reason, owner(subject), unit_path(subject)))
            for subject in subjects
        ],
        batch_size=500,
    )


def note(action, name, *, reason=""):
    """Write one event about the installation itself, done from its command line or by schedule: nobody's act.

    ``name`` says what it was done with, such as the name of a file.
    """
    values = {"action": action, "subject_type": "portal", "subject_name": name[:300], "reason": reason}
    return AuditEvent.objects.create(**values)


def _values(action, subject, by, reason, owner, unit_path):
    return {
        "action": action,
        "actor_id": str(by.public_id) if by else "",
        "actor_name": str(by)[:200] if by else "",
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "subject_name": str(subject)[:300],
        "owner_id": str(owner.public_id) if owner else "",
        "unit_path": unit_path,
        "reason": _with_stand_in(reason, by, owner, unit_path),
        "address": current_address.get(),
    }


def _with_stand_in(reason, by, owner, unit_path):
    """Add to the reason whom the actor stands in for, where they do: it is seen with every act."""
    if by is None:
        return reason
    with override(settings.LANGUAGE_CODE):
        stands_in = by.stands_in_text(unit_path, owner)
        return " · ".join(filter(None, [str(reason), stands_in])) if stands_in else reason
