"""Asking for a correction and answering it, page by page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evaluations.models import CorrectionRequest, Rating
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import factories
from tests.evaluations.rated import make_decided, make_evaluation, make_rating
from tests.queries import queries_of

TEXT = "Cam kết 3 đã xong ngày 12/11, có biên bản nghiệm thu"
LIST = reverse("evaluations:correction_requests")


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward, correction_days=5)


@pytest.fixture
def decided(evaluation, member, secretary, personnel_officer):
    return make_decided(evaluation, member, proposer=secretary, office=personnel_officer)


@pytest.fixture
def asked(decided, member):
    return CorrectionRequest.ask(decided, TEXT, by=member)


def ask_url(rating):
    return reverse("evaluations:ask_correction", args=[rating.pk])


def publish(rating, days_ago):
    Rating.objects.filter(pk=rating.pk).update(published_at=factories.local_noon(today() - timedelta(days=days_ago)))


def test_who_is_rated_asks_and_comes_back_to_the_dossier(decided, member, signed_in):
    client = signed_in(member)

    page = client.get(ask_url(decided))
    response = client.post(ask_url(decided), {"text": TEXT})

    assert f"{decided.last_day_to_ask:%d/%m/%Y}" in page.content.decode()
    assert response.url == decided.get_absolute_url()
    assert CorrectionRequest.objects.get().text == TEXT


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_a_request_without_words_or_too_long_comes_back(text, decided, member, signed_in):
    response = signed_in(member).post(ask_url(decided), {"text": text})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["text"])
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize(("days_ago", "status"), [(5, 200), (6, 403)])
def test_the_page_is_there_until_the_last_day(days_ago, status, decided, member, signed_in):
    publish(decided, days_ago)

    assert signed_in(member).get(ask_url(decided)).status_code == status
    assert signed_in(member).post(ask_url(decided), {"text": TEXT}).status_code == {200: 302}.get(status, status)


def test_a_second_request_is_refused_while_the_first_waits(decided, asked, member, signed_in):
    assert signed_in(member).get(ask_url(decided)).status_code == 403


@pytest.mark.parametrize("who", ["colleague", "secretary", "personnel_officer", "outsider", "system_admin"])
def test_nobody_else_asks(who, decided, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).post(ask_url(decided), {"text": TEXT}).status_code == 404
    assert not CorrectionRequest.objects.exists()


def test_before_publication_there_is_nothing_to_ask(evaluation, colleague, secretary, personnel_officer, signed_in):
    rating = make_rating(evaluation, colleague, Rating.Stage.APPRAISED, proposer=secretary, office=personnel_officer)

    response = signed_in(colleague).get(ask_url(rating))

    assert response.status_code == 403
    assert "Hoàn thành" not in response.content.decode()


# ── the office ──


def test_the_list_shows_what_waits_longest_first_and_marks_what_is_late(
    evaluation, asked, colleague, secretary, personnel_officer, signed_in
):
    late = make_decided(evaluation, colleague, proposer=secretary, office=personnel_officer)
    request = CorrectionRequest.ask(late, TEXT, by=colleague)
    CorrectionRequest.objects.filter(pk=request.pk).update(asked_at=factories.local_noon(today() - timedelta(days=7)))

    response = signed_in(personnel_officer).get(LIST)

    assert [(str(row.rating.dossier.subject), row.is_late) for row in response.context["page"].rows] == [
        ("Lê Quang Dũng", True),
        ("Đặng Thị Bích Ngà", False),
    ]
    assert "quá hạn 2 ngày" in response.content.decode()


def test_an_answer_keeps_the_level_and_moves_the_request_to_the_answered_ones(asked, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    page = client.get(asked.get_absolute_url())
    response = client.post(asked.get_absolute_url(), {"answer": "Biên bản chưa có chữ ký"}, follow=True)

    assert TEXT in page.content.decode()
    assert AuditEvent.objects.filter(action="evaluations.correction_opened").count() == 1
    assert [list(client.get(f"{LIST}{query}").context["page"].rows) for query in ("", "?state=answered")] == [
        [],
        [asked],
    ]
    assert [str(message) for message in response.context["messages"]] == [
        "Đã trả lời và báo cho đồng chí Đặng Thị Bích Ngà."
    ]


def test_a_second_answer_is_refused_with_who_was_faster(asked, personnel_officer, signed_in):
    asked.uphold("Giữ nguyên", by=personnel_officer)

    response = signed_in(personnel_officer).post(asked.get_absolute_url(), {"answer": "Lần hai"})

    assert response.status_code == 422
    assert "Đỗ Hữu Quang" in response.context["form"].non_field_errors()[0]


def test_nobody_answers_their_own_request(evaluation, personnel_officer, secretary, signed_in):
    own = make_decided(evaluation, personnel_officer, proposer=secretary, office=secretary)
    request = CorrectionRequest.ask(own, TEXT, by=personnel_officer)

    client = signed_in(personnel_officer)

    assert client.post(request.get_absolute_url(), {"answer": "Đồng ý"}).status_code == 403
    assert list(client.get(LIST).context["page"].rows) == []


@pytest.mark.parametrize("who", ["member", "colleague", "secretary", "ward_secretary", "inspector", "outsider"])
def test_nobody_else_reads_or_answers_a_request(who, asked, request, signed_in):
    client = signed_in(request.getfixturevalue(who))

    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.post(asked.get_absolute_url(), {"answer": "x"}).status_code == 404


def test_the_list_asks_the_same_number_of_queries_at_1_3_and_30_rows(
    evaluation, province, secretary, personnel_officer, signed_in
):
    client, counts = signed_in(personnel_officer), []
    for wanted, made in ((1, 0), (3, 1), (30, 3)):
        for number in range(made, wanted):
            person = factories.make_person(f"Người {number:02}", cell=province.cell)
            rating = make_decided(evaluation, person, proposer=secretary, office=personnel_officer)
            CorrectionRequest.ask(rating, TEXT, by=person)
        counts.append(queries_of(client, LIST))

    assert set(counts) == {counts[0]}
    assert counts[0] <= 15
