"""The list of appointments in."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.directory.lists import appointments
from portal.directory.models import Appointment
from portal.directory.roles import Role
from portal.sample import province as sample_province
from tests import factories
from tests.portal.directory.sheets import csv_file

SAMPLE = Path(sample_province.__file__).parent
HEADINGS = 'Số thẻ đảng viên,Họ và tên,Mã tổ chức,"Chức vụ, nhiệm vụ",Từ ngày'


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def person(province):
    return factories.make_person("Đặng Bá Nghĩa", cell=province.cell, card_no="12023080")


def take_in(*rows, **options):
    return appointments.take_in(csv_file(HEADINGS, *rows), "chuc-vu.csv", **options)


def reasons(outcome):
    return [(remark.row, remark.column, remark.reason) for remark in outcome.wrong]


def test_the_list_comes_in_as_it_is_and_again_changes_nothing(db, capsys):
    call_command("import_organizations", str(SAMPLE / "organizations.xlsx"))
    call_command("import_people", str(SAMPLE / "members-clean.xlsx"), commit=True)
    call_command("import_people", str(SAMPLE / "members-office.xlsx"), under="DUDS", commit=True)
    capsys.readouterr()

    call_command("import_appointments", str(SAMPLE / "appointments.csv"))
    call_command("import_appointments", str(SAMPLE / "appointments.csv"))

    assert capsys.readouterr().out.splitlines() == [
        "97 new, 0 changed, 0 unchanged, 0 wrong.",
        "0 new, 0 changed, 97 unchanged, 0 wrong.",
    ]
    assert Appointment.objects.filter(starts_on=datetime.date(2025, 8, 1)).count() == 97


@pytest.mark.parametrize(
    "title",
    ["Ủy viên Ban Thường vụ phụ trách", "uỷ viên ban thường vụ PHỤ TRÁCH", "Phụ trách địa bàn", "Phụ trách đơn vị"],
)
def test_being_in_charge_of_an_area_is_known_at_each_of_its_organisations(title, person, province):
    take_in(
        f"12023080,Đặng Bá Nghĩa,DUHT,{title},01/08/2025",
        f"12023080,Đặng Bá Nghĩa,DUDS-01,{title},01/08/2025",
        "12023080,Đặng Bá Nghĩa,TU,Ủy viên Ban Thường vụ,01/08/2025",
    )

    assert set(person.appointments.values_list("org__code", "role")) == {
        ("DUHT", Role.OVERSEER),
        ("DUDS-01", Role.OVERSEER),
        ("TU", Role.STANDING_MEMBER),
    }
    assert [post.role for post in person.party_posts] == [Role.STANDING_MEMBER]


def test_the_same_words_are_another_post_in_a_cell(person, province):
    take_in("12023080,Đặng Bá Nghĩa,DUHT,Bí thư,01/08/2025", "12023080,Đặng Bá Nghĩa,DUHT-01,Bí thư,01/08/2025")

    assert set(person.appointments.values_list("org__code", "role")) == {
        ("DUHT", Role.SECRETARY),
        ("DUHT-01", Role.CELL_SECRETARY),
    }


def test_another_day_changes_the_appointment(person):
    take_in("12023080,Đặng Bá Nghĩa,DUHT,Bí thư,01/08/2025")

    outcome = take_in("12023080,Đặng Bá Nghĩa,DUHT,Bí thư,01/09/2025")

    assert [line.changes for line in outcome.changed] == [(("Từ ngày", "01/08/2025", "01/09/2025"),)]
    assert person.appointments.get().starts_on == datetime.date(2025, 9, 1)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (
            "99999999,Đặng Bá Nghĩa,DUHT,Bí thư,01/08/2025",
            (
                "Số thẻ đảng viên",
                (
                    "Nobody in the portal has the card number 99999999. "
                    "Import the member list first, or correct the number."
                ),
            ),
        ),
        (
            "12023080,Đặng Văn Nghĩa,DUHT,Bí thư,01/08/2025",
            ("Họ và tên", "The card number belongs to Đặng Bá Nghĩa. Correct the name or the number."),
        ),
        (
            "12023080,Đặng Bá Nghĩa,DUXX,Bí thư,01/08/2025",
            ("Mã tổ chức", "No organisation has the code DUXX. Correct the code."),
        ),
        ("12023080,Đặng Bá Nghĩa,DUHT,Bí thư,", ("Từ ngày", "The cell is empty. Fill it in.")),
        (
            "12023080,Đặng Bá Nghĩa,DUHT,Bí thư,31/02/2025",
            ("Từ ngày", "The calendar has no 31/02/2025. Check the day and the month."),
        ),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(person, row, wrong):
    outcome = take_in("12023080,Đặng Bá Nghĩa,DUHT,Phó Bí thư,01/08/2025", row)

    assert reasons(outcome) == [(3, *wrong)]
    assert list(Appointment.objects.all()) == []


def test_an_unknown_title_names_those_of_the_place(person):
    outcome = take_in("12023080,Đặng Bá Nghĩa,DUHT-01,Ủy viên Ban Thường vụ,01/08/2025")

    assert outcome.wrong[0].column == "Chức vụ, nhiệm vụ"
    assert "Write one of: Bí thư, Phó Bí thư, Chi ủy viên, " in outcome.wrong[0].reason


def test_an_officer_does_not_make_an_administrator(person, personnel_officer):
    outcome = take_in("12023080,Đặng Bá Nghĩa,DUHT,Quản trị hệ thống,01/08/2025", by=personnel_officer)

    assert reasons(outcome) == [
        (2, "Chức vụ, nhiệm vụ", "Only a system administrator appoints a system administrator.")
    ]


def test_the_command_fails_with_the_wrong_rows(person, tmp_path):
    path = tmp_path / "chuc-vu.csv"
    path.write_bytes(csv_file(HEADINGS, "12023080,Đặng Bá Nghĩa,DUXX,Bí thư,01/08/2025").getvalue())

    with pytest.raises(CommandError, match="No organisation has the code DUXX"):
        call_command("import_appointments", str(path))


def test_whose_a_card_number_is_is_told_only_to_who_keeps_them(province, personnel_officer, member):
    far = factories.make_person("Lê Xa", cell=province.other_cell, card_no="12000099")
    lines = [f"{person.card_no};Tên Khác;DUHT;Văn thư;01/01/2026" for person in (far, member)]
    file = csv_file("Số thẻ đảng viên;Họ và tên;Mã tổ chức;Chức vụ, nhiệm vụ;Từ ngày", *lines)

    with translation.override("en"):
        outcome = appointments.take_in(file, "list.csv", write=False, by=personnel_officer)

    assert [remark.reason for remark in outcome.wrong] == [
        "The card number belongs to somebody else. Correct the name or the number.",
        f"The card number belongs to {member.full_name}. Correct the name or the number.",
    ]
