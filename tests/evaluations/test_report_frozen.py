"""What a report says is what was known as the level was decided: nothing that comes later changes it."""

import datetime
from functools import partial

import pytest

from commitments.models import ProgressAnswer
from evaluations import compiling, roster
from evaluations.deciding import recording
from evaluations.errors import Held, InvalidTransition, NotOneDecision
from evaluations.models import (
    Discipline,
    EvaluationReport,
    FigureCorrection,
    ForcedOutcome,
    Rating,
    ReviewPlacement,
    Shortcoming,
)
from evaluations.papers.data import frozen
from evaluations.papers.gathering.report import reports_of
from evaluations.sessions.recording import save_remark
from portal.lib.dates import today
from portal.printing import pdf
from portal.printing.models import IssuedPaper
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.rated import FAIR, GOOD, Stage, decide, document, make_proposal, make_rating
from tests.evaluations.showing import program_of, shown
from tests.queries import count_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december(time_machine):
    time_machine.move_to(datetime.datetime(2026, 12, 28, 2, 0, tzinfo=datetime.UTC))


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def appraised(evaluation, secretary, personnel_officer):
    def make(subject, **fields):
        rating = make_rating(
            evaluation, subject, Stage.APPRAISED, proposer=secretary, office=personnel_officer, **fields
        )
        make_proposal(rating, GOOD, votes={GOOD: 9})
        return rating

    return make


@pytest.fixture
def commitments(member, campaign):
    """Two commitments of the member: one was shown and waits for its answer, one was not."""
    first, second = program_of(member, campaign, due=[datetime.date(2026, 10, 31)] * 2)
    shown(first, answer="")
    return first, second


@pytest.fixture
def rating(appraised, member, commitments, personnel_officer):
    found = appraised(member)
    decide(found, by=personnel_officer)
    return found


def loaded(rating):
    return Rating.objects.select_related("decision__decider", *Rating.NEEDED).get(pk=rating.pk)


def said_now(rating):
    """Return what a report that was gathered now would say."""
    return frozen(reports_of([loaded(rating)])[rating.pk])


def test_deciding_freezes_the_report_and_draws_nothing_yet(rating, personnel_officer):
    report = EvaluationReport.objects.get()

    assert (report.rating_id, report.paper, report.compiled_by) == (rating.pk, None, personnel_officer)
    assert report.sha256 == compiling.checksum(report.content)
    assert (report.content["level"], report.content["symbol"]) == (GOOD, "12-QĐ/ĐU")
    assert IssuedPaper.objects.count() == 0


def test_whatever_changes_after_the_decision_the_report_says_the_same(
    rating, commitments, member, personnel_officer, inspector
):
    before = EvaluationReport.objects.get()
    pdf_before = pdf.render(compiling.paper_of(before.content))

    ProgressAnswer.objects.create(entry=commitments[0].latest, kind="confirmed", by=personnel_officer)
    commitments[0].progress.update(answer="confirmed")
    shown(commitments[1])
    member.full_name = "Tên đã đổi"
    member.save()
    dossier = rating.dossier
    dossier.placements.update(remark="Nhận xét viết lại")
    FigureCorrection.objects.create(
        dossier=dossier, figure="tasks_total", value=9, reason="Sau quyết định", corrected_by=personnel_officer
    )
    ForcedOutcome.objects.create(dossier=dossier, code="N1", symbol="15-KL/UBKT", entered_by=inspector)
    Shortcoming.objects.create(person=member, year=2026, text="Nêu sau quyết định")

    now = said_now(rating)
    issued = compiling.compile_report(rating, by=personnel_officer)

    changed = {name for name in now if compiling.checksum(now[name]) != compiling.checksum(before.content[name])}
    assert changed == {"subject", "tasks", "figures", "conditions", "places", "forced", "faults"}
    assert (issued.content, issued.sha256) == (before.content, before.sha256)
    assert pdf.render(compiling.paper_of(issued.content)) == pdf_before


def test_what_a_level_rests_on_is_refused_once_it_is_decided(rating, personnel_officer, inspector, secretary):
    dossier = rating.dossier
    placement = dossier.placements.get()
    discipline = {"form": "reprimand", "symbol": "05-QĐ/UBKT", "decided_on": today(), "counts_for": dossier.unit}
    acts = [
        partial(FigureCorrection.give, dossier, "tasks_total", 9, counted=2, reason="Sót", by=personnel_officer),
        partial(ForcedOutcome.record, dossier, "N1", symbol="15-KL/UBKT", by=inspector),
        partial(Discipline.enter, dossier, by=inspector, **discipline),
        partial(save_remark, placement, "Viết lại", seen=placement.remarked_at, by=secretary),
    ]

    for act in acts:
        with pytest.raises(InvalidTransition) as refusal:
            act()
        assert str(refusal.value).endswith("Có tình tiết mới thì đề nghị xếp loại lại.")

    assert said_now(rating) == frozen(EvaluationReport.objects.get().content)


