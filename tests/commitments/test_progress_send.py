"""Sending progress: one report of all that was written, unchangeable from then on; once, whoever clicks how often."""

import datetime

import pytest
import time_machine

from commitments.errors import AlreadySent, NoLongerWritable, NotReady
from commitments.evidence import add_reference
from commitments.models import ActionProgram, Evidence, ProgressEntry, ProgressReport, ReviewStep
from commitments.models.progress import progress_url
from commitments.progress import sending
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications import outbox
from portal.notifications.models import Notification
from tests import factories
from tests.commitments.test_racing import at_once

State = ProgressEntry.State
Answer = ProgressEntry.Answer


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, commitments=3, status="approved")


def commitments(program):
    return list(program.commitments.in_order())


def events():
    return list(AuditEvent.objects.filter(action__startswith="commitments.progress").values_list("action", "owner_id"))


def news(person):
    found = Notification.objects.of(person).filter(event="commitments.progress_sent").order_by("pk")
    return [(row.text, row.read_at is not None) for row in found]


def test_all_that_was_written_goes_into_one_report(program, member, secretary):
    first, _second, third = commitments(program)
    written = [factories.make_progress(c, state="in_progress", percent=40) for c in (first, third)]

    report = sending.send(program, by=member, after=0)

    assert ProgressReport.objects.get() == report
    assert (report.program, str(report.quarter), report.sent_by) == (program, "Quý III/2026", member)
    assert list(report.entries.all()) == written
    assert [c.latest for c in commitments(program)] == [written[0], None, written[1]]
    assert events() == [("commitments.progress_sent", str(member.public_id))]
    assert news(secretary) == [("Đồng chí Đặng Thị Bích Ngà đã gửi báo cáo tiến độ Quý III/2026.", False)]
    assert news(member) == []


def test_a_report_without_anything_new_is_allowed(program, member):
    report = sending.send(program, by=member, after=0)

    assert list(report.entries.all()) == []
    assert [c.latest for c in commitments(program)] == [None, None, None]


@pytest.mark.parametrize("state", State)
def test_done_on_follows_what_is_claimed(program, member, state):
    commitment = commitments(program)[0]
    day = today() - datetime.timedelta(days=4)
    factories.report_progress(commitment, state="done", percent=100, reached_on=today())
    factories.make_progress(commitment, state=state, percent=100, reached_on=day)
    if state == State.EXCEEDED:
        add_reference(program, commitment, "45-BC/ĐU", by=member)

    factories.send_progress(program)

    commitment.refresh_from_db()
    assert commitment.latest.state == state
    assert commitment.done_on == (day if state in {State.DONE, State.EXCEEDED} else None)


def test_what_was_sent_never_changes_when_more_is_sent(program):
    commitment = commitments(program)[0]
    first = factories.report_progress(commitment, state="in_progress", percent=20, note="Đợt 1")
    second = factories.report_progress(commitment, percent=60, note="Đợt 2")

    first.refresh_from_db()
    assert (first.percent, first.note) == (20, "Đợt 1")
    assert first.report != second.report
    assert commitment.latest == second


def test_a_second_click_sends_nothing_and_says_when_it_was_sent(program, member, secretary):
    sending.send(program, by=member, after=0)

    with pytest.raises(AlreadySent) as refused:
        sending.send(program, by=member, after=0)

    assert str(refused.value) == (
        "Báo cáo đã gửi lúc 12:00 28/09/2026. Điều đồng chí sửa từ lúc này sẽ đi cùng lần gửi sau."
    )
    assert ProgressReport.objects.count() == 1
    assert (len(events()), len(news(secretary))) == (1, 1)


def test_an_old_window_does_not_send_what_another_is_still_writing(program, member):
    sending.send(program, by=member, after=0)
    entry = factories.make_progress(commitments(program)[0], note="Đang viết dở")

    with pytest.raises(AlreadySent):
        sending.send(program, by=member, after=0)

    entry.refresh_from_db()
    assert entry.report is None


def test_done_beyond_without_evidence_is_not_sent_and_says_which(program, member, secretary):
    first, second, _third = commitments(program)
    for commitment in (first, second):
        factories.make_progress(commitment, state="exceeded", percent=100)
    add_reference(program, second, "45-BC/ĐU", by=member)

    with pytest.raises(NotReady) as refused:
        sending.send(program, by=member, after=0)

    blocks = [(block.commitment, block.text) for block in refused.value.blocks]
    assert blocks == [(first, "“Vượt mức” cần có minh chứng: đồng chí thêm ảnh, tệp hoặc số văn bản.")]
    assert not ProgressReport.objects.exists()
    assert (events(), news(secretary)) == ([], [])


def test_evidence_sent_before_shows_what_is_done_beyond_later(program, member):
    commitment = commitments(program)[0]
    add_reference(program, commitment, "45-BC/ĐU", by=member)
    factories.send_progress(program)
    commitment.refresh_from_db()

    factories.report_progress(commitment, state="exceeded", percent=100)

    assert commitment.latest.state == State.EXCEEDED
    assert Evidence.objects.filter(entry=commitment.latest).count() == 0


def test_a_dropped_commitment_is_left_out(program, member):
    commitment = commitments(program)[0]
    entry = factories.make_progress(commitment, note="Viết dở")
    commitment.dropped_on = today()
    commitment.save()

    report = sending.send(program, by=member, after=0)

    entry.refresh_from_db()
    assert (entry.report, list(report.entries.all())) == (None, [])


