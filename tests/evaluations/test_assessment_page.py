"""The pages of a self-assessment: begin, write, what blocks and what advises, hand in, read; home and navigation."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations import assessing_policies as policies
from evaluations.assessing import own
from evaluations.assessing.desk import Desk
from evaluations.models import Dossier, Evaluation, Rating, ReviewPrompt, SelfAssessment, Shortcoming, ShortcomingAnswer
from portal.audit.models import AuditEvent
from portal.directory.models import Collective
from portal.directory.roles import Role
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.assessed import begin, bring_to, make_assessment, propose, write
from tests.evaluations.rated import pretend_decided
from tests.evaluations.showing import DUE, YEAR, program_of, shown
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

Status = SelfAssessment.Status


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(YEAR, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def dossier(member, evaluation):
    return make_dossier(evaluation, member)


def fresh(person):
    """Return a person without what was remembered of them in this test."""
    return type(person).objects.get(pk=person.pk)


def desk_of(assessment):
    loaded = SelfAssessment.objects.with_subject().get(pk=assessment.pk)
    return Desk(loaded, is_own=True, is_writing=True)


def warnings(assessment):
    return [finding.text for finding in desk_of(assessment).found.warnings]


def blocks(assessment):
    return [finding.text for finding in desk_of(assessment).found.blocks]


# ── begin ──


def test_beginning_leads_to_the_paper_of_the_frame(signed_in, member, dossier):
    response = signed_in(member).post(f"/self-assessment/begin/{dossier.pk}/")

    assessment = SelfAssessment.objects.get()
    assert (response.status_code, response.url) == (302, f"/self-assessment/{assessment.pk}/")
    assert assessment.form.code == "KD-02B-2025"


@pytest.mark.parametrize(
    ("frame", "form"), [("LEADER", "KD-02A-2025"), ("NON_LEADER", "KD-02B-2025"), ("MEMBER_OUTSIDE", "KD-02C-2025")]
)
def test_the_frame_names_the_form(frame, form, member, evaluation):
    assert begin(make_dossier(evaluation, member, frame=frame)).form.code == form


def test_the_head_of_a_collective_writes_its_report(signed_in, secretary, province, evaluation):
    agency = factories.make_collective(province.ward, "Ban Quản lý dự án", kind=Collective.Kind.AGENCY)
    factories.appoint(secretary, Role.AGENCY_HEAD, agency)
    dossier = make_dossier(evaluation, agency)

    signed_in(secretary).post(f"/self-assessment/begin/{dossier.pk}/")

    assert SelfAssessment.objects.get().form.code == "KD-01-2025"


@pytest.mark.parametrize(("reason", "may"), [("exempt", False), ("suspended", False), ("new", False), ("short", True)])
def test_who_is_not_reviewed_writes_none(reason, may, member, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(not_rated_reason=reason)
    dossier.refresh_from_db()

    assert bool(policies.can_begin(member, dossier)) is may


def test_who_has_left_the_roster_writes_none(member, dossier):
    dossier.left_on = DUE

    assert str(policies.can_begin(member, dossier).reason) == "Đồng chí không phải viết bản tự kiểm điểm trong đợt này."


# ── the list of one's own, home, navigation ──


def test_the_list_shows_what_is_to_be_begun_and_what_was_handed_in(signed_in, member, dossier, province):
    last_year = make_evaluation(province.ward, period=factories.make_period(YEAR - 1))
    make_assessment(last_year, member, status=Status.SUBMITTED)
    Evaluation.objects.filter(pk=last_year.pk).update(status=Evaluation.Status.CLOSED)

    page = signed_in(member).get("/self-assessment/").content.decode()

    titles = re.findall(r'<h2 class="paper__title">(.*?)</h2>', page)
    assert titles == ["Bản tự kiểm điểm năm 2026", "Bản tự kiểm điểm năm 2025"]
    assert [word in page for word in ("Bắt đầu viết", "Đã gửi")] == [True, True]


def test_the_list_leads_to_the_result_once_it_is_published(signed_in, member, dossier, province, secretary):
    pretend_decided(dossier, by=secretary)
    decided = signed_in(member).get("/self-assessment/").content.decode()
    dossier.ratings.update(published_at=timezone.now())
    Evaluation.objects.update(status=Evaluation.Status.CLOSED)

    published = signed_in(member).get("/self-assessment/").content.decode()

    link = f'<a class="link" href="{dossier.get_absolute_url()}">Hoàn thành tốt nhiệm vụ</a>'
    assert [link in page for page in (decided, published)] == [False, True]


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_years(signed_in, member, province, secretary):
    client = signed_in(member)
    client.get("/self-assessment/")

    def count(*years):
        for year in years:
            each = make_evaluation(province.ward, period=factories.make_period(year))
            pretend_decided(make_dossier(each, member), by=secretary)
        return queries_of(client, "/self-assessment/")

    assert count(2025) == count(2024, 2023)


def test_a_draft_of_an_evaluation_in_preparation_is_not_announced(member, province):
    make_dossier(make_evaluation(province.ward, status=Evaluation.Status.DRAFT), member)

    assert own.lines_of(member) == []


def test_home_asks_to_begin_to_finish_and_to_change(member, secretary, dossier):
    def asked():
        return [(task.title, task.act, task.due_on) for task in own.papers_to_write(fresh(member), None)]

    due = dossier.evaluation.self_due_on
    assert asked() == [("Viết bản tự kiểm điểm năm 2026", "Bắt đầu viết", due)]

    assessment = write(begin(dossier))
    assert asked() == [("Viết bản tự kiểm điểm năm 2026", "Viết tiếp", due)]

    assessment.submit(by=member, basis={"version": 1})
    assert asked() == []

    assessment.return_("Cần nêu rõ hạn chế", by=secretary)
    assert asked() == [("Sửa bản tự kiểm điểm năm 2026", "Xem lại", due)]


def test_the_day_to_hand_in_stands_among_the_dates_to_come(member, dossier):
    days = own.deadlines(member, datetime.date(YEAR, 11, 25))

    assert [(day.on, day.what) for day in days] == [
        (dossier.evaluation.self_due_on, "Hạn gửi bản tự kiểm điểm năm 2026")
    ]


def test_everybody_has_the_entry_of_the_navigation_and_it_asks_nothing(colleague, django_assert_num_queries):
    with django_assert_num_queries(0):
        links = own.link_to_own(colleague)

    assert [link.label for link in links] == ["Tự kiểm điểm"]


def test_who_is_in_no_evaluation_is_told_when_there_will_be_one(signed_in, colleague):
    page = signed_in(colleague).get("/self-assessment/").content.decode()

    assert "Chưa có bản tự kiểm điểm phải viết" in page


# ── the page ──


@pytest.mark.parametrize("number", [1, 12, 30])
def test_the_page_asks_the_same_questions_for_any_number_of_commitments(
    number, signed_in, member, campaign, clause, dossier, personnel_officer
):
    for commitment in program_of(member, campaign, due=[DUE] * number):
        commitment.clauses.set([clause])
        shown(commitment, "exceeded")
    Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp chậm")
    ReviewPrompt.ask(dossier, question="Về việc A", asked_by="BTV", symbol="", asked_on=DUE, by=personnel_officer)
    url = begin(dossier).get_absolute_url()
    client = signed_in(member)
    client.get(url)  # what is remembered across requests

    assert queries_of(client, url) == 15
    assert len(client.get(url).content) < 60_000


def test_the_paper_shows_its_commitments_and_where_each_stands(signed_in, member, campaign, clause, dossier):
    first, second = program_of(member, campaign, due=[DUE, DUE])
    first.clauses.set([clause])
    shown(first, "exceeded", on=DUE, reached=71)
    shown(second, on=DUE + datetime.timedelta(days=3))

    page = signed_in(member).get(begin(dossier).get_absolute_url()).content.decode()

    assert "Hoàn thành 2/2 cam kết, 1 đúng hạn, 1 vượt mức" in page
    assert "71 người" in page
    assert "chậm 3 ngày" in page
    assert clause.reference in page


def test_handed_in_the_page_has_no_field_and_the_checksum(signed_in, member, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    page = signed_in(member).get(assessment.get_absolute_url()).content.decode()

    assert "<textarea" not in page
    assert assessment.basis_sha256 in page
    assert "Rút lại để viết tiếp" in page


def test_a_paper_that_was_sent_back_says_why_above(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    assessment.return_("Mục II chưa nêu việc cụ thể", by=secretary)

    page = signed_in(member).get(assessment.get_absolute_url()).content.decode()

    assert "Mục II chưa nêu việc cụ thể" in page


# ── what blocks ──


def test_an_empty_paper_says_all_that_is_missing(member, dossier, personnel_officer):
    Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp chậm")
    ReviewPrompt.ask(
        dossier, question="Về việc A", asked_by="Ban Thường vụ", symbol="", asked_on=DUE, by=personnel_officer
    )

    assert blocks(begin(dossier)) == [
        "Chưa viết phần “Phẩm chất, kỷ luật”",
        "Chưa viết phần “Nhiệm vụ được giao”",
        "Chưa viết phần “Cam kết tu dưỡng”",
        "Chưa viết phần “Hạn chế”",
        "Chưa viết phần “Nguyên nhân”",
        "Nêu kết quả khắc phục hạn chế “Nộp chậm”",
        "Chưa giải trình gợi ý của Ban Thường vụ",
        "Chưa viết phần “Phương hướng”",
        "Còn 4 mục chưa chấm điểm",
        "Chưa tự nhận mức: Đảng viên",
    ]


def test_a_part_that_the_portal_filled_in_needs_no_words(member, campaign, dossier):
    program_of(member, campaign)

    assert "Chưa viết phần “Nhiệm vụ được giao”" not in blocks(begin(dossier))


def test_a_written_paper_has_nothing_that_blocks(dossier):
    assert blocks(write(begin(dossier))) == []


def test_the_page_before_handing_in_names_what_blocks_and_hands_nothing_in(signed_in, member, dossier):
    assessment = begin(dossier)
    client = signed_in(member)

    page = client.get(f"/self-assessment/{assessment.pk}/submit/").content.decode()
    client.post(f"/self-assessment/{assessment.pk}/submit/")

    assessment.refresh_from_db()
    assert "Chưa viết phần “Phương hướng”" in page
    assert assessment.status == Status.DRAFT


def test_the_page_before_handing_in_shows_the_shortcomings_that_will_be_kept(signed_in, member, dossier):
    assessment = write(begin(dossier))

    page = signed_in(member).get(f"/self-assessment/{assessment.pk}/submit/").content.decode()

    assert "<li>Chậm mốc 31/8 của một cam kết</li>" in page


def test_handing_in_leads_back_to_the_paper(signed_in, member, dossier):
    assessment = write(begin(dossier))

    response = signed_in(member).post(f"/self-assessment/{assessment.pk}/submit/")

    assessment.refresh_from_db()
    assert (response.url, assessment.status) == (f"/self-assessment/{assessment.pk}/", Status.SUBMITTED)


@pytest.mark.parametrize(("precision", "shown_as"), [("day", "02/09/1970"), ("year", "1970")])
def test_the_birth_date_is_frozen_as_far_as_it_is_known(signed_in, member, dossier, precision, shown_as):
    member.born, member.born_precision = datetime.date(1970, 9, 2), precision
    member.save()
    assessment = write(begin(Dossier.objects.get(pk=dossier.pk)))

    signed_in(member).post(f"/self-assessment/{assessment.pk}/submit/")

    assessment.refresh_from_db()
    assert (assessment.status, assessment.basis["subject"]["born"]) == (Status.SUBMITTED, shown_as)


# ── what advises ──


def test_a_paper_that_is_balanced_and_shown_has_no_remark(member, campaign, dossier):
    shown(program_of(member, campaign)[0])

    assert warnings(write(begin(dossier))) == []


@pytest.mark.parametrize("words", ["Không", "Không có."])
def test_no_shortcoming_named_is_remarked(words, dossier):
    assert "Chưa nêu hạn chế nào" in warnings(write(begin(dossier), texts={"faults": words}))


@pytest.mark.parametrize(("merit", "faults", "share"), [(1000, 98, "9%"), (1000, 99, None), (1000, 100, None)])
def test_faults_told_in_less_than_a_tenth_of_the_merits_are_remarked(merit, faults, share, dossier):
    texts = {"moral": "a" * merit, "duties": "", "pledge": "", "faults": "b" * faults, "causes": "c"}
    assessment = begin(dossier)
    for key, body in texts.items():
        assessment.texts.create(key=key, body=body)

    found = [text for text in warnings(assessment) if text.startswith("Mục II")]

    assert found == ([f"Mục II mới bằng {share} mục I"] if share else [])


def test_beyond_without_evidence_and_done_without_evidence_are_remarked_with_their_numbers(member, campaign, dossier):
    first, second, third = program_of(member, campaign, due=[DUE, DUE, DUE])
    shown(first)
    shown(second, "exceeded", evidence=False)
    shown(third, evidence=False)

    assert warnings(write(begin(dossier))) == [
        "Cam kết báo vượt mức nhưng không có minh chứng: 2",
        "Cam kết đã xong nhưng không có minh chứng: 3",
    ]


def test_a_level_above_the_suggested_is_remarked(member, campaign, dossier):
    shown(program_of(member, campaign)[0])
    assessment = write(begin(dossier), level="HTXSNV")

    assert desk_of(assessment).suggestion["label"] == "Hoàn thành tốt nhiệm vụ"
    assert warnings(assessment) == ["Mức tự nhận cao hơn mức cổng gợi ý: Đảng viên"]


@pytest.mark.parametrize(
    ("level", "remarks"), [("HTXSNV", ["Mức tự nhận cao hơn khung điểm: Đảng viên"]), ("HTTNV", [])]
)
def test_where_nothing_is_suggested_a_level_above_the_band_of_the_points_is_remarked(level, remarks, dossier):
    assessment = write(begin(dossier), level=level)

    assert desk_of(assessment).suggestion["label"] == ""
    assert warnings(assessment) == remarks


@pytest.mark.parametrize("level", ["HTTNV", "HTNV"])
def test_the_suggested_level_and_a_lower_one_are_not_remarked(level, member, campaign, dossier):
    shown(program_of(member, campaign)[0])

    assert warnings(write(begin(dossier), level=level)) == []


@pytest.mark.parametrize(
    ("state", "note", "remarked"), [("overcome", "", 0), ("under_way", "", 1), ("not_begun", "Vì sao", 0)]
)
def test_a_shortcoming_not_overcome_without_a_word_is_remarked(state, note, remarked, member, campaign, dossier):
    shown(program_of(member, campaign)[0])
    old = Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp chậm")
    assessment = write(begin(dossier), level="HTNV")
    ShortcomingAnswer.objects.create(shortcoming=old, assessment=assessment, state=state, note=note)

    assert warnings(assessment) == ["“Nộp chậm” chưa khắc phục xong mà chưa nêu lý do"] * remarked


def test_remarks_do_not_keep_a_paper_from_being_handed_in(signed_in, member, dossier):
    assessment = write(begin(dossier), texts={"faults": "Không có"})

    signed_in(member).post(f"/self-assessment/{assessment.pk}/submit/")

    assessment.refresh_from_db()
    assert (assessment.status, assessment.warning_count > 0) == (Status.SUBMITTED, True)


# ── who reads ──


READERS = {
    Status.DRAFT: ["member"],
    Status.SUBMITTED: ["member", "secretary", "deputy", "personnel_officer", "inspector"],
}


@pytest.mark.parametrize("status", READERS)
def test_a_draft_is_the_writers_alone_and_what_was_handed_in_is_read_by_its_places_and_offices(
    status, evaluation, request
):
    names = ["member", "colleague", "secretary", "deputy", "ward_secretary", "ward_committee_member"]
    names += ["personnel_officer", "clerk", "inspector", "outsider", "overseer", "system_admin"]
    people = {name: request.getfixturevalue(name) for name in names}
    assessment = make_assessment(evaluation, people["member"], status=status)

    readers = [
        name
        for name, person in people.items()
        if SelfAssessment.objects.visible_to(person).filter(pk=assessment.pk).exists()
    ]

    assert readers == READERS[status]


def test_the_body_that_decides_reads_a_paper_once_a_level_was_proposed(member, ward_secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    assert list(SelfAssessment.objects.visible_to(ward_secretary)) == []

    propose(assessment.dossier)

    assert list(SelfAssessment.objects.visible_to(ward_secretary)) == [assessment]


def test_a_member_never_sees_anothers_points(signed_in, member, colleague, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    names = ["self_assessment", "submit_self_assessment", "return_self_assessment"]
    client = signed_in(colleague)

    pages = [client.get(reverse(f"evaluations:{name}", args=[assessment.pk])).status_code for name in names]
    beside = [
        client.get(f"/evaluations/dossiers/{assessment.dossier_id}/{part}") for part in ("", "figures/", "prompts/")
    ]

    assert (pages, [response.status_code for response in beside]) == ([404] * 3, [404] * 3)
    assert str(member) not in client.get("/self-assessment/").content.decode()


def test_reading_anothers_paper_is_recorded_and_told_to_its_writer(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    page = signed_in(secretary).get(assessment.get_absolute_url()).content.decode()

    event = AuditEvent.objects.get(action="evaluations.assessment_opened")
    assert (event.actor_name, event.owner_id) == ("Hoàng Văn Khải", str(member.public_id))
    assert "Lần đọc này đã được ghi lại" in page


def test_reading_ones_own_is_not_recorded(signed_in, member, dossier):
    signed_in(member).get(begin(dossier).get_absolute_url())

    assert not AuditEvent.objects.filter(action="evaluations.assessment_opened").exists()


def test_of_a_paper_that_was_sent_back_officers_read_what_was_handed_in(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    bring_to(assessment, Status.RETURNED, officer=secretary)
    signed_in(member).post(f"/self-assessment/{assessment.pk}/save/", {"text-moral": "Đang viết lại dở"})

    page = signed_in(secretary).get(assessment.get_absolute_url()).content.decode()

    assert ("Đang viết lại dở" in page, "Nội dung mục 1" in page) == (False, True)


# ── sent back, taken back by the pages ──


def test_an_officer_sends_back_with_a_reason(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    response = signed_in(secretary).post(f"/self-assessment/{assessment.pk}/return/", {"reason": "Cần nêu rõ"})

    assessment.refresh_from_db()
    assert (response.status_code, assessment.status, assessment.last_return.reason) == (
        302,
        Status.RETURNED,
        "Cần nêu rõ",
    )


def test_without_a_reason_the_page_asks_again(signed_in, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    response = signed_in(secretary).post(f"/self-assessment/{assessment.pk}/return/", {"reason": "  "})

    assessment.refresh_from_db()
    assert (response.status_code, assessment.status) == (422, Status.SUBMITTED)


def test_taking_back_twice_is_told_and_changes_nothing_more(signed_in, member, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    client = signed_in(member)

    first = client.post(f"/self-assessment/{assessment.pk}/recall/")
    second = client.post(f"/self-assessment/{assessment.pk}/recall/")

    assessment.refresh_from_db()
    assert (first.status_code, second.status_code, assessment.status) == (302, 403, Status.DRAFT)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("member", "Không ai tự làm việc này với bản của mình."),
        ("personnel_officer", "Cấp ủy nơi kiểm điểm mới trả lại được bản tự kiểm điểm."),
        ("inspector", "Cấp ủy nơi kiểm điểm mới trả lại được bản tự kiểm điểm."),
    ],
)
def test_only_officers_of_the_places_send_back(who, reason, member, evaluation, request):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    assert str(policies.can_return(request.getfixturevalue(who), assessment).reason) == reason


def test_a_proposed_level_keeps_the_paper_where_it_is(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    Rating.objects.filter(dossier=assessment.dossier).update(stage="proposed", proposed_level="HTTNV")

    assert str(policies.can_return(secretary, assessment).reason) == ("Đã đề xuất mức xếp loại. Rút đề xuất trước đã.")
