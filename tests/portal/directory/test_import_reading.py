"""How a list is read where the portal cannot tell by itself: its sheet, its headings, its years, its old font."""

import io

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from portal.audit.models import AuditEvent
from portal.directory.models import KnownHeading, Person
from portal.directory.roles import Role
from tests import factories
from tests.portal.directory.sheets import HEADINGS, csv_file, person_row, workbook
from tests.portal.directory.uploading import confirm, sentences, upload

STRANGE = ["Thẻ", "Ai", "Nam hay nữ", "Lúc sinh", "Lúc vào", "Việc đảng", "Ở đâu", "Sinh hoạt thế nào"]
MEANT = ["card_no", "full_name", "sex", "born", "joined_on", "party_post", "cell", "standing"]


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def several_sheets(**sheets):
    """Return a workbook with several sheets of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def strange_list(row=None, headings=STRANGE):
    return workbook(headings, row or person_row()).getvalue()


def say(client, url, *names, row="1", sheet=""):
    """Say which column is which."""
    columns = {f"column-{at}": name or "-" for at, name in enumerate(names)}
    return client.post(url, {"sheet": sheet, "row": row, **columns})


# ── headings ──


def test_headings_that_nobody_knows_are_mapped_by_hand(personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    asked = upload(client, content=strange_list())
    page = client.get(asked.url)
    mapped = say(client, asked.url, *MEANT)
    done = confirm(client, mapped.url)

    assert asked.url.endswith("/reading/")
    assert page.context["missing"] == ["Họ và tên", "Ngày sinh"]
    assert page.context["form"]["column-1"].help_text == "Hoàng Thanh Vân"
    assert done.context["taken"].told == "Written: 1 new comrades, 0 changed."
    assert Person.objects.get(card_no="12000008").full_name == "Hoàng Thanh Vân"


def test_what_was_said_is_remembered_for_the_unit_and_below(personnel_officer, province, client):
    client.force_login(personnel_officer)
    first = upload(client, content=strange_list())
    say(client, first.url, *MEANT)

    again = upload(client, content=strange_list(person_row(card="12000016")))
    officer_below = factories.make_person("Lê Tú", cell=province.cell)
    factories.appoint(officer_below, Role.PERSONNEL_OFFICER, province.cell)
    client.force_login(officer_below)
    below = upload(client, content=strange_list())
    officer_elsewhere = factories.make_person("Lê Tâm", cell=province.other_cell)
    factories.appoint(officer_elsewhere, Role.PERSONNEL_OFFICER, province.other_ward)
    client.force_login(officer_elsewhere)
    elsewhere = upload(client, content=strange_list())

    assert [answer.url.endswith("/reading/") for answer in (first, again, below, elsewhere)] == [
        True,
        False,
        False,
        True,
    ]
    assert AuditEvent.objects.filter(action="directory.headings_mapped").get().subject_id == str(province.ward.pk)


def test_what_is_said_later_counts(personnel_officer, province, signed_in):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list())

    say(client, asked.url, *MEANT)
    say(client, asked.url, *MEANT[:-1], "")

    known = KnownHeading.objects.spoken_at(province.cell, "people")
    assert (known["sinh hoat the nao"], known["luc vao"]) == ("", "joined_on")


def test_what_the_portal_knows_by_itself_is_not_kept(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list(headings=["Thẻ", *HEADINGS[1:]]))
    reading = asked.url + "reading/"

    say(client, reading, *MEANT)

    assert list(KnownHeading.objects.values_list("heading", "column")) == [("the", "card_no")]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([*MEANT[:3], "", *MEANT[4:]], "Say which column is: Ngày sinh."),
        (
            ["card_no", "sex", "cell", *MEANT[3:]],
            "Say which column is: Họ và tên.",
        ),
        (
            ["card_no", "full_name", "full_name", *MEANT[3:]],
            "The columns “Ai” / “Nam hay nữ” mean the same thing. Keep one of them and upload the list again.",
        ),
    ],
)
def test_what_cannot_be_read_like_this_is_asked_again(personnel_officer, signed_in, names, sentence):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list())

    answer = say(client, asked.url, *names)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [sentence]
    assert KnownHeading.objects.count() == 0


def test_a_row_of_people_is_not_remembered_as_headings(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list())

    answer = say(client, asked.url, *MEANT, row="2")

    assert answer.context["form"].non_field_errors() == [
        "“list.xlsx” names nobody below its headings. Check which sheet was saved."
    ]
    assert KnownHeading.objects.count() == 0


def test_a_column_that_does_not_exist_is_refused(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list())

    answer = say(client, asked.url, "nobody", *MEANT[1:])

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["column-0"])


def test_a_column_without_a_heading_can_be_named(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list(headings=[None, *HEADINGS[1:]]))
    reading = asked.url + "reading/"

    label = client.get(reading).context["form"]["column-0"].label
    confirm(client, say(client, reading, *MEANT).url)

    assert label == "Column A, without a heading"
    assert Person.objects.filter(card_no="12000008").exists()


def test_another_row_of_headings_can_be_chosen(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    content = workbook(["Họ và tên", "Ngày sinh", *["x"] * 6], STRANGE, person_row()).getvalue()
    asked = upload(client, content=content)
    reading = asked.url + "reading/"

    page = client.get(reading, {"row": "2"})
    confirm(client, say(client, reading, *MEANT, row="2").url)

    assert [page.context["form"][f"column-{at}"].label for at in range(2)] == ["Thẻ", "Ai"]
    assert Person.objects.get(card_no="12000008").full_name == "Hoàng Thanh Vân"


@pytest.mark.parametrize("row", ["0", "-1", "999", "x", "99999999999999999999", "²"])
def test_a_row_that_is_none_is_no_error(personnel_officer, signed_in, row):
    client = signed_in(personnel_officer)
    asked = upload(client, content=strange_list())

    assert client.get(asked.url, {"row": row, "sheet": "no such"}).status_code in {200, 302}


# ── sheets ──


def test_the_sheet_with_the_list_is_found_though_another_has_more_rows(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    content = several_sheets(Sheet1=[["Cách điền"]] * 9, List=[HEADINGS, person_row()])

    preview = upload(client, content=content)

    assert client.get(preview.url).context["listed"].found.table.name == "List"


def test_of_several_sheets_that_fit_one_is_chosen(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    content = several_sheets(
        A=[HEADINGS, person_row(), person_row(card="12000016")], B=[HEADINGS, person_row(card="12000024")]
    )

    asked = upload(client, content=content)
    page = client.get(asked.url)
    confirm(client, say(client, asked.url, *MEANT, sheet="B").url)

    assert (page.context["several"], page.context["sheet"]) == (True, "A")
    assert set(Person.objects.filter(card_no__startswith="120000").values_list("card_no", flat=True)) == {"12000024"}


def test_appointments_are_mapped_by_hand_too(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    rows = [f"{member.card_no};{member.full_name};DUHT;Văn thư;01/08/2025"]
    content = csv_file("Thẻ;Ai;Mã;Việc gì;Từ ngày", *rows).getvalue()

    asked = upload(client, content=content, kind="appointments", name="list.csv")
    confirm(client, say(client, asked.url, "card_no", "full_name", "org", "title", "starts_on").url)

    assert member.appointments.get().role == Role.CLERK


def test_wrong_rows_of_a_list_of_posts_come_back_as_a_sheet_and_in_again(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    heading = "Số thẻ đảng viên;Họ và tên;Mã tổ chức;Chức vụ, nhiệm vụ;Từ ngày"
    content = csv_file(heading, f"{member.card_no};{member.full_name};DUHT;Trưởng ban;01/08/2025").getvalue()
    preview = upload(client, content=content, kind="appointments", name="list.csv")

    book = load_workbook(io.BytesIO(client.get(f"{preview.url}wrong.xlsx").content))
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "Trưởng ban")
    cell.value = "Văn thư"
    mended = io.BytesIO()
    book.save(mended)
    confirm(client, upload(client, content=mended.getvalue(), kind="appointments").url)

    assert member.appointments.get().role == Role.CLERK


# ── years of two digits, old fonts ──


def test_years_of_two_digits_are_read_once_somebody_agrees(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(born="27/2/85", joined="19-06-06"))

    before = client.get(preview.url)
    after = client.get(client.post(f"{preview.url}years/").url)
    confirm(client, preview.url)

    assert before.context["outcome"].counts == {"new": 0, "changed": 0, "unchanged": 0, "wrong": 1}
    assert before.context["outcome"].short_years == [("27/2/85", "27/02/1985"), ("19-06-06", "19/06/2006")]
    assert [remark.reason for remark in before.context["wrong"]] == [
        "“27/2/85” has a year of two digits. Agree to how it is read, or write all four.",
        "“19-06-06” has a year of two digits. Agree to how it is read, or write all four.",
    ]
    assert after.context["outcome"].counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    person = Person.objects.get(card_no="12000008")
    assert (f"{person.born:%d/%m/%Y}", f"{person.joined_on:%d/%m/%Y}") == ("27/02/1985", "19/06/2006")


def test_nobody_is_born_too_late_to_be_admitted(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(born="27/2/15", joined=""))

    assert client.get(preview.url).context["outcome"].short_years == [("27/2/15", "27/02/1915")]


def test_a_day_that_no_calendar_has_is_no_question(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(born="31/2/85"))

    context = client.get(preview.url).context
    assert [remark.reason for remark in context["wrong"]] == [
        "The calendar has no 31/2/1985. Check the day and the month."
    ]
    assert context["outcome"].short_years == []


@pytest.mark.parametrize(
    ("name", "legacy"), [("NguyÔn V¨n ¢n", ["tcvn3"]), ("Nguye\u0302\u0303n Va\u0306n A\u0302n", ["decomposed"])]
)
def test_an_old_form_in_one_column_is_shown_and_converted_on_consent(personnel_officer, signed_in, name, legacy):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(name=name, sex="Nam"))

    context = client.get(preview.url).context
    refused = confirm(client, preview.url)
    written_before = Person.objects.filter(card_no="12000008").exists()
    confirm(client, preview.url, convert="on")

    assert (context["listed"].found.legacy, context["listed"].found.samples) == (legacy, [(name, "Nguyễn Văn Ân")])
    assert sentences(refused) == ["The list is written in an old font. Compare the samples, then agree to convert it."]
    assert not written_before
    assert Person.objects.get(card_no="12000008").full_name == "Nguyễn Văn Ân"


def test_a_list_of_posts_in_an_old_font_asks_too(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    content = workbook(
        ["Số thẻ đảng viên", "Họ và tên", "Mã tổ chức", "Chức vụ, nhiệm vụ", "Từ ngày"],
        [member.card_no, "§Æng ThÞ BÝch Ngµ", "DUHT", "V¨n th\u00ad", "01/08/2025"],
    ).getvalue()
    preview = upload(client, content=content, kind="appointments")

    confirm(client, preview.url)
    before = member.appointments.count()
    confirm(client, preview.url, convert="on")

    assert (before, member.appointments.get().role) == (0, Role.CLERK)


# ── whose it is ──


def test_nobody_else_says_how_a_list_is_read(personnel_officer, system_admin, client):
    client.force_login(personnel_officer)
    asked = upload(client, content=strange_list())

    client.force_login(system_admin)

    assert client.get(asked.url).status_code == 404
    assert client.post(asked.url.replace("reading", "years")).status_code == 404
