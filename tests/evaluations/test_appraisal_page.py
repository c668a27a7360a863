"""The office's desk: what it lists for whom, what it narrows, several at once, and one rating on it."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import ForcedOutcome, Rating
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from tests import factories
from tests.evaluations import assessed
from tests.evaluations.rated import (
    FAIR,
    GOOD,
    LOWEST,
    TOP,
    Stage,
    decide,
    make_evaluation,
    make_proposal,
    make_rating,
    trace,
)
from tests.queries import queries_of

MOST_BYTES = 60_000


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def proposed(evaluation, secretary):
    """Return a function that makes a proposed rating of a subject."""

    def make(subject, level=GOOD, *, suggested=None, votes=None, points=(None, None), reason="", **fields):
        rating = make_rating(evaluation, subject, Stage.PROPOSED, level=level, proposer=secretary, **fields)
        make_proposal(rating, level, suggested=suggested, votes=votes, points=points, reason=reason)
        return rating

    return make


@pytest.fixture
def desk_url(evaluation):
    return reverse("evaluations:appraisal", args=[evaluation.pk])


def subjects(response):
    return [str(case.dossier.subject) for case in response.context["cases"]]


def texts(response):
    return [str(message) for message in response.context["messages"]]


def appraise_url(rating):
    return reverse("evaluations:appraise", args=[rating.pk])


# ── the list ──


def test_the_desk_lists_what_is_proposed_unit_by_unit_and_never_ones_own(
    proposed, evaluation, member, colleague, ward_secretary, personnel_officer, secretary, desk_url, signed_in
):
    proposed(ward_secretary)
    proposed(personnel_officer)
    proposed(colleague)
    proposed(member, rank=1)
    make_rating(evaluation, secretary)

    response = signed_in(personnel_officer).get(desk_url)

    assert subjects(response) == ["Đặng Thị Bích Ngà", "Lê Quang Dũng", "Tạ Thị Kim Liên"]


def test_an_office_sees_what_its_own_body_decides_and_nothing_of_the_body_above(
    proposed, member, colleague, province, personnel_officer, desk_url, signed_in
):
    proposed(member)
    proposed(colleague, decider=province.top)

    response = signed_in(personnel_officer).get(desk_url)

    assert subjects(response) == ["Đặng Thị Bích Ngà"]


def test_the_office_above_sees_the_evaluation_of_a_ward(proposed, member, colleague, province, desk_url, signed_in):
    officer = factories.make_person("Cao Thị Thu", cell=province.other_cell)
    factories.appoint(officer, Role.PERSONNEL_OFFICER, province.top)
    proposed(member)
    proposed(colleague, decider=None)

    response = signed_in(officer).get(desk_url)

    assert subjects(response) == ["Đặng Thị Bích Ngà", "Lê Quang Dũng"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Đặng Thị Bích Ngà", "Lê Quang Dũng", "Tạ Thị Kim Liên"]),
        ("unit=DUHT-02", ["Tạ Thị Kim Liên"]),
        (f"level={TOP}", ["Lê Quang Dũng"]),
        ("differs=on", ["Lê Quang Dũng"]),
        ("track=cadre", []),
        ("state=held", ["Đặng Thị Bích Ngà"]),
        ("state=appraised", []),
        ("state=zz&unit=x&level=1&after=zz", ["Đặng Thị Bích Ngà", "Lê Quang Dũng", "Tạ Thị Kim Liên"]),
    ],
)
def test_the_desk_is_narrowed_by_unit_level_track_state_and_difference(
    query, expected, proposed, member, colleague, ward_secretary, personnel_officer, desk_url, signed_in
):
    proposed(member).hold("Đơn số 4/ĐT", by=personnel_officer)
    proposed(colleague, TOP, suggested=GOOD)
    proposed(ward_secretary, FAIR)

    response = signed_in(personnel_officer).get(f"{desk_url}?{query}")

    assert subjects(response) == expected


def test_a_row_shows_own_level_points_votes_suggestion_and_proposal(
    proposed, member, personnel_officer, desk_url, signed_in
):
    proposed(
        member, TOP, suggested=GOOD, votes={TOP: 9, GOOD: 2}, points=(Decimal("28.5"), Decimal("62.25")), posts="Y sĩ"
    )

    (case,) = signed_in(personnel_officer).get(desk_url).context["cases"]

    assert (case.points, case.votes) == ("28,5 + 62,25 = 90,75", "9 / 2 / 0 / 0")
    assert (case.suggested, case.proposed, case.differs, case.is_clean) == ("Tốt", "Xuất sắc", True, False)


def test_the_list_asks_the_same_number_of_queries_at_1_3_and_30_rows(
    proposed, province, personnel_officer, desk_url, signed_in
):
    client, counts = signed_in(personnel_officer), []
    for wanted, made in ((1, 0), (3, 1), (30, 3)):
        for number in range(made, wanted):
            proposed(factories.make_person(f"Người {number:02}", cell=province.cell), votes={GOOD: 9})
        counts.append(queries_of(client, desk_url))

    response = client.get(desk_url)

    assert set(counts) == {counts[0]}
    assert counts[0] <= 15
    assert (len(response.context["cases"]), bool(response.context["page"].older_url)) == (25, True)
    assert len(response.content) < MOST_BYTES


# ── several at once ──


def test_clean_ones_are_appraised_as_proposed_each_alone_and_the_others_told_with_the_reason(
    proposed, evaluation, member, colleague, ward_secretary, ward_deputy, personnel_officer, signed_in
):
    clean = proposed(member, LOWEST, points=(Decimal(17), Decimal(20)))
    differs = proposed(colleague, TOP, suggested=GOOD)
    held = proposed(ward_secretary)
    held.hold("Đơn số 4/ĐT", by=personnel_officer)
    gone = proposed(ward_deputy)
    gone.appraise(GOOD, by=personnel_officer)
    url = reverse("evaluations:appraise_several", args=[evaluation.pk])

    response = signed_in(personnel_officer).post(url, {"rating": [clean.pk, differs.pk, held.pk, gone.pk]}, follow=True)

    assert list(Rating.objects.order_by("pk").values_list("stage", flat=True)) == [
        "appraised",
        "proposed",
        "proposed",
        "appraised",
    ]
    clean.refresh_from_db()
    assert (clean.appraised_a, clean.appraised_b, clean.appraised_by) == (17, 20, personnel_officer)
    told = texts(response)
    assert told[0] == "Đã thẩm định 1 đề xuất."
    assert [text.partition(": ")[0] for text in told[1:]] == [
        "Chưa thẩm định Lê Quang Dũng",
        "Chưa thẩm định Tạ Thị Kim Liên",
        "Chưa thẩm định Lê Mai Nhung",
    ]


def test_where_nothing_was_suggested_it_is_opened_by_itself(
    proposed, evaluation, member, personnel_officer, desk_url, signed_in
):
    rating = proposed(member, suggested="")
    client = signed_in(personnel_officer)
    url = reverse("evaluations:appraise_several", args=[evaluation.pk])

    [case] = client.get(desk_url).context["cases"]
    response = client.post(url, {"rating": [rating.pk]}, follow=True)

    rating.refresh_from_db()
    assert (case.is_clean, rating.stage) == (False, "proposed")
    assert "cổng không gợi ý mức" in texts(response)[-1]


def test_what_is_not_the_level_most_voted_for_or_suggested_by_now_is_opened_by_itself(
    proposed, evaluation, member, colleague, personnel_officer, desk_url, signed_in
):
    low = (Decimal(17), Decimal(20))
    outvoted = proposed(member, LOWEST, points=low, votes={GOOD: 7, LOWEST: 5})
    changed = proposed(colleague, GOOD, suggested=GOOD, points=low)  # the figures behind it were corrected since
    client = signed_in(personnel_officer)
    url = reverse("evaluations:appraise_several", args=[evaluation.pk])

    clean = {case.rating.pk: case.is_clean for case in client.get(desk_url).context["cases"]}
    response = client.post(url, {"rating": [outvoted.pk, changed.pk]}, follow=True)

    assert clean == {outvoted.pk: False, changed.pk: True}
    assert set(Rating.objects.values_list("stage", flat=True)) == {"proposed"}
    told = dict(text.removeprefix("Chưa thẩm định ").split(": ", 1) for text in texts(response))
    assert told == {
        "Đặng Thị Bích Ngà": "mức khác có nhiều phiếu hơn mức đề xuất; mời mở riêng hồ sơ này",
        "Lê Quang Dũng": "nay cổng gợi ý mức khác; mời mở riêng hồ sơ này",
    }


def test_a_level_above_its_points_asks_for_a_note_at_its_field(proposed, member, personnel_officer, signed_in):
    rating = proposed(member, TOP)

    response = signed_in(personnel_officer).post(
        appraise_url(rating), {"level": TOP, "points_a": "20", "points_b": "20", "note": ""}
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["note"])


def test_several_are_never_ones_own_nor_of_another_office(
    proposed, evaluation, personnel_officer, member, province, signed_in
):
    own, elsewhere = proposed(personnel_officer), proposed(member, decider=province.top)
    url = reverse("evaluations:appraise_several", args=[evaluation.pk])

    for rating in (own, elsewhere):
        response = signed_in(personnel_officer).post(url, {"rating": [rating.pk]}, follow=True)
        assert len(texts(response)) == 1
    signed_in(personnel_officer).post(url, {"rating": ["x", "99999999999999999999"]})

    assert set(Rating.objects.values_list("stage", flat=True)) == {"proposed"}


def test_nothing_chosen_is_told(evaluation, personnel_officer, signed_in):
    url = reverse("evaluations:appraise_several", args=[evaluation.pk])

    response = signed_in(personnel_officer).post(url, follow=True)

    assert texts(response) == ["Đồng chí hãy chọn ít nhất một trường hợp."]


# ── one rating ──


def test_opening_a_rating_is_recorded_with_whose_it_is(proposed, member, personnel_officer, signed_in):
    rating = proposed(member, votes={GOOD: 11})

    response = signed_in(personnel_officer).get(appraise_url(rating))

    assert response.status_code == 200
    event = AuditEvent.objects.order_by("-pk").first()
    assert (event.action, event.owner_id) == ("evaluations.appraisal_opened", str(member.public_id))
    assert len(response.content) < MOST_BYTES


def test_appraising_goes_on_with_the_next_of_the_list(proposed, member, colleague, personnel_officer, signed_in):
    first, second = proposed(member, rank=1), proposed(colleague)

    response = signed_in(personnel_officer).post(
        appraise_url(first), {"level": GOOD, "points_a": "27,5", "points_b": "61,25", "note": ""}
    )

    assert response.url == appraise_url(second)
    first.refresh_from_db()
    assert (first.stage, first.appraised_a, first.appraised_b) == ("appraised", Decimal("27.50"), Decimal("61.25"))


def test_the_last_one_leads_back_to_the_list_as_it_was_narrowed(
    proposed, member, personnel_officer, desk_url, signed_in
):
    rating = proposed(member)

    response = signed_in(personnel_officer).post(f"{appraise_url(rating)}?unit=DUHT-01", {"level": GOOD})

    assert response.url == f"{desk_url}?unit=DUHT-01"


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({}, "level", "chưa ghi mục này"),
        ({"level": "A1"}, "level", ""),
        ({"level": FAIR}, "note", "nêu lý do"),
        ({"level": GOOD, "points_a": "31"}, "points_a", "tối đa 30"),
        ({"level": GOOD, "points_b": "70,01"}, "points_b", "tối đa 70"),
        ({"level": GOOD, "points_a": "-1"}, "points_a", ""),
        ({"level": GOOD, "points_a": "mười"}, "points_a", ""),
        ({"level": GOOD, "note": "x" * 2001}, "note", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_appraised(
    data, field, said, proposed, member, personnel_officer, signed_in
):
    rating = proposed(member)
    traces = trace()

    response = signed_in(personnel_officer).post(appraise_url(rating), data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert said in response.context["form"].errors[field][0]
    assert trace() == traces


def test_a_window_opened_before_somebody_was_faster_is_refused(proposed, member, personnel_officer, signed_in):
    rating = proposed(member)
    rating.appraise(GOOD, by=personnel_officer)

    response = signed_in(personnel_officer).post(appraise_url(rating), {"level": GOOD})

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("act", "stage", "after"),
    [
        ("send_back", Stage.PROPOSED, Stage.SELF),
        ("reopen", Stage.APPRAISED, Stage.PROPOSED),
        ("hold", Stage.PROPOSED, Stage.PROPOSED),
        ("release", Stage.PROPOSED, Stage.PROPOSED),
    ],
)
def test_an_act_with_its_reason_is_done_and_without_one_asked_again(
    act, stage, after, proposed, member, personnel_officer, signed_in
):
    rating = proposed(member)
    if stage == Stage.APPRAISED:
        rating.appraise(GOOD, by=personnel_officer)
    if act == "release":
        rating.hold("Đơn số 4/ĐT", by=personnel_officer)
    url = reverse(f"evaluations:{act}", args=[rating.pk])

    asked = signed_in(personnel_officer).post(url, {"reason": " "})
    done = signed_in(personnel_officer).post(url, {"reason": "Theo kết luận số 9-KL/UBKT"})

    assert (asked.status_code, done.status_code) == (422, 302)
    rating.refresh_from_db()
    assert (rating.stage, rating.is_held) == (after, act == "hold")


@pytest.mark.parametrize("act", ["appraise", "send_back", "reopen", "hold", "release"])
def test_nobody_acts_on_their_own_rating_by_any_address(act, proposed, personnel_officer, signed_in):
    rating = proposed(personnel_officer)
    traces = trace()

    response = signed_in(personnel_officer).post(
        reverse(f"evaluations:{act}", args=[rating.pk]), {"level": GOOD, "reason": "x"}
    )

    assert (response.status_code, trace()) == (403, traces)


@pytest.mark.parametrize("who", ["member", "colleague", "secretary", "ward_secretary", "inspector", "outsider"])
def test_nobody_else_sees_a_proposed_level(who, proposed, member, request, desk_url, signed_in):
    rating = proposed(member)
    person = request.getfixturevalue(who)

    assert signed_in(person).get(appraise_url(rating)).status_code == 404
    assert signed_in(person).get(desk_url).status_code in {403, 404}


def test_what_is_decided_is_found_under_its_state(proposed, member, personnel_officer, desk_url, signed_in):
    rating = proposed(member)
    rating.appraise(GOOD, by=personnel_officer)
    decide(rating, by=personnel_officer)

    (case,) = signed_in(personnel_officer).get(f"{desk_url}?state=decided").context["cases"]

    assert (case.appraised, case.decided, case.rating.decision.symbol) == ("Tốt", "Tốt", "12-QĐ/ĐU")


# ── what the scheme suggests ──


def test_the_page_shows_each_condition_with_its_numbers_and_the_points_of_the_own_paper(
    evaluation, member, secretary, personnel_officer, signed_in
):
    assessment = assessed.make_assessment(evaluation, member, status="submitted")
    rating = assessment.dossier.ratings.get()
    rating.propose(GOOD, by=secretary)

    response = signed_in(personnel_officer).get(appraise_url(rating))

    suggestion = response.context["suggestion"]
    assert (suggestion.level, suggestion.needs_person) == (None, True)  # no task was registered: not enough to count
    assert response.context["own_points"].count("+") == 1
    assert response.context["form"].initial["points_a"] + response.context["form"].initial["points_b"] > 50
    assert "không đủ dữ liệu" in response.content.decode()


def test_a_draft_of_the_own_paper_gives_no_points_away(evaluation, member, secretary, personnel_officer, signed_in):
    assessment = assessed.make_assessment(evaluation, member)
    rating = assessment.dossier.ratings.get()
    rating.propose(GOOD, by=secretary)

    response = signed_in(personnel_officer).get(appraise_url(rating))

    assert response.context["own_points"] == ""
    (case_own,) = [response.context["case"].own]
    assert case_own == ""


def test_a_recorded_case_forces_the_lowest_level_until_it_is_waived(
    evaluation, proposed, member, personnel_officer, ward_secretary, signed_in
):
    rating = proposed(member, points=(Decimal(28), Decimal(64)))
    case = ForcedOutcome.objects.create(
        dossier=rating.dossier, code="N1", symbol="9-KL/UBKT", entered_by=personnel_officer
    )
    client = signed_in(personnel_officer)

    forced = client.get(appraise_url(rating)).context["suggestion"]
    case.waived_by, case.waived_at, case.waiver_reason = ward_secretary, timezone.now(), "Đã tự khắc phục"
    case.save()
    waived = client.get(appraise_url(rating)).context["suggestion"]

    assert (forced.level.code, [each.code for each in forced.forced]) == ("KHTNV", ["N1"])
    assert waived.forced == []


def test_the_page_of_one_rating_stays_within_fifteen_queries(proposed, member, personnel_officer, signed_in):
    rating = proposed(member, votes={GOOD: 9})

    assert queries_of(signed_in(personnel_officer), appraise_url(rating)) <= 15
