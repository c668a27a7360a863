"""The audit trail for its readers, and who opened one's own papers."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.home import opened_by_others, opened_summary
from portal.lib.counting import count_together
from portal.lib.dates import today
from tests import factories

TRAIL = "/directory/trail/"
OPENED = "/directory/opened/"


@pytest.fixture
def events(member, outsider, secretary, province):
    """One event in each ward and one without a unit; founding and appointing left some, too."""
    return [
        trail.record("commitments.opened", member, by=secretary, owner=member, unit_path=province.cell.path),
        trail.record("commitments.opened", outsider, by=secretary, owner=outsider, unit_path=province.other_cell.path),
        trail.record("resolutions.added", member, by=secretary),
    ]


def questions(client, url):
    """Return how many questions a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def shown(response):
    return list(response.context["page"].rows)


def test_an_inspector_reads_the_trail_of_their_unit_only(events, inspector, signed_in):
    rows = shown(signed_in(inspector).get(TRAIL))

    assert events[0] in rows
    assert not {events[1], events[2]} & set(rows)


def test_from_the_top_all_is_read(events, system_admin, signed_in):
    rows = shown(signed_in(system_admin).get(TRAIL))

    assert set(events) <= set(rows)


def test_the_trail_narrows_by_person_act_and_day(events, system_admin, signed_in):
    client = signed_in(system_admin)
    day, tomorrow = today(), today() + datetime.timedelta(days=1)

    by_name = shown(client.get(TRAIL, {"who": "Khải", "action": "directory.membership_begun"}))
    of_today = shown(client.get(TRAIL, {"who": "Khải", "since": f"{day:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"}))
    of_tomorrow = shown(client.get(TRAIL, {"since": f"{tomorrow:%d/%m/%Y}"}))

    assert [event.subject_name for event in by_name] == ["Hoàng Văn Khải"]
    assert set(events) <= set(of_today)
    assert of_tomorrow == []


def test_the_trail_asks_as_many_questions_for_three_hundred_as_for_one(inspector, member, signed_in):
    client = signed_in(inspector)
    counts = []
    for size in (1, 2, 297):
        for _number in range(size):
            trail.record("commitments.opened", member, by=inspector, unit_path=member.org_path)
        counts.append(questions(client, TRAIL))

    assert len(shown(client.get(TRAIL))) == 50
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_others_do_not_read_the_trail(events, personnel_officer, signed_in):
    assert signed_in(personnel_officer).get(TRAIL).status_code == 403


def test_one_sees_who_else_opened_ones_papers(events, member, secretary, signed_in):
    trail.record("commitments.opened", member, by=member, owner=member)

    page = signed_in(member).get(OPENED)

    assert shown(page) == [events[0]]
    assert "Địa chỉ mạng" not in page.content.decode()


def test_home_counts_thirty_days(member, secretary):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=31)):
        trail.record("commitments.opened", member, by=secretary, owner=member)
    trail.record("commitments.opened", member, by=secretary, owner=member)
    trail.record("commitments.opened", member, by=member, owner=member)

    assert opened_summary(*count_together([opened_by_others(member)])) == {"count": 1, "days": 30, "url": OPENED}


def test_an_import_leaves_one_event_a_person_in_few_statements(province, django_assert_num_queries):
    people = [factories.make_person(cell=province.cell) for _number in range(40)]

    with django_assert_num_queries(1):
        trail.record_many("directory.person_added", people, unit_path=lambda person: person.org_path)

    added = AuditEvent.objects.filter(action="directory.person_added")
    assert (added.count(), set(added.values_list("unit_path", flat=True))) == (40, {province.cell.path})
