"""Opening and closing an evaluation: what is written, who is told, what is refused, and that a job goes on."""

import datetime
import threading

import pytest
from django.db import connection

from commitments.models import Period
from evaluations import opening
from evaluations.errors import OpeningRefused
from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement, Scheme
from evaluations.opening import acts, work
from portal.audit.models import AuditEvent
from portal.directory.models import Membership
from portal.jobs import running
from portal.jobs.models import Job
from portal.lib.dates import today
from portal.lib.refusal import Refused
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.worker import work_off

Status = Evaluation.Status


@pytest.fixture
def draft(province):
    return evaluating.make_evaluation(province.ward, status=Status.DRAFT)


def events(*names):
    acts = [f"evaluations.{name}" for name in names]
    return list(AuditEvent.objects.filter(action__in=acts).order_by("pk").values_list("action", flat=True))


def status_of(evaluation):
    return Evaluation.objects.get(pk=evaluation.pk).status


def told():
    return sorted(str(row.recipient) for row in Notification.objects.filter(event="evaluations.evaluation_opened"))


# ── at once ──


def test_opening_writes_dossiers_places_and_ratings_as_proposed(
    draft, province, member, secretary, ward_secretary, personnel_officer
):
    Membership.begin(member, province.second_cell, on=today().replace(month=1, day=1))
    lines = opening.proposed(draft, today())

    job = opening.ask_to_open(draft, by=personnel_officer)

    assert (job, status_of(draft)) == (None, Status.OPEN)
    written = Dossier.objects.order_by("pk").prefetch_related("placements", "ratings")
    assert [
        (d.person_id, d.org_id, d.unit_id, d.frame, d.tier, d.decider_id, d.peer_group, d.rank, d.posts, d.added_on)
        for d in written
    ] == [
        (n.person_id, n.org_id, n.unit_id, n.frame, n.tier, n.decider_id, n.peer_group, n.rank, n.posts, today())
        for n in lines
    ]
    assert [[(p.body_id, p.capacity, p.is_deciding, p.order) for p in d.placements.all()] for d in written] == [
        [(p.body_id, p.capacity, p.is_deciding, p.order) for p in n.places] for n in lines
    ]
    assert [[(r.track, r.stage) for r in d.ratings.all()] for d in written] == [[(n.track, "self")] for n in lines]
    assert events("evaluation_opened") == ["evaluations.evaluation_opened"]


def test_opening_tells_each_who_is_rated_or_writes_for_an_organisation_once(
    draft, province, member, secretary, personnel_officer, django_capture_on_commit_callbacks
):
    factories.make_person("Vũ Thị Hạnh", cell=province.cell, standing=Membership.Standing.EXEMPT)

    opening.ask_to_open(draft, by=personnel_officer)

    assert told() == sorted(map(str, [member, secretary, personnel_officer]))
    row = Notification.objects.of(member).get()
    assert (
        row.text
        == f"Đánh giá, xếp loại năm {draft.year} đã mở. Hạn nộp bản tự kiểm điểm: {draft.self_due_on:%d/%m/%Y}."
    )
    assert row.url == draft.get_absolute_url()


def test_the_head_of_a_collective_who_belongs_to_another_evaluation_is_told_too(
    draft, province, member, outsider, personnel_officer
):
    factories.appoint(outsider, "secretary", province.ward)

    opening.ask_to_open(draft, by=personnel_officer)

    assert str(outsider) in told()


def test_a_second_opening_is_refused_and_writes_nothing(draft, member, personnel_officer):
    opening.ask_to_open(draft, by=personnel_officer)
    before = Dossier.objects.count()

    with pytest.raises(OpeningRefused, match="đã được mở"):
        opening.ask_to_open(draft, by=personnel_officer)

    assert (Dossier.objects.count(), len(told())) == (before, 2)
    assert events("evaluation_opened") == ["evaluations.evaluation_opened"]


@pytest.mark.parametrize("status", [Scheme.Status.DRAFT, Scheme.Status.WITHDRAWN])
def test_a_scheme_that_is_not_in_force_is_refused(draft, member, personnel_officer, status):
    Scheme.objects.update(status=status, in_force_at=None)

    with pytest.raises(OpeningRefused, match="Quy định xếp loại"):
        opening.ask_to_open(draft, by=personnel_officer)

    assert (Dossier.objects.count(), status_of(draft), events("evaluation_opened")) == (0, Status.DRAFT, [])


