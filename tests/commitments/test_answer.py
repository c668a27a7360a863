"""Answering a result: confirmed, doubted, asked back; every pair of answers; who may, and who was faster."""

import datetime
import itertools

import pytest
from django.db.models import Prefetch

from commitments import policies, roster
from commitments.errors import AlreadyAnswered, InvalidTransition, NotYours, ReasonMissing, Superseded
from commitments.models import ActionProgram, Period, ProgressAnswer, ProgressEntry
from commitments.progress import answering
from portal.audit.models import AuditEvent
from portal.directory.models import Appointment
from portal.directory.roles import Role
from portal.lib.dates import moment_after, today
from portal.notifications.models import Notification
from tests import factories

Answer = ProgressEntry.Answer
State = ProgressEntry.State
BEFORE = ["", *Answer]
PAIRS = list(itertools.product(BEFORE, Answer))
ALLOWED = [(before, after) for before, after in PAIRS if after in ProgressEntry.NEXT[before]]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]
WHY = "Danh sách chưa có chữ ký của người được hướng dẫn"


@pytest.fixture
def program(member, secretary, deputy, campaign):
    """The member's program in force, with one commitment reported as done."""
    program = factories.make_program(member, campaign=campaign, status="approved")
    factories.make_report(program)
    return program


@pytest.fixture
def entry(program):
    return ProgressEntry.objects.get(commitment__program=program)


def bring_to(entry, answer, *, by):
    """Answer an entry until it stands as wanted."""
    for kind in {"": [], Answer.CONFIRMED: [Answer.CONFIRMED]}.get(answer, [answer]):
        say(entry, kind, by=by)


def say(entry, kind, *, by, reason=WHY, seen=None):
    """Answer an entry, having seen what was said last unless told else."""
    last = entry.answers.last()
    seen = seen if seen is not None else last.pk if last else 0
    return answering.answer(entry, kind, by=by, seen=seen, reason="" if kind == Answer.CONFIRMED else reason)


def events():
    named = AuditEvent.objects.filter(action__startswith="commitments.progress_").order_by("pk")
    return [(event.action, event.actor_name, event.reason) for event in named]


def told(person):
    rows = Notification.objects.of(person).filter(event__startswith="commitments.progress_").order_by("pk")
    return [(row.event, row.text, row.detail) for row in rows]


# ── every pair ──


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_allowed_answer_becomes_a_row_and_the_entry_keeps_its_kind(before, after, entry, secretary, deputy):
    bring_to(entry, before, by=deputy)
    rows, written = entry.answers.count(), len(events())

    given = say(entry, after, by=secretary)

    entry.refresh_from_db()
    assert (entry.answer, given.kind, given.by) == (after, after, secretary)
    assert (entry.answers.count(), len(events())) == (rows + 1, written + 1)
    assert events()[-1][:2] == (f"commitments.progress_{after}", "Hoàng Văn Khải")


@pytest.mark.parametrize(("before", "after"), REFUSED)
def test_any_other_answer_is_refused_and_leaves_no_trace(before, after, entry, member, secretary, deputy):
    bring_to(entry, before, by=deputy)
    trace = (entry.answers.count(), events(), told(member))

    with pytest.raises(InvalidTransition):
        say(entry, after, by=secretary)

    entry.refresh_from_db()
    assert entry.answer == before
    assert (entry.answers.count(), events(), told(member)) == trace


def test_the_writer_is_told_who_doubts_what_and_why(entry, member, secretary):
    say(entry, Answer.DOUBTED, by=secretary)

    year = today().year
    text = f"Đồng chí Hoàng Văn Khải chưa đồng ý với kết quả cam kết 1 (Chương trình hành động cá nhân, {year})."
    assert told(member) == [("commitments.progress_doubted", text, WHY)]
    assert events() == [("commitments.progress_doubted", "Hoàng Văn Khải", f"Cam kết 1: {WHY}")]


def test_the_trail_names_the_owner_but_not_what_is_promised(entry, member, secretary):
    say(entry, Answer.CONFIRMED, by=secretary)

    event = AuditEvent.objects.get(action="commitments.progress_confirmed")
    assert (event.owner_id, event.reason) == (str(member.public_id), "Cam kết 1")
    assert "60 người" not in event.subject_name


