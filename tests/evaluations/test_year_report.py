"""The report on a year's rating: its figures are those of the tables, last year stands beside, the quota by group."""

import datetime
from io import BytesIO

import docx as python_docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from evaluations.models import PastCount, Rating
from evaluations.year_report.gathering import gather
from evaluations.year_report.paper import chart, sentences, year_report_paper
from portal.audit.models import AuditEvent
from portal.printing import paper
from tests import factories
from tests.evaluating import make_dossier, make_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def rated(evaluation, subject, level="", **fields):
    dossier = make_dossier(evaluation, subject, **fields)
    if level:
        decision = evaluation.decisions.create(
            decided_by="Đảng ủy", symbol="45-QĐ/ĐU", decided_on=datetime.date(2026, 12, 20),
            recorded_by=factories.make_person(),
        )  # fmt: skip
        levels = dict.fromkeys(("proposed_level", "appraised_level", "level"), level)
        dossier.ratings.update(stage=Rating.Stage.DECIDED, decision=decision, **levels)
    return dossier


@pytest.fixture
def six(evaluation, province):
    for level in ("HTXSNV", *["HTTNV"] * 4):
        rated(evaluation, factories.make_person(cell=province.cell), level, decider=province.ward)
    rated(evaluation, factories.make_person(cell=province.second_cell), decider=province.ward)
    rated(evaluation, factories.make_person(cell=province.second_cell), not_rated_reason="exempt")


def urls(evaluation, unit):
    page = reverse("evaluations:year_report", args=[evaluation.pk, unit.code])
    return page, f"{page}report.pdf", f"{page}report.docx"


def test_the_prose_says_how_many_were_rated_who_was_not_and_what_is_open(evaluation, province, six):
    (part,) = gather(evaluation, province.ward).parts

    assert sentences(part) == [
        "Tổng số 07 đảng viên; được đánh giá, xếp loại 06/07 đảng viên, đạt 85,7%.",
        "Chưa, không đánh giá: 01 miễn công tác, sinh hoạt đảng.",
        "Đến nay còn 01 đảng viên chưa có quyết định xếp loại.",
    ]


def test_last_year_stands_beside_with_the_difference_in_percentage_points(evaluation, province, six):
    PastCount.objects.create(
        year=evaluation.year - 1, org=province.ward, track="party_member", total=10, rated=10,
        counts={"HTXSNV": 2, "HTTNV": 8},
    )  # fmt: skip

    drawn = year_report_paper(gather(evaluation, province.ward))

    table = next(block for block in drawn.blocks if isinstance(block, paper.Table))
    assert table.rows[:2] == [
        ["Hoàn thành xuất sắc nhiệm vụ", "1", "16,7%", "2", "20,0%", "-3,3"],
        ["Hoàn thành tốt nhiệm vụ", "4", "66,7%", "8", "80,0%", "-13,3"],
    ]
    prose = [line for block in drawn.blocks if isinstance(block, paper.Prose) for line in block.paragraphs()]
    assert "Mức “Hoàn thành xuất sắc nhiệm vụ” giảm 3,3 điểm phần trăm so với năm trước." in prose


def test_the_levels_stand_as_bars_with_those_of_last_year_below(evaluation, province, six):
    PastCount.objects.create(
        year=evaluation.year - 1, org=province.ward, track="party_member", total=10, rated=10, counts={"HTTNV": 10}
    )
    (part,) = [part for part in gather(evaluation, province.ward).parts if part.track == "party_member"]

    bars = chart(part).bars

    assert [label for label, _share, _text in bars][:4] == [
        "Hoàn thành xuất sắc nhiệm vụ", "Năm trước", "Hoàn thành tốt nhiệm vụ", "Năm trước",
    ]  # fmt: skip
    assert bars[3] == ("Năm trước", 1.0, "100%")
    assert [(share, text) for _label, share, text in bars[::2]] == [
        (float(line.share), line.percent) for line in part.levels
    ]


def test_the_quota_stands_by_group_with_its_arithmetic(evaluation, province, six):
    drawn = year_report_paper(gather(evaluation, province.ward))

    quota = [block for block in drawn.blocks if isinstance(block, paper.Table)][-1]
    (row,) = quota.rows
    assert (row[0], row[1], row[2], row[4]) == ("Đảng viên: Chuyên môn, nghiệp vụ", "01/05", "0", "Vượt")


def test_the_body_and_the_annex_count_the_same(evaluation, province, six):
    found = gather(evaluation, province.ward)
    drawn = year_report_paper(found)

    annex = next(block for block in drawn.blocks if isinstance(block, paper.Landscape)).blocks[-1]
    body = next(block for block in drawn.blocks if isinstance(block, paper.Table))
    total = annex.totals[0]
    assert [total[9], total[11], total[13], total[15]] == [row[1] for row in body.rows]


def test_without_anybody_the_report_says_so(evaluation, province):
    drawn = year_report_paper(gather(evaluation, province.ward))

    prose = [line for block in drawn.blocks if isinstance(block, paper.Prose) for line in block.paragraphs()]
    assert "Chưa có đối tượng nào được đánh giá, xếp loại." in prose


def test_screen_pdf_and_word_say_the_same_figures(evaluation, province, six, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    page, as_pdf, as_word = urls(evaluation, province.ward)

    shown = client.get(page)
    drawn = PdfReader(BytesIO(client.get(as_pdf).content))
    word = python_docx.Document(BytesIO(client.get(as_word).content))

    text = " ".join(" ".join(part.extract_text() for part in drawn.pages).split())
    written = "\n".join(line.text for line in word.paragraphs)
    for sentence in shown.context["parts"][0][1]:
        assert sentence in text
        assert sentence in written
    assert "DỰ THẢO" in text
    taken = AuditEvent.objects.filter(action="evaluations.year_report_taken").order_by("pk")
    assert list(taken.values_list("reason", flat=True)) == [
        "Đảng bộ phường Hạc Thành, pdf",
        "Đảng bộ phường Hạc Thành, docx",
    ]


def test_another_format_is_not_found(evaluation, province, personnel_officer, signed_in):
    page = urls(evaluation, province.ward)[0]

    assert signed_in(personnel_officer).get(f"{page}report.xlsx").status_code == 404
