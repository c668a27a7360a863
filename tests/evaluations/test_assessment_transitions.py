"""Every pair of states of a self-assessment: what the table allows leads on and is told; the rest leaves no trace."""

import datetime
import itertools
import threading

import pytest
from django.db import connection

from commitments.errors import NotReady
from evaluations import assessing_policies as policies
from evaluations.assessing import own, saving
from evaluations.errors import InvalidTransition, NotYours, ReasonMissing
from evaluations.models import (
    Evaluation,
    FigureCorrection,
    Rating,
    RatingSession,
    SelfAssessment,
    SelfAssessmentText,
    Shortcoming,
    ShortcomingAnswer,
)
from evaluations.models.self_assessment import checksum
from portal.audit.models import AuditEvent
from portal.directory.models import Collective, Person
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.assessed import begin, bring_to, make_assessment, propose, write
from tests.evaluations.rated import decide

Status = SelfAssessment.Status
PAIRS = list(itertools.product(Status, Status))
ALLOWED = [(before, after) for before, after in PAIRS if after in SelfAssessment.NEXT[before]]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]
ACTS = {
    Status.DRAFT: "recalled",
    Status.SUBMITTED: "submitted",
    Status.RETURNED: "returned",
    Status.ACCEPTED: "accepted",
}


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def in_status(evaluation, member, secretary, status):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED if status != Status.DRAFT else status)
    return bring_to(assessment, status, officer=secretary)


def lead(assessment, wanted, *, writer, officer):
    match wanted:
        case Status.DRAFT:
            assessment.recall(by=writer)
        case Status.SUBMITTED:
            assessment.submit(by=writer, basis={"version": 1})
        case Status.RETURNED:
            assessment.return_("Cần nêu rõ hạn chế", by=officer)
        case Status.ACCEPTED:
            assessment.accept(by=officer)


def trace():
    events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    return events, list(Notification.objects.order_by("pk").values_list("event", "recipient", "read_at"))


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_allowed_step_leads_on_and_writes_one_event(before, after, member, secretary, evaluation):
    assessment = in_status(evaluation, member, secretary, before)
    events, _notifications = trace()

    lead(assessment, after, writer=member, officer=secretary)

    assessment.refresh_from_db()
    assert assessment.status == after
    assert trace()[0] == [*events, f"evaluations.assessment_{ACTS[after]}"]


@pytest.mark.parametrize(("before", "after"), REFUSED)
def test_a_refused_step_leaves_no_event_and_no_notification(before, after, member, secretary, evaluation):
    assessment = in_status(evaluation, member, secretary, before)
    traces = trace()

    with pytest.raises(InvalidTransition):
        lead(assessment, after, writer=member, officer=secretary)

    assessment.refresh_from_db()
    assert (assessment.status, trace()) == (before, traces)


@pytest.mark.parametrize("wanted", [Status.SUBMITTED, Status.DRAFT])
@pytest.mark.parametrize("state", [Evaluation.Status.DRAFT, Evaluation.Status.CLOSED])
def test_a_paper_neither_goes_in_nor_comes_back_unless_the_evaluation_is_open(
    wanted, state, member, secretary, evaluation
):
    before = Status.DRAFT if wanted == Status.SUBMITTED else Status.SUBMITTED
    assessment = in_status(evaluation, member, secretary, before)
    Evaluation.objects.filter(pk=evaluation.pk).update(status=state)

    with pytest.raises(InvalidTransition):
        lead(assessment, wanted, writer=member, officer=secretary)

    assessment.refresh_from_db()
    assert assessment.status == before


def test_a_stale_copy_reads_the_state_under_the_lock(member, evaluation):
    assessment = make_assessment(evaluation, member)
    stale = SelfAssessment.objects.get(pk=assessment.pk)
    saving.hand_in(assessment, by=member)

    with pytest.raises(InvalidTransition) as refusal:
        stale.submit(by=member, basis={})

    assert str(refusal.value) == ("Bản tự kiểm điểm đang “Đã gửi”, không chuyển sang “Đã gửi” được. Hãy mở lại để xem.")


# ── once a level is decided ──


def decided(evaluation, person, secretary, personnel_officer):
    """Decide the rating of a dossier that has been made, whether or not there is a paper."""
    rating = Rating.objects.get(dossier__evaluation=evaluation, dossier__person=person)
    rating.propose("HTTNV", by=secretary)
    rating.appraise("HTTNV", by=personnel_officer)
    decide(rating, by=personnel_officer)
    return rating.dossier


