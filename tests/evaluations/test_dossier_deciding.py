"""What the page of a dossier shows of deciding: nothing before publication, and to each only what is theirs."""

from datetime import timedelta

import pytest

from evaluations.deciding import recording
from evaluations.deciding.dossier_parts import parts_for
from evaluations.models import CorrectionRequest, Dossier, Rating, ReviewPlacement
from portal.lib.dates import today
from tests import factories
from tests.evaluations.rated import FAIR, TOP, Stage, document, make_decided, make_evaluation, make_rating
from tests.queries import queries_of

LABELS = ["Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ"]


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def decided(evaluation, member, secretary, personnel_officer):
    return make_decided(evaluation, member, proposer=secretary, office=personnel_officer)


def parts(person, rating):
    dossier = Dossier.objects.select_related("evaluation__scheme", "evaluation__root", "unit", "decider").get(
        pk=rating.dossier_id
    )
    return parts_for(person, dossier)


@pytest.mark.parametrize("stage", [Stage.SELF, Stage.PROPOSED, Stage.APPRAISED])
def test_before_publication_whom_it_is_about_sees_no_level_anywhere(
    stage, evaluation, member, secretary, personnel_officer, signed_in
):
    rating = make_rating(evaluation, member, stage, level=TOP, proposer=secretary, office=personnel_officer)

    text = signed_in(member).get(rating.get_absolute_url()).content.decode()

    assert [word for word in (*LABELS, "Xuất sắc", TOP) if word in text] == []
    assert parts(member, rating).published == []


def test_after_publication_it_shows_the_remarks_and_until_when_may_be_asked(decided, member, signed_in):
    ReviewPlacement.objects.filter(dossier=decided.dossier).update(remark="Cần chủ động hơn trong chuyển đổi số")

    text = signed_in(member).get(decided.get_absolute_url()).content.decode()

    assert "Hoàn thành tốt nhiệm vụ" in text
    assert decided.decision.symbol in text
    assert "Cần chủ động hơn trong chuyển đổi số" in text
    assert f"đến hết {decided.last_day_to_ask:%d/%m/%Y}" in text


def test_after_the_last_day_the_page_says_that_it_is_over(decided, member):
    Rating.objects.update(published_at=factories.local_noon(today() - timedelta(days=9)))

    (shown,) = parts(member, decided).published

    assert str(shown.may_ask.reason) == "Đã hết thời hạn đề nghị xem xét lại."


def test_a_request_and_its_answer_stand_there_and_what_was_replaced(decided, member, personnel_officer, signed_in):
    CorrectionRequest.ask(decided, "Cam kết 3 đã xong", by=member)
    recording.re_rate(
        decided, recording.Ruling(FAIR, "Biên bản cho thấy chậm"), document("20-QĐ/ĐU"), by=personnel_officer
    )

    (shown,) = parts(member, decided).published
    text = signed_in(member).get(decided.get_absolute_url()).content.decode()

    assert (shown.rating.level, [level for _old, level in shown.replaced]) == (FAIR, ["Hoàn thành tốt nhiệm vụ"])
    assert [(each.text, each.answer) for each in shown.requests] == [("Cam kết 3 đã xong", "Biên bản cho thấy chậm")]
    assert "20-QĐ/ĐU" in text
    assert "Biên bản cho thấy chậm" in text


@pytest.mark.parametrize("who", ["secretary", "ward_secretary", "inspector"])
def test_others_who_may_open_the_dossier_see_no_request(who, decided, member, request, signed_in):
    CorrectionRequest.ask(decided, "Cam kết 3 đã xong", by=member)
    person = request.getfixturevalue(who)

    text = signed_in(person).get(decided.get_absolute_url()).content.decode()

    assert "Cam kết 3 đã xong" not in text
    assert parts(person, decided).of_office == []


def test_the_office_sees_what_it_may_do_and_what_the_dossier_lacks(decided, personnel_officer, signed_in):
    found = parts(personnel_officer, decided)
    text = signed_in(personnel_officer).get(decided.get_absolute_url()).content.decode()

    assert found.of_office == [(decided, True)]
    assert "Nhận xét của cấp ủy nơi cư trú" in found.missing
    assert "Xếp loại lại" in text


def test_the_page_stays_within_fifteen_queries_for_the_office_and_its_person(
    decided, member, personnel_officer, signed_in
):
    CorrectionRequest.ask(decided, "Cam kết 3 đã xong", by=member)
    url = decided.get_absolute_url()

    counts = [queries_of(signed_in(person), url) for person in (member, personnel_officer)]

    assert [count <= 15 for count in counts] == [True, True], counts
