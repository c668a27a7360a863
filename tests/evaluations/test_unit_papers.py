"""Self-assessments as papers, and all papers of a unit as a job: one ZIP of files, or volumes."""

import datetime
import zipfile
from io import BytesIO

import docx as python_docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from evaluations.models import EvaluationReport, Rating
from evaluations.papers import work
from evaluations.papers.parts import number_of
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.assessed import make_assessment
from tests.evaluations.showing import program_of, shown
from tests.worker import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december(time_machine):
    time_machine.move_to(datetime.datetime(2026, 12, 1, 2, 0, tzinfo=datetime.UTC))


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def paper_url(assessment, extension="pdf"):
    return reverse("evaluations:self_review", args=[assessment.pk, extension])


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def decided(dossier, *, by, published=True, level="HTTNV"):
    decision = dossier.evaluation.decisions.create(
        decided_by="Đảng ủy phường", symbol="45-QĐ/ĐU", decided_on="2026-12-20", recorded_by=by
    )
    levels = dict.fromkeys(("proposed_level", "appraised_level", "level"), level)
    published_at = factories.local_noon(datetime.date(2026, 12, 22)) if published else None
    dossier.ratings.update(stage=Rating.Stage.DECIDED, decision=decision, published_at=published_at, **levels)


# ── the self-assessment of one ──


def test_a_draft_is_printed_by_its_writer_with_what_the_portal_filled_in(evaluation, member, campaign, signed_in):
    (commitment,) = program_of(member, campaign)
    shown(commitment)
    assessment = make_assessment(evaluation, member)

    text = text_of(signed_in(member).get(paper_url(assessment)).content)

    assert "BẢN NHÁP" in text
    assert f"{commitment.title}: đã hoàn thành ngày 31/10/2026, đúng hạn" in text
    assert "12-BB/CB" in text or "Biên bản" in text
    assert "Có lúc còn nể nang trong góp ý" in text


def test_a_paper_that_was_handed_in_is_no_draft_and_prints_what_was_frozen(
    evaluation, member, secretary, campaign, signed_in
):
    (commitment,) = program_of(member, campaign)
    shown(commitment)
    assessment = make_assessment(evaluation, member, status="submitted")
    commitment.title = "Đã viết lại sau khi gửi"
    commitment.save()

    response = signed_in(secretary).get(paper_url(assessment, "docx"))

    document = python_docx.Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(line.text for line in document.paragraphs), *cells])
    assert "Đã viết lại" not in text
    assert "Đã gửi trên cổng lúc 09:00 ngày 01/12/2026" in text
    event = AuditEvent.objects.get(action="evaluations.assessment_printed")
    assert (event.actor_name, event.owner_id) == ("Hoàng Văn Khải", str(member.public_id))


def test_nobody_else_finds_the_paper_and_a_draft_is_its_writers_alone(
    evaluation, member, secretary, colleague, personnel_officer, signed_in
):
    assessment = make_assessment(evaluation, member)

    statuses = [
        signed_in(who).get(paper_url(assessment)).status_code for who in (secretary, colleague, personnel_officer)
    ]

    assert statuses == [404, 404, 404]


def test_points_of_the_paper_are_those_of_the_page(evaluation, member, signed_in):
    assessment = make_assessment(evaluation, member, status="submitted")

    text = text_of(signed_in(member).get(paper_url(assessment)).content)

    totals = assessment.basis["totals"]
    assert f"Tổng điểm: {number_of(totals['total'])}/100 điểm" in text


# ── all of a unit ──


@pytest.fixture
def three(evaluation, province, personnel_officer):
    """Two of one name in the first cell, one in the second; all decided and published."""
    people = [
        factories.make_person(name, cell=cell)
        for name, cell in (
            ("Nguyễn Văn Đức", province.cell),
            ("Nguyễn Văn Đức", province.cell),
            ("Lê Thị Ánh", province.second_cell),
        )
    ]
    for person in people:
        decided(make_dossier(evaluation, person), by=personnel_officer)
    return people


def ask(client, evaluation, unit, *, what="reports", form="files"):
    return client.post(
        reverse("evaluations:unit_papers", args=[evaluation.pk, unit.code]), {"what": what, "form": form}
    )


