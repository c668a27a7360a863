"""What a preview tells of every row: names as they will be written, all facts of newcomers, notes, who is missing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.forms_lists import ReadingForm
from portal.directory.lists import member_rows, people, previewing
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.naming import is_unproper, name_to_keep, proper
from portal.directory.lists.sheets import find
from portal.directory.models import Person
from tests import factories
from tests.portal.directory.member_lists import take_in
from tests.portal.directory.sheets import HEADINGS, person_row, workbook
from tests.portal.directory.uploading import confirm, upload

WITH_NOTES = [*HEADINGS, "Ghi chú"]


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def noted(*rows, **options):
    listed = people.read(workbook(WITH_NOTES, *rows), "list.xlsx")
    return people.take_in(listed, **options)


def notes_of(outcome):
    return [(line.row, line.name, line.changes[0][2]) for line in outcome.notes]


# ── notes ──


def test_a_note_that_is_not_read_is_told_with_its_row(province):
    take_in(person_row())

    outcome = noted(
        [*person_row(), "Từ trần 10/10/2026"],
        [*person_row(card="12000016", name="Lê An", standing=""), "Miễn sinh hoạt"],
        [*person_row(card="12000024", name="Lê Ba"), "Miễn sinh hoạt"],
        [*person_row(card="12000032", name="Lê Tư", standing=""), "Đảng viên dự bị, chuyển từ Đảng bộ tỉnh bạn về"],
        [*person_row(card="12000040", name="Lê Năm"), None],
    )

    assert notes_of(outcome) == [
        (2, "Hoàng Thanh Vân", "Từ trần 10/10/2026"),
        (4, "Lê Ba", "Miễn sinh hoạt"),  # its own column says "official"
        (5, "Lê Tư", "Đảng viên dự bị, chuyển từ Đảng bộ tỉnh bạn về"),
    ]
    assert [bool(line.key) for line in outcome.notes] == [True, False, False]


def test_a_note_leads_to_the_page_on_which_it_is_recorded(province, personnel_officer, signed_in):
    take_in(person_row())
    client = signed_in(personnel_officer)
    content = workbook(WITH_NOTES, [*person_row(), "Từ trần 10/10/2026"]).getvalue()

    page = client.get(upload(client, content=content).url).content.decode()

    assert "Note not written to the portal: Từ trần 10/10/2026" in page
    assert f'href="{Person.objects.get(card_no="12000008").get_absolute_url()}"' in page


def test_a_column_without_a_heading_is_told_where_it_holds_something(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    rows = [[*HEADINGS, None, "Người giới thiệu"], [*person_row(), "đã nghỉ", "Lê B"], [None] * 11 + ["Người lập"]]

    page = client.get(upload(client, content=workbook(*rows).getvalue()).url)

    assert page.context["unknown"] == ["Column I, without a heading", "Người giới thiệu"]


# ── names ──


@pytest.mark.parametrize(
    ("known", "listed", "kept"),
    [
        ("Hồ Văn Hoàng", "HỒ VĂN HOÀNG", "Hồ Văn Hoàng"),
        ("Hồ Văn Hoàng", "hồ văn hoàng", "Hồ Văn Hoàng"),
        ("Hồ Văn Hoà", "HỒ VĂN HÒA", "Hồ Văn Hoà"),
        ("Hồ Văn Hoàng", "Ho Van Hoang", "Hồ Văn Hoàng"),
        ("HỒ VĂN HOÀNG", "Hồ Văn Hoàng", "Hồ Văn Hoàng"),
        ("HỒ VĂN HOÀNG", "hồ văn hoàng", "HỒ VĂN HOÀNG"),
        ("Ho Van Hoang", "Hồ Văn Hoàng", "Hồ Văn Hoàng"),
        ("Hồ Văn Hoang", "Hồ Văn Hoàng", "Hồ Văn Hoàng"),
        ("Hồ Văn Hoàng", "Hồ Văn Hải", "Hồ Văn Hải"),
    ],
)
def test_capitals_and_marks_left_out_make_no_other_name(known, listed, kept):
    assert name_to_keep(known, listed) == kept


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("NGUYỄN VĂN MƯỜI", "Nguyễn Văn Mười"),
        ("nguyễn văn mười", "Nguyễn Văn Mười"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("ĐẶNG Y", "Đặng Y"),
    ],
)
def test_names_in_capitals_alone_have_a_better_form(written, better):
    assert (is_unproper(written), proper(written), is_unproper(better)) == (True, better, False)


LETTERS = "aAăẮâẦbcđĐeêỆhHiklmnNoôơỚpquưỰvxyY '-.5"


@given(st.text(LETTERS, max_size=30))
def test_what_is_proper_stays_so(name):
    assert proper(proper(name)) == proper(name)
    assert not is_unproper(proper(name))


def test_a_list_in_capitals_changes_nobody(province):
    take_in(person_row())

    outcome = take_in(person_row(name="HOÀNG THANH VÂN"))
    decomposed = take_in(person_row(name="Hoa\u0300ng Thanh Va\u0302n"), write=False)

    assert outcome.counts == decomposed.counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}
    assert (outcome.names, Person.objects.get().full_name) == ([], "Hoàng Thanh Vân")


def test_newcomers_in_capitals_are_written_properly_only_where_that_is_agreed(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    url = upload(client, person_row(name="HOÀNG THANH VÂN"), person_row(card="12000016", name="Lê An")).url
    asked = client.get(url).context["outcome"]
    client.post(f"{url}names/")
    agreed = client.get(url).context["outcome"]
    client.post(f"{url}names/", {"as_listed": "1"})
    after_all = client.get(url).context["outcome"]
    client.post(f"{url}names/")

    confirm(client, url)

    assert asked.names == agreed.names == [("HOÀNG THANH VÂN", "Hoàng Thanh Vân")]
    assert [[line.name for line in outcome.new] for outcome in (asked, agreed, after_all)] == [
        ["HOÀNG THANH VÂN", "Lê An"],
        ["Hoàng Thanh Vân", "Lê An"],
        ["HOÀNG THANH VÂN", "Lê An"],
    ]
    assert Person.objects.get(card_no="12000008").full_name == "Hoàng Thanh Vân"


def test_a_post_is_written_as_posts_are_called(province):
    take_in(person_row(post="PHÓ BÍ THƯ"))

    assert Person.objects.get().appointments.get().title == "Phó Bí thư"


# ── newcomers ──


def test_all_that_is_written_of_somebody_new_stands_on_the_preview(province):
    headings = [*HEADINGS, "Điện thoại", "Email", "Nơi công tác"]
    row = [*person_row(born=30000, joined="8/2001", post="Bí thư"), 912345678, "VAN@tinh.vn", "Trường THCS"]
    listed = people.read(workbook(headings, row), "list.xlsx")

    outcome = people.take_in(listed)

    assert [(line.name, line.place, line.changes) for line in outcome.new] == [
        (
            "Hoàng Thanh Vân",
            province.cell.full_label,
            (
                ("Giới tính", "", "Female"),
                ("Ngày sinh", "", "18/02/1982"),
                ("Số thẻ đảng viên", "", "12000008"),
                ("Thư điện tử", "", "van@tinh.vn"),
                ("Số điện thoại", "", "0912345678"),
                ("Ngày vào Đảng", "", "08/2001"),
                ("Đơn vị công tác", "", "Trường THCS"),
                ("Trạng thái", "", "Official member"),
                ("Chức vụ Đảng", "", "Bí thư"),
            ),
        )
    ]


def test_facts_are_told_as_far_as_rows_are_shown(province, monkeypatch):
    monkeypatch.setattr(member_rows, "SHOWN", 1)

    outcome = take_in(person_row(), person_row(card="12000016", name="Lê An"), write=False)

    assert [bool(line.changes) for line in outcome.new] == [True, False]


# ── who is missing ──


def test_who_is_missing_is_counted_by_cell_and_leads_to_their_page(province, personnel_officer, signed_in, monkeypatch):
    monkeypatch.setattr(previewing, "SHOWN", 2)
    cells = {"DUHT-01": ["Lê A", "Lê B"], "DUHT-02": ["Lê C", "Lê D"]}
    for cell, names in cells.items():
        for name in names:
            take_in(person_row(card=None, name=name, cell=cell))
    rows = [person_row(card="12000008", cell="DUHT-01"), person_row(card="12000016", name="Lê Mới", cell="DUHT-02")]
    client = signed_in(personnel_officer)

    page = client.get(upload(client, *rows).url)

    first, second = province.cell.full_label, province.second_cell.full_label
    told = [(cell, count, [line.name for line in lines]) for cell, count, lines in page.context["absent"]]
    assert told == [(first, 2, ["Lê A", "Lê B"]), (second, 3, [])]  # and the officer, whose cell it is
    missing = Person.objects.get(full_name="Lê A")
    assert reverse("directory:person", args=[missing.public_id]) in page.content.decode()


# ── how the list is read ──


def test_days_stand_in_the_chooser_of_rows_as_we_write_them(province):
    born = datetime.date(1977, 4, 30)
    found = find(workbook(HEADINGS, person_row(born=born)), "list.xlsx", PEOPLE)

    form = ReadingForm(found=found, columns=PEOPLE)

    assert form.fields["column-3"].help_text == "30/04/1977"


@pytest.mark.parametrize("heading", ["Email", "Thư điện tử", "Mã chi bộ", "Chi bộ (tên hoặc mã)", "CHI BỘ"])
def test_old_and_new_words_for_a_column_are_known(province, heading):
    name = "email" if "mail" in heading or "điện tử" in heading else "cell"

    found = find(workbook(["Họ và tên", "Ngày sinh", heading], ["Lê An", "1970", "x"]), "list.xlsx", PEOPLE)

    assert found.headings.at[name] == 2


def test_one_person_alone_has_no_columns(province, personnel_officer, signed_in):
    form = signed_in(personnel_officer).post(reverse("directory:add_person"), {"full_name": "Lê 1"}).context["form"]

    assert form.errors["full_name"] == ["A name has no digits. Correct it."]


def test_a_person_of_another_office_is_no_link(province, personnel_officer):
    factories.make_person(
        "Hoàng Thanh Vân", cell=province.other_cell, card_no="12000008", born=datetime.date(1985, 2, 27)
    )

    outcome = take_in(person_row(card="12000016"), by=personnel_officer, write=False)

    assert [line.key for line in outcome.new] == [""]