def test_a_re_rating_has_a_report_of_its_own_and_the_old_one_stays(rating, commitments, personnel_officer):
    before = EvaluationReport.objects.get(rating=rating)
    shown(commitments[1])

    new = recording.re_rate(rating, recording.Ruling(FAIR, "Theo kết luận"), document("9-QĐ/ĐU"), by=personnel_officer)

    after = EvaluationReport.objects.get(rating=new)
    assert (after.content["level"], after.content["symbol"]) == (FAIR, "9-QĐ/ĐU")
    assert after.content["figures"] != before.content["figures"]
    assert EvaluationReport.objects.get(rating=rating).content == before.content


def test_a_refused_decision_freezes_nothing(appraised, member, colleague, personnel_officer):
    good, held = appraised(member), appraised(colleague)
    held.hold("Đơn số 4/ĐT", by=personnel_officer)

    with pytest.raises(Held):
        decide(good, held, by=personnel_officer)

    assert EvaluationReport.objects.count() == 0


def test_people_collectives_and_organisations_freeze_alike(appraised, province, ward_secretary, personnel_officer):
    collective = factories.make_collective(province.ward)
    subjects = [collective, province.second_cell]

    for number, subject in enumerate(subjects):
        decide(appraised(subject, decider=province.ward), by=personnel_officer, symbol=f"{number}-QĐ/ĐU")

    contents = [report.content for report in EvaluationReport.objects.order_by("pk")]
    assert [content["subject"]["kind"] for content in contents] == ["collective", "organisation"]
    assert [content["subject"]["heads"] for content in contents] == [["Tạ Thị Kim Liên"], []]


def test_freezing_asks_the_database_as_often_for_many_as_for_one(appraised, province, personnel_officer):
    counts = []
    for many in (1, 3, 12):
        ratings = [appraised(factories.make_person(cell=province.cell)) for _number in range(many)]
        decide_them = partial(decide, *ratings, by=personnel_officer, symbol=f"{many}-QĐ/ĐU")
        counts.append(count_of(decide_them) - many)  # ``decide`` reads each again

    assert len(set(counts)) == 1
    assert EvaluationReport.objects.count() == 16


def test_what_is_gathered_in_parts_is_each_of_its_own(appraised, province, personnel_officer, monkeypatch):
    monkeypatch.setattr(compiling, "AT_ONCE", 2)
    people = [factories.make_person(f"Người {number}", cell=province.cell) for number in range(5)]

    decide(*[appraised(person) for person in people], by=personnel_officer)

    found = EvaluationReport.objects.select_related("rating__dossier__person")
    assert {report.content["subject"]["name"]: report.rating.dossier.person.full_name for report in found} == {
        person.full_name: person.full_name for person in people
    }


def test_more_than_one_recording_holds_is_refused_with_what_to_do(
    appraised, member, colleague, personnel_officer, monkeypatch
):
    monkeypatch.setattr(recording, "MOST_AT_ONCE", 1)
    ratings = [appraised(member), appraised(colleague)]

    with pytest.raises(NotOneDecision) as refusal:
        decide(*ratings, by=personnel_officer)

    assert str(refusal.value) == "Mỗi lần ghi tối đa 1 kết quả. Đồng chí chọn từng đơn vị rồi ghi quyết định theo phần."


def test_a_level_brought_from_an_agency_is_frozen_as_its_report_is_asked_for(
    evaluation, member, personnel_officer, province
):
    dossier = make_dossier(evaluation, member)
    brought = {"agency": "Sở Nội vụ", "level": GOOD, "symbol": "3-QĐ/SNV", "decided_on": today()}
    rating = roster.add_cadre_track(dossier, by=personnel_officer, reason="Theo thông báo", brought=brought)

    report = compiling.compile_report(rating, by=personnel_officer)

    assert (report.content["track"], report.content["decided_by"]) == ("cadre", "Sở Nội vụ")
    assert ReviewPlacement.objects.filter(dossier=dossier).count() == len(report.content["places"])
