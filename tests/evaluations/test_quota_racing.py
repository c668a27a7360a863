"""Two rulings on the quota at once, each on a connection of its own: one is recorded, the other is told."""

import pytest

from evaluations.models import QuotaRuling
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import evaluating
from tests.commitments.test_racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


def rule(evaluation, by, groups=("A", "B"), name="Nhóm chung"):
    return QuotaRuling.record(
        evaluation=evaluation,
        decider=evaluation.root,
        track="party_member",
        groups=list(groups),
        name=name,
        reason="Nhóm dưới 5 người",
        symbol="12-TB/ĐU",
        ruled_on=today(),
        by=by,
    )


def test_two_clicks_at_once_record_one_ruling(evaluation, personnel_officer):
    outcomes = at_once(lambda: rule(evaluation, personnel_officer), lambda: rule(evaluation, personnel_officer))

    assert sorted(outcomes) == ["RulingRefused", "done"]
    assert AuditEvent.objects.filter(action="evaluations.quota_ruled").count() == 1


def test_two_mergers_at_once_do_not_overlap(evaluation, personnel_officer):
    outcomes = at_once(
        lambda: rule(evaluation, personnel_officer, groups=("A", "B"), name="Nhóm thứ nhất"),
        lambda: rule(evaluation, personnel_officer, groups=("B", "C"), name="Nhóm thứ hai"),
    )

    assert sorted(outcomes) == ["RulingRefused", "done"]
    assert QuotaRuling.objects.count() == 1


def test_a_ruling_that_two_withdraw_at_once_is_withdrawn_once(evaluation, personnel_officer):
    ruling = rule(evaluation, personnel_officer)
    first, second = (QuotaRuling.objects.get(pk=ruling.pk) for _copy in range(2))

    outcomes = at_once(
        lambda: first.withdraw("Ghi nhầm", by=personnel_officer),
        lambda: second.withdraw("Ghi nhầm", by=personnel_officer),
    )

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert AuditEvent.objects.filter(action="evaluations.quota_ruling_withdrawn").count() == 1