@pytest.mark.parametrize("kind", [Answer.DOUBTED, Answer.ASKED])
@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_doubt_and_a_question_say_why(kind, reason, entry, secretary):
    with pytest.raises(ReasonMissing):
        answering.answer(entry, kind, by=secretary, seen=0, reason=reason)

    assert (entry.answers.count(), events()) == (0, [])


# ── only the latest of a program in force ──


def test_an_older_update_is_not_answered_once_a_newer_one_was_sent(program, entry, secretary):
    factories.make_report(program, entries=[{"state": State.DONE, "note": "Bổ sung danh sách có chữ ký"}])

    with pytest.raises(Superseded, match="mới hơn"):
        say(entry, Answer.CONFIRMED, by=secretary)

    assert (ProgressAnswer.objects.count(), events()) == (0, [])


def test_what_is_being_written_is_not_answered(program, secretary):
    written = ProgressEntry.objects.create(commitment=program.commitments.get(), percent=40)

    with pytest.raises(InvalidTransition):
        say(written, Answer.CONFIRMED, by=secretary)

    assert events() == []


def test_a_dropped_commitment_is_not_answered(program, entry, secretary):
    program.commitments.update(dropped_on=today())

    with pytest.raises(InvalidTransition, match="không còn"):
        say(entry, Answer.CONFIRMED, by=secretary)

    assert (ProgressAnswer.objects.count(), events()) == (0, [])


def test_a_closed_program_is_not_answered(program, entry, secretary, personnel_officer):
    program.close(by=personnel_officer, reason="Chuyển công tác ra ngoài tỉnh")

    with pytest.raises(InvalidTransition, match="đã đóng"):
        say(entry, Answer.CONFIRMED, by=secretary)

    assert not policies.can_answer(secretary, program)
    assert (ProgressAnswer.objects.count(), events()) == (0, [])


# ── who was faster ──


def test_who_did_not_see_the_answer_of_another_is_told_who_and_what(entry, secretary, deputy):
    say(entry, Answer.CONFIRMED, by=deputy)

    with pytest.raises(AlreadyAnswered, match=r"Trịnh Thị Hoài .*: đã xác nhận"):
        say(entry, Answer.DOUBTED, by=secretary, seen=0)

    assert [row.by for row in entry.answers.all()] == [deputy]
    assert len(events()) == 1


# ── who may ──


@pytest.fixture
def cast(
    member, colleague, secretary, deputy, ward_secretary, ward_committee_member, personnel_officer, inspector, clerk,
    system_admin, outsider,
):  # fmt: skip
    return locals()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("member", False),
        ("colleague", False),
        ("secretary", True),
        ("deputy", True),
        ("ward_secretary", False),
        ("ward_committee_member", False),
        ("personnel_officer", False),
        ("inspector", False),
        ("clerk", False),
        ("system_admin", False),
        ("outsider", False),
    ],
)
def test_the_results_of_a_member_are_answered_by_the_officers_of_their_cell(who, may, program, cast):
    verdict = policies.can_answer(cast[who], program)

    answered = ActionProgram.objects.answered_by(cast[who])
    assert (bool(verdict), list(answered)) == (may, [program] if may else [])
    assert may or str(verdict.reason)


def test_a_leaders_results_are_answered_by_the_managing_committee_too(
    ward_secretary, ward_deputy, secretary, province, campaign
):
    second = factories.make_person("Lò Văn Phái", cell=province.second_cell)
    factories.appoint(second, Role.CELL_SECRETARY, province.second_cell)
    leader = factories.make_person("Mai Xuân Thịnh", cell=province.second_cell)
    factories.appoint(leader, Role.COMMITTEE_MEMBER, province.ward)
    program = factories.make_program(leader, campaign=campaign, status="approved")

    may = [bool(policies.can_answer(person, program)) for person in (second, ward_secretary, ward_deputy, secretary)]

    assert may == [True, True, True, False]


