"""Reminding the late by hand: the text is shown first, all are told in one act, nobody twice within three days."""

import datetime
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import nudging
from portal.audit.models import AuditEvent
from portal.notifications.models import Notification
from tests import factories

EVENT = "notifications.nudged"


@pytest.fixture
def missing(campaign, member, colleague, secretary):
    """Two members of the cell who have not registered; a third has."""
    for person in (member, colleague):
        factories.make_entry(campaign, person)
    factories.make_program(secretary, campaign=campaign, commitments=3, status="submitted")
    return campaign


def address(campaign, org):
    return reverse("commitments:nudge_registration", args=[campaign.pk, org.code])


def told():
    rows = Notification.objects.filter(event=EVENT).order_by("recipient__sort_key")
    return [(str(row.recipient), row.text, row.detail) for row in rows]


def text_of(campaign):
    day = f"{campaign.due_on:%d/%m/%Y}"
    return f"Đồng chí chưa đăng ký trong “{campaign.name}”; hạn cuối là {day}. Mời đồng chí viết và gửi."


def test_the_text_and_the_number_are_shown_before_anybody_is_told(missing, province, ward_secretary, signed_in):
    page = signed_in(ward_secretary).get(address(missing, province.cell)).content.decode()

    assert "Cổng sẽ nhắc 2 đồng chí." in page
    assert text_of(missing) in page
    assert told() == []


def test_the_day_is_that_of_those_who_are_reminded(missing, province, ward_secretary, signed_in):
    later = missing.due_on + datetime.timedelta(days=9)
    missing.entries.filter(program=None).update(due_on=later)

    page = signed_in(ward_secretary).get(address(missing, province.cell)).content.decode()

    assert f"hạn cuối là {later:%d/%m/%Y}" in page


def test_no_day_is_said_where_they_have_different_ones(missing, member, province, ward_secretary, signed_in):
    later = missing.due_on + datetime.timedelta(days=9)
    missing.entries.filter(person=member).update(due_on=later)

    page = signed_in(ward_secretary).get(address(missing, province.cell)).content.decode()

    said = f"Đồng chí chưa đăng ký trong “{missing.name}”. Mời đồng chí viết và gửi trước hạn của mình."
    assert (said in page, "hạn cuối là" in page) == (True, False)


def test_all_who_have_not_registered_are_told_with_the_officers_word(missing, province, ward_secretary, signed_in):
    response = signed_in(ward_secretary).post(
        address(missing, province.cell), {"note": "Chi bộ họp ngày 28."}, follow=True
    )

    assert told() == [
        ("Lê Quang Dũng", text_of(missing), "Chi bộ họp ngày 28."),
        ("Đặng Thị Bích Ngà", text_of(missing), "Chi bộ họp ngày 28."),
    ]
    assert "Đã nhắc 2 đồng chí." in response.content.decode()
    event = AuditEvent.objects.get(action=EVENT)
    assert (event.actor_name, event.reason) == ("Tạ Thị Kim Liên", "2: Chi bộ họp ngày 28.")


def test_nobody_is_told_twice_within_three_days(
    missing, province, ward_secretary, personnel_officer, signed_in, time_machine
):
    time_machine.move_to("2026-12-20 08:00+07:00")
    signed_in(ward_secretary).post(address(missing, province.cell))
    time_machine.move_to("2026-12-23 07:59+07:00")
    page = signed_in(personnel_officer).get(address(missing, province.ward)).content.decode()
    response = signed_in(personnel_officer).post(address(missing, province.ward), follow=True)

    assert "2 đồng chí đã được nhắc trong 3 ngày qua nên không nhắc lại." in page
    assert "Không còn ai cần nhắc, cổng không gửi gì thêm." in response.content.decode()
    assert len(told()) == 2

    time_machine.move_to("2026-12-23 08:01+07:00")
    signed_in(personnel_officer).post(address(missing, province.ward))
    assert len(told()) == 4


def test_the_head_of_a_collective_is_told_for_it(province, ward_secretary, personnel_officer, resolution, signed_in):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], audience="collectives")
    factories.make_entry(campaign, factories.make_collective(province.ward))

    signed_in(personnel_officer).post(address(campaign, province.ward))

    assert [name for name, _text, _note in told()] == ["Tạ Thị Kim Liên"]


def test_after_a_campaign_has_stopped_nobody_is_left_to_remind(missing, province, ward_secretary):
    missing.stop(by=ward_secretary, reason="Đổi kế hoạch")

    assert nudging.about_registration(missing, province.ward, by=ward_secretary).send(by=ward_secretary) == 0


def test_a_word_that_is_too_long_is_told_and_nobody_is_reminded(missing, province, ward_secretary, signed_in):
    response = signed_in(ward_secretary).post(address(missing, province.cell), {"note": "ạ" * 301})

    assert response.status_code == 422
    assert "ạ" * 301 in response.content.decode()
    assert told() == []


def test_the_page_asks_the_same_queries_for_2_and_30_people(missing, province, ward_secretary, signed_in):
    client, counts = signed_in(ward_secretary), []
    for number in (0, 28):
        for each in range(number):
            factories.make_entry(missing, factories.make_person(f"Lê Thị Số {each}", cell=province.cell))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(missing, province.cell))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_tell_everybody_once(missing, province, ward_secretary, ward_deputy):
    counts, barrier = [], threading.Barrier(2)

    def press(officer):
        barrier.wait()
        counts.append(nudging.about_registration(missing, province.ward, by=officer).send(by=officer))
        connection.close()

    threads = [threading.Thread(target=press, args=[officer]) for officer in (ward_secretary, ward_deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 2]
    assert len(told()) == 2


def test_who_has_not_reported_the_quarter_is_told(
    province, member, colleague, ward_secretary, resolution, time_machine
):
    january, february = datetime.date(2026, 1, 5), datetime.date(2026, 2, 5)
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], opens_on=january, due_on=february)
    quarter = campaign.period.quarters.exclude(report_due_on=None).order_by("report_due_on").last()
    time_machine.move_to(datetime.datetime.combine(quarter.starts_on, datetime.time(8)))
    for person in (member, colleague):
        factories.make_program(person, campaign=campaign, commitments=1, status="approved")
    program = colleague.campaign_entries.get().program
    factories.make_report(program, quarter=quarter, entries=[{"state": "in_progress", "percent": 50}])
    time_machine.move_to(datetime.datetime.combine(quarter.report_due_on, datetime.time(8)))

    count = nudging.about_report(campaign, province.cell, quarter, by=ward_secretary).send(by=ward_secretary)

    assert count == 1
    assert [name for name, _text, _note in told()] == ["Đặng Thị Bích Ngà"]


def test_what_was_typed_is_shown_as_it_was_and_never_as_markup(missing, province, ward_secretary, member, signed_in):
    missing.name = "Đăng ký <b>2027</b> & 100%"
    missing.save()
    note = "<script>alert(1)</script> 50% & hơn"
    client = signed_in(ward_secretary)

    shown = client.get(address(missing, province.cell)).content.decode()
    client.post(address(missing, province.cell), {"note": note})
    read = signed_in(member).get(reverse("notifications:notifications")).content.decode()

    assert "Đăng ký &lt;b&gt;2027&lt;/b&gt; &amp; 100%" in shown
    assert [each for each in ("<b>2027", "<script>alert") if each in shown + read] == []
    assert "Đăng ký &lt;b&gt;2027&lt;/b&gt; &amp; 100%" in read
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 50% &amp; hơn" in read
