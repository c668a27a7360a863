"""What the portal holds of a person's evaluations, for the person alone; what is not published yet is not in it."""

from django.db.models import Exists, OuterRef

from commitments.about_me import OF_WHAT_WAS_ENTERED
from evaluations.models import (
    CorrectionRequest,
    Discipline,
    Dossier,
    EnteredAssessment,
    EvaluationReport,
    FigureCorrection,
    PastRating,
    Proposal,
    Rating,
    ReviewPlacement,
    ReviewPrompt,
    SelfAssessment,
    SelfAssessmentReturn,
    SelfAssessmentText,
    Shortcoming,
    ShortcomingAnswer,
)
from portal.lib.composed import AboutMe


def about_me(person):
    """Return dossiers, self-assessments, published ratings with proposals and remarks, disciplines, earlier years."""
    own = Dossier.objects.filter(person=person).opened()
    papers = SelfAssessment.objects.filter(dossier__in=own)
    entered = EnteredAssessment.objects.filter(member=person)
    published = Rating.objects.filter(dossier__in=own, published_at__isnull=False)
    told = published.values("dossier")
    reports = EvaluationReport.objects.filter(rating__in=published).select_related("paper")
    return [
        AboutMe(
            "ho-so-danh-gia",
            own.values(
                "id",
                "evaluation__period__year",
                "evaluation__period__quarter",
                "unit__name",
                "frame",
                "decider__name",
                "posts",
                "job",
                "added_on",
                "left_on",
                "not_rated_reason",
                "not_rated_note",
            ),
        ),
        AboutMe(
            "tu-danh-gia",
            papers.values(
                "id", "dossier_id", "status", "points", "own_levels", "basis", "basis_sha256", "submitted_at"
            ),
        ),
        AboutMe(
            "tu-danh-gia-noi-dung",
            SelfAssessmentText.objects.filter(assessment__in=papers).values("assessment_id", "key", "body"),
        ),
        AboutMe(
            "khac-phuc-han-che",
            ShortcomingAnswer.objects.filter(assessment__in=papers).values("shortcoming_id", "state", "note"),
        ),
        AboutMe(
            "goi-y-kiem-diem",
            ReviewPrompt.objects.filter(dossier__in=own).values(
                "dossier_id", "question", "asked_by", "symbol", "asked_on", "answer"
            ),
        ),
        AboutMe(
            "sua-so-lieu",
            FigureCorrection.objects.filter(dossier__in=own).values(
                "dossier_id", "figure", "counted", "value", "reason", "corrected_by__full_name", "corrected_at"
            ),
        ),
        AboutMe(
            "tu-danh-gia-nhap-giup",
            entered.values("id", "assessment_id", *OF_WHAT_WAS_ENTERED),
            [(f"{row.pk}-{row.scan_name}", row.scan) for row in entered if row.scan],
        ),
        AboutMe(
            "tu-danh-gia-tra-lai",
            SelfAssessmentReturn.objects.filter(assessment__in=papers).values("assessment_id", "reason", "returned_at"),
        ),
        AboutMe(
            "muc-xep-loai",
            published.values(
                "dossier_id",
                "track",
                "level",
                "level_reason",
                "decision__symbol",
                "decision__decided_on",
                "decided_at",
                "published_at",
                "locked_at",
                "superseded_at",
                "supersede_reason",
            ),
        ),
        AboutMe(
            "de-xuat",
            # Of each track by itself: one may be published while the other is still appraised.
            Proposal.objects.filter(
                Exists(published.filter(dossier=OuterRef("placement__dossier"), track=OuterRef("track")))
            ).values(
                "placement_id",
                "placement__body__name",
                "track",
                "level",
                "reason",
                "points_a",
                "points_b",
                "recorded_at",
            ),
        ),
        AboutMe(
            "nhan-xet",
            ReviewPlacement.objects.filter(dossier__in=told).values("dossier_id", "body__name", "capacity", "remark"),
        ),
        AboutMe(
            "yeu-cau-xem-lai",
            CorrectionRequest.objects.filter(rating__in=published).values(
                "rating_id", "text", "asked_at", "outcome", "answer", "answered_at"
            ),
        ),
        AboutMe(
            "ky-luat",
            Discipline.objects.filter(person=person).values("form", "symbol", "decided_on", "withdrawn_at"),
        ),
        AboutMe(
            "han-che",
            Shortcoming.objects.filter(person=person).values("year", "text", "source", "overcome_in", "recorded_at"),
        ),
        AboutMe("ket-qua-nam-truoc", PastRating.objects.filter(person=person).values("year", "track", "level", "note")),
        AboutMe(
            "phieu-danh-gia",
            reports.values("rating_id", "content", "sha256", "compiled_at"),
            [(f"{report.paper.code}.pdf", report.paper.pdf) for report in reports if report.paper],
        ),
    ]
