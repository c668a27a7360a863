"""After a list is written: what was not, slips for the newcomers, transfers among the acts; and whose list it is."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from portal.audit.models import AuditEvent
from portal.directory.acts import take_back
from portal.directory.lists import people
from portal.directory.lists.asking import Answers
from portal.directory.lists.undoing import undo
from portal.directory.models import Appointment, Membership, Person, PersonAct, TakenList
from portal.directory.purging import PURGES
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories
from tests.portal.directory.member_lists import take_in
from tests.portal.directory.sheets import HEADINGS, person_row, workbook
from tests.portal.directory.uploading import confirm, sentences, upload

MARCH = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def written(province, personnel_officer, signed_in):
    """A list of which one row is wrong and one has a note; returns the client and the page after it was written."""
    client = signed_in(personnel_officer)
    rows = [
        [*HEADINGS, "Ghi chú"],
        [*person_row(), "Từ trần 10/10/2026"],
        [*person_row(card="12000016", name="Lê An"), None],
        [*person_row(card="12000024", name="Lê Ba", sex="x"), None],
    ]
    url = upload(client, content=workbook(*rows).getvalue()).url
    return client, confirm(client, url, leave_out="on")


# ── what was not written ──


def test_what_was_written_and_what_was_not_is_told_and_can_be_had_later(written):
    client, page = written
    taken = TakenList.objects.get()

    later = client.get(reverse("directory:taken_list", args=[taken.pk]))
    sheet = load_workbook(BytesIO(client.get(reverse("directory:taken_wrong", args=[taken.pk])).content))

    said = "Written: 2 new comrades, 0 changed; 1 wrong rows are not written."
    assert (sentences(page), page.context["taken"].told) == (["The list is in the portal."], said)
    assert page.request["PATH_INFO"] == reverse("directory:taken_list", args=[taken.pk])
    assert [(remark.row, remark.column) for remark in later.context["remarks"]] == [(4, "Giới tính")]
    assert "12000024" in {cell for row in sheet.active.values for cell in row}
    dead = Person.objects.get(card_no="12000008")
    assert [(line.row, line.key) for line in later.context["notes"]] == [(2, str(dead.public_id))]
    assert dead.get_absolute_url() in later.content.decode()


def test_slips_are_made_for_exactly_the_newcomers(written):
    client, page = written

    once_more = client.post(reverse("directory:issue_slips"), {"scope": "list", "list": TakenList.objects.get().pk})

    assert page.context["waiting"] == 2
    assert sorted(person.full_name for person in once_more.context["chosen"].fit) == ["Hoàng Thanh Vân", "Lê An"]
    assert ("list", str(TakenList.objects.get().pk)) in once_more.context["repeated"]


@pytest.mark.parametrize("named", ["", "x", "999999"])
def test_a_list_that_is_none_makes_no_slips(written, named):
    client, _page = written

    answer = client.post(reverse("directory:issue_slips"), {"scope": "list", "list": named}, follow=True)

    assert not AuditEvent.objects.filter(action__contains="slip").exists()
    assert "chosen" not in (answer.context or {}) or answer.context["chosen"].fit == []


def test_nobody_of_an_undone_list_gets_a_slip(written, personnel_officer):
    client, _page = written
    taken = TakenList.objects.get()
    undo(taken, by=personnel_officer)

    page = client.get(reverse("directory:taken_list", args=[taken.pk]))

    assert (page.context["waiting"], page.context["may_undo"]) == (0, False)


def test_a_list_of_another_unit_is_not_found(written, province, signed_in):
    officer = factories.make_person("Lê Văn Xa", cell=province.other_cell)
    factories.appoint(officer, Role.PERSONNEL_OFFICER, province.other_ward)
    client = signed_in(officer)

    for name in ("taken_list", "taken_wrong"):
        assert client.get(reverse(f"directory:{name}", args=[TakenList.objects.get().pk])).status_code == 404


def test_a_list_without_wrong_rows_has_no_sheet(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    confirm(client, upload(client, person_row()).url)

    assert client.get(reverse("directory:taken_wrong", args=[TakenList.objects.get().pk])).status_code == 404


def test_rows_that_were_left_out_go_after_some_time(written, settings):
    purge = next(purge for purge in PURGES if purge.name == "directory.left_out")
    late = today() + datetime.timedelta(days=settings.KEEP_UNDO_DAYS + 2)

    assert (purge.count(today()), purge.count(late)) == (0, 1)
    assert (purge.delete_some(late), purge.count(late)) == (1, 0)


# ── transfers ──


@pytest.fixture
def moved(province, personnel_officer):
    """Somebody who headed one cell and whom a list has brought into another, with a post there."""
    take_in(person_row(post="Bí thư"))
    rows = [person_row(cell="DUHT-02", post="Chi ủy viên"), person_row(card="12000016", name="Lê Mới")]
    take_in(*rows, as_of=MARCH, by=personnel_officer, answers=Answers(moved_on=MARCH))
    return Person.objects.get(card_no="12000008")


def test_a_transfer_by_a_list_stands_among_the_acts(moved, province, personnel_officer, signed_in):
    act = PersonAct.objects.get()

    page = signed_in(personnel_officer).get(reverse("directory:acts")).content.decode()

    assert (act.person, act.kind, act.on, act.recorded_by) == (moved, "transfer", MARCH, personnel_officer)
    assert act.what == f"{province.cell.label} → {province.second_cell.full_label}"
    assert (act.reason, act.is_to_come, act.is_backdated) == ("By the list “list.xlsx”", False, True)
    assert act.what in page
    event = AuditEvent.objects.get(action="directory.act_recorded")
    assert (event.subject_id, event.actor_id) == (str(moved.pk), str(personnel_officer.public_id))


def test_a_transfer_by_a_list_is_taken_back_like_any_other(moved, province, personnel_officer):
    take_back(PersonAct.objects.get(), because="Nhầm người", by=personnel_officer)

    moved.refresh_from_db()
    held = [(held.cell, held.ends_on) for held in Membership.objects.filter(person=moved)]
    posts = [(post.org, post.title, post.ends_on) for post in Appointment.objects.filter(person=moved)]
    assert (moved.cell, held) == (province.cell, [(province.cell, None)])
    assert posts == [(province.cell, "Bí thư", None)]


def test_undoing_the_list_takes_the_act_away(moved, province, personnel_officer):
    undo(TakenList.objects.first(), by=personnel_officer)

    moved.refresh_from_db()
    assert (list(PersonAct.objects.all()), moved.cell) == ([], province.cell)


def test_who_comes_back_to_a_cell_has_an_act_and_newcomers_have_none(province, personnel_officer):
    take_in(person_row())
    person = Person.objects.get(card_no="12000008")
    person.membership_today.end(on=MARCH, reason=Membership.EndReason.LEFT, by=None)

    take_in(person_row(), person_row(card="12000016", name="Lê Mới"), as_of=today(), by=personnel_officer)

    assert [(act.person, act.what) for act in PersonAct.objects.all()] == [(person, f"– → {province.cell.full_label}")]


# ── whose list it is ──


def headed(*above, cell="Chi bộ khu phố 1", headings=HEADINGS):
    row = person_row(cell=cell) if headings is HEADINGS else person_row()[: len(headings)]
    return people.read(workbook(*[[text] for text in above], headings, row), "list.xlsx")


@pytest.mark.parametrize(
    "above",
    [
        ["ĐẢNG BỘ PHƯỜNG HẠC THÀNH"],
        ["TỈNH ỦY THANH HÓA", "ĐẢNG ỦY PHƯỜNG HẠC THÀNH", "DANH SÁCH ĐẢNG VIÊN"],
        ["DANH SÁCH ĐẢNG VIÊN ĐẢNG BỘ PHƯỜNG HẠC THÀNH NĂM 2025"],
    ],
)
def test_the_ward_above_the_headings_says_which_cell_is_meant(province, above):
    assert province.other_cell.name == province.cell.name

    outcome = people.take_in(headed(*above))

    assert (outcome.under, outcome.wrong) == (province.ward.full_label, [])
    assert [line.place for line in outcome.new] == [province.cell.full_label]


def test_a_cell_above_the_headings_is_that_of_a_list_without_cells(province):
    above = ["ĐẢNG BỘ PHƯỜNG HẠC THÀNH", "CHI BỘ KHU PHỐ 2"]

    outcome = people.take_in(headed(*above, headings=HEADINGS[:5]))
    elsewhere = people.take_in(headed(*above, cell="DUDS-01"))

    assert [line.place for line in outcome.new] == [province.second_cell.full_label]
    assert [line.place for line in elsewhere.new] == [province.other_cell.full_label]  # what a row says counts


def test_two_wards_above_the_headings_say_nothing(province):
    outcome = people.take_in(headed(province.ward.name, province.other_ward.name))

    assert (outcome.under, [remark.column for remark in outcome.wrong]) == ("", ["Chi bộ (tên hoặc mã)"])


def test_a_ward_out_of_reach_is_not_taken_from_the_head(province, personnel_officer):
    outcome = people.take_in(headed(province.other_ward.name), by=personnel_officer)

    assert outcome.under == ""


def test_the_committee_is_chosen_on_the_preview(province, personnel_officer, signed_in):
    factories.appoint(personnel_officer, Role.PERSONNEL_OFFICER, province.other_ward)
    client = signed_in(personnel_officer)
    url = upload(client, person_row(cell="Chi bộ khu phố 1")).url
    asked = client.get(url).context["outcome"]

    refused = client.post(f"{url}unit/", {"under": "Không có", "as_of": ""})
    client.post(f"{url}unit/", {"under": "DUDS", "as_of": "01/03/2026"})
    chosen = client.get(url)

    assert len(asked.wrong) == 1
    assert (refused.status_code, list(refused.context["unit_form"].errors)) == (422, ["under"])
    assert [line.place for line in chosen.context["new"]] == [province.other_cell.full_label]
    assert chosen.context["unit_form"].initial["as_of"] == MARCH
