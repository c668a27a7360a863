"""Nobody appoints themselves, and somebody always administers the portal."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from portal.directory.errors import NotPossible
from portal.directory.lists import appointments, people
from portal.directory.lists.asking import Answers
from portal.directory.models import Appointment
from portal.directory.policies import can_appoint
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories
from tests.portal.directory.sheets import HEADINGS, csv_file, person_row, workbook

NOT_FOR_ONESELF = (
    "Nobody records a post or an office for themselves. "
    "Another officer of the personnel office, or of the one above, records it."
)
LAST = "Nobody else administers this place. Appoint another system administrator first."
COLUMNS = 'Số thẻ đảng viên,Họ và tên,Mã tổ chức,"Chức vụ, nhiệm vụ",Từ ngày,Đến ngày'


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def take_in(*rows, by=None):
    return appointments.take_in(csv_file(COLUMNS, *rows), "chuc-vu.csv", by=by)


def row(person, org, title, starts_on="01/01/2020", ends_on=""):
    return f"{person.card_no},{person.full_name},{org},{title},{starts_on},{ends_on}"


def reasons(outcome):
    return [(remark.row, remark.column, remark.reason) for remark in outcome.wrong]


def end(client, post):
    return client.post(
        reverse("directory:end_post", args=[post.pk]), {"on": "02/03/2026", "document": "15-QĐ/ĐU", "confirm": "1"}
    )


# ── nobody appoints themselves ──


def test_an_officer_does_not_appoint_themselves(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    url = reverse("directory:keep_person", args=[personnel_officer.public_id, "appoint"])
    post = {"place": "DUHT", "role": Role.SECRETARY, "on": "01/03/2026"}

    answers = client.get(url).status_code, client.post(url, post).status_code
    page = client.get(personnel_officer.get_absolute_url())

    assert answers == (403, 403)
    assert list(personnel_officer.appointments.values_list("role", flat=True)) == [Role.PERSONNEL_OFFICER]
    assert can_appoint(personnel_officer, personnel_officer).reason == NOT_FOR_ONESELF
    assert NOT_FOR_ONESELF in page.content.decode()


def test_the_model_refuses_it_too_and_lets_commands(member, province):
    with pytest.raises(NotPossible, match="Nobody records a post"):
        Appointment.appoint(member, Role.SECRETARY, org=province.ward, on=today(), by=member)

    post = Appointment.appoint(member, Role.SYSTEM_ADMIN, org=province.top, on=today(), by=None)

    assert post.person == member


def test_an_officer_may_end_a_post_of_their_own(personnel_officer, province, signed_in):
    post = factories.appoint(personnel_officer, Role.COMMITTEE_MEMBER, province.ward)

    response = end(signed_in(personnel_officer), post)

    assert response.status_code == 302
    assert not personnel_officer.appointments.filter(role=Role.COMMITTEE_MEMBER, ends_on=None).exists()


@pytest.mark.parametrize(
    ("title", "starts_on"),
    [
        ("Bí thư", "01/01/2020"),  # a new post
        ("Cán bộ Ban Tổ chức", "01/01/2019"),  # another day of the one that is held
    ],
)
def test_a_list_does_not_appoint_whoever_takes_it_in(title, starts_on, personnel_officer):
    outcome = take_in(row(personnel_officer, "DUHT", title, starts_on), by=personnel_officer)

    assert reasons(outcome) == [(2, "Chức vụ, nhiệm vụ", NOT_FOR_ONESELF)]
    assert personnel_officer.appointments.get().starts_on == factories.LONG_AGO


def test_a_list_does_not_open_ones_ended_post_again(personnel_officer, province):
    factories.appoint(personnel_officer, Role.SECRETARY, province.ward, ends_on=today())

    outcome = take_in(row(personnel_officer, "DUHT", "Bí thư"), by=personnel_officer)

    assert reasons(outcome) == [(2, "Chức vụ, nhiệm vụ", NOT_FOR_ONESELF)]


def test_a_list_may_repeat_or_end_ones_post(personnel_officer):
    same = take_in(row(personnel_officer, "DUHT", "Cán bộ Ban Tổ chức"), by=personnel_officer)
    ended = take_in(row(personnel_officer, "DUHT", "Cán bộ Ban Tổ chức", ends_on="01/03/2026"), by=personnel_officer)

    assert (same.counts["unchanged"], len(ended.changed), ended.wrong) == (1, 1, [])


def test_a_member_list_gives_no_post_to_whoever_takes_it_in(personnel_officer):
    own = person_row(
        card=personnel_officer.card_no, name=personnel_officer.full_name, cell="DUHT-01", post="Bí thư", joined=""
    )
    listed = people.read(workbook(HEADINGS, own), "list.xlsx")

    said = Answers(moved_on=today())
    outcome = people.take_in(listed, write=True, by=personnel_officer, leave_out_wrong=True, answers=said)

    assert reasons(outcome) == [(2, "Chức vụ Đảng", NOT_FOR_ONESELF)]
    assert not personnel_officer.appointments.filter(role=Role.CELL_SECRETARY).exists()
    assert personnel_officer.memberships.get().cell.code == "DUHT-02"


# ── somebody administers ──


def test_the_last_administrator_does_not_leave(system_admin, signed_in):
    post = system_admin.appointments.get()

    response = end(signed_in(system_admin), post)

    post.refresh_from_db()
    assert (response.status_code, post.ends_on) == (422, None)
    assert response.context["form"].errors == {"on": [LAST]}


@pytest.mark.parametrize(
    ("place", "active", "ends_on", "may_leave"),
    [
        ("top", True, None, True),
        ("ward", True, None, False),  # reaches less
        ("top", False, None, False),  # may not sign in
        ("top", True, today(), False),  # leaves too
    ],
)
def test_another_administrator_counts_where_they_reach_as_far(
    place, active, ends_on, may_leave, system_admin, member, province
):
    factories.appoint(member, Role.SYSTEM_ADMIN, getattr(province, place), ends_on=ends_on)
    type(member).objects.filter(pk=member.pk).update(is_active=active)

    assert system_admin.appointments.get().is_last_administrator() is not may_leave


def test_an_administrator_of_a_ward_leaves_it_to_the_one_above(system_admin, member, province, signed_in):
    post = factories.appoint(member, Role.SYSTEM_ADMIN, province.ward)

    response = end(signed_in(system_admin), post)

    post.refresh_from_db()
    assert (response.status_code, post.ends_on.isoformat()) == (302, "2026-03-01")


@pytest.mark.parametrize(("starts_on", "ends_on"), [("01/01/2020", "01/03/2026"), ("01/01/2099", "")])
def test_a_list_leaves_an_administrator(starts_on, ends_on, system_admin, member, province):
    factories.appoint(member, Role.SYSTEM_ADMIN, province.top)
    both = [row(person, "TU", "Quản trị hệ thống", starts_on, ends_on) for person in (member, system_admin)]

    by_one = take_in(*both, by=system_admin)

    first, *others = Appointment.objects.filter(role=Role.SYSTEM_ADMIN)
    assert (by_one.wrong[-1].row, by_one.written) == (3, False)
    assert by_one.wrong[-1].reason == (LAST if ends_on else NOT_FOR_ONESELF)
    assert {post.ends_on for post in (first, *others)} == {None}


def test_a_command_appoints_the_first_administrator_and_ends_the_last(member, tmp_path):
    path = tmp_path / "chuc-vu.csv"
    for ends_on in ("", "01/03/2026"):
        path.write_bytes(csv_file(COLUMNS, row(member, "TU", "Quản trị hệ thống", ends_on=ends_on)).getvalue())
        call_command("import_appointments", str(path))

    assert member.appointments.get().ends_on.isoformat() == "2026-03-01"
