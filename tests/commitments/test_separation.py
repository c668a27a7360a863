"""Who writes and who reads follows from posts held today, and nothing is taken out without a trace."""

import pytest
from django.urls import reverse

from commitments import adding
from commitments.errors import TooMany
from commitments.models import ActionProgram, ReviewStep, collectives_headed_by
from portal.audit.models import AuditEvent
from portal.directory.models import Appointment, Collective
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories


@pytest.fixture
def agency(province):
    return Collective.objects.create(
        org=province.ward, kind=Collective.Kind.AGENCY, name="Ủy ban nhân dân phường", valid_from=factories.LONG_AGO
    )


def test_the_secretary_writes_for_a_collective_without_a_head(agency, ward_secretary):
    assert list(collectives_headed_by(ward_secretary)) == [agency]


def test_a_collective_with_its_own_head_is_written_by_that_head_alone(agency, ward_secretary, colleague):
    factories.appoint(colleague, Role.AGENCY_HEAD, agency)

    assert list(collectives_headed_by(ward_secretary)) == []
    assert list(collectives_headed_by(colleague)) == [agency]
    assert agency.heads() == [colleague]


def test_who_no_longer_supervises_neither_reads_nor_decides(member, secretary, outsider, province, campaign, signed_in):
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.SUBMITTED)
    url = reverse("commitments:review", args=[program.pk])
    before = signed_in(outsider).get(url).status_code
    Appointment.objects.filter(reports_to=outsider).update(reports_to=None)

    assert (before, signed_in(outsider).get(url).status_code) == (200, 404)
    assert not program.current_step.is_before(outsider)
    assert list(ReviewStep.objects.current_for(outsider)) == []


def test_a_program_holds_no_more_than_a_reviewer_can_decide_on(member, secretary, campaign, monkeypatch):
    monkeypatch.setattr(adding, "MOST_COMMITMENTS", 2)
    program = factories.make_program(member, campaign=campaign, commitments=2)

    with pytest.raises(TooMany, match="nhiều nhất 2 cam kết"):
        adding.add_blank(program)

    assert program.commitments.count() == 2


def test_taking_a_list_of_names_out_is_recorded(member, ward_secretary, campaign, signed_in):
    factories.make_entry(campaign, member)

    signed_in(ward_secretary).get(reverse("commitments:roster_xlsx", args=[campaign.pk, "DUHT"]))

    event = AuditEvent.objects.get(action="commitments.roster_taken")
    assert (event.actor_name, event.reason) == ("Tạ Thị Kim Liên", "Đảng bộ phường Hạc Thành: Chưa đăng ký")
    assert event.at.date() <= today()
