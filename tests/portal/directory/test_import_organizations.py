"""The list of organisations in."""

import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from portal.audit.models import AuditEvent
from portal.directory.lists import organizations
from portal.directory.models import OrgPlacement, PartyOrg
from portal.directory.roles import Role
from portal.lib.refusal import Refused
from portal.sample import province as sample_province
from tests import factories
from tests.portal.directory.sheets import csv_file

LIST = Path(sample_province.__file__).parent / "organizations.xlsx"
HEADINGS = "Mã,Tên tổ chức đảng,Loại,Mã cấp trên"
TOP = "TU,Tỉnh ủy Thanh Hóa,Tỉnh ủy,"
WARD = "DUHT,Đảng bộ phường Hạc Thành,Đảng bộ phường,TU"
CELL = "DUHT-01,Chi bộ khu phố 1,Chi bộ,DUHT"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def take_in(*rows, **options):
    return organizations.take_in(csv_file(HEADINGS, *rows), "org.csv", **options)


def reasons(outcome):
    return [(remark.row, remark.column, remark.reason) for remark in outcome.wrong]


def test_the_list_comes_in_as_it_is(db, capsys):
    call_command("import_organizations", str(LIST))

    assert capsys.readouterr().out.strip() == "64 new, 0 changed, 0 unchanged, 0 wrong."
    assert (PartyOrg.objects.count(), PartyOrg.objects.cells().count()) == (64, 55)
    cell = PartyOrg.objects.get(code="DUUB-01-3")
    assert [org.code for org in cell.ancestors()] == ["TU", "DUUB", "DUUB-01", "DUUB-01-3"]
    assert cell.placements.get().valid_from == datetime.date(2025, 7, 1)


def test_the_list_again_changes_nothing(db, capsys):
    call_command("import_organizations", str(LIST))
    events = AuditEvent.objects.count()
    capsys.readouterr()

    call_command("import_organizations", str(LIST))

    assert capsys.readouterr().out.strip() == "0 new, 0 changed, 64 unchanged, 0 wrong."
    assert (OrgPlacement.objects.count(), AuditEvent.objects.count()) == (64, events)


def test_a_superior_may_stand_below_its_subordinates(db):
    take_in(CELL, WARD, TOP)

    assert [org.code for org in PartyOrg.objects.in_tree_order()] == ["TU", "DUHT", "DUHT-01"]
    assert [org.depth for org in PartyOrg.objects.in_tree_order()] == [0, 1, 2]


def test_another_name_is_a_new_placement_from_that_day(db):
    take_in(TOP, WARD)

    outcome = take_in(TOP, WARD.replace("Hạc Thành", "Hàm Rồng"), as_of=datetime.date(2026, 10, 1))

    ward = PartyOrg.objects.get(code="DUHT")
    assert [line.changes for line in outcome.changed] == [
        (("Tên tổ chức đảng", "Đảng bộ phường Hạc Thành", "Đảng bộ phường Hàm Rồng"),)
    ]
    assert ward.name == "Đảng bộ phường Hàm Rồng"
    assert list(ward.placements.values_list("name", "valid_to")) == [
        ("Đảng bộ phường Hạc Thành", datetime.date(2026, 10, 1)),
        ("Đảng bộ phường Hàm Rồng", None),
    ]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (
            [TOP, "DUHT,Đảng bộ phường Hạc Thành,Đảng bộ phường,TX"],
            [(3, "Mã cấp trên", "No organisation has the code TX. Add it to the list or correct the code.")],
        ),
        (
            [TOP, WARD, WARD.replace("phường Hạc", "phường Đông")],
            [
                (3, "Mã", "Row 4 has the same code. Correct one of them."),
                (4, "Mã", "Row 3 has the same code. Correct one of them."),
            ],
        ),
        (
            ["A,Đảng bộ A,Đảng bộ xã,B", "B,Đảng bộ B,Đảng bộ xã,A"],
            [
                (2, "Mã cấp trên", "It stands below itself here. Correct the superior's code."),
                (3, "Mã cấp trên", "It stands below itself here. Correct the superior's code."),
            ],
        ),
        (
            [TOP, WARD.replace("DUHT", "DU/HT")],
            [(3, "Mã", "A code has letters, digits, dots and hyphens only, such as DUHT-01. Correct it.")],
        ),
        (
            [TOP, WARD, CELL, "C,Chi bộ C,Chi bộ,DUHT-01"],
            [(5, "Mã cấp trên", "Nothing stands below a cell. Choose another superior.")],
        ),
        ([TOP, "DUHT,,Đảng bộ xã,TU"], [(3, "Tên tổ chức đảng", "The cell is empty. Fill it in.")]),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(db, rows, wrong):
    outcome = take_in(*rows)

    assert reasons(outcome) == wrong
    assert list(PartyOrg.objects.all()) == []


def test_an_unknown_type_names_the_types(db):
    outcome = take_in("TU,Tỉnh ủy,Hội,")

    assert reasons(outcome)[0][:2] == (2, "Loại")
    assert "“Hội” is not a type of organisation. Write one of: Đảng bộ tỉnh, thành phố, " in outcome.wrong[0].reason


NOT_YOURS = "You do not administer that superior. Ask its administrator to import the list."


def test_an_administrator_takes_the_whole_list_in_again(province, system_admin):
    outcome = take_in(TOP, WARD, by=system_admin)

    assert (reasons(outcome), outcome.unchanged) == ([], 2)


@pytest.mark.parametrize(
    "row", ["DUDS-01,Chi bộ khu phố 1,Chi bộ,DUHT", "DUDS-01,Tên khác,Chi bộ,DUDS", "TU2,Tỉnh ủy khác,Tỉnh ủy,"]
)
def test_an_administrator_of_one_ward_moves_and_renames_nothing_of_another(row, province):
    administrator = factories.make_person("Lê An", cell=province.cell)
    factories.appoint(administrator, Role.SYSTEM_ADMIN, province.ward)

    outcome = take_in(row, by=administrator)

    assert (reasons(outcome), outcome.written) == ([(2, "Mã cấp trên", NOT_YOURS)], False)


def test_an_empty_superior_moves_nobody_to_the_top(province):
    with translation.override("en"):
        outcome = organizations.take_in(
            csv_file("Mã;Tên tổ chức đảng;Loại;Mã cấp trên", f"DUHT;{province.ward.name};COMMUNE;"), "list.csv"
        )

    province.ward.refresh_from_db()
    assert [remark.reason for remark in outcome.wrong] == [
        f"In the portal it stands below {province.top.code}. Write the code of its superior."
    ]
    assert province.ward.parent == province.top


def test_nothing_is_founded_or_moved_below_a_row_that_is_left_out(db):
    take_in(TOP, WARD)
    below_a_wrong_row = ["X,,Đảng bộ phường,TU", "X-01,Chi bộ 1,Chi bộ,X"]
    moved = WARD.replace(",TU", ",X")

    for rows in (below_a_wrong_row, [below_a_wrong_row[0], moved]):
        listed = organizations.read(csv_file(HEADINGS, *rows), "org.csv")
        with pytest.raises(Refused) as refusal:
            organizations.take(listed, write=True, leave_out_wrong=True)
        assert str(refusal.value).startswith("Other rows stand below X, whose row is wrong.")

    assert sorted(PartyOrg.objects.values_list("code", "parent__code")) == [("DUHT", "TU"), ("TU", None)]
