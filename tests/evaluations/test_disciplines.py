"""Disciplinary decisions and cases that force a level: who enters them, by which document, and who sets one aside."""

import datetime

import pytest
from django.urls import reverse

from evaluations import session_policies as policies
from evaluations.errors import CaseRefused, InvalidTransition, NotYours, ReasonMissing
from evaluations.figures import figures_of_one
from evaluations.models import Discipline, Evaluation, ForcedOutcome, Rating
from evaluations.sessions.weighing import weigh
from portal.lib.dates import today
from tests import evaluating
from tests.evaluations.meeting import acts, put_in
from tests.evaluations.rated import pretend_decided

Form = Discipline.Form


@pytest.fixture
def dossier(province, member):
    return put_in(evaluating.make_evaluation(province.ward), member, "95")


@pytest.fixture
def url(dossier):
    return reverse("evaluations:disciplines", args=[dossier.pk])


def enter(dossier, by, **fields):
    usual = {"form": Form.REPRIMAND, "symbol": "05-QĐ/UBKT", "decided_on": today(), "counts_for": dossier.unit}
    return Discipline.enter(dossier, by=by, **(usual | fields))


def level_of(dossier):
    dossier = (
        type(dossier)
        .objects.select_related("person", "unit", "evaluation__scheme", "self_assessment")
        .get(pk=dossier.pk)
    )
    suggestion = weigh([dossier])[dossier.pk].suggestion()
    return suggestion.level.code if suggestion.level else ""


def test_an_entered_decision_counts_and_a_withdrawn_one_counts_no_more(dossier, inspector):
    row = enter(dossier, inspector)
    assert figures_of_one(dossier).values["disciplined"] is True

    row.withdraw(dossier, "Ủy ban Kiểm tra cấp trên hủy quyết định", by=inspector)

    assert figures_of_one(dossier).values["disciplined"] is False
    row.refresh_from_db()
    assert row.withdrawn_reason == "Ủy ban Kiểm tra cấp trên hủy quyết định"
    assert acts() == ["evaluations.disciplined", "evaluations.discipline_withdrawn"]
    with pytest.raises(InvalidTransition):
        row.withdraw(dossier, "Lần nữa", by=inspector)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"symbol": " "}, ReasonMissing),
        ({"decided_on": today() + datetime.timedelta(days=1)}, CaseRefused),
        ({"acted_on": today() + datetime.timedelta(days=1)}, CaseRefused),
        ({"form": Form.DISSOLUTION}, CaseRefused),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(dossier, inspector, fields, refusal):
    with pytest.raises(refusal):
        enter(dossier, inspector, **fields)

    assert (Discipline.objects.count(), acts()) == (0, [])


def test_nobody_enters_anything_about_themselves_nor_after_the_end(dossier, member, inspector):
    with pytest.raises(NotYours):
        enter(dossier, member)
    Evaluation.objects.update(status="closed")
    dossier.evaluation.refresh_from_db()
    with pytest.raises(InvalidTransition):
        enter(dossier, inspector)

    assert Discipline.objects.count() == 0


def test_a_recorded_case_brings_the_lowest_level_until_the_deciding_body_sets_it_aside(
    dossier, inspector, ward_secretary
):
    assert level_of(dossier) == ""  # no task to count: people say
    case = ForcedOutcome.record(dossier, "N1", by=inspector, symbol="08-KL/UBKT")
    assert level_of(dossier) == "KHTNV"
    with pytest.raises(ReasonMissing):
        case.waive("Tự phát hiện, đã khắc phục", symbol="", by=ward_secretary)

    case.waive("Tự phát hiện, đã khắc phục", symbol="21-KL/ĐU", by=ward_secretary)

    assert level_of(dossier) == ""
    case.refresh_from_db()
    assert (case.waived_by, case.waiver_symbol) == (ward_secretary, "21-KL/ĐU")
    with pytest.raises(InvalidTransition):
        case.waive("Lần nữa", symbol="22-KL/ĐU", by=ward_secretary)
    assert acts() == ["evaluations.forced_recorded", "evaluations.forced_waived"]


def test_a_case_of_another_frame_twice_or_without_its_document_is_refused(dossier, inspector):
    for code, symbol, refusal in (("C1", "08-KL", CaseRefused), ("N1", " ", ReasonMissing)):
        with pytest.raises(refusal):
            ForcedOutcome.record(dossier, code, by=inspector, symbol=symbol)
    ForcedOutcome.record(dossier, "N1", by=inspector, symbol="08-KL/UBKT")
    with pytest.raises(CaseRefused):
        ForcedOutcome.record(dossier, "N1", by=inspector, symbol="09-KL/UBKT")

    assert ForcedOutcome.objects.count() == 1


@pytest.mark.parametrize("stage", Rating.DECIDED)
def test_a_case_is_neither_recorded_nor_set_aside_under_a_decision(stage, dossier, inspector, ward_secretary):
    case = ForcedOutcome.record(dossier, "N1", by=inspector, symbol="08-KL/UBKT")
    pretend_decided(dossier, stage, by=inspector)
    before = acts()

    with pytest.raises(InvalidTransition):
        ForcedOutcome.record(dossier, "N2", by=inspector, symbol="09-KL/UBKT")
    with pytest.raises(InvalidTransition):
        case.waive("Tự phát hiện", symbol="21-KL/ĐU", by=ward_secretary)

    assert (ForcedOutcome.objects.get().is_waived, acts()) == (False, before)
    assert not policies.can_waive(ward_secretary, dossier)


# ── the page ──