@pytest.mark.parametrize("wanted", [Status.SUBMITTED, Status.DRAFT])
def test_a_paper_neither_goes_in_nor_comes_back_once_a_level_is_decided(
    wanted, member, secretary, personnel_officer, evaluation
):
    before = Status.DRAFT if wanted == Status.SUBMITTED else Status.SUBMITTED
    assessment = in_status(evaluation, member, secretary, before)
    decided(evaluation, member, secretary, personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition) as refusal:
        lead(assessment, wanted, writer=member, officer=secretary)

    assessment.refresh_from_db()
    assert (assessment.status, trace()) == (before, traces)
    assert (
        str(refusal.value)
        == "Mức xếp loại đã được quyết định; các căn cứ của mức giữ nguyên. Có tình tiết mới thì đề nghị xếp loại lại."
    )
    assert not policies.can_hand_in(member, assessment)
    assert not policies.can_recall(member, assessment)


@pytest.mark.parametrize("wanted", [Status.SUBMITTED, Status.DRAFT])
def test_a_paper_neither_goes_in_nor_comes_back_once_a_level_is_proposed_without_it(
    wanted, member, secretary, evaluation
):
    before = Status.DRAFT if wanted == Status.SUBMITTED else Status.SUBMITTED
    assessment = in_status(evaluation, member, secretary, before)
    assert len(own.papers_to_write(Person.objects.get(pk=member.pk), today())) == (before == Status.DRAFT)
    propose(assessment.dossier)

    with pytest.raises(InvalidTransition, match="đề nghị nơi kiểm điểm mở lại phiên"):
        lead(assessment, wanted, writer=member, officer=secretary)

    assessment.refresh_from_db()
    assert assessment.status == before
    policy = policies.can_hand_in if wanted == Status.SUBMITTED else policies.can_recall
    assert "mở lại phiên" in policy(member, assessment).reason
    assert own.papers_to_write(Person.objects.get(pk=member.pk), today()) == []


def test_nothing_is_begun_once_a_level_is_proposed(member, evaluation):
    dossier = make_dossier(evaluation, member)
    propose(dossier)

    with pytest.raises(InvalidTransition):
        begin(dossier)

    assert not policies.can_begin(member, dossier)
    assert SelfAssessment.objects.count() == 0


def test_of_two_tracks_one_that_still_waits_is_enough_to_hand_in_and_not_to_take_back(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, tracks=["party_member", "cadre"])
    assessment.dossier.ratings.filter(track="party_member").update(stage="proposed", proposed_level="HTTNV")

    handed_in = saving.hand_in(assessment, by=member)

    assert handed_in.status == Status.SUBMITTED
    assert not policies.can_recall(member, handed_in)
    with pytest.raises(InvalidTransition):
        handed_in.recall(by=member)


def test_nothing_is_begun_or_corrected_or_asked_for_once_a_level_is_decided(
    member, secretary, personnel_officer, evaluation
):
    make_dossier(evaluation, member)
    dossier = decided(evaluation, member, secretary, personnel_officer)

    with pytest.raises(InvalidTransition):
        begin(dossier)
    with pytest.raises(InvalidTransition):
        FigureCorrection.give(dossier, "tasks_done", 1, counted=0, reason="Có biên bản", by=member)

    assert (SelfAssessment.objects.count(), FigureCorrection.objects.count()) == (0, 0)
    assert not policies.can_begin(member, dossier)
    assert not policies.can_correct_figures(member, dossier)
    assert (own.papers_to_write(member, today()), own.deadlines(member, today())) == ([], [])


def test_a_begun_paper_is_no_longer_asked_for_once_a_level_is_decided(member, secretary, personnel_officer, evaluation):
    in_status(evaluation, member, secretary, Status.DRAFT)
    decided(evaluation, member, secretary, personnel_officer)

    assert own.papers_to_write(member, today()) == []


# ── beginning ──


def test_beginning_twice_makes_one_paper_and_one_event(member, evaluation):
    dossier = make_dossier(evaluation, member)

    first, second = begin(dossier), begin(dossier)

    assert first == second
    assert AuditEvent.objects.filter(action="evaluations.assessment_begun").count() == 1


def test_nothing_is_begun_before_the_evaluation_is_open(member, province):
    dossier = make_dossier(make_evaluation(province.ward, status=Evaluation.Status.DRAFT), member)

    with pytest.raises(InvalidTransition):
        begin(dossier)

    assert SelfAssessment.objects.count() == 0


# ── handing in ──


