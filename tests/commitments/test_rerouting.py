"""A cell moves to another ward while papers are under review there."""

import pytest

from commitments.models import ReviewStep
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.directory.services import place_organization
from portal.lib.dates import today
from tests import factories


@pytest.fixture
def waiting(secretary, deputy, ward_secretary, campaign):
    """The cell secretary's program: first before the deputy of the cell, then before the ward."""
    return factories.make_program(secretary, campaign=campaign, status="submitted")


@pytest.fixture
def new_ward_secretary(province):
    person = factories.make_person("Tạ Lan", cell=province.other_cell)
    factories.appoint(person, Role.SECRETARY, province.other_ward)
    return person


def move(province, system_admin):
    place_organization(
        province.cell,
        parent=province.other_ward,
        name=province.cell.name,
        on=today(),
        decision="12-QĐ/TU",
        by=system_admin,
    )


def test_the_undecided_steps_go_to_the_new_superior(province, waiting, new_ward_secretary, system_admin):
    move(province, system_admin)

    assert [step.body.code for step in waiting.steps.all()] == ["DUHT-01", "DUDS"]
    assert AuditEvent.objects.about(waiting).filter(action="commitments.rerouted").count() == 1


def test_what_is_decided_stays_and_the_new_superior_is_told(
    province, waiting, deputy, new_ward_secretary, system_admin
):
    waiting.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)

    move(province, system_admin)

    assert [(step.body.code, step.decision, step.order) for step in waiting.steps.all()] == [
        ("DUHT-01", "approved", 1),
        ("DUDS", "", 2),
    ]
    assert list(ReviewStep.objects.current_for(new_ward_secretary)) == [waiting.current_step]
    assert new_ward_secretary.notifications.filter(event="commitments.rerouted").count() == 1


def test_a_new_name_alone_changes_no_step(province, waiting, system_admin):
    before = list(waiting.steps.values_list("pk", flat=True))

    place_organization(
        province.cell, parent=province.ward, name="Chi bộ tổ dân phố 1", on=today(), decision="", by=system_admin
    )

    assert list(waiting.steps.values_list("pk", flat=True)) == before
