"""Handing a program in, and taking it back while nobody has decided."""

import datetime

import pytest
from django.urls import reverse

from commitments.models import ActionProgram, Campaign, CampaignEntry
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories

Status = ActionProgram.Status


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign)


def submit_url(program):
    return reverse("commitments:submit", args=[program.pk])


def recall_url(program):
    return reverse("commitments:recall", args=[program.pk])


def test_a_clear_program_is_submitted_and_the_page_says_to_whom(program, member, signed_in):
    client = signed_in(member)

    response = client.post(submit_url(program))

    assert response.headers["Location"] == program.get_absolute_url()
    program.refresh_from_db()
    assert (program.status, program.registered_on, program.warning_count) == (Status.SUBMITTED, today(), 0)
    assert "Chi bộ khu phố 1" in client.get(program.get_absolute_url()).content.decode()


def test_what_blocks_is_refused_by_the_server_too(program, member, signed_in):
    program.commitments.update(deliverable="")

    response = signed_in(member).post(submit_url(program))

    assert response.headers["Location"] == submit_url(program)
    program.refresh_from_db()
    assert program.status == Status.DRAFT
    assert not AuditEvent.objects.filter(action="commitments.submitted").exists()


def test_the_page_before_names_all_that_blocks_and_links_to_it(program, member, signed_in):
    commitment = program.commitments.get()
    program.commitments.update(deliverable="", due_on=None)
    program.texts.filter(key="goals").delete()

    page = signed_in(member).get(submit_url(program)).content.decode()

    edit = reverse("commitments:edit", args=[program.pk])
    for address in (
        f"{edit}?section=goals",
        f"{edit}?section=commitments&amp;open={commitment.pk}#c{commitment.pk}_deliverable",
        f"{edit}?section=commitments&amp;open={commitment.pk}#c{commitment.pk}_due_on",
    ):
        assert f'href="{address}"' in page
    assert '<form class="inline-form" method="post" action="' + submit_url(program) not in page


def test_warnings_go_along_with_the_program(program, member, signed_in):
    program.commitments.update(co_owners="tập thể chi bộ")

    signed_in(member).post(submit_url(program))

    program.refresh_from_db()
    assert (program.status, program.warning_count) == (Status.SUBMITTED, 1)


def test_after_the_deadline_one_may_still_submit_and_is_told_it_is_late(program, member, signed_in):
    yesterday = today() - datetime.timedelta(days=1)
    CampaignEntry.objects.update(due_on=yesterday)
    client = signed_in(member)

    page = client.get(submit_url(program)).content.decode()
    client.post(submit_url(program))

    assert "message--warning" in page
    program = ActionProgram.objects.with_owner().get(pk=program.pk)
    assert (program.status, program.is_late) == (Status.SUBMITTED, True)


def test_on_the_last_day_nothing_is_late(program, member, signed_in):
    CampaignEntry.objects.update(due_on=today())

    page = signed_in(member).get(submit_url(program)).content.decode()

    assert "message--warning" not in page


def test_a_draft_of_a_stopped_campaign_can_still_be_submitted(program, member, signed_in):
    Campaign.objects.update(status=Campaign.Status.STOPPED)

    signed_in(member).post(submit_url(program))

    program.refresh_from_db()
    assert program.status == Status.SUBMITTED


def test_a_second_click_changes_nothing(program, member, signed_in):
    client = signed_in(member)

    for _click in range(2):
        client.post(submit_url(program))

    program.refresh_from_db()
    assert (program.status, program.round, program.steps.count()) == (Status.SUBMITTED, 1, 1)
    assert AuditEvent.objects.filter(action="commitments.submitted").count() == 1


def test_somebody_else_does_not_submit_it(program, member, secretary, colleague, signed_in):
    assert signed_in(colleague).post(submit_url(program)).status_code == 404
    program.submit(by=member)
    assert signed_in(secretary).post(submit_url(program)).status_code == 403


def test_the_head_submits_for_the_collective_and_its_superior_decides(ward_secretary, province, resolution, signed_in):
    factories.appoint(factories.make_person("Lê Thị Minh"), Role.SECRETARY, province.top)
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="HTLT-TT", audience="collectives")
    program = factories.make_program(
        factories.make_entry(campaign, factories.make_collective(province.ward)), by=ward_secretary
    )

    signed_in(ward_secretary).post(submit_url(program))

    program.refresh_from_db()
    assert (program.status, program.current_step.body) == (Status.SUBMITTED, province.top)


# ── taking it back ──


def test_a_submitted_program_can_be_taken_back(program, member, signed_in):
    program.submit(by=member)

    response = signed_in(member).post(recall_url(program))

    assert response.headers["Location"] == reverse("commitments:edit", args=[program.pk])
    program.refresh_from_db()
    assert (program.status, program.registered_on, program.steps.count()) == (Status.DRAFT, None, 0)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.APPROVED])
def test_taking_back_is_refused_where_nothing_waits(program, member, signed_in, status):
    factories.bring_to(program, status, by=member)

    response = signed_in(member).post(recall_url(program))

    assert response.headers["Location"] == program.get_absolute_url()
    program.refresh_from_db()
    assert program.status == status


def test_somebody_else_does_not_take_it_back(program, member, secretary, outsider, signed_in):
    program.submit(by=member)

    assert signed_in(secretary).post(recall_url(program)).status_code == 403
    assert signed_in(outsider).post(recall_url(program)).status_code == 404
    program.refresh_from_db()
    assert program.status == Status.SUBMITTED