def test_an_evaluation_in_which_nobody_would_be_rated_is_refused(province, personnel_officer):
    period = Period.of_year(today().year).quarters.get(quarter=2)
    quarter = evaluating.make_evaluation(province.ward, period=period, status=Status.DRAFT)

    with pytest.raises(OpeningRefused, match="Không có ai"):
        opening.ask_to_open(quarter, by=personnel_officer)

    assert (Dossier.objects.count(), status_of(quarter)) == (0, Status.DRAFT)


@pytest.mark.parametrize(("root", "refused"), [("top", True), ("cell", True), ("other_ward", False)])
def test_the_same_people_are_in_one_evaluation_of_a_period_only(
    province, draft, member, personnel_officer, root, refused
):
    evaluating.make_evaluation(getattr(province, root), period=draft.period, scheme=draft.scheme)

    if refused:
        with pytest.raises(OpeningRefused, match=str(getattr(province, root))):
            opening.ask_to_open(draft, by=personnel_officer)
    else:
        opening.ask_to_open(draft, by=personnel_officer)

    assert status_of(draft) == (Status.DRAFT if refused else Status.OPEN)


def test_what_is_kept_is_recorded_and_refused_once_opened(draft, member, personnel_officer):
    draft.correction_days = 7
    opening.keep(draft, by=personnel_officer)
    opening.ask_to_open(draft, by=personnel_officer)
    draft.correction_days = 1

    with pytest.raises(OpeningRefused):
        opening.keep(draft, by=personnel_officer)

    assert Evaluation.objects.get().correction_days == 7
    assert events("evaluation_changed") == ["evaluations.evaluation_changed"]


# ── closing: every pair of states ──


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", ["open", "closed"])
def test_only_the_transitions_of_the_table_are_made(province, member, personnel_officer, before, after):
    evaluation = evaluating.make_evaluation(province.ward, status=before)
    evaluating.make_dossier(evaluation, member)
    act = {
        "open": lambda: evaluation.open(by=personnel_officer),
        "closed": lambda: evaluation.close(by=personnel_officer, reason="Thi hành nghị quyết sáp nhập"),
    }[after]

    if after in Evaluation.NEXT[before]:
        act()
    else:
        with pytest.raises(OpeningRefused):
            act()

    allowed = after in Evaluation.NEXT[before]
    assert status_of(evaluation) == (after if allowed else before)
    assert len(events("evaluation_opened", "evaluation_closed")) == allowed


def test_closing_before_all_levels_are_locked_needs_a_reason(province, member, colleague, personnel_officer):
    evaluation = evaluating.make_evaluation(province.ward)
    evaluating.make_dossier(evaluation, member)
    evaluating.make_dossier(evaluation, colleague, not_rated_reason="exempt")

    with pytest.raises(OpeningRefused, match="Còn 1 mức"):
        evaluation.close(by=personnel_officer)

    evaluation.close(by=personnel_officer, reason="Đơn vị giải thể")
    assert status_of(evaluation) == Status.CLOSED
    assert AuditEvent.objects.get(action="evaluations.evaluation_closed").reason == "Đơn vị giải thể"


def test_once_all_levels_are_locked_closing_needs_no_reason(province, member, colleague, personnel_officer):
    evaluation = evaluating.make_evaluation(province.ward)
    evaluating.make_dossier(evaluation, colleague, not_rated_reason="exempt")
    evaluating.make_dossier(evaluation, member, tracks=[])

    evaluation.close(by=personnel_officer)

    assert status_of(evaluation) == Status.CLOSED


# ── by a job ──


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(acts, "AT_ONCE", 3)
    monkeypatch.setattr(work, "PEOPLE_OF_A_PIECE", 2)


@pytest.fixture
def crowd(province):
    return [factories.make_person(f"Nguyễn Văn {number}", cell=province.cell) for number in range(7)]