@pytest.mark.parametrize("stage", Rating.DECIDED)
def test_nothing_is_entered_or_withdrawn_under_a_decision_and_what_was_stays_readable(
    stage, dossier, url, inspector, signed_in
):
    row = enter(dossier, inspector)
    pretend_decided(dossier, stage, by=inspector)
    before = acts()

    with pytest.raises(InvalidTransition) as refusal:
        enter(dossier, inspector, symbol="06-QĐ/UBKT")
    with pytest.raises(InvalidTransition):
        row.withdraw(dossier, "Nhầm người", by=inspector)

    assert str(refusal.value).endswith("Có tình tiết mới thì đề nghị xếp loại lại.")
    assert (acts(), list(Discipline.objects.filter(withdrawn_at=None))) == (before, [row])
    assert str(policies.can_enter_discipline(inspector, dossier).reason) == str(refusal.value)
    page = signed_in(inspector).get(url)
    assert (page.status_code, bool(page.context["may_enter"])) == (200, False)
    assert "05-QĐ/UBKT" in page.content.decode()


def test_inspection_and_office_enter_cell_officers_and_the_person_do_not(
    signed_in, dossier, url, inspector, personnel_officer, secretary, member, colleague, ward_secretary
):
    seen = [
        signed_in(person).get(url).status_code
        for person in (inspector, personnel_officer, ward_secretary, secretary, member, colleague)
    ]

    assert seen == [200, 200, 200, 403, 403, 404]


def test_a_decision_is_entered_and_withdrawn_on_the_page(signed_in, dossier, url, inspector):
    client = signed_in(inspector)
    data = {"form": "reprimand", "symbol": "05-QĐ/UBKT", "decided_on": f"{today():%d/%m/%Y}", "about_office": "on"}
    data |= {"counts_for": dossier.unit_id}
    data = {f"discipline-{name}": value for name, value in data.items()}

    assert client.post(url, data | {"discipline-symbol": ""}).status_code == 422
    assert client.post(url, data | {"discipline-counts_for": "0"}).status_code == 422
    assert client.post(url, data).status_code == 302

    row = Discipline.objects.get()
    assert (row.person, row.counts_for, row.entered_by) == (dossier.person, dossier.unit, inspector)
    withdraw = reverse("evaluations:withdraw_discipline", args=[dossier.pk, row.pk])
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "Nhập nhầm người"}).status_code == 302
    assert "Nhập nhầm người" in client.get(url).content.decode()


def test_a_case_is_recorded_by_the_office_and_set_aside_by_who_decides(
    signed_in, dossier, url, personnel_officer, inspector, ward_secretary
):
    record = reverse("evaluations:record_case", args=[dossier.pk])
    case = {"case-code": "N1", "case-symbol": "08-KL/UBKT", "case-note": "<b>kết luận</b>"}
    assert signed_in(ward_secretary).post(record, case).status_code == 403
    assert signed_in(personnel_officer).post(record, case | {"case-code": "C1"}).status_code == 422
    assert signed_in(personnel_officer).post(record, case).status_code == 302
    assert "&lt;b&gt;kết luận" in signed_in(personnel_officer).get(url).content.decode()

    row = ForcedOutcome.objects.get()
    waive = reverse("evaluations:waive_case", args=[dossier.pk, row.pk])
    given = {"reason": "Tự phát hiện, đã khắc phục", "symbol": "21-KL/ĐU"}
    assert signed_in(inspector).post(waive, given).status_code == 403
    assert signed_in(ward_secretary).post(waive, given | {"symbol": ""}).status_code == 422
    assert signed_in(ward_secretary).post(waive, given).status_code == 302

    row.refresh_from_db()
    assert (row.waived_by, row.waiver_reason) == (ward_secretary, "Tự phát hiện, đã khắc phục")


def test_a_case_entered_by_mistake_is_withdrawn_with_a_reason_counts_no_more_and_may_be_recorded_again(
    signed_in, dossier, url, personnel_officer, inspector, ward_secretary
):
    row = ForcedOutcome.record(dossier, "N1", by=inspector, symbol="15-KL/UBKT")
    assert level_of(dossier) == "KHTNV"
    withdraw = reverse("evaluations:withdraw_case", args=[dossier.pk, row.pk])

    assert signed_in(ward_secretary).post(withdraw, {"reason": "Nhầm người"}).status_code == 403
    assert signed_in(personnel_officer).post(withdraw, {"reason": " "}).status_code == 422
    assert signed_in(personnel_officer).post(withdraw, {"reason": "Nhầm người"}).status_code == 302

    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_reason) == (personnel_officer, "Nhầm người")
    assert level_of(dossier) != "KHTNV"
    assert acts()[-1] == "evaluations.forced_withdrawn"
    assert "Nhầm người" in signed_in(inspector).get(url).content.decode()
    again = ForcedOutcome.record(dossier, "N1", by=inspector, symbol="16-KL/UBKT")
    assert (again.pk != row.pk, level_of(dossier)) == (True, "KHTNV")


def test_a_case_is_not_withdrawn_twice_of_oneself_or_under_a_decision(dossier, member, inspector, ward_secretary):
    row = ForcedOutcome.record(dossier, "N1", by=inspector, symbol="15-KL/UBKT")
    with pytest.raises(NotYours):
        row.withdraw("Không đúng", by=member)
    row.withdraw("Nhầm người", by=inspector)
    standing = ForcedOutcome.record(dossier, "N1", by=inspector, symbol="16-KL/UBKT")
    before = acts()

    for act in (
        lambda: row.withdraw("Lần nữa", by=inspector),
        lambda: row.waive("Tự phát hiện", symbol="21-KL/ĐU", by=ward_secretary),
    ):
        with pytest.raises(InvalidTransition):
            act()
    pretend_decided(dossier, by=inspector)
    with pytest.raises(InvalidTransition):
        standing.withdraw("Nhầm người", by=inspector)

    assert (acts(), list(ForcedOutcome.objects.standing())) == (before, [standing])
