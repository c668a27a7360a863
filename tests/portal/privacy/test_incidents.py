"""Incidents with personal data: recorded by the office, told within 72 hours, read by nobody else."""

import datetime
import threading
from io import BytesIO

import docx
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.composed import told
from portal.lib.dates import today
from portal.notifications.models import Notification
from portal.printing import paper
from portal.privacy import home, notice, purging
from portal.privacy.errors import AlreadyClosed, ChangedMeanwhile, NotYours, ReasonMissing
from portal.privacy.forms import IncidentForm
from portal.privacy.models import Incident
from tests import factories
from tests.queries import queries_of

LIST, NEW = reverse("privacy:incidents"), reverse("privacy:incident_new")
TYPED = {
    "found_on": "25/11/2026",
    "found_clock": "8h30",
    "found_by": "Lê Quang Dũng",
    "what": "Danh sách gửi nhầm địa chỉ",
    "data": "Họ tên, ngày sinh",
    "people_count": "1250",
    "measures": "",
}


@pytest.fixture
def incident(personnel_officer):
    return factories.make_incident(by=personnel_officer)


def acts():
    return list(AuditEvent.objects.filter(action__contains="incident").order_by("pk").values_list("action", flat=True))


def page_of(incident, name="incident"):
    return reverse(f"privacy:{name}", args=[incident.pk])


# ── recording ──


