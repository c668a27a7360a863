"""The evaluation report: made once of a decided rating, frozen, issued, and served as it was."""

import datetime
import hashlib
import json
import threading
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone, translation
from pypdf import PdfReader

from commitments.models import ProgressAnswer
from evaluations import compiling
from evaluations.errors import NotDecided
from evaluations.models import (
    Ballot,
    EvaluationReport,
    ForcedOutcome,
    Proposal,
    Rating,
    RatingSession,
    ReviewPlacement,
    SelfAssessment,
    Shortcoming,
)
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.printing import pdf
from portal.printing.models import IssuedPaper, PaperForm
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.showing import program_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december(time_machine):
    time_machine.move_to(datetime.datetime(2026, 12, 28, 2, 0, tzinfo=datetime.UTC))


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def rating(evaluation, member, province, campaign, secretary):
    """The member's rating, decided: a program with a confirmed result, a self-assessment, a proposal with a ballot."""
    (commitment,) = program_of(member, campaign)
    ProgressAnswer.objects.create(entry=shown(commitment), kind="confirmed", by=secretary)
    dossier = make_dossier(evaluation, member, posts="Chi ủy viên")
    SelfAssessment.objects.create(
        dossier=dossier,
        form=PaperForm.objects.get(code="KD-02B-2025"),
        status="submitted",
        submitted_at=factories.local_noon(datetime.date(2026, 11, 20)),
        points={"A1": "11", "A2": "13", "A3": "3.5", "B1": "63"},
        own_levels={"party_member": "HTXSNV"},
    )
    placement = dossier.placements.get()
    placement.remark = "Tận tụy, có trách nhiệm"
    placement.save()
    proposal = Proposal.objects.create(
        placement=placement, track="party_member", level="HTTNV", points_a="27", points_b="60", recorded_by=secretary
    )
    Ballot.objects.create(proposal=proposal, issued=12, valid=11, invalid=1, votes={"HTTNV": 9, "HTXSNV": 2})
    RatingSession.objects.create(evaluation=evaluation, body=province.cell, summoned=13, present=12)
    return decide(dossier.ratings.get(), by=secretary)


def decide(rating, *, by, level="HTTNV", published=True):
    evaluation = rating.dossier.evaluation
    decision = evaluation.decisions.create(
        decided_by="Ban Thường vụ Đảng ủy", symbol="45-QĐ/ĐU", decided_on="2026-12-20", recorded_by=by
    )
    Rating.objects.filter(pk=rating.pk).update(
        stage=Rating.Stage.DECIDED,
        decision=decision,
        proposed_level=level,
        appraised_level=level,
        appraised_a="27",
        appraised_b="60",
        level=level,
        published_at=factories.local_noon(datetime.date(2026, 12, 22)) if published else None,
    )
    return Rating.objects.get(pk=rating.pk)


def events():
    return list(
        AuditEvent.objects.filter(action__startswith="evaluations.report")
        .order_by("pk")
        .values_list("action", "actor_name")
    )


def report_url(rating, extension="pdf"):
    return f"/evaluations/ratings/{rating.pk}/report.{extension}"


def test_a_report_freezes_what_was_promised_scored_proposed_and_decided(rating, personnel_officer):
    report = compiling.compile_report(rating, by=personnel_officer)

    content = report.content
    assert content["subject"]["name"] == "Đặng Thị Bích Ngà"
    assert [(task["title"], task["state"], bool(task["confirmed"])) for task in content["tasks"]] == [
        (rating.dossier.person.campaign_entries.get().program.commitments.get().title, "done", True)
    ]
    assert [(group["code"], group["given"]) for group in content["groups"]] == [
        ("A", {"self": "27.5", "proposed": "27.00", "appraised": "27.00"}),
        ("B", {"self": "63", "proposed": "60.00", "appraised": "60.00"}),
    ]
    (place,) = content["places"]
    assert (place["name"], place["remark"], place["summoned"]) == ("Chi bộ khu phố 1", "Tận tụy, có trách nhiệm", 13)
    assert place["ballot"]["votes"] == {"HTTNV": 9, "HTXSNV": 2}
    assert [content[name] for name in ("own_level", "proposed_level", "appraised_level", "level", "symbol")] == [
        "HTXSNV", "HTTNV", "HTTNV", "HTTNV", "45-QĐ/ĐU",
    ]  # fmt: skip