def test_a_large_evaluation_is_written_in_pieces_and_opened_when_all_are_there(
    draft, crowd, personnel_officer, small_pieces
):
    expected = [line._replace(places=None) for line in opening.proposed(draft, today())]

    job = opening.ask_to_open(draft, by=personnel_officer)
    status_while_it_waits = status_of(draft)
    work_off()

    job.refresh_from_db()
    assert (status_while_it_waits, status_of(draft), job.state) == (Status.DRAFT, Status.OPEN, Job.State.DONE)
    assert sorted(Dossier.objects.values_list("person_id", flat=True), key=str) == sorted(
        [line.person_id for line in expected], key=str
    )
    assert Rating.objects.count() == ReviewPlacement.objects.count() == len(expected) == 11
    assert told() == sorted(map(str, [*crowd, personnel_officer]))
    assert events("evaluation_opened") == ["evaluations.evaluation_opened"]


def test_a_worker_that_dies_in_the_middle_costs_one_piece_and_nothing_is_written_twice(
    draft, crowd, personnel_officer, small_pieces, monkeypatch
):
    job = opening.ask_to_open(draft, by=personnel_officer)
    for step in range(3):  # the plan, the organisations, the first two people
        running.go_on(job.pk, max(step - 1, 0))
    halfway = Dossier.objects.count()
    lines = opening.proposed(draft, today(), people=(crowd[2].pk, crowd[3].pk), with_bodies=False)
    opening.writing.write(draft, lines, today())  # the piece was written; the worker died before it could say so

    work_off()

    assert (halfway, Dossier.objects.count(), status_of(draft)) == (5, 11, Status.OPEN)
    assert Rating.objects.count() == ReviewPlacement.objects.count() == 11
    assert len(told()) == 8


@pytest.mark.parametrize("chunk", [["bodies"], ["open"], ["tell"]])
def test_each_piece_done_again_changes_nothing(draft, crowd, personnel_officer, small_pieces, chunk):
    job = opening.ask_to_open(draft, by=personnel_officer)
    work_off()
    before = (Dossier.objects.count(), len(told()), events("evaluation_opened"))

    opening.OpeningWork().run(job.params, chunk, None)

    assert (Dossier.objects.count(), len(told()), events("evaluation_opened")) == before


def test_while_it_is_being_opened_a_second_click_leads_to_the_same_job_and_nothing_is_changed(
    draft, crowd, personnel_officer, small_pieces, inspector
):
    first = opening.ask_to_open(draft, by=personnel_officer)

    assert opening.ask_to_open(draft, by=personnel_officer) == first
    with pytest.raises(OpeningRefused):
        opening.keep(draft, by=personnel_officer)


def test_an_opening_that_was_broken_off_begins_anew(draft, crowd, personnel_officer, small_pieces):
    job = opening.ask_to_open(draft, by=personnel_officer)
    running.go_on(job.pk, 0)
    running.go_on(job.pk, 0)
    Job.objects.update(state=Job.State.CANCELLED)
    written = Dossier.objects.count()

    opening.keep(draft, by=personnel_officer)

    assert (written > 0, Dossier.objects.count()) == (True, 0)
    opening.ask_to_open(draft, by=personnel_officer)
    work_off()
    assert (status_of(draft), Dossier.objects.count()) == (Status.OPEN, 11)


def test_a_job_whose_scheme_was_withdrawn_meanwhile_ends_with_the_reason(draft, crowd, personnel_officer, small_pieces):
    job = opening.ask_to_open(draft, by=personnel_officer)
    Scheme.objects.update(status=Scheme.Status.WITHDRAWN)

    work_off()

    job.refresh_from_db()
    assert (job.state, status_of(draft), told()) == (Job.State.FAILED, Status.DRAFT, [])
    assert job.failure.startswith("Quy định xếp loại")


# ── two at once ──


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_open_at_once_open_once(province, member, personnel_officer):
    draft = evaluating.make_evaluation(province.ward, status=Status.DRAFT)
    outcomes, start = [], threading.Barrier(2)

    def click():
        try:
            start.wait(timeout=10)
            opening.ask_to_open(Evaluation.objects.get(pk=draft.pk), by=personnel_officer)
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)

    assert sorted(outcomes) == ["OpeningRefused", "done"]
    assert (Dossier.objects.count(), Rating.objects.count()) == (5, 5)
    assert events("evaluation_opened") == ["evaluations.evaluation_opened"]
    assert len(told()) == 2


def test_days_out_of_order_are_refused_by_the_database(province):
    evaluation = evaluating.make_evaluation(province.ward)
    evaluation.propose_due_on = evaluation.self_due_on - datetime.timedelta(days=1)

    with pytest.raises(Exception, match="evaluations_days_in_order"):
        evaluation.save()
