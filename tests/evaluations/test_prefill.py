"""What a self-assessment opens with: the year's commitments as promised, shown and confirmed; frozen once handed in."""

import datetime

import pytest
from django.utils import translation

from commitments.models import ProgressAnswer
from evaluations.assessing import saving
from evaluations.figures import figures_of_one
from evaluations.models import (
    FigureCorrection,
    Rating,
    RatingDecision,
    ReviewPrompt,
    SelfAssessment,
    Shortcoming,
    ShortcomingAnswer,
)
from evaluations.models.self_assessment import checksum
from evaluations.opening import proposed
from evaluations.opening.writing import write as write_dossiers
from evaluations.prefill import content_of
from portal.directory.models import Collective, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories
from tests.evaluating import make_dossier, make_evaluation, make_scheme, shipped_document
from tests.evaluations.assessed import begin, make_assessment, write
from tests.evaluations.showing import DUE, YEAR, program_of, shown

pytestmark = pytest.mark.django_db

Status = SelfAssessment.Status


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(YEAR, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def loaded(assessment):
    return SelfAssessment.objects.with_subject().get(pk=assessment.pk)


def content(assessment):
    return content_of(loaded(assessment))


def test_a_commitment_stands_as_it_was_promised_shown_and_confirmed(member, secretary, campaign, clause, evaluation):
    (commitment,) = program_of(member, campaign)
    commitment.clauses.set([clause])
    entry = shown(commitment, "exceeded", on=datetime.date(YEAR, 10, 28), reached=71)
    ProgressAnswer.objects.create(entry=entry, kind="confirmed", by=secretary)
    assessment = begin(make_dossier(evaluation, member))

    (task,) = content(assessment)["tasks"]["duties"]

    assert task == {
        "id": commitment.pk,
        "program": commitment.program_id,
        "title": commitment.title,
        "weight": None,
        "documents": [clause.reference],
        "deliverable": "Danh sách 60 người có chữ ký xác nhận",
        "promised": "60 người",
        "due_on": "2026-10-31",
        "state": "exceeded",
        "percent": 100,
        "reached": "71 người",
        "result": "",
        "done_on": "2026-10-28",
        "is_done": True,
        "is_on_time": True,
        "is_late": False,
        "days_late": 0,
        "is_exceeded": True,
        "is_called_exceeded": True,
        "confirmed_by": "Hoàng Văn Khải",
        "confirmed_on": "2026-11-25",
        "evidence_count": 1,
        "evidence": [],
        "latest": None,
    }


def test_what_is_in_doubt_stands_with_its_reason_beside_what_counts(member, secretary, campaign, evaluation):
    (commitment,) = program_of(member, campaign)
    doubted = shown(commitment, "done", answer="doubted")
    ProgressAnswer.objects.create(entry=doubted, kind="doubted", by=secretary, reason="Thiếu biên bản")
    assessment = begin(make_dossier(evaluation, member))

    (task,) = content(assessment)["tasks"]["duties"]

    assert (task["is_done"], task["state"]) == (False, "")
    assert task["latest"] == {"state": "done", "percent": 100, "answer": "doubted", "reason": "Thiếu biên bản"}


def test_pledges_stand_at_the_point_of_pledges_and_the_rest_at_the_duties(member, campaign, province, evaluation):
    (of_program,) = program_of(member, campaign)
    (of_pledge,) = program_of(member, factories.make_campaign(province.ward, form="BCK"))
    assessment = begin(make_dossier(evaluation, member))

    tasks = content(assessment)["tasks"]

    assert {key: [task["id"] for task in rows] for key, rows in tasks.items()} == {
        "duties": [of_program.pk],
        "pledge": [of_pledge.pk],
    }


def test_the_paper_tells_as_many_tasks_as_its_figures_count(member, campaign, province, evaluation):
    first, second, _third = program_of(member, campaign, due=[DUE, DUE, DUE])
    (joint,) = program_of(member, factories.make_campaign(province.ward, form="BCK"))
    joint.also_in = first
    joint.save()
    shown(first)
    shown(second, "exceeded")
    assessment = begin(make_dossier(evaluation, member))

    found = content(assessment)

    rows = [task for tasks in found["tasks"].values() for task in tasks]
    values = found["figures"]["values"]
    assert (len(rows), sum(task["is_done"] for task in rows), sum(task["is_exceeded"] for task in rows)) == (
        values["tasks_total"],
        values["tasks_done"],
        values["tasks_exceeded"],
    )
    assert values == {
        key: f"{value:f}" if hasattr(value, "as_tuple") else value
        for key, value in figures_of_one(assessment.dossier).values.items()
    } | {"disciplined": None, "subordinates_disciplined": None}


def test_a_leader_sees_the_units_that_they_answer_for(secretary, province, evaluation):
    agency = factories.make_collective(province.ward, "Ban Quản lý dự án", kind=Collective.Kind.AGENCY)
    factories.appoint(secretary, Role.AGENCY_HEAD, agency)
    call = factories.make_campaign(province.ward, form="CTHD-TT", audience="collectives")
    (commitment,) = program_of(agency, call)
    assessment = begin(make_dossier(evaluation, secretary, frame="LEADER"))

    units = content(assessment)["units"]

    assert [(unit["name"], [task["id"] for task in unit["tasks"]]) for unit in units] == [
        ("Ban Quản lý dự án", [commitment.pk])
    ]


def test_earlier_shortcomings_and_prompts_stand_with_their_answers(member, personnel_officer, evaluation):
    old = Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp chậm")
    assessment = begin(make_dossier(evaluation, member))
    ShortcomingAnswer.objects.create(shortcoming=old, assessment=assessment, state="overcome", note="Nộp trước hạn")
    prompt = ReviewPrompt.objects.create(
        dossier=assessment.dossier,
        question="Về việc A",
        asked_by="Ban Thường vụ",
        symbol="45-CV/ĐU",
        asked_on=DUE,
        recorded_by=personnel_officer,
        answer="Đã chấn chỉnh",
    )

    found = content(assessment)

    assert found["shortcomings"] == [
        {
            "id": old.pk,
            "year": YEAR - 1,
            "text": "Nộp chậm",
            "source": "review",
            "state": "overcome",
            "note": "Nộp trước hạn",
        }
    ]
    assert found["prompts"] == [
        {
            "id": prompt.pk,
            "question": "Về việc A",
            "asked_by": "Ban Thường vụ",
            "symbol": "45-CV/ĐU",
            "asked_on": "2026-10-31",
            "answer": "Đã chấn chỉnh",
        }
    ]


def test_the_suggestion_names_the_condition_that_failed_with_its_numbers(member, campaign, evaluation):
    first, second = program_of(member, campaign, due=[DUE, DUE])
    shown(first)
    shown(second)
    assessment = write(begin(make_dossier(evaluation, member)), share=1)

    suggestion = content(assessment)["suggestion"]

    failed = [
        (reason["level"], reason["shown"], reason["needed"]) for reason in suggestion["reasons"] if not reason["held"]
    ]
    assert (suggestion["level"], suggestion["band"]) == ("HTTNV", "HTXSNV")
    assert failed == [("HTXSNV", "0/2 = 0,0%", "từ 30% trở lên")]


def test_a_correction_stands_with_what_was_counted_and_why(member, campaign, evaluation):
    program_of(member, campaign)
    assessment = begin(make_dossier(evaluation, member))
    FigureCorrection.give(assessment.dossier, "tasks_done", 1, counted=0, reason="Có biên bản", by=member)

    figures = content(assessment)["figures"]

    assert (figures["counted"]["tasks_done"], figures["values"]["tasks_done"]) == (0, 1)
    assert figures["corrections"] == [
        {
            "figure": "tasks_done",
            "counted": "0",
            "value": "1.00",
            "reason": "Có biên bản",
            "by": "Đặng Thị Bích Ngà",
            "on": "2026-11-25",
        }
    ]


# ── frozen ──


def test_what_comes_later_does_not_change_what_was_handed_in(member, secretary, campaign, evaluation):
    (commitment,) = program_of(member, campaign)
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    before = content(assessment)

    shown(commitment, "exceeded")
    Shortcoming.objects.create(person=member, year=YEAR - 1, text="Mới nhập")

    after = content(assessment)
    assert after == before
    assert after["tasks"]["duties"][0]["is_done"] is False
    assert checksum(after) == loaded(assessment).basis_sha256


def test_frozen_content_names_each_piece_of_evidence(member, campaign, evaluation):
    (commitment,) = program_of(member, campaign)
    shown(commitment)
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    (task,) = content(assessment)["tasks"]["duties"]

    assert task["evidence"] == [{"kind": "document", "name": "Biên bản", "symbol": "12-BB/CB"}]


def test_what_is_frozen_says_what_the_live_paper_said(member, campaign, evaluation):
    (commitment,) = program_of(member, campaign)
    shown(commitment)
    assessment = make_assessment(evaluation, member)
    live = content(assessment)

    saving.hand_in(assessment, by=member)

    frozen = content(assessment)
    for task in frozen["tasks"]["duties"]:
        task["evidence"] = []
    assert frozen == live


def test_sent_back_its_writer_sees_the_year_anew_and_others_what_was_handed_in(member, secretary, campaign, evaluation):
    (commitment,) = program_of(member, campaign)
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    assessment.return_("Cần bổ sung", by=secretary)
    shown(commitment)

    own, others = content(assessment), content_of(loaded(assessment), is_own=False)

    assert own["tasks"]["duties"][0]["is_done"] is True
    assert others["tasks"]["duties"][0]["is_done"] is False


def test_the_words_of_a_record_are_those_of_the_installation(member, evaluation):
    assessment = make_assessment(evaluation, member)

    with translation.override("en"):
        saving.hand_in(assessment, by=member)

    assert content(assessment)["tracks"] == {"party_member": "Đảng viên"}


# ── quarters beside the year ──


def leaders_year(province, secretary, *, setting="advisory", **quarters):
    """Rate quarters of the secretary and return the content of their year, all points given."""
    document = shipped_document()
    document["quarters"]["year_from_quarters"] = setting
    scheme = make_scheme(document=document)
    year = factories.make_period(YEAR)
    for number, points in quarters.items():
        of_quarter = make_evaluation(province.ward, period=year.quarters.get(quarter=int(number[1])), scheme=scheme)
        dossier = make_dossier(of_quarter, secretary, frame="LEADER")
        Rating.objects.filter(dossier=dossier).update(appraised_a=points - 60, appraised_b=60)
        yield dossier
    evaluation = make_evaluation(province.ward, period=year, scheme=scheme)
    yield write(begin(make_dossier(evaluation, secretary, frame="LEADER")), share=1)


def published(dossier, by):
    decision = RatingDecision.objects.create(
        evaluation=dossier.evaluation, decided_by="BTV", symbol="01-QĐ/ĐU", decided_on=DUE, recorded_by=by
    )
    now = datetime.datetime(YEAR, 11, 1, tzinfo=datetime.UTC)
    Rating.objects.filter(dossier=dossier).update(
        stage="decided",
        proposed_level="HTTNV",
        appraised_level="HTTNV",
        level="HTTNV",
        decision=decision,
        decided_at=now,
        published_at=now,
    )


def test_published_quarters_stand_beside_the_year_and_others_do_not(secretary, province, personnel_officer):
    first, _second, year = leaders_year(province, secretary, q1=80, q2=85)
    published(first, personnel_officer)

    quarters = content(year)["quarters"]

    assert quarters["rows"] == [
        {"quarter": "I", "level": "Hoàn thành tốt nhiệm vụ", "points": "80.00"},
        {"quarter": "II", "level": "", "points": ""},
        {"quarter": "III", "level": "", "points": ""},
    ]
    assert quarters["points_of_year"] == ""


def test_a_quarter_that_was_opened_as_the_portal_opens_it_is_read_by_the_year(
    secretary, province, personnel_officer, ward_secretary
):
    year = factories.make_period(YEAR)
    of_quarter = make_evaluation(province.ward, period=year.quarters.get(quarter=1))
    write_dossiers(of_quarter, proposed(of_quarter, today()), today())
    dossier = of_quarter.dossiers.get(person=secretary)
    published(dossier, personnel_officer)

    paper = begin(make_dossier(make_evaluation(province.ward, period=year), secretary, frame="LEADER"))

    assert [str(rating.track) for rating in dossier.ratings.all()] == ["cadre"]
    assert [row["level"] for row in content(paper)["quarters"]["rows"]] == ["Hoàn thành tốt nhiệm vụ", "", ""]


def test_where_the_scheme_takes_the_mean_the_points_of_the_year_are_shown(secretary, province, personnel_officer):
    *of_quarters, year = leaders_year(province, secretary, setting="average", q1=80, q2=84, q3=88)
    for dossier in of_quarters:
        published(dossier, personnel_officer)

    quarters = content(year)["quarters"]

    assert (content(year)["totals"]["total"], quarters["points_of_year"]) == ("100.00", "88.00")


def test_who_is_not_rated_by_quarter_has_none_beside_the_year(member, evaluation):
    assert content(begin(make_dossier(evaluation, member)))["quarters"] is None


@pytest.mark.parametrize(("precision", "text"), [("day", "19/05/1962"), ("month", "05/1962"), ("year", "1962")])
def test_a_day_of_birth_is_frozen_as_it_reads_however_well_it_is_known(precision, text, member, evaluation):
    Person.objects.filter(pk=member.pk).update(born=datetime.date(1962, 5, 19), born_precision=precision)
    member.refresh_from_db()

    assessment = make_assessment(evaluation, member, status="submitted")

    assert assessment.basis["subject"]["born"] == text