def test_points_of_a_frame_that_was_changed_since_are_left_out_and_the_report_is_made(rating, personnel_officer):
    SelfAssessment.objects.update(points={"A1": "11", "OF_ANOTHER_FRAME": "13"})

    content = compiling.compile_report(rating, by=personnel_officer).content

    assert [group["given"] for group in content["groups"]] == [
        {"proposed": "27.00", "appraised": "27.00"},
        {"proposed": "60.00", "appraised": "60.00"},
    ]


@pytest.mark.parametrize("capacity", ReviewPlacement.Capacity)
def test_a_place_of_every_capacity_stands_on_the_report(capacity, rating, personnel_officer):
    rating.dossier.placements.update(capacity=capacity, is_deciding=False)

    (place,) = compiling.compile_report(rating, by=personnel_officer).content["places"]

    assert bool(place["capacity"]) is (capacity != ReviewPlacement.Capacity.OWN)


def test_each_condition_of_each_level_stands_with_its_numbers(rating, personnel_officer):
    content = compiling.compile_report(rating, by=personnel_officer).content

    rules = rating.dossier.evaluation.scheme.rules
    frame = rules.frame("NON_LEADER")
    assert [line["label"] for line in content["conditions"]] == [
        condition.label for level in rules.levels for condition in rules.conditions(level, frame)
    ]
    assert ("1/1 = 100,0%", True) in {(line["shown"], line["held"]) for line in content["conditions"]}


def test_a_forced_case_is_named_with_its_document_and_its_exception(rating, personnel_officer, ward_secretary):
    case = rating.dossier.evaluation.scheme.rules.forced(rating.dossier.evaluation.scheme.rules.frame("NON_LEADER"))[0]
    ForcedOutcome.objects.create(
        dossier=rating.dossier,
        code=case.code,
        symbol="15-KL/UBKT",
        entered_by=personnel_officer,
        waived_by=ward_secretary,
        waived_at=factories.local_noon(datetime.date(2026, 12, 1)),
        waiver_reason="Đã tự nhận",
    )

    (line,) = compiling.compile_report(rating, by=personnel_officer).content["forced"]

    assert (line["label"], line["symbol"], line["waived_by"], line["waiver"]) == (
        case.label, "15-KL/UBKT", "Tạ Thị Kim Liên", "Đã tự nhận",
    )  # fmt: skip


def test_open_shortcomings_stand_on_the_report_and_overcome_ones_do_not(rating, personnel_officer):
    year = rating.dossier.evaluation.year
    for text, overcome_in in (("Chậm báo cáo", None), ("Vắng họp", year)):
        Shortcoming.objects.create(person=rating.dossier.person, year=year - 1, text=text, overcome_in=overcome_in)

    content = compiling.compile_report(rating, by=personnel_officer).content

    assert [fault["text"] for fault in content["faults"]] == ["Chậm báo cáo"]


@pytest.mark.parametrize("stage", ["self", "proposed", "appraised"])
def test_before_the_decision_there_is_no_report(evaluation, member, personnel_officer, stage):
    rating = make_dossier(evaluation, member).ratings.get()
    Rating.objects.filter(pk=rating.pk).update(
        stage=stage,
        proposed_level="" if stage == "self" else "HTTNV",
        appraised_level="HTTNV" if stage == "appraised" else "",
    )

    with translation.override("en"), pytest.raises(NotDecided) as refusal:
        compiling.compile_report(rating, by=personnel_officer)

    assert str(refusal.value) == "The report is made once the level has been decided."
    assert (EvaluationReport.objects.count(), IssuedPaper.objects.count(), events()) == (0, 0, [])


def test_compiling_again_gives_the_same_report_whatever_changed_meanwhile(rating, personnel_officer):
    first = compiling.compile_report(rating, by=personnel_officer)
    rating.dossier.person.full_name = "Tên đã đổi"
    rating.dossier.person.save()
    rating.dossier.placements.update(remark="Nhận xét viết lại")

    second = compiling.compile_report(rating, by=personnel_officer)

    assert second.pk == first.pk
    assert second.content["subject"]["name"] == "Đặng Thị Bích Ngà"
    assert events() == [("evaluations.report_compiled", "Đỗ Hữu Quang")]


