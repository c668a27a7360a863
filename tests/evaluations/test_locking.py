"""The list of what can be locked: what it shows, one by one, a whole unit at once, and whom it skips."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluations.models import CorrectionRequest, Rating
from portal.lib.dates import today
from tests import factories
from tests.evaluations.rated import Stage, make_decided, make_evaluation, make_rating
from tests.queries import queries_of

OVER = today() - timedelta(days=9)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward, correction_days=5)


@pytest.fixture
def decided(evaluation, secretary, deputy, personnel_officer):
    def make(subject, published_on=OVER, **fields):
        return make_decided(
            evaluation, subject, proposer=deputy, office=personnel_officer, published_on=published_on, **fields
        )

    return make


@pytest.fixture
def list_url(evaluation):
    return reverse("evaluations:locking", args=[evaluation.pk])


@pytest.fixture
def lock_url(evaluation):
    return reverse("evaluations:lock_several", args=[evaluation.pk])


@pytest.fixture
def officer(personnel_officer, signed_in):
    return signed_in(personnel_officer)


def texts(response):
    return [str(message) for message in response.context["messages"]]


def locked():
    return set(Rating.objects.filter(stage=Stage.LOCKED))


def test_the_list_says_what_each_dossier_lacks_and_until_when_may_be_asked(
    decided, evaluation, member, colleague, secretary, personnel_officer, officer, list_url
):
    decided(member)
    waiting = decided(colleague, published_on=today())
    CorrectionRequest.ask(waiting, "Xin xem lại", by=colleague)
    make_rating(evaluation, secretary, Stage.APPRAISED, proposer=member, office=personnel_officer)

    response = officer.get(list_url)

    rows = response.context["rows"]
    assert [(str(row.rating.dossier.subject), row.level, row.may_choose) for row in rows] == [
        ("Đặng Thị Bích Ngà", "Tốt", True),
        ("Lê Quang Dũng", "Tốt", False),
    ]
    assert rows[0].missing == [
        "Bản kiểm điểm, báo cáo kiểm điểm",
        "Nhận xét của cấp ủy nơi cư trú",
        "Biên bản hội nghị",
    ]


def test_the_chosen_ones_are_locked(decided, member, colleague, officer, lock_url):
    first, _second = decided(member), decided(colleague)

    response = officer.post(lock_url, {"rating": [first.pk]}, follow=True)

    assert locked() == {first}
    assert texts(response) == ["Đã khóa 1 kết quả xếp loại."]


def test_a_unit_is_locked_at_once(decided, member, colleague, ward_secretary, officer, lock_url):
    of_cell = {decided(member), decided(colleague)}
    decided(ward_secretary)

    response = officer.post(f"{lock_url}?unit=DUHT-01", {"all": "1"})

    assert locked() == of_cell
    assert response.url.endswith("/locking/?unit=DUHT-01")


def test_one_reason_is_asked_for_all_who_may_still_ask_and_nothing_is_locked_before(
    decided, member, colleague, officer, lock_url
):
    over, running = decided(member), decided(colleague, published_on=today())

    asked = officer.post(lock_url, {"all": "1"})
    empty = officer.post(lock_url, {"all": "1", "reason": " "})
    locked_first = locked()
    officer.post(lock_url, {"all": "1", "reason": "Đồng chí đã nhận kết quả, không có ý kiến"})

    assert (asked.status_code, asked.context["running"], asked.context["over_count"]) == (200, [running], 1)
    assert (empty.status_code, list(empty.context["reason"].errors)) == (422, ["reason"])
    assert (locked_first, locked()) == (set(), {over, running})


@pytest.mark.parametrize("is_whole_list", [True, False])
def test_who_is_left_out_stays_open_also_when_the_reason_has_to_be_mended(
    is_whole_list, decided, member, colleague, deputy, officer, lock_url
):
    first, second, third = (decided(person, published_on=today()) for person in (member, colleague, deputy))
    chosen = {"all": "1"} if is_whole_list else {"rating": [first.pk, second.pk, third.pk]}

    mended = officer.post(lock_url, chosen | {"reason": "", "leave_out": [second.pk]})
    data = chosen | {"reason": "Không có ý kiến", "leave_out": mended.context["left_out"]}
    officer.post(lock_url, data)

    assert mended.context["left_out"] == [str(second.pk)]
    assert set(mended.context["running"]) == {first, third}
    assert locked() == {first, third}


def test_very_many_who_may_still_ask_are_named_up_to_a_hundred_on_a_small_page(
    decided, province, officer, lock_url, monkeypatch
):
    monkeypatch.setattr("evaluations.views.locking.NAMED", 3)
    for number in range(5):
        decided(factories.make_person(f"Người {number:02}", cell=province.cell), published_on=today())

    page = officer.post(lock_url, {"all": "1"})

    assert (len(page.context["running"]), page.context["rest_count"]) == (3, 2)
    assert "và 2 người khác" in page.content.decode()


def test_an_open_request_is_skipped_whatever_the_reason(decided, member, officer, lock_url):
    rating = decided(member, published_on=today())
    CorrectionRequest.ask(rating, "Xin xem lại", by=member)

    response = officer.post(lock_url, {"rating": [rating.pk], "reason": "Theo yêu cầu"}, follow=True)

    assert locked() == set()
    (told,) = texts(response)
    assert told.startswith("Chưa khóa Đặng Thị Bích Ngà: Đề nghị xem xét lại của Đặng Thị Bích Ngà chưa được trả lời.")


def test_ones_own_and_those_of_another_office_are_not_in_the_list(
    decided, evaluation, province, personnel_officer, member, secretary, officer, lock_url, list_url
):
    own = make_decided(evaluation, personnel_officer, proposer=secretary, office=secretary, published_on=OVER)
    elsewhere = decided(member, decider=province.top)

    officer.post(lock_url, {"rating": [own.pk, elsewhere.pk]})
    officer.post(lock_url, {"all": "1"})

    assert (locked(), officer.get(list_url).context["rows"]) == (set(), [])


def test_many_that_are_skipped_are_named_up_to_ten(decided, province, officer, lock_url):
    for number in range(12):
        person = factories.make_person(f"Người {number:02}", cell=province.cell)
        CorrectionRequest.ask(decided(person, published_on=today()), "Xin xem lại", by=person)

    response = officer.post(lock_url, {"all": "1"}, follow=True)

    assert len(texts(response)) == 11
    assert texts(response)[-1] == "Bỏ qua thêm 2 trường hợp vì lý do tương tự."


def test_the_list_asks_the_same_number_of_queries_at_1_3_and_30_rows(decided, province, officer, list_url):
    counts = []
    for wanted, made in ((1, 0), (3, 1), (30, 3)):
        for number in range(made, wanted):
            decided(factories.make_person(f"Người {number:02}", cell=province.cell))
        counts.append(queries_of(officer, list_url))

    response = officer.get(list_url)

    assert set(counts) == {counts[0]}
    assert counts[0] <= 15
    assert len(response.context["rows"]) == 25
    assert len(response.content) < 60_000
