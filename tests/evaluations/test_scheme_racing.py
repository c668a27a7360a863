"""Two keepers of schemes at once, each on a connection of their own: nothing is lost, nothing is done twice."""

import datetime

import pytest

from evaluations.models import ChecklistAnswer, Scheme
from portal.audit.models import AuditEvent
from tests.commitments.test_racing import at_once
from tests.evaluations.schemes import document

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def events():
    found = AuditEvent.objects.filter(action__startswith="evaluations.").order_by("pk")
    return list(found.values_list("action", flat=True))


def again(scheme):
    return Scheme.objects.get(pk=scheme.pk)


@pytest.fixture
def draft(db):
    return Scheme.load(document())[0]


def test_loading_the_same_file_twice_at_once_makes_one_version(db):
    outcomes = at_once(*[lambda: Scheme.load(document())] * 2)

    assert "done" in outcomes
    assert set(outcomes) <= {"done", "InvalidTransition"}
    assert [(scheme.code, scheme.version) for scheme in Scheme.objects.all()] == [("qd366_2025", 1)]
    assert events() == ["evaluations.scheme_loaded"]


def test_putting_in_force_twice_at_once_does_it_once(draft):
    copies = [again(draft), again(draft)]

    outcomes = at_once(*[lambda copy=copy: copy.put_in_force() for copy in copies])

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert events() == ["evaluations.scheme_loaded", "evaluations.scheme_put_in_force"]


def test_two_versions_put_in_force_at_once_leave_one_in_use(draft):
    second = Scheme.load(document() | {"name": "Sửa đổi"})[0]

    outcomes = at_once(lambda: again(draft).put_in_force(), lambda: again(second).put_in_force())

    assert outcomes == ["done", "done"]
    assert Scheme.objects.in_force().count() == 1


def test_a_change_and_putting_in_force_at_once_leave_no_changed_version_in_use_unseen(draft):
    outcomes = at_once(
        lambda: again(draft).change(lambda whole: whole | {"name": "Sửa đổi"}, by=None),
        lambda: again(draft).put_in_force(),
    )

    assert outcomes[1] == "done"
    assert outcomes[0] in {"done", "SchemeLocked"}
    name = "Sửa đổi" if outcomes[0] == "done" else document()["name"]
    assert (again(draft).name, again(draft).document["name"]) == (name, name)


def test_settling_a_point_twice_at_once_settles_it_once(member):
    answer = {"text": "x", "decided_by": "x", "symbol": "x", "decided_on": datetime.date(2026, 11, 2)}

    outcomes = at_once(*[lambda: ChecklistAnswer.settle(1, by=member, **answer)] * 2)

    assert sorted(outcomes) == ["InvalidTransition", "done"]
    assert ChecklistAnswer.objects.count() == 1
    assert events() == ["evaluations.checklist_settled"]