def test_the_checksum_is_of_the_canonical_content_and_the_paper_can_be_drawn_again(rating, personnel_officer):
    report = compiling.compile_report(rating, by=personnel_officer)

    stored = EvaluationReport.objects.get()
    text = json.dumps(stored.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert stored.sha256 == hashlib.sha256(text.encode()).hexdigest()
    drawn = pdf.render(compiling.paper_of(stored.content, code=report.paper.code))
    assert hashlib.sha256(drawn).hexdigest() == stored.paper.pdf_sha256


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_one_report(rating, personnel_officer):
    start, found = threading.Barrier(2), []

    def ask():
        try:
            start.wait()
            found.append(compiling.compile_report(rating, by=personnel_officer).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1
    assert len(found) == 2
    assert IssuedPaper.objects.count() == 1


# ── printing it ──


def test_a_member_prints_their_own_report_once_it_is_published(rating, member, signed_in):
    first = b"".join(signed_in(member).get(report_url(rating)).streaming_content)
    second = b"".join(signed_in(member).get(report_url(rating)).streaming_content)

    assert first == second
    assert IssuedPaper.objects.get().code in PdfReader(BytesIO(first)).pages[0].extract_text()
    assert events() == [("evaluations.report_compiled", "Đặng Thị Bích Ngà")]  # reading one's own is no event


def test_before_publication_the_member_gets_no_report_and_the_office_does(rating, member, personnel_officer, signed_in):
    Rating.objects.update(published_at=None)

    own, office = (signed_in(who).get(report_url(rating)).status_code for who in (member, personnel_officer))

    assert (own, office) == (403, 200)


def test_reading_the_report_of_another_is_recorded_for_them_to_see(rating, member, personnel_officer, signed_in):
    signed_in(personnel_officer).get(report_url(rating, "docx"))

    event = AuditEvent.objects.get(action="evaluations.report_printed")
    assert (event.actor_name, event.owner_id) == ("Đỗ Hữu Quang", str(member.public_id))


def test_a_replaced_report_is_served_marked_and_the_issued_file_stays(rating, member, secretary, signed_in):
    issued = compiling.compile_report(rating, by=secretary).paper
    before = issued.pdf.read()
    Rating.objects.filter(pk=rating.pk).update(superseded_at=timezone.now(), supersede_reason="Sai sót")
    later = rating.decision
    later.pk, later.symbol = None, "51-QĐ/ĐU"
    later.save()
    Rating.objects.create(
        dossier=rating.dossier, track=rating.track, supersedes=rating, stage="decided", level="HTNV",
        proposed_level="HTNV", appraised_level="HTNV", decision=later, published_at=timezone.now(),
    )  # fmt: skip

    response = signed_in(member).get(report_url(rating))

    served = b"".join(response.streaming_content)
    text = " ".join(PdfReader(BytesIO(served)).pages[0].extract_text().split())
    assert "đã được thay thế theo Quyết định số 51-QĐ/ĐU" in text
    assert "da-thay-the.pdf" in response["Content-Disposition"]
    issued.refresh_from_db()
    assert issued.pdf.read() == before


def test_nobody_else_learns_that_there_is_a_report(rating, colleague, clerk, system_admin, province, signed_in):
    far = factories.make_person("Cán bộ nơi khác", cell=province.other_cell)
    factories.appoint(far, Role.PERSONNEL_OFFICER, province.other_ward)

    statuses = {
        str(who): signed_in(who).get(report_url(rating)).status_code for who in (colleague, clerk, system_admin, far)
    }

    assert set(statuses.values()) == {404}
    assert EvaluationReport.objects.count() == 0


def test_another_format_is_not_found(rating, member, signed_in):
    assert signed_in(member).get(report_url(rating, "xlsx")).status_code == 404


def test_before_the_decision_the_office_is_told_why_there_is_none(evaluation, member, personnel_officer, signed_in):
    rating = make_dossier(evaluation, member).ratings.get()

    assert signed_in(personnel_officer).get(report_url(rating)).status_code == 403