def test_ones_own_results_are_never_ones_to_confirm(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    factories.make_report(program)
    own = ProgressEntry.objects.get()

    verdict = policies.can_answer(secretary, program)
    with pytest.raises(NotYours):
        say(own, Answer.CONFIRMED, by=secretary)

    assert str(verdict.reason) == "Không ai tự xác nhận kết quả của mình."
    assert list(ActionProgram.objects.answered_by(secretary)) == []
    assert bool(policies.can_answer(deputy, program))
    assert events() == []


def test_the_head_of_a_collective_does_not_confirm_its_results(province, ward_secretary, ward_deputy, campaign):
    top_secretary = factories.make_person("Nguyễn Doãn Anh", cell=province.cell)
    factories.appoint(top_secretary, Role.SECRETARY, province.top)
    body = factories.make_collective(province.ward)
    program = factories.make_program(body, campaign=campaign, status="approved")  # its form does not matter here
    factories.make_report(program)
    own = ProgressEntry.objects.get()

    with pytest.raises(NotYours):
        say(own, Answer.CONFIRMED, by=ward_secretary)

    may = [bool(policies.can_answer(person, program)) for person in (ward_secretary, ward_deputy, top_secretary)]
    assert may == [False, False, True]
    assert events() == []


def test_who_supervises_today_answers_and_reads_and_who_no_longer_does_neither(
    member, secretary, outsider, province, campaign
):
    program = factories.make_program(member, campaign=campaign, status="approved")
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    scopes = [ActionProgram.objects.visible_to, ActionProgram.objects.answered_by]
    while_supervising = [list(scope(outsider)) for scope in scopes]

    Appointment.objects.filter(reports_to=outsider).update(ends_on=today() - datetime.timedelta(days=1))

    assert while_supervising == [[program], [program]]
    assert [list(scope(outsider)) for scope in scopes] == [[], []]
    assert not policies.can_answer(outsider, program)


def test_a_supervisor_does_not_read_a_draft(member, outsider, province, campaign):
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    factories.make_program(member, campaign=campaign)

    assert list(ActionProgram.objects.visible_to(outsider)) == []


def test_where_the_owner_was_moved_the_officers_of_the_new_cell_answer(program, province, personnel_officer):
    officer = factories.make_person("Lò Văn Phái", cell=province.second_cell)
    factories.appoint(officer, Role.CELL_SECRETARY, province.second_cell)
    before = bool(policies.can_answer(officer, program))

    roster.transfer(program.entry, province.second_cell, by=personnel_officer)

    assert (before, bool(policies.can_answer(officer, program))) == (False, True)


# ── several at once ──


@pytest.fixture
def three(member, secretary, deputy, campaign):
    """Three commitments: done, done beyond with nothing that shows it, done."""
    program = factories.make_program(member, campaign=campaign, status="approved", commitments=3)
    factories.make_report(program, entries=[{}, {"state": State.EXCEEDED}, {}])
    return list(ProgressEntry.objects.select_related("commitment__program__entry__campaign").order_by("pk"))


def test_several_are_confirmed_each_by_itself_and_the_writer_is_told_once(three, member, secretary):
    outcome = answering.confirm_several([(entry, 0) for entry in three], by=secretary)

    assert [entry.commitment.order for entry in outcome.confirmed] == [1, 3]
    assert [(entry.commitment.order, reason) for entry, reason in outcome.skipped] == [
        (2, "báo vượt mức nhưng chưa có minh chứng")
    ]
    assert [event[0] for event in events()] == ["commitments.progress_confirmed"] * 2
    assert [text for _event, text, _detail in told(member)] == [
        f"Đồng chí Hoàng Văn Khải đã xác nhận kết quả cam kết 1, 3 (Chương trình hành động cá nhân, {today().year})."
    ]


def test_done_beyond_with_evidence_is_confirmed_among_others(three, secretary):
    factories.make_evidence(three[1])

    outcome = answering.confirm_several([(three[1], 0)], by=secretary)

    assert (outcome.confirmed, outcome.skipped) == ([three[1]], [])


def test_what_somebody_else_answered_meanwhile_is_skipped_and_named(three, secretary, deputy):
    say(three[0], Answer.DOUBTED, by=deputy)

    outcome = answering.confirm_several([(three[0], 0), (three[2], 0)], by=secretary)

    assert outcome.confirmed == [three[2]]
    [(entry, reason)] = outcome.skipped
    assert entry == three[0]
    assert reason.startswith("Trịnh Thị Hoài đã trả lời lúc ")
    assert reason.endswith(": chưa đồng ý.")


def test_confirming_several_twice_does_it_once(three, member, secretary):
    chosen = [(three[0], 0), (three[2], 0)]
    answering.confirm_several(chosen, by=secretary)

    again = answering.confirm_several(chosen, by=secretary)

    assert (again.confirmed, again.repeated, again.skipped) == ([], [three[0], three[2]], [])
    assert (len(events()), len(told(member))) == (2, 1)


# ── what the end of the year asks ──


def test_the_last_confirmed_entry_counts_even_where_a_newer_one_is_not_confirmed(program, entry, secretary):
    say(entry, Answer.CONFIRMED, by=secretary)
    factories.make_evidence(entry)
    second = factories.make_sent_entry(entry.commitment, program.reports.get(), note="Lần 2")
    say(second, Answer.CONFIRMED, by=secretary)
    factories.make_evidence(second, symbol="15-BC/CB")
    third = factories.make_sent_entry(entry.commitment, program.reports.get(), note="Lần 3")
    say(third, Answer.DOUBTED, by=secretary)

    confirmed = ProgressEntry.objects.last_confirmed().prefetch_related("evidence")
    [commitment] = program.commitments.prefetch_related(Prefetch("progress", confirmed, to_attr="confirmed"))

    assert [found.note for found in commitment.confirmed] == ["Lần 2"]
    assert [str(shown) for shown in commitment.confirmed[0].evidence.all()] == ["15-BC/CB"]


# ── who has not reported ──


@pytest.fixture
def first_quarter(program):
    return Period.objects.get(year=program.campaign.year, quarter=1)


@pytest.fixture
def silent(colleague, secretary, campaign, first_quarter):
    """The colleague's program, approved in the first quarter, of which nothing was reported."""
    program = factories.make_program(colleague, campaign=campaign, status="approved")
    ActionProgram.objects.update(decided_at=moment_after(first_quarter.starts_on))
    return program


def test_without_a_report_are_those_who_have_not_sent_one_of_that_quarter(silent, first_quarter):
    second = Period.objects.get(year=first_quarter.year, quarter=2)

    of_first = ActionProgram.objects.without_report(first_quarter)
    of_second = ActionProgram.objects.without_report(second).order_by("pk")

    assert list(of_first) == [silent]
    assert [program.pk for program in of_second] == sorted(ActionProgram.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("fields", [{"left_on": datetime.date(2020, 1, 1)}, {"exempt_reason": "exempt"}])
def test_who_has_left_the_roster_or_is_exempt_is_not_asked(fields, silent, first_quarter):
    type(silent.entry).objects.filter(pk=silent.entry_id).update(**fields)

    assert list(ActionProgram.objects.without_report(first_quarter)) == []


def test_what_was_approved_after_the_quarter_is_asked_from_the_next_on(silent, first_quarter):
    on_the_last_day = moment_after(first_quarter.ends_on) - datetime.timedelta(seconds=1)
    ActionProgram.objects.filter(pk=silent.pk).update(decided_at=on_the_last_day)
    in_time = list(ActionProgram.objects.without_report(first_quarter))
    ActionProgram.objects.filter(pk=silent.pk).update(decided_at=moment_after(first_quarter.ends_on))

    assert (in_time, list(ActionProgram.objects.without_report(first_quarter))) == ([silent], [])


def test_a_program_whose_commitments_were_all_dropped_has_nothing_to_report(silent, first_quarter):
    silent.commitments.update(dropped_on=today())

    assert list(ActionProgram.objects.without_report(first_quarter)) == []


def test_another_years_quarter_asks_for_nothing(silent, first_quarter):
    Period.of_year(first_quarter.year + 1)

    assert list(ActionProgram.objects.without_report(Period.objects.get(year=first_quarter.year + 1, quarter=1))) == []
