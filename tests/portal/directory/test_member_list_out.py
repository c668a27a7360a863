"""The member list of a unit out, mended, and in again."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from portal.audit.models import AuditEvent
from portal.directory.lists import export, people
from portal.directory.models import Membership, Person
from portal.directory.roles import Role
from portal.jobs.models import Job
from portal.lib.dates import today
from tests import factories
from tests.portal.directory.member_lists import take_in
from tests.portal.directory.sheets import person_row
from tests.portal.directory.uploading import confirm, upload
from tests.queries import queries_of
from tests.worker import work_off


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def url_of(org):
    return reverse("directory:member_list", args=[org.code])


def rows_of(content):
    """Return the rows below the headings."""
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if "Họ và tên" in row)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


@pytest.fixture
def listed(province):
    """People with everything that a list can say, or nearly nothing."""
    with_all = factories.make_person(
        "Hoàng Thanh Vân",
        cell=province.cell,
        card_no="00120001",
        personal_id="038085001234",
        sex="female",
        born=datetime.date(1985, 1, 1),
        born_precision="year",
        joined_on=datetime.date(2006, 6, 1),
        joined_precision="month",
        official_on=datetime.date(2007, 6, 19),
        phone="+84968202938",
        email="Van@Example.VN",
        work_post="Giáo viên",
        workplace="Trường THCS",
    )
    factories.appoint(with_all, Role.CELL_SECRETARY, province.cell)
    factories.make_person(
        "=Lê An", cell=province.cell, born=datetime.date(1960, 5, 19), standing=Membership.Standing.EXEMPT
    )
    two_posts = factories.make_person("Lê Hai", cell=province.second_cell, born=datetime.date(1960, 5, 19))
    factories.appoint(two_posts, Role.CELL_DEPUTY_SECRETARY, province.second_cell)
    factories.appoint(two_posts, Role.CELL_COMMITTEE_MEMBER, province.second_cell)
    return with_all


def test_the_list_says_what_the_portal_knows(listed, province, personnel_officer, signed_in):
    response = signed_in(personnel_officer).get(url_of(province.ward))

    row = rows_of(response.content)[1]
    assert row == {
        "Số thẻ đảng viên": "00120001",
        "Họ và tên": "Hoàng Thanh Vân",
        "Giới tính": "Nữ",
        "Ngày sinh": "1985",
        "Ngày vào Đảng": "06/2006",
        "Ngày chính thức": datetime.datetime(2007, 6, 19),
        "Chức vụ Đảng": "Bí thư",
        "Chức vụ chính quyền": "Giáo viên",
        "Đơn vị công tác": "Trường THCS",
        "Chi bộ (tên hoặc mã)": "DUHT-01",
        "Trạng thái": "Đảng viên chính thức",
        "Số điện thoại": "0968202938",
        "Thư điện tử": "Van@Example.VN",
        "Số định danh cá nhân": "038085001234",
    }


def test_taken_out_and_in_again_nothing_changes(listed, province, personnel_officer, signed_in):
    Person.objects.filter(pk=personnel_officer.pk).update(born=datetime.date(1970, 1, 1))
    content = signed_in(personnel_officer).get(url_of(province.ward)).content

    found = people.read(BytesIO(content), "list.xlsx")
    outcome = people.take_in(found, write=True, by=personnel_officer)

    assert outcome.counts == {"new": 0, "changed": 0, "unchanged": 4, "wrong": 0}
    assert (outcome.questions, outcome.absent, outcome.warnings) == ([], [], [])
    assert found.as_of == today()


def test_one_cell_mended_in_it_is_one_change(listed, province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    book = load_workbook(BytesIO(client.get(url_of(province.cell)).content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "Giáo viên")
    cell.value = "Hiệu trưởng"
    mended = BytesIO()
    book.save(mended)

    confirm(client, upload(client, content=mended.getvalue()).url, leave_out="on")

    listed.refresh_from_db()
    assert (listed.work_post, str(listed.born_text)) == ("Hiệu trưởng", "1985")


def test_the_wrong_rows_mended_come_in(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(), person_row(card="12000016", name="Lê An", sex="x"))
    book = load_workbook(BytesIO(client.get(f"{preview.url}wrong.xlsx").content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "x")
    cell.value = "Nam"
    mended = BytesIO()
    book.save(mended)

    confirm(client, preview.url, leave_out="on")
    confirm(client, upload(client, content=mended.getvalue()).url)

    assert set(Person.objects.filter(card_no__startswith="120000").values_list("full_name", "sex")) == {
        ("Hoàng Thanh Vân", "female"),
        ("Lê An", "male"),
    }


def test_taking_it_out_is_recorded(province, personnel_officer, signed_in):
    signed_in(personnel_officer).get(url_of(province.ward))

    event = AuditEvent.objects.get(action="directory.member_list_taken")
    assert (event.subject_id, event.actor_id) == (str(province.ward.pk), str(personnel_officer.public_id))


def test_a_large_list_is_made_as_a_job_with_the_same_rows(listed, province, personnel_officer, signed_in, monkeypatch):
    client = signed_in(personnel_officer)
    at_once = rows_of(client.get(url_of(province.ward)).content)
    monkeypatch.setattr(export, "DIRECT_AT_MOST", 1)
    monkeypatch.setattr(export, "PEOPLE_OF_A_CHUNK", 1)

    response = client.get(url_of(province.ward))
    work_off()
    job = Job.objects.get()
    fetched = b"".join(client.get(reverse("jobs:fetch", args=[job.pk])).streaming_content)

    assert response.url == job.get_absolute_url()
    assert (job.chunk_count, rows_of(fetched)) == (2, at_once)


@pytest.mark.parametrize("size", [1, 3, 30])
def test_a_list_of_any_length_asks_the_database_as_often(province, personnel_officer, signed_in, size):
    take_in(*(person_row(card=f"{13000000 + number}", name="Lê An") for number in range(size)))

    assert queries_of(signed_in(personnel_officer), url_of(province.cell)) == 10


def test_only_who_keeps_the_unit_takes_its_list_out(province, personnel_officer, secretary, client):
    client.force_login(secretary)
    assert client.get(url_of(province.cell)).status_code == 403
    client.force_login(personnel_officer)
    assert client.get(url_of(province.other_ward)).status_code == 404
    assert client.get(url_of(province.top)).status_code == 403
    assert AuditEvent.objects.filter(action="directory.member_list_taken").count() == 0