@pytest.mark.parametrize("status", [s for s in ActionProgram.Status if s != "approved"])
def test_only_a_program_in_force_is_reported(member, secretary, campaign, status):
    program = factories.make_program(member, campaign=campaign, status=status)

    with pytest.raises(NoLongerWritable):
        sending.send(program, by=member, after=0)

    assert (ProgressReport.objects.count(), events()) == (0, [])


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        ((2026, 1, 1), "Quý I/2026"),
        ((2026, 3, 9), "Quý I/2026"),
        ((2026, 3, 10), "Quý I/2026"),
        ((2026, 6, 9), "Quý I/2026"),
        ((2026, 6, 10), "Quý II/2026"),
        ((2026, 9, 9), "Quý II/2026"),
        ((2026, 9, 10), "Quý III/2026"),
        ((2026, 12, 31), "Quý III/2026"),
    ],
)
def test_the_quarter_is_the_one_to_report_on_that_day(program, day, quarter):
    assert str(sending.quarter_of(program, on=datetime.date(*day))) == quarter


@pytest.mark.parametrize(
    ("day", "quarter"),
    [((10, 5), "Quý III/2026"), ((10, 6), "Quý IV/2026"), ((12, 31), "Quý IV/2026")],
)
def test_what_comes_after_the_due_day_of_a_reported_third_quarter_belongs_to_the_fourth(program, day, quarter):
    factories.send_progress(program)

    with time_machine.travel(factories.local_noon(datetime.date(2026, *day))):
        report = factories.send_progress(program)

    assert str(report.quarter) == quarter


@pytest.mark.parametrize("day", [(8, 20), (9, 9)])
def test_an_update_before_a_quarter_is_to_be_reported_does_not_report_it(program, day):
    with time_machine.travel(factories.local_noon(datetime.date(2026, *day))):
        reports = [factories.send_progress(program) for _sending in range(2)]

    assert [str(report.quarter) for report in reports] == ["Quý II/2026"] * 2


def test_a_new_year_begins_with_its_own_first_quarter(member, secretary, province, resolution):
    next_year = factories.make_campaign(
        province.ward, resolutions=[resolution], period=factories.make_period(2027), name="Năm sau"
    )
    program = factories.make_program(member, campaign=next_year, status="approved")

    with time_machine.travel(factories.local_noon(datetime.date(2027, 1, 20))):
        report = sending.send(program, by=member, after=0)

    assert str(report.quarter) == "Quý I/2027"


def test_a_year_without_quarters_gets_them_with_its_first_report(program, member):
    program.campaign.period.quarters.all().delete()

    report = sending.send(program, by=member, after=0)

    assert str(report.quarter) == "Quý III/2026"


def test_officers_have_one_unread_notice_of_a_program_however_often_it_is_sent(program, secretary):
    factories.send_progress(program)
    factories.report_progress(commitments(program)[0], percent=10)

    text = "Đồng chí Đặng Thị Bích Ngà đã gửi báo cáo tiến độ Quý III/2026."
    assert news(secretary) == [(text, True), (text, False)]


def test_every_body_that_approved_and_the_supervisor_are_told(province, campaign, member, secretary, ward_secretary):
    factories.appoint(member, Role.CELL_COMMITTEE_MEMBER, province.cell, reports_to=ward_secretary)
    program = factories.make_program(member, campaign=campaign, status="approved")
    kinds = set(program.steps.values_list("kind", flat=True))

    factories.send_progress(program)

    assert kinds == {ReviewStep.Kind.OPINION, ReviewStep.Kind.APPROVAL}
    assert (len(news(secretary)), len(news(ward_secretary)), news(member)) == (1, 1, [])


def test_everybody_who_may_answer_a_report_is_told_and_nobody_else(
    province, campaign, member, secretary, deputy, ward_secretary, ward_deputy, personnel_officer, inspector, colleague
):
    factories.appoint(member, Role.CELL_COMMITTEE_MEMBER, province.cell, reports_to=ward_deputy)
    program = factories.make_program(member, campaign=campaign, status="approved")

    factories.send_progress(program)

    cast = [member, secretary, deputy, ward_secretary, ward_deputy, personnel_officer, inspector, colleague]
    told = [person for person in cast if news(person)]
    answering = [p for p in cast if ActionProgram.objects.answered_by(p).filter(pk=program.pk).exists()]
    assert told == answering == [secretary, deputy, ward_deputy]


def test_sending_settles_what_the_writer_was_asked(program, member):

    outbox.notify([member], "commitments.progress_doubted", "Chưa xác nhận", url=progress_url(program))

    factories.send_progress(program)

    asked = Notification.objects.of(member).get(event="commitments.progress_doubted")
    assert asked.read_at is not None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clicks_at_once_send_one_report(program, member, secretary):
    factories.make_progress(commitments(program)[0], percent=10)
    copies = [ActionProgram.objects.get(pk=program.pk) for _click in range(2)]

    outcomes = at_once(*[lambda copy=copy: sending.send(copy, by=member, after=0) for copy in copies])

    assert sorted(outcomes) == ["AlreadySent", "done"]
    assert ProgressReport.objects.count() == 1
    assert (len(events()), len(news(secretary))) == (1, 1)
    assert ProgressEntry.objects.get().report == ProgressReport.objects.get()
