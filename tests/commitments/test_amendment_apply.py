"""What an approved amendment does to the program: rows, progress and evidence stay, and the next version is frozen."""

import pytest

from commitments import amending
from commitments.models import Amendment, Commitment, ReviewStep
from commitments.models.copies import Shingle
from commitments.models.version import content_of
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories

Decision = ReviewStep.Decision


@pytest.fixture
def program(member, secretary, campaign):
    """The member's program in force, with three commitments of which everything was reported."""
    program = factories.make_program(member, campaign=campaign, commitments=3, status="approved")
    report = factories.make_report(program)
    for entry in report.entries.all():
        factories.make_evidence(entry)
    return program


@pytest.fixture
def rows(program):
    return list(program.commitments.in_order())


def approve(amendment, officer):
    amendment.submit(by=amendment.program.writers()[0])
    amendment.current_step.decide(Decision.APPROVED, by=officer)
    amendment.refresh_from_db()


def test_until_it_is_approved_the_program_stays_what_it_is(program, member):
    before = content_of(program)

    factories.make_amendment(program, status="submitted", changes=2)

    assert content_of(program) == before
    assert (program.status, program.versions.count()) == ("approved", 1)


def test_a_changed_commitment_keeps_its_row_progress_and_evidence(program, rows, secretary, clause):
    amendment = factories.make_amendment(program, changes=0)
    change = factories.change_target(amending.change(amendment, rows[1]), 40)
    change.clauses.set([clause])
    kept = [(entry.pk, entry.evidence.count()) for entry in rows[1].progress.all()]

    approve(amendment, secretary)

    live = Commitment.objects.get(pk=rows[1].pk)
    assert (live.target_value, live.title, list(live.clauses.all())) == (
        40,
        rows[1].title.replace("60", "40"),
        [clause],
    )
    assert (live.latest_id, live.done_on, live.order) == (rows[1].latest_id, today(), 2)
    assert [(entry.pk, entry.evidence.count()) for entry in live.progress.all()] == kept == [(live.latest_id, 1)]


def test_a_dropped_commitment_stays_with_its_history_and_counts_no_more(program, rows, secretary):
    amendment = factories.make_amendment(program, changes=0)
    factories.drop_change(amendment, rows[0])

    approve(amendment, secretary)

    dropped = Commitment.objects.get(pk=rows[0].pk)
    assert (dropped.dropped_on, dropped.latest_id, dropped.title) == (today(), rows[0].latest_id, rows[0].title)
    assert dropped.progress.count() == 1
    standing = [(row.pk, row.order) for row in program.commitments.in_force().in_order()]
    assert standing == [(rows[1].pk, 1), (rows[2].pk, 2)]
    assert [said["id"] for said in content_of(program)["commitments"]] == [rows[1].pk, rows[2].pk]


def test_a_new_commitment_stands_last_and_its_change_knows_the_row(program, rows, secretary):
    amendment = factories.make_amendment(program, changes=0)
    change = factories.add_change(amendment)

    approve(amendment, secretary)

    last = program.commitments.in_force().in_order().last()
    change.refresh_from_db()
    assert (last.title, last.target_value, last.order, last.origin) == (change.title, 5, 4, "own")
    assert change.commitment == last


def test_the_next_version_names_the_amendment_and_the_first_stays(program, rows, secretary, member):
    first = program.versions.get()
    amendment = factories.make_amendment(program, changes=1)

    approve(amendment, secretary)

    second = program.versions.last()
    assert (second.number, second.amendment, second.content["decided"]["by"]) == (2, amendment, "Chi bộ khu phố 1")
    assert [said["target_value"] for said in second.content["commitments"]] == ["40", "60", "60"]
    assert [said["target_value"] for said in first.content["commitments"]] == ["60", "60", "60"]
    told = Notification.objects.get(event="commitments.amendment_approved")
    assert (told.recipient, told.text.endswith("bản 2 có hiệu lực.")) == (member, True)


def test_what_was_reported_while_it_was_under_review_is_kept(program, rows, secretary):
    amendment = factories.make_amendment(program, status="submitted", changes=1)
    factories.make_report(program, entries=[{"state": "in_progress", "percent": 70}])

    amendment.current_step.decide(Decision.APPROVED, by=secretary)

    live = Commitment.objects.get(pk=rows[0].pk)
    assert (live.latest.percent, live.done_on, live.target_value) == (70, None, 40)


def test_a_second_amendment_builds_on_the_first(program, rows, secretary, member):
    approve(factories.make_amendment(program, changes=1), secretary)
    amendment = factories.make_amendment(program, changes=0)
    change = amending.change(amendment, program.commitments.in_force().in_order().first())
    factories.change_target(change, 30)

    approve(amendment, secretary)

    assert [version.number for version in program.versions.all()] == [1, 2, 3]
    assert Commitment.objects.get(pk=rows[0].pk).target_value == 30
    assert amendment.base.number == 2


def test_an_amendment_of_a_closed_program_is_not_approved(program, secretary, personnel_officer):
    amendment = factories.make_amendment(program, status="submitted", changes=1)
    step = amendment.current_step
    program.close(by=personnel_officer, reason="Chuyển công tác")

    with pytest.raises(Exception, match="đã") as refusal:
        step.decide(Decision.APPROVED, by=secretary)

    assert type(refusal.value).__name__ == "AlreadyDecided"
    assert program.versions.count() == 1


def test_a_withdrawn_one_changes_nothing(program, member):
    before = content_of(program)
    amendment = factories.make_amendment(program, changes=2)

    amendment.withdraw(by=member)

    assert (content_of(program), amendment.status) == (before, Amendment.Status.WITHDRAWN)


def test_what_is_promised_anew_is_compared_and_what_was_dropped_is_not(program, rows, secretary):
    amendment = factories.make_amendment(program, changes=0)
    factories.drop_change(amendment, rows[0])
    change = factories.add_change(amendment)

    approve(amendment, secretary)

    change.refresh_from_db()
    compared = set(Shingle.objects.filter(program=program).values_list("commitment_pk", flat=True))
    assert compared == {0, rows[1].pk, rows[2].pk, change.commitment.pk}