def test_the_office_records_it_and_the_clock_runs_from_the_detection(
    personnel_officer, province, signed_in, time_machine
):
    time_machine.move_to("2026-11-26 09:00+07:00")

    response = signed_in(personnel_officer).post(NEW, TYPED)

    made = Incident.objects.get()
    assert response.url == made.get_absolute_url()
    assert timezone.localtime(made.due_at).strftime("%d/%m/%Y %H:%M") == "28/11/2026 08:30"
    assert (made.people_count, made.hours_left, made.unit) == (1250, 47, province.ward)
    assert acts() == ["privacy.incident_recorded"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"found_on": ""}, "found_on"),
        ({"found_on": "31/02/2026"}, "found_on"),
        ({"found_on": "27/11/2026"}, "found_on"),
        ({"found_on": "26/11/2026", "found_clock": "9h01"}, "found_clock"),
        ({"found_clock": "25h"}, "found_clock"),
        ({"found_by": " "}, "found_by"),
        ({"what": ""}, "what"),
        ({"data": ""}, "data"),
        ({"people_count": "-1"}, "people_count"),
        ({"people_count": "nhiều"}, "people_count"),
        ({"people_count": "99999999999"}, "people_count"),
        ({"what": "a" * 4001}, "what"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    personnel_officer, signed_in, typed, field, time_machine
):
    time_machine.move_to("2026-11-26 09:00+07:00")

    response = signed_in(personnel_officer).post(NEW, TYPED | typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Incident.objects.count() == 0


@given(st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_as_day_time_and_number_is_read_or_told(day, clock, count):
    form = IncidentForm(TYPED | {"found_on": day, "found_clock": clock, "people_count": count})

    assert form.is_valid() or form.errors


def test_the_rest_of_the_office_is_told_without_a_word_of_what_happened(personnel_officer, province):
    other = factories.make_person("Mai Thị Tâm", cell=province.other_cell)
    factories.appoint(other, Role.PERSONNEL_OFFICER, province.ward)

    made = factories.make_incident(by=personnel_officer)

    told = Notification.objects.get()
    assert (told.recipient, told.url) == (other, made.get_absolute_url())
    assert "gửi nhầm" not in told.text + told.detail


def test_who_holds_no_office_records_nothing(member):
    with pytest.raises(NotYours):
        factories.make_incident(by=member)

    assert acts() == []


# ── the clock ──


@pytest.mark.parametrize(
    ("hours_ago", "said"),
    [(1, "còn 70 giờ"), (71.5, "còn 0 giờ"), (72.5, "quá hạn 1 giờ"), (100, "quá hạn 29 giờ")],
)
def test_the_page_says_how_many_hours_are_left_or_over(personnel_officer, signed_in, hours_ago, said):
    made = factories.make_incident(by=personnel_officer, hours_ago=hours_ago)

    assert said in signed_in(personnel_officer).get(page_of(made)).content.decode()


def test_home_names_the_earliest_until_the_authority_was_told(incident, personnel_officer, member):
    earlier = factories.make_incident(by=personnel_officer, hours_ago=30)

    assert [
        (task.title, task.due_on, task.url) for task in told(home.incidents_to_tell(personnel_officer, today()))
    ] == [("Thông báo 2 sự cố dữ liệu cá nhân cho cơ quan chuyên trách", earlier.due_on, LIST)]
    assert home.incidents_to_tell(member, today()) == []
    for each in (earlier, incident):
        each.settle("Công văn 12-CV/BTC", by=personnel_officer)
    assert told(home.incidents_to_tell(personnel_officer, today())) == []


# ── adding, and settling ──


def test_what_is_known_later_is_added_and_recorded(incident, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    shown = client.get(page_of(incident, "incident_edit")).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields} | {"people_count": "26", "measures": "Đã báo"}

    response = client.post(page_of(incident, "incident_edit"), typed)

    incident.refresh_from_db()
    assert response.url == incident.get_absolute_url()
    assert (incident.people_count, incident.measures) == (26, "Đã báo")
    assert acts() == ["privacy.incident_recorded", "privacy.incident_changed"]


@pytest.mark.parametrize("seen", ["", "gestern", "2026-99-99T00:00", "2020-01-01T00:00:00+00:00"])
def test_a_stale_page_overwrites_nothing(incident, personnel_officer, signed_in, seen):
    response = signed_in(personnel_officer).post(
        page_of(incident, "incident_edit"),
        TYPED | {"found_on": f"{today():%d/%m/%Y}", "found_clock": "0h", "seen": seen},
    )

    incident.refresh_from_db()
    assert response.status_code == 422
    assert "vừa được người khác sửa" in response.content.decode()
    assert incident.people_count == 25


def test_two_windows_at_once_the_later_is_told(incident, personnel_officer):
    seen = incident.changed_at
    incident.mend({"people_count": 26}, by=personnel_officer, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        Incident.objects.get().mend({"people_count": 27}, by=personnel_officer, seen=seen)

    assert Incident.objects.get().people_count == 26


def test_with_whom_was_told_the_clock_stops_and_the_office_hears_no_more(
    incident, personnel_officer, province, signed_in
):
    client = signed_in(personnel_officer)

    empty = client.post(page_of(incident), {"note": " "})
    client.post(page_of(incident), {"note": "Công văn 12-CV/BTC gửi A05"})
    page = client.get(page_of(incident)).content.decode()

    assert empty.status_code == 422
    assert "Công văn 12-CV/BTC gửi A05" in page
    assert 'id="settle-form"' not in page
    assert acts() == ["privacy.incident_recorded", "privacy.incident_settled", "privacy.incident_opened"]


def test_without_words_nothing_is_settled(incident, personnel_officer):
    with pytest.raises(ReasonMissing):
        incident.settle("  ", by=personnel_officer)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_officers_at_once_settle_it_once(incident, personnel_officer):
    start, refused = threading.Barrier(2), []

    def settle():
        try:
            start.wait()
            Incident.objects.get(pk=incident.pk).settle("Công văn", by=personnel_officer)
        except AlreadyClosed:
            refused.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=settle) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (acts().count("privacy.incident_settled"), refused) == (1, [True])


# ── who reads it ──


def test_an_office_below_or_beside_does_not_find_it_and_one_above_does(incident, province):
    above, beside = (factories.make_person(cell=province.other_cell) for _number in range(2))
    factories.appoint(above, Role.PERSONNEL_OFFICER, province.top)
    factories.appoint(beside, Role.PERSONNEL_OFFICER, province.cell)

    assert list(Incident.objects.visible_to(above)) == [incident]
    assert list(Incident.objects.visible_to(beside)) == []


def test_the_list_asks_the_same_of_the_database_for_1_3_and_30(personnel_officer, signed_in):
    client, counts = signed_in(personnel_officer), []

    for count in (1, 3, 30):
        while Incident.objects.count() < count:
            factories.make_incident(by=personnel_officer)
        counts.append(queries_of(client, LIST))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
    assert len(client.get(LIST).content) < 60_000


# ── the notice ──


def test_the_notice_says_what_is_known_and_that_it_must_be_compared(incident):
    drawn = notice.notice_of(incident)
    said = paper.canonical(drawn).decode()

    assert (drawn.letterhead.superior, drawn.letterhead.body) == ("TỈNH ỦY THANH HÓA", "ĐẢNG ỦY PHƯỜNG HẠC THÀNH")
    assert drawn.draft_mark == "MẪU CẦN ĐỐI CHIẾU"
    for each in ("Danh sách gửi nhầm địa chỉ", "Họ tên, ngày sinh", "Lê Quang Dũng", '"25"', "đối chiếu với mẫu"):
        assert each in said


def test_what_is_not_known_is_left_to_be_written_by_hand(personnel_officer):
    drawn = notice.notice_of(factories.make_incident(by=personnel_officer, people_count=None))

    assert paper.Fields([("Số người liên quan", "")]) in drawn.blocks
    assert drawn.blocks.count(paper.Blanks(2)) == 2


def test_both_files_open_and_printing_is_recorded(incident, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    pdf, word = (client.get(page_of(incident, f"incident_{kind}")) for kind in ("pdf", "docx"))

    assert pdf.content.startswith(b"%PDF-")
    assert "Kính gửi: Cơ quan chuyên trách" in "\n".join(
        p.text for p in docx.Document(BytesIO(word.content)).paragraphs
    )
    assert acts()[1:] == ["privacy.incident_printed"] * 2


# ── keeping ──


def test_settled_ones_go_after_their_years_and_open_ones_never(incident, personnel_officer, settings):
    settled = factories.make_incident(by=personnel_officer)
    settled.settle("Công văn", by=personnel_officer)
    last = datetime.date(today().year + settings.KEEP_CONTENT_YEARS, 12, 31)

    before = purging.old_incidents(last).count()
    gone = purging.delete_incidents(last + datetime.timedelta(days=1))

    assert (before, gone, list(Incident.objects.all())) == (0, 1, [incident])