def fetched(client, asked):
    work_off()
    return b"".join(client.get(f"{asked.url}file/").streaming_content)


def test_reports_come_in_folders_by_unit_with_plain_names_and_no_card_number(
    evaluation, province, three, personnel_officer, signed_in
):
    client = signed_in(personnel_officer)

    made = fetched(client, ask(client, evaluation, province.ward))

    folder = zipfile.ZipFile(BytesIO(made))
    assert folder.namelist() == [
        "chi-bo-khu-pho-1/0001-phieu-danh-gia-xep-loai-nguyen-van-duc.pdf",
        "chi-bo-khu-pho-1/0002-phieu-danh-gia-xep-loai-nguyen-van-duc.pdf",
        "chi-bo-khu-pho-2/0003-phieu-danh-gia-xep-loai-le-thi-anh.pdf",
    ]
    issued = EvaluationReport.objects.get(rating__dossier__person=three[2])
    assert folder.read(folder.namelist()[2]) == issued.paper.pdf.open().read()
    assert not any(person.card_no in "".join(folder.namelist()) for person in three)


def test_volumes_hold_up_to_so_many_papers_each_beginning_on_its_own_page(
    evaluation, province, three, personnel_officer, signed_in, monkeypatch
):
    monkeypatch.setattr(work, "PAPERS_OF_A_VOLUME", 2)
    client = signed_in(personnel_officer)

    made = fetched(client, ask(client, evaluation, province.ward, form="volumes"))

    folder = zipfile.ZipFile(BytesIO(made))
    assert folder.namelist() == ["tap-001.pdf", "tap-002.pdf"]
    volume = PdfReader(BytesIO(folder.read("tap-001.pdf")))
    firsts = [page for page in volume.pages if "PHIẾU ĐÁNH GIÁ, XẾP LOẠI" in page.extract_text()]
    codes = [report.paper.code for report in EvaluationReport.objects.order_by("pk")[:2]]
    assert [code in page.extract_text() for code, page in zip(codes, firsts, strict=True)] == [True, True]


def test_the_same_papers_make_the_same_zip(evaluation, province, three, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    first = fetched(client, ask(client, evaluation, province.ward))
    Job.objects.all().delete()

    second = fetched(client, ask(client, evaluation, province.ward))

    assert first == second


def test_self_assessments_that_were_handed_in_come_and_drafts_do_not(
    evaluation, province, member, colleague, personnel_officer, signed_in
):
    make_assessment(evaluation, member, status="submitted")
    make_assessment(evaluation, colleague)
    client = signed_in(personnel_officer)

    made = fetched(client, ask(client, evaluation, province.cell, what="self_reviews"))

    assert zipfile.ZipFile(BytesIO(made)).namelist() == ["0001-ban-kiem-diem-tu-danh-gia-dang-thi-bich-nga.pdf"]


def test_each_owner_sees_who_took_their_paper(evaluation, province, three, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    fetched(client, ask(client, evaluation, province.ward))

    taken = AuditEvent.objects.filter(action="evaluations.report_printed").values_list("owner_id", flat=True)
    assert set(taken) == {str(person.public_id) for person in three}


def test_ones_own_report_is_left_out_until_it_is_published(evaluation, province, personnel_officer, signed_in):
    decided(make_dossier(evaluation, personnel_officer), by=personnel_officer, published=False)
    client = signed_in(personnel_officer)

    made = fetched(client, ask(client, evaluation, province.ward))

    assert zipfile.ZipFile(BytesIO(made)).namelist() == []


def test_who_may_take_the_papers_of_a_unit(
    evaluation, province, member, secretary, ward_secretary, personnel_officer, inspector, clerk, signed_in
):
    make_dossier(evaluation, member)
    url = reverse("evaluations:unit_papers", args=[evaluation.pk, province.cell.code])

    everybody = (member, secretary, ward_secretary, personnel_officer, inspector, clerk)
    assert [signed_in(who).get(url).status_code for who in everybody] == [403, 403, 403, 200, 200, 403]


def test_an_unknown_choice_is_asked_again(evaluation, province, personnel_officer, signed_in):
    response = ask(signed_in(personnel_officer), evaluation, province.ward, what="secrets")

    assert response.status_code == 422
    assert Job.objects.count() == 0
