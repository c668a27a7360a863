"""Who has reported: the lines of a roster with the reports of their programs."""

from django.db.models import OuterRef, Subquery

from commitments.models.progress import ProgressReport


def with_reports(entries, quarter):
    """Annotate when each program was reported first for ``quarter`` (``reported_at``), and when last at all."""
    reports = ProgressReport.objects.filter(program__entry=OuterRef("pk"))
    first = reports.filter(quarter=quarter).order_by("sent_at").values("sent_at")[:1]
    last = reports.order_by("-sent_at").values("sent_at")[:1]
    return entries.annotate(reported_at=Subquery(first), last_reported_at=Subquery(last))
