"""What the portal holds of a person's programs, for the person alone: theirs, not those of collectives they head."""

from commitments.models import (
    ActionProgram,
    AmendedCommitment,
    Amendment,
    Commitment,
    Entered,
    Evidence,
    ProgramText,
    ProgramVersion,
    ProgressAnswer,
    ProgressEntry,
    ProgressReport,
    Proposal,
    ReviewNote,
    ReviewStep,
)
from commitments.papers import KIND
from portal.lib.composed import AboutMe
from portal.printing.models import IssuedPaper

OF_A_COMMITMENT = (
    "id", "program_id", "order", "title", "clauses__number", "deliverable", "measure", "baseline", "target_value",
    "unit", "due_on", "milestones", "responsibility", "co_owners", "authority_note", "weight", "note", "origin",
    "done_on", "dropped_on",
)  # fmt: skip
OF_AN_ENTRY = (
    "id", "commitment_id", "report__sent_at", "state", "percent", "reached_value", "reached_on", "note", "difficulty",
    "next_step", "saved_at", "answer",
)  # fmt: skip
OF_A_CHANGE = (
    "amendment_id", "commitment_id", "act", "reason", "title", "deliverable", "measure", "baseline", "target_value",
    "unit", "due_on", "milestones", "responsibility", "co_owners", "authority_note", "weight", "note",
)  # fmt: skip
OF_WHAT_WAS_ENTERED = (
    "entered_by__full_name", "entered_at", "how", "confirmed_at", "confirmed_by__full_name", "scan_name",
    "scan_sha256", "scan_by__full_name",
)  # fmt: skip


def about_me(person):
    """Return programs with texts, commitments, decided steps, versions, amendments, progress, evidence and papers, and
    what others entered for the person."""
    own = ActionProgram.objects.filter(entry__person=person)
    evidence = Evidence.objects.filter(entry__commitment__program__in=own)
    former = person.united_records.values_list("former_id", flat=True)
    papers = IssuedPaper.objects.filter(owner_id__in=[str(person.public_id), *former], kind=KIND)
    entered = Entered.objects.filter(member=person)
    decided = ReviewStep.objects.exclude(decision="")
    return [
        AboutMe(
            "dot-dang-ky",
            person.campaign_entries.values(
                "id",
                "campaign__name",
                "campaign__period__year",
                "unit__name",
                "due_on",
                "added_on",
                "left_on",
                "exempt_reason",
                "exempt_note",
            ),
        ),
        AboutMe(
            "chuong-trinh",
            own.values("id", "entry_id", "status", "registered_on", "submitted_at", "decided_at", "closed_reason"),
        ),
        AboutMe(
            "chuong-trinh-noi-dung", ProgramText.objects.filter(program__in=own).values("program_id", "key", "body")
        ),
        AboutMe("cam-ket", Commitment.objects.filter(program__in=own).values(*OF_A_COMMITMENT)),
        AboutMe(
            "xem-xet",
            (decided.filter(program__in=own) | decided.filter(amendment__program__in=own)).values(
                "program_id",
                "amendment_id",
                "round",
                "kind",
                "body__name",
                "decision",
                "reason",
                "decided_at",
                "decision_symbol",
                "decision_on",
            ),
        ),
        AboutMe(
            "nhan-xet-tung-cam-ket",
            ReviewNote.objects.filter(commitment__program__in=own)
            .exclude(step__decision="")
            .values("commitment_id", "verdict", "text"),
        ),
        AboutMe(
            "cac-ban-da-duyet",
            ProgramVersion.objects.filter(program__in=own).values(
                "program_id", "number", "frozen_at", "sha256", "content"
            ),
        ),
        AboutMe(
            "dieu-chinh",
            Amendment.objects.filter(program__in=own).values(
                "id", "program_id", "kind", "reason", "status", "begun_at", "submitted_at", "decided_at"
            ),
        ),
        AboutMe(
            "dieu-chinh-noi-dung",
            AmendedCommitment.objects.filter(amendment__program__in=own).values(*OF_A_CHANGE),
        ),
        AboutMe(
            "van-ban-thay-the",
            Proposal.objects.filter(program__in=own).values(
                "program_id", "older__symbol", "newer__symbol", "status", "made_at", "reason", "answered_at"
            ),
        ),
        AboutMe(
            "bao-cao-tien-do",
            ProgressReport.objects.filter(program__in=own).values("id", "program_id", "quarter__quarter", "sent_at"),
        ),
        AboutMe("tien-do", ProgressEntry.objects.filter(commitment__program__in=own).values(*OF_AN_ENTRY)),
        AboutMe(
            "xac-nhan-ket-qua",
            ProgressAnswer.objects.filter(entry__commitment__program__in=own).values(
                "entry_id", "kind", "reason", "by__full_name", "at"
            ),
        ),
        AboutMe(
            "minh-chung",
            evidence.values("id", "entry_id", "kind", "name", "symbol", "url", "size", "sha256", "added_at"),
            [(f"{row.pk}-{row.file.name.rpartition('/')[2]}", row.file) for row in evidence if row.file],
        ),
        AboutMe("nhap-giup", person.helpings.values("helper__full_name", "reason", "began_at", "ended_at")),
        AboutMe(
            "van-ban-nhap-giup",
            entered.values("id", "program_id", "report_id", "amendment_id", *OF_WHAT_WAS_ENTERED),
            [(f"{row.pk}-{row.scan_name}", row.scan) for row in entered if row.scan],
        ),
        AboutMe(
            "van-ban-da-phat-hanh",
            papers.values("code", "title", "issued_at", "pdf_sha256", "docx_sha256"),
            [(f"{paper.code}.pdf", paper.pdf) for paper in papers],
        ),
    ]
