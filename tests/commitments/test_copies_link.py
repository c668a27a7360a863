"""The way from the page of a program to the words it shares with others: for whom, when, at what cost."""

import pytest
from django.urls import reverse

from portal.directory.roles import Role
from tests import factories
from tests.commitments.test_copies import LAND, RIVER, hand_in, write
from tests.queries import queries_of

LABEL = "So với chương trình khác"
PASSAGE = "<mark>Tổ chức đo ranh từng thửa ruộng cùng chủ hộ"


@pytest.fixture
def draft(member, colleague, secretary, campaign):
    """The member's draft, of whose two tasks one is the colleague's."""
    hand_in(write(colleague, campaign, [LAND]))
    return write(member, campaign, [RIVER, f"{LAND}, mời cả trưởng thôn"])


def page_of(signed_in, person, program):
    return signed_in(person).get(program.get_absolute_url()).content.decode()


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_the_page_of_a_submitted_program_leads_the_writer_and_its_reviewers_there(
    draft, status, member, secretary, personnel_officer, inspector, signed_in
):
    program = hand_in(draft)
    if status == "approved":
        program.current_step.decide("approved", by=secretary)

    pages = [page_of(signed_in, person, program) for person in (member, secretary, personnel_officer, inspector)]

    assert [page.count(LABEL) for page in pages] == [1, 1, 0, 0]
    for person, page, name in ((member, pages[0], "copies"), (secretary, pages[1], "review")):
        address = reverse(f"commitments:{name}", args=[program.pk])
        assert f'href="{address}"' in page
        assert PASSAGE in signed_in(person).get(address).content.decode()


def test_neither_a_draft_nor_a_returned_program_leads_there(draft, member, secretary, signed_in):
    pages = [page_of(signed_in, member, draft)]
    hand_in(draft).current_step.decide("returned", by=secretary, reason="Sửa lại")
    pages += [page_of(signed_in, person, draft) for person in (member, secretary)]

    assert [page.count(LABEL) for page in pages] == [0, 0, 0]


def test_a_supervisor_is_led_there_before_and_after_the_opinion_within_fifteen_queries(
    province, member, secretary, campaign, signed_in
):
    head = factories.make_person("Vũ Thị Sáu", cell=province.cell)
    factories.appoint(member, Role.CELL_COMMITTEE_MEMBER, province.cell, reports_to=head)
    program = factories.make_program(member, campaign=campaign, status="submitted")
    before, counts = page_of(signed_in, head, program), [queries_of(signed_in(head), program.get_absolute_url())]

    program.current_step.decide("approved", by=head, reason="Nhất trí")

    assert [before.count(LABEL), page_of(signed_in, head, program).count(LABEL)] == [1, 1]
    assert max([*counts, queries_of(signed_in(head), program.get_absolute_url())]) <= 15