def test_handing_in_freezes_what_the_paper_shows_with_its_checksum(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    assert assessment.basis["texts"]["moral"] == "Nội dung mục 1"
    assert assessment.basis_sha256 == checksum(assessment.basis)
    assert (assessment.round, assessment.handed_in_on, assessment.is_late) == (1, today(), False)


def test_the_officers_of_the_place_are_told_and_nobody_else(member, secretary, ward_secretary, evaluation):
    make_assessment(evaluation, member, status=Status.SUBMITTED)

    told = Notification.objects.get(event="evaluations.assessment_submitted")
    assert (told.recipient, told.text) == (
        secretary,
        f"Đặng Thị Bích Ngà đã gửi bản tự kiểm điểm năm {today().year}.",
    )


def test_a_secretary_is_not_told_of_their_own_paper(secretary, deputy, evaluation):
    make_assessment(evaluation, secretary, status=Status.SUBMITTED)

    told = Notification.objects.filter(event="evaluations.assessment_submitted")
    assert [row.recipient for row in told] == [deputy]


def test_who_heads_the_collective_that_meets_is_told_as_they_may_hold_the_meeting(province, member, evaluation):
    leaders = factories.make_collective(province.ward, "Ban lãnh đạo", kind=Collective.Kind.LEADERSHIP)
    head = factories.make_person("Vũ Thị Ba", cell=province.second_cell)
    factories.appoint(head, Role.AGENCY_HEAD, leaders)
    dossier = make_dossier(evaluation, member, place=False)
    dossier.placements.create(body=province.ward, collective=leaders, capacity="leadership", is_deciding=True)

    saving.hand_in(write(begin(dossier)), by=member)

    session = RatingSession(evaluation=evaluation, body=province.ward, collective=leaders)
    told = Notification.objects.filter(event="evaluations.assessment_submitted")
    assert [row.recipient for row in told] == session.officers() == [head]


def test_where_only_the_writer_leads_the_meeting_the_office_that_stands_in_is_told(
    secretary, personnel_officer, evaluation
):
    make_assessment(evaluation, secretary, status=Status.SUBMITTED)

    told = Notification.objects.filter(event="evaluations.assessment_submitted")
    assert [row.recipient for row in told] == [personnel_officer]


def test_a_paper_that_comes_after_its_day_is_taken_and_counted_as_late(member, evaluation):
    past = today() - datetime.timedelta(days=1)
    Evaluation.objects.filter(pk=evaluation.pk).update(opens_on=past, self_due_on=past)
    evaluation.refresh_from_db()

    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    assert assessment.is_late


def test_what_blocks_stands_in_the_refusal_and_nothing_is_written(member, evaluation):
    assessment = begin(make_dossier(evaluation, member))
    traces = trace()

    with pytest.raises(NotReady) as refusal:
        saving.hand_in(assessment, by=member)

    assessment.refresh_from_db()
    assert (len(refusal.value.blocks), assessment.status, trace()) == (8, Status.DRAFT, traces)


def test_a_second_round_keeps_the_day_of_the_first(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)
    SelfAssessment.objects.filter(pk=assessment.pk).update(handed_in_on=datetime.date(2026, 11, 2))
    bring_to(assessment, Status.RETURNED, officer=secretary)

    saving.hand_in(assessment, by=member)

    assessment.refresh_from_db()
    assert (assessment.round, assessment.handed_in_on) == (2, datetime.date(2026, 11, 2))


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_hand_in_at_once_hand_in_once(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member)
    outcomes = []

    def hand_in():
        try:
            saving.hand_in(SelfAssessment.objects.get(pk=assessment.pk), by=member)
        except InvalidTransition:
            outcomes.append("refused")
        else:
            outcomes.append("handed in")
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assessment.refresh_from_db()
    assert (sorted(outcomes), assessment.round) == (["handed in", "refused"], 1)
    assert Notification.objects.filter(event="evaluations.assessment_submitted").count() == 1


# ── taking back ──


def test_taking_back_forgets_what_was_frozen_and_settles_what_was_told(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    assessment.recall(by=member)

    assessment.refresh_from_db()
    assert (assessment.basis, assessment.basis_sha256, assessment.round) == (None, "", 0)
    assert (assessment.submitted_at, assessment.handed_in_on) == (None, None)
    assert [row.event for row in Notification.objects.of(secretary).unread()] == ["evaluations.assessment_recalled"]


# ── sending back ──


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_sending_back_without_a_reason_is_refused(reason, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    with pytest.raises(ReasonMissing):
        assessment.return_(reason, by=secretary)

    assert list(assessment.returns.all()) == []


def test_nobody_sends_their_own_paper_back(secretary, evaluation):
    assessment = make_assessment(evaluation, secretary, status=Status.SUBMITTED)

    with pytest.raises(NotYours):
        assessment.return_("Cần viết lại", by=secretary)


def test_the_writer_reads_why_it_was_sent_back(member, secretary, evaluation):
    assessment = make_assessment(evaluation, member, status=Status.SUBMITTED)

    assessment.return_("Mục II chưa nêu việc cụ thể", by=secretary)

    told = Notification.objects.get(event="evaluations.assessment_returned")
    assert (told.recipient, told.detail) == (member, "Mục II chưa nêu việc cụ thể")
    assert (assessment.last_return.returned_by, assessment.last_return.round) == (secretary, 1)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])
def test_nothing_is_sent_back_once_a_level_was_proposed(status, member, secretary, evaluation):
    assessment = in_status(evaluation, member, secretary, status)
    propose(assessment.dossier)

    with pytest.raises(InvalidTransition) as refusal:
        assessment.return_("Cần viết lại", by=secretary)

    assert str(refusal.value) == "Đã đề xuất mức xếp loại. Rút đề xuất trước đã."


# ── taken into the review ──


def test_what_was_named_is_kept_and_what_was_overcome_is_so_from_this_year(member, secretary, evaluation):
    year = evaluation.year
    old = Shortcoming.objects.create(person=member, year=year - 1, text="Nộp bản thu hoạch chậm")
    under_way = Shortcoming.objects.create(person=member, year=year - 1, text="Ít phát biểu")
    assessment = write(
        begin(make_dossier(evaluation, member)), texts={"faults": "- Còn nể nang\n2. Chậm mốc\n\nKhông có."}
    )
    for shortcoming, state in [(old, "overcome"), (under_way, "under_way")]:
        ShortcomingAnswer.objects.create(shortcoming=shortcoming, assessment=assessment, state=state, note="Đã làm")
    saving.hand_in(assessment, by=member)
    assessment.refresh_from_db()

    assessment.accept(by=secretary)

    kept = Shortcoming.objects.filter(year=year).values_list("text", "source", "person", "recorded_by")
    assert list(kept) == [("Còn nể nang", "own", member.pk, secretary.pk), ("Chậm mốc", "own", member.pk, secretary.pk)]
    assert list(Shortcoming.objects.filter(overcome_in=year)) == [old]


def test_sent_back_from_the_review_nothing_of_it_is_kept(member, secretary, evaluation):
    year = evaluation.year
    old = Shortcoming.objects.create(person=member, year=year - 1, text="Nộp bản thu hoạch chậm")
    other = Shortcoming.objects.create(person=member, year=year, text="Hội nghị chỉ ra", source="review")
    assessment = write(begin(make_dossier(evaluation, member)))
    ShortcomingAnswer.objects.create(shortcoming=old, assessment=assessment, state="overcome")
    saving.hand_in(assessment, by=member)
    assessment.refresh_from_db()
    assessment.accept(by=secretary)

    assessment.return_("Cần viết lại mục II", by=secretary)

    old.refresh_from_db()
    assert (old.overcome_in, list(Shortcoming.objects.filter(year=year))) == (None, [other])


def test_a_paper_sent_back_takes_nothing_of_another_one_of_the_year_with_it(member, secretary, province, evaluation):
    year = evaluation.year
    quarter = evaluation.period.quarters.get(quarter=1)
    old = Shortcoming.objects.create(person=member, year=year - 1, text="Nộp bản thu hoạch chậm")
    papers = []
    for each, fault in [(evaluation, "Của năm"), (make_evaluation(province.ward, period=quarter), "Của quý")]:
        paper = write(begin(make_dossier(each, member)), texts={"faults": fault})
        ShortcomingAnswer.objects.create(shortcoming=old, assessment=paper, state="overcome")
        saving.hand_in(paper, by=member)
        paper.refresh_from_db()
        paper.accept(by=secretary)
        papers.append(paper)
    of_year, of_quarter = papers

    of_quarter.return_("Cần viết lại mục II", by=secretary)

    old.refresh_from_db()
    kept = list(Shortcoming.objects.filter(year=year).values_list("text", flat=True))
    assert (old.overcome_in, kept) == (year, ["Của năm"])

    of_year.return_("Cần viết lại mục II", by=secretary)

    old.refresh_from_db()
    assert (old.overcome_in, Shortcoming.objects.filter(year=year).count()) == (None, 0)


@pytest.mark.parametrize("words", ["Không", "không có.", "Không có hạn chế, khuyết điểm", " - Không có"])
def test_no_shortcoming_named_keeps_none(words, member, secretary, evaluation):
    assessment = make_assessment(evaluation, member)
    SelfAssessmentText.objects.filter(assessment=assessment, key="faults").update(body=words)
    saving.hand_in(assessment, by=member)
    assessment.refresh_from_db()

    assessment.accept(by=secretary)

    assert Shortcoming.objects.count() == 0
