"""What the page of a program tells of its past: decisions and amendments, with who, when and why."""

import pytest
from django.urls import reverse

from commitments.models import Amendment, ReviewStep
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of

Status = Amendment.Status


@pytest.fixture
def program(member, secretary, campaign, clause):
    return factories.make_program(member, campaign=campaign, status="approved", clauses=[clause])


def told(client, program):
    """Return the lines of the page about amendments: what, body, who and why, newest first."""
    lines = client.get(program.get_absolute_url()).context["history"]
    return [(line.what, line.body, line.by, line.reason) for line in lines if line.amendment]


def test_an_approved_amendment_tells_who_handed_it_in_and_who_approved_it(program, member, secretary, signed_in):
    amendment = factories.make_amendment(program, status="submitted")
    step = amendment.current_step
    step.decide(ReviewStep.Decision.APPROVED, by=secretary)

    page = signed_in(secretary).get(program.get_absolute_url())

    address = f'<a href="{amendment.get_absolute_url()}">Bản điều chỉnh</a>'
    assert told(signed_in(secretary), program) == [
        ("Đã duyệt", step.body_label, str(secretary), ""),
        ("Đã gửi", "", str(member), "Chỉ tiêu không thể đạt"),
    ]
    assert page.content.decode().count(f"{address}: <strong>") == 2
    assert f"{today():%d/%m/%Y}, {member}" in page.content.decode()


def test_a_returned_amendment_tells_why(program, member, secretary, signed_in):
    amendment = factories.make_amendment(program, status="returned")

    assert told(signed_in(member), program) == [
        ("Trả lại", amendment.last_return.body_label, str(secretary), "Cần nêu rõ căn cứ"),
        ("Đã gửi", "", str(member), "Chỉ tiêu không thể đạt"),
    ]


def test_an_amendment_withdrawn_after_its_return_is_told_to_all_readers(program, member, secretary, signed_in):
    amendment = factories.make_amendment(program, status="returned")
    amendment.withdraw(by=member)

    lines = [told(signed_in(person), program) for person in (member, secretary)]

    assert lines[0] == lines[1]
    assert [(what, by) for what, _body, by, _why in lines[0]] == [
        ("Đã hủy", str(member)),
        ("Trả lại", str(secretary)),
        ("Đã gửi", str(member)),
    ]


def test_an_amendment_that_ends_with_its_program_tells_the_reason(program, member, personnel_officer, signed_in):
    factories.make_amendment(program, status="submitted")
    program.close(by=personnel_officer, reason="Chuyển công tác")

    lines = told(signed_in(member), program)

    assert lines[0] == ("Đã hủy", "", str(personnel_officer), "Chuyển công tác")


def test_a_draft_that_was_withdrawn_is_its_writers_to_know_alone(program, member, secretary, signed_in):
    factories.make_amendment(program, status="withdrawn")

    assert [what for what, *_more in told(signed_in(member), program)] == ["Đã hủy"]
    assert told(signed_in(secretary), program) == []


def test_an_amendment_that_was_taken_back_is_told_to_nobody(program, member, secretary, signed_in):
    amendment = factories.make_amendment(program, status="submitted")
    amendment.recall(by=member)

    assert [told(signed_in(person), program) for person in (member, secretary)] == [[], []]


def test_steps_of_amendments_are_none_of_the_programs_road(program, secretary, signed_in):
    factories.make_amendment(program, status="submitted")

    road = signed_in(secretary).get(program.get_absolute_url()).context["road"]

    assert len(road) == 3


@pytest.mark.parametrize("reader", ["member", "secretary", "personnel_officer"])
def test_any_number_of_amendments_costs_the_same_and_stays_within_fifteen_queries(
    program, member, secretary, personnel_officer, signed_in, reader
):
    people = {"member": member, "secretary": secretary, "personnel_officer": personnel_officer}
    client, counts = signed_in(people[reader]), []
    for wanted in (1, 3, 6):
        while Amendment.objects.count() < wanted:
            status = Status.APPROVED if Amendment.objects.count() % 2 else Status.RETURNED
            amendment = factories.make_amendment(program, status=status)
            if status == Status.RETURNED:
                amendment.withdraw(by=member)
        client.get(reverse("home"))
        counts.append(queries_of(client, program.get_absolute_url()))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
