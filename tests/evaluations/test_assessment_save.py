"""Saving a self-assessment field by field: what is kept where, what is refused, what two windows do to each other."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from commitments.drafting import mark
from evaluations import assessing_policies as policies
from evaluations.models import Evaluation, Rating, ReviewPrompt, SelfAssessment, Shortcoming, ShortcomingAnswer
from portal.directory.models import Collective
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories
from tests.evaluating import make_dossier, make_evaluation, make_scheme, shipped_document
from tests.evaluations.assessed import begin, bring_to, make_assessment, write

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
Status = SelfAssessment.Status


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def assessment(member, evaluation):
    return begin(make_dossier(evaluation, member))


@pytest.fixture
def save(signed_in, member, assessment):
    """Return a function that sends fields of the paper as its writer."""

    def send(*, htmx=True, **fields):
        data = {name.replace("__", "-"): value for name, value in fields.items()}
        url = f"/self-assessment/{assessment.pk}/save/"
        return signed_in(member).post(url, data, headers=HTMX if htmx else {})

    return send


def text(assessment, key):
    return assessment.texts.get(key=key).body


def test_a_text_is_kept_clean_in_its_section(save, assessment):
    response = save(**{"text-moral": "Gương mẫu\u200b  trong\r\ncông việc  "})

    assert response.status_code == 200
    assert text(assessment, "moral") == "Gương mẫu trong\ncông việc"


def test_hostile_text_is_shown_as_text(save, assessment, signed_in, member):
    save(**{"text-moral": "<script>alert(1)</script>"})

    page = signed_in(member).get(f"/self-assessment/{assessment.pk}/").content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_points_are_kept_as_decimals_and_the_totals_come_back(save, assessment):
    response = save(**{"points-A1": "10,5", "points-A2": "12.25", "points-B1": "60"})

    assessment.refresh_from_db()
    assert assessment.points == {"A1": "10.5", "A2": "12.25", "B1": "60"}
    assert "A 22,75/30 + B 60/70 = 82,75 điểm" in response.content.decode()


def test_points_taken_away_are_missing_again(save, assessment):
    save(**{"points-A1": "10"})

    save(**{"points-A1": ""})

    assessment.refresh_from_db()
    assert assessment.points == {}


def test_a_wrong_value_keeps_the_stored_one_and_the_other_fields_are_saved(save, assessment):
    save(**{"points-A1": "10"})

    response = save(**{"points-A1": "99", "points-A3": "4", "text-moral": "Đã viết"})

    assessment.refresh_from_db()
    assert response.status_code == 422
    assert "Hãy cho từ 0 đến 12 điểm." in response.content.decode()
    assert (assessment.points, text(assessment, "moral")) == ({"A1": "10", "A3": "4"}, "Đã viết")


def test_without_a_script_a_wrong_value_comes_back_with_the_page_and_what_was_typed(save):
    response = save(htmx=False, **{"points-A1": "chín", "text-moral": "Giữ lại"})

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="chín"' in page
    assert "Giữ lại" in page


def test_without_a_script_saving_leads_back_to_the_page(save, assessment):
    response = save(htmx=False, **{"text-moral": "Đã viết"})

    assert (response.status_code, response.url) == (302, f"/self-assessment/{assessment.pk}/")


def test_the_button_of_the_bar_saves_and_leads_to_handing_in(save, assessment):
    response = save(htmx=False, done="yes", **{"text-moral": "Đã viết"})

    assert (response.status_code, response.url) == (302, f"/self-assessment/{assessment.pk}/submit/")
    assert text(assessment, "moral") == "Đã viết"


def test_the_level_of_each_track_is_kept(member, evaluation, signed_in):
    tracks = [Rating.Track.PARTY_MEMBER, Rating.Track.CADRE]
    assessment = begin(make_dossier(evaluation, member, tracks=tracks))

    signed_in(member).post(
        f"/self-assessment/{assessment.pk}/save/", {"level-party_member": "HTTNV", "level-cadre": "HTXSNV"}
    )

    assessment.refresh_from_db()
    assert assessment.own_levels == {"party_member": "HTTNV", "cadre": "HTXSNV"}


def test_no_level_is_claimed_where_the_agency_has_decided(member, evaluation, signed_in):
    dossier = make_dossier(evaluation, member, tracks=[Rating.Track.PARTY_MEMBER, Rating.Track.CADRE])
    Rating.objects.filter(dossier=dossier, track="cadre").update(brought_from="Sở Nội vụ")
    assessment = begin(dossier)

    signed_in(member).post(f"/self-assessment/{assessment.pk}/save/", {"level-cadre": "HTXSNV"})

    assessment.refresh_from_db()
    assert assessment.own_levels == {}


@pytest.mark.parametrize("level", ["XUATSAC", "", "HTTNV'--"])
def test_a_level_that_the_scheme_does_not_have_is_not_kept(level, save, assessment):
    save(**{"level-party_member": level})

    assessment.refresh_from_db()
    assert assessment.own_levels == {}


def test_what_became_of_a_shortcoming_is_kept_with_its_note(member, save, assessment):
    shortcoming = Shortcoming.objects.create(person=member, year=assessment.evaluation.year - 1, text="Nộp chậm")

    save(**{f"state-{shortcoming.pk}": "under_way", f"note-{shortcoming.pk}": "Đã nộp đúng hạn 3/4 lần"})

    answer = ShortcomingAnswer.objects.get()
    assert (answer.shortcoming, answer.assessment) == (shortcoming, assessment)
    assert (answer.state, answer.note) == ("under_way", "Đã nộp đúng hạn 3/4 lần")


def test_a_prompt_is_answered_in_its_own_row(save, assessment, personnel_officer):
    prompts = [
        ReviewPrompt.objects.create(
            dossier=assessment.dossier,
            question=question,
            asked_by="Ban Thường vụ",
            asked_on=datetime.date(2026, 11, 2),
            recorded_by=personnel_officer,
        )
        for question in ("Về việc A", "Về việc B")
    ]

    save(**{f"answer-{prompts[1].pk}": "Đã chấn chỉnh"})

    answers = ReviewPrompt.objects.order_by("pk").values_list("answer", flat=True)
    assert list(answers) == ["", "Đã chấn chỉnh"]


@pytest.mark.parametrize("kind", ["answer", "state", "note", "text", "points", "level"])
def test_a_field_that_the_paper_does_not_have_is_left_alone(kind, save, assessment, colleague, evaluation, clerk):
    other = begin(make_dossier(evaluation, colleague))
    strange = Shortcoming.objects.create(person=colleague, year=2025, text="Của người khác")
    prompt = ReviewPrompt.objects.create(
        dossier=other.dossier, question="Hỏi", asked_by="BTV", asked_on=datetime.date(2026, 11, 2), recorded_by=clerk
    )
    keys = {"answer": prompt.pk, "state": strange.pk, "note": strange.pk}

    save(**{f"{kind}-{keys.get(kind, 'nowhere')}": "overcome"})

    prompt.refresh_from_db()
    assessment.refresh_from_db()
    assert (prompt.answer, ShortcomingAnswer.objects.count(), assessment.texts.count()) == ("", 0, 0)
    assert (assessment.points, assessment.own_levels) == ({}, {})


def test_a_text_that_is_too_long_is_refused_whole(save, assessment):
    response = save(**{"text-moral": "a" * 20_001})

    assert response.status_code == 422
    assert assessment.texts.count() == 0


# ── two windows ──


def test_two_windows_in_two_fields_both_save(save, assessment):
    loaded = {"was-text-moral": mark(""), "was-text-plan": mark("")}
    save(**loaded, **{"text-moral": "Của cửa sổ một", "text-plan": ""})

    response = save(**loaded, **{"text-moral": "", "text-plan": "Của cửa sổ hai"})

    assert response.status_code == 200
    assert (text(assessment, "moral"), text(assessment, "plan")) == ("Của cửa sổ một", "Của cửa sổ hai")


def test_two_windows_in_one_field_are_told_and_both_texts_are_shown(save, assessment):
    loaded = {"was-text-moral": mark("")}
    save(**loaded, **{"text-moral": "Của cửa sổ một"})

    response = save(**loaded, **{"text-moral": "Của cửa sổ hai"})

    page = response.content.decode()
    assert response.status_code == 409
    assert text(assessment, "moral") == "Của cửa sổ một"
    assert "Của cửa sổ một" in page
    assert "Của cửa sổ hai" in page


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Của cửa sổ hai"), ("theirs", "Của cửa sổ một")])
def test_what_the_writer_chooses_of_both_is_kept(choice, kept, save, assessment):
    save(**{"was-text-moral": mark(""), "text-moral": "Của cửa sổ một"})

    save(
        **{
            "was-text-moral": mark(""),
            "text-moral": "Của cửa sổ hai",
            "keep-text-moral": choice,
            "now-text-moral": mark("Của cửa sổ một"),
        }
    )

    assert text(assessment, "moral") == kept


def test_points_from_two_windows_conflict_as_texts_do(save, assessment):
    loaded = {"was-points-A1": mark("")}
    save(**loaded, **{"points-A1": "10"})

    response = save(**loaded, **{"points-A1": "11"})

    assessment.refresh_from_db()
    assert (response.status_code, assessment.points) == (409, {"A1": "10"})


# ── too late ──


def test_what_was_typed_into_a_paper_that_was_handed_in_meanwhile_stands_there_to_be_copied(
    signed_in, member, evaluation
):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    response = signed_in(member).post(
        f"/self-assessment/{assessment.pk}/save/", {"text-moral": "Câu viết thêm", "was-text-moral": mark("")}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "Bản tự kiểm điểm này đã được gửi, không sửa được nữa." in page
    assert "Câu viết thêm" in page
    assert text(assessment, "moral") == "Nội dung mục 1"


def test_a_part_is_told_in_the_messages_of_the_page(signed_in, member, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    response = signed_in(member).post(
        f"/self-assessment/{assessment.pk}/save/", {"text-moral": "Câu viết thêm"}, headers=HTMX
    )

    assert (response.status_code, response.headers["HX-Retarget"]) == (409, "#messages")


def test_a_paper_that_was_sent_back_can_be_written_again(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    bring_to(assessment, Status.RETURNED, officer=secretary)

    signed_in(member).post(f"/self-assessment/{assessment.pk}/save/", {"text-moral": "Viết lại"})

    assert text(assessment, "moral") == "Viết lại"


def test_nothing_is_saved_once_the_evaluation_is_closed(save, assessment):
    Evaluation.objects.update(status=Evaluation.Status.CLOSED)

    response = save(**{"text-moral": "Muộn"})

    assert (response.status_code, assessment.texts.count()) == (409, 0)


@pytest.mark.parametrize(
    ("who", "status"), [("colleague", 404), ("outsider", 404), ("secretary", 404), ("ward_secretary", 404)]
)
def test_nobody_else_writes_in_a_draft(who, status, assessment, signed_in, request):
    person = request.getfixturevalue(who)

    response = signed_in(person).post(f"/self-assessment/{assessment.pk}/save/", {"text-moral": "Sửa hộ"})

    assert (response.status_code, assessment.texts.count()) == (status, 0)


def test_the_secretary_reads_what_was_handed_in_and_may_not_write_in_it(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    response = signed_in(secretary).post(f"/self-assessment/{assessment.pk}/save/", {"text-moral": "Sửa hộ"})

    assert (response.status_code, text(assessment, "moral")) == (403, "Nội dung mục 1")


def test_a_save_asked_for_by_get_is_refused(signed_in, member, assessment):
    assert signed_in(member).get(f"/self-assessment/{assessment.pk}/save/").status_code == 405


# ── other calculators and scales ──


def test_tasks_with_weights_add_up_and_say_what_does_not(member, province, signed_in):
    document = shipped_document()
    frame = next(each for each in document["frames"] if each["code"] == "NON_LEADER")
    frame["calculator"] = {
        "code": "B_WEIGHTED",
        "shares": {"volume": 25, "quality": 25, "progress": 25, "effect": 25},
        "tasks_least": 1,
        "tasks_most": 3,
        "confidence": "P",
    }
    frame["criteria"] = [each for each in frame["criteria"] if each["group"] == "A"]
    evaluation = make_evaluation(province.ward, scheme=make_scheme(document=document))
    assessment = begin(make_dossier(evaluation, member))
    given = {"weight": "40", "volume": "100", "quality": "100", "progress": "50", "effect": "50"}

    response = signed_in(member).post(
        f"/self-assessment/{assessment.pk}/save/",
        {f"points-T1.{key}": value for key, value in given.items()},
        headers=HTMX,
    )

    assessment.refresh_from_db()
    assert assessment.points["T1.weight"] == "40"
    assert "A 0/30 + B 30/70 = 30 điểm" in response.content.decode()
    assert "Trọng số các nhiệm vụ cộng lại" in response.content.decode()


def test_a_quarter_of_a_leader_is_scored_by_axes(secretary, campaign, province, signed_in):
    quarter = campaign.period.quarters.get(quarter=3)
    evaluation = make_evaluation(province.ward, period=quarter)
    assessment = begin(make_dossier(evaluation, secretary, frame="LEADER"))

    response = signed_in(secretary).post(
        f"/self-assessment/{assessment.pk}/save/", {"points-X1": "9", "points-X4": "21"}, headers=HTMX
    )

    assessment.refresh_from_db()
    assert assessment.form.code == "KD-05A-2025"
    assert (assessment.points, response.status_code) == ({"X1": "9"}, 422)
    assert "Hãy cho từ 0 đến 20 điểm." in response.content.decode()


def test_in_a_scheme_of_degrees_each_part_takes_a_degree(member, province, signed_in):
    evaluation = make_evaluation(province.ward, scheme=make_scheme("qd124_2023"))
    assessment = begin(make_dossier(evaluation, member))

    response = signed_in(member).post(
        f"/self-assessment/{assessment.pk}/save/", {"points-A1": "T", "points-B1": "ZZ"}, headers=HTMX
    )

    assessment.refresh_from_db()
    assert assessment.form.code == "KD-02A-2023"
    assert (assessment.points, response.status_code) == ({"A1": "T"}, 422)


# ── a collective and an organisation ──


@pytest.mark.parametrize("kind", ["collective", "organisation"])
def test_who_heads_it_writes_and_hands_in_the_report_of_a_collective_or_an_organisation(
    kind, secretary, province, evaluation, signed_in
):
    agency = factories.make_collective(province.ward, "Ban Quản lý dự án", kind=Collective.Kind.AGENCY)
    factories.appoint(secretary, Role.AGENCY_HEAD, agency)
    subject = agency if kind == "collective" else province.cell
    assessment = write(begin(make_dossier(evaluation, subject)))
    client = signed_in(secretary)

    client.post(f"/self-assessment/{assessment.pk}/save/", {"text-principles": "Họp đủ 12 kỳ"})
    client.post(f"/self-assessment/{assessment.pk}/submit/")

    assessment.refresh_from_db()
    assert (assessment.status, assessment.form.code) == (Status.SUBMITTED, "KD-01-2025")
    assert (assessment.basis["subject"]["kind"], assessment.basis["texts"]["principles"]) == (kind, "Họp đủ 12 kỳ")


def test_a_member_of_the_cell_does_not_write_what_the_cell_says_of_itself(secretary, member, province, evaluation):
    dossier = make_dossier(evaluation, province.cell)

    with pytest.raises(PermissionDenied):
        policies.can_begin(member, dossier).require()


def test_who_takes_over_the_post_goes_on_writing(secretary, deputy, province, evaluation, signed_in):
    assessment = begin(make_dossier(evaluation, province.cell))
    secretary.appointments.update(ends_on=today() - datetime.timedelta(days=1))
    factories.appoint(deputy, Role.CELL_SECRETARY, province.cell)

    before = signed_in(secretary).post(f"/self-assessment/{assessment.pk}/save/", {"text-principles": "Cũ"})
    after = signed_in(deputy).post(f"/self-assessment/{assessment.pk}/save/", {"text-principles": "Mới"})

    assert (before.status_code, after.status_code, text(assessment, "principles")) == (404, 302, "Mới")
