"""Levels, shortcomings and figures of earlier years are taken in from the lists that offices keep."""

from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from evaluations.models import PastCount, PastRating, Rating, Shortcoming
from evaluations.past import taking
from evaluations.past.taking import LABELS, kind_of, take_in, write_template
from evaluations.past.words import RATINGS, TRACKS
from portal.audit.models import AuditEvent
from portal.directory.lists.wrong import wrong_lines
from portal.directory.models import Person
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.lib.lists import NotThisList
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.past import (
    LEVELS,
    count_row,
    counts_list,
    know_levels,
    ratings_list,
    shortcomings_list,
)
from tests.portal.directory.sheets import csv_file, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def scheme(db):
    return know_levels()


@pytest.fixture
def committee(province):
    return factories.make_collective(province.ward)


def run(stream, *, write=True, by=None, **options):
    return take_in(stream, "nam-truoc.xlsx", write=write, by=by, **options)


def of(member, **changes):
    return {"Năm": 2025, "Số thẻ đảng viên": member.card_no, "Mức xếp loại": "Hoàn thành tốt nhiệm vụ"} | changes


def wrongs(outcome):
    return [(remark.row, remark.column, remark.reason) for remark in outcome.wrong]


# ── levels ──


def test_levels_of_a_person_a_collective_and_an_organisation_come_in_from_one_list(member, committee, province):
    stream = ratings_list(
        of(member, **{"Ghi chú": "Quyết định 12-QĐ/ĐU"}),
        {"Năm": 2025, "Mã tổ chức": "DUHT", "Tập thể": "Ban Thường vụ", "Mức xếp loại": "HTXSNV"},
        {"Năm": "2025", "Mã tổ chức": "DUHT-01", "Mức xếp loại": "hoàn thành nhiệm vụ"},
    )

    outcome = run(stream)

    assert outcome.counts == {"new": 3, "changed": 0, "unchanged": 0, "wrong": 0}
    rows = PastRating.objects.order_by("pk").values_list(
        "year", "person", "collective", "org", "track", "level", "note"
    )
    assert list(rows) == [
        (2025, member.pk, None, None, "party_member", "HTTNV", "Quyết định 12-QĐ/ĐU"),
        (2025, None, committee.pk, None, "collective", "HTXSNV", ""),
        (2025, None, None, province.cell.pk, "organisation", "HTNV", ""),
    ]


def test_a_person_without_a_card_number_is_found_by_name_birth_and_cell(member):
    member.born = "1985-02-27"
    member.save()
    row = {"Năm": 2025, "Họ và tên": "ĐẶNG THỊ BÍCH NGÀ", "Ngày sinh": "27/02/1985", "Mã tổ chức": "DUHT-01"}

    outcome = run(ratings_list(row | {"Mức xếp loại": "HTNV"}))

    assert outcome.counts["new"] == 1
    assert list(PastRating.objects.values_list("person", "level")) == [(member.pk, "HTNV")]


def test_a_person_may_have_both_tracks_of_a_year(member):
    run(ratings_list(of(member), of(member, **{"Diện xếp loại": "Công chức", "Mức xếp loại": "HTNV"})))

    found = PastRating.objects.order_by("pk").values_list("track", "level")
    assert list(found) == [("party_member", "HTTNV"), ("cadre", "HTNV")]


def test_the_same_list_twice_changes_nothing_and_writes_no_second_event(member):
    run(ratings_list(of(member)))

    outcome = run(ratings_list(of(member)))

    assert outcome.counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}
    assert AuditEvent.objects.filter(action="evaluations.past_ratings_imported").count() == 1


def test_another_level_changes_the_row_and_says_from_what(member):
    run(ratings_list(of(member)))

    outcome = run(ratings_list(of(member, **{"Mức xếp loại": "HTNV"})))

    assert [line.changes for line in outcome.changed] == [(("Mức xếp loại", "HTTNV", "HTNV"),)]
    assert list(PastRating.objects.values_list("level", flat=True)) == ["HTNV"]


def test_a_rehearsal_writes_nothing(member):
    outcome = run(ratings_list(of(member)), write=False)

    assert [line.name for line in outcome.new] == ["Đặng Thị Bích Ngà"]
    assert not PastRating.objects.exists()


def test_one_wrong_row_keeps_the_right_ones_out(member):
    outcome = run(ratings_list(of(member), of(member, Năm="năm ngoái")))

    assert not outcome.written
    assert not PastRating.objects.exists()


def test_wrong_rows_may_be_left_out(member):
    outcome = run(ratings_list(of(member), of(member, Năm="năm ngoái")), leave_out_wrong=True)

    assert outcome.written
    assert PastRating.objects.count() == 1


NEXT_YEAR = today().year + 1
FAULTS = [
    ({"Năm": None}, "Năm", "The cell is empty. Fill it in."),
    ({"Năm": "hai nghìn"}, "Năm", f"“hai nghìn” is not a year from 1990 to {NEXT_YEAR - 1}. Correct it."),
    ({"Năm": NEXT_YEAR}, "Năm", f"“{NEXT_YEAR}” is not a year from 1990 to {NEXT_YEAR - 1}. Correct it."),
    ({"Năm": 1989}, "Năm", f"“1989” is not a year from 1990 to {NEXT_YEAR - 1}. Correct it."),
    ({"Mức xếp loại": None}, "Mức xếp loại", "The cell is empty. Fill it in."),
    (
        {"Mức xếp loại": "Tốt"},
        "Mức xếp loại",
        f"“Tốt” is not a level of a scheme. Write one of these: {', '.join(LEVELS.values())}.",
    ),
    (
        {"Số thẻ đảng viên": "11111111"},
        "Số thẻ đảng viên",
        "Nobody in the portal has the card number 11111111. Correct it, or import the member list.",
    ),
    (
        {"Họ và tên": "Lê Quang Dũng"},
        "Họ và tên",
        "The card number belongs to Đặng Thị Bích Ngà. Correct the name or the number.",
    ),
    (
        {"Số thẻ đảng viên": None, "Họ và tên": "Đặng Thị Bích Ngà", "Mã tổ chức": "DUHT-01"},
        "Ngày sinh",
        "Without a card number the birth date is needed. Fill one of them in.",
    ),
    (
        {
            "Số thẻ đảng viên": None,
            "Họ và tên": "Đặng Thị Bích Ngà",
            "Mã tổ chức": "DUHT-01",
            "Ngày sinh": "31/02/1985",
        },
        "Ngày sinh",
        "The calendar has no 31/02/1985. Check the day and the month.",
    ),
    (
        {"Số thẻ đảng viên": None, "Họ và tên": "Nguyễn Thị Khác", "Mã tổ chức": "DUHT-01", "Ngày sinh": "1985"},
        "Họ và tên",
        "Nobody of this name and birth date is in this cell today. Write the card number instead.",
    ),
    (
        {"Số thẻ đảng viên": None},
        "Mã tổ chức",
        "The row names nobody. Fill in a card number, a collective or an organisation.",
    ),
    (
        {"Số thẻ đảng viên": None, "Mã tổ chức": "KHONG-CO"},
        "Mã tổ chức",
        "No organisation has the code KHONG-CO. Correct the code.",
    ),
    (
        {"Số thẻ đảng viên": None, "Mã tổ chức": "Chi bộ khu phố 1"},
        "Mã tổ chức",
        "Several organisations are called “Chi bộ khu phố 1”. Write the code.",
    ),
    (
        {"Số thẻ đảng viên": None, "Mã tổ chức": "DUHT", "Tập thể": "Đội bóng"},
        "Tập thể",
        "Đảng bộ phường Hạc Thành has no collective “Đội bóng”. Correct the name or the code.",
    ),
    (
        {"Diện xếp loại": "Hội viên"},
        "Diện xếp loại",
        f"“Hội viên” is not known here. Write one of these: {', '.join(words[0] for words in TRACKS.values())}.",
    ),
    (
        {"Diện xếp loại": "Tập thể"},
        "Diện xếp loại",
        "This does not fit Đặng Thị Bích Ngà. Correct it or leave the cell empty.",
    ),
    ({"Ghi chú": "x" * 301}, "Ghi chú", "This is longer than 300 characters. Shorten it."),
]


@pytest.mark.parametrize(("change", "column", "reason"), FAULTS)
def test_a_fault_is_told_with_row_column_and_what_to_do(member, change, column, reason):
    with translation.override("en"):
        outcome = run(ratings_list(of(member, **change)))

    assert wrongs(outcome) == [(3, column, reason)]
    assert not PastRating.objects.exists()


def test_two_of_one_name_and_birth_date_in_a_cell_are_not_guessed(member, province):
    twin = factories.make_person("Đặng Thị Bích Ngà", cell=province.cell, born="1985-02-27")
    member.born = twin.born
    member.save()
    row = {"Năm": 2025, "Họ và tên": "Đặng Thị Bích Ngà", "Ngày sinh": "27/02/1985", "Mã tổ chức": "DUHT-01"}

    with translation.override("en"):
        outcome = run(ratings_list(row | {"Mức xếp loại": "HTNV"}))

    reason = "Several comrades have this name and birth date. Write the card number."
    assert wrongs(outcome) == [(3, "Họ và tên", reason)]


def test_a_level_twice_in_a_list_is_wrong(member):
    with translation.override("en"):
        outcome = run(ratings_list(of(member), of(member)))

    assert wrongs(outcome) == [(4, "Mức xếp loại", "Row 3 says the same. Delete one of them.")]


def test_a_year_that_the_portal_decided_itself_is_not_overwritten(member, province, scheme):
    evaluation = make_evaluation(province.ward, scheme=scheme, period=factories.make_period(2025))
    dossier = make_dossier(evaluation, member)
    decision = evaluation.decisions.create(
        decided_by="Đảng ủy", symbol="1-QĐ/ĐU", decided_on="2025-12-20", recorded_by=member
    )
    levels = dict.fromkeys(("proposed_level", "appraised_level", "level"), "HTTNV")
    dossier.ratings.update(stage=Rating.Stage.DECIDED, decision=decision, **levels)

    with translation.override("en"):
        outcome = run(ratings_list(of(member)))

    assert wrongs(outcome) == [(3, "Năm", "The level of this year was decided in the portal itself. Delete the row.")]


def test_an_office_takes_in_its_own_unit_only(member, personnel_officer, province):
    elsewhere = factories.make_person("Lê Thị Xa", cell=province.other_cell)

    with translation.override("en"):
        outcome = run(ratings_list(of(member), of(elsewhere)), by=personnel_officer)

    reason = "This does not belong to your unit. Its own personnel office takes it in."
    assert wrongs(outcome) == [(4, "Mã tổ chức", reason)]


def test_nobody_takes_in_their_own_level(personnel_officer):
    with translation.override("en"):
        outcome = run(ratings_list(of(personnel_officer)), by=personnel_officer)

    reason = "Nobody records their own level. Another officer takes this row in."
    assert wrongs(outcome) == [(3, "Họ và tên", reason)]


def test_nobody_takes_in_the_level_of_a_collective_or_an_organisation_that_they_head(personnel_officer, province):
    group = factories.make_collective(province.cell, "Tổ công tác", kind="leadership")
    factories.appoint(personnel_officer, Role.AGENCY_HEAD, group)
    factories.appoint(personnel_officer, Role.CELL_SECRETARY, province.second_cell)
    rows = [
        {"Tập thể": "Tổ công tác", "Mã tổ chức": "DUHT-01", "Năm": 2024, "Mức": "HTTNV"},
        {"Mã tổ chức": "DUHT-02", "Năm": 2024, "Mức": "HTTNV"},
        {"Mã tổ chức": "DUHT-01", "Năm": 2024, "Mức": "HTTNV"},
    ]

    with translation.override("en"):
        outcome = run(ratings_list(*rows), by=personnel_officer)

    assert [row for row, _column, reason in wrongs(outcome) if reason.startswith("Nobody records")] == [3, 4]


def test_a_level_keeps_who_took_it_in(member, personnel_officer):
    run(ratings_list(of(member)), by=personnel_officer)

    assert PastRating.objects.get().imported_by == personnel_officer
    event = AuditEvent.objects.get(action="evaluations.past_ratings_imported")
    assert event.actor_name == "Đỗ Hữu Quang"
    assert event.reason.startswith("nam-truoc.xlsx (")


def test_a_long_list_asks_the_database_no_more_often(member, colleague, province, django_assert_num_queries):
    for number in range(30):
        factories.make_person(f"Người số {number}", cell=province.cell)
    people = Person.objects.filter(cell=province.cell)
    short, long = ratings_list(of(member)), ratings_list(*(of(person) for person in people))
    listed = [taking.read("ratings", stream, "a.xlsx") for stream in (short, long)]

    with django_assert_num_queries(14) as asked:
        taking.take("ratings", listed[0], write=False)
    with django_assert_num_queries(len(asked)):
        taking.take("ratings", listed[1], write=False)


# ── shortcomings ──


def test_shortcomings_come_in_as_imported_and_open_until_overcome(member, province):
    stream = shortcomings_list(
        {
            "Năm": 2024,
            "Số thẻ đảng viên": member.card_no,
            "Hạn chế, khuyết điểm": "Chậm báo cáo",
            "Năm đã khắc phục": 2025,
        },
        {"Năm": 2025, "Mã tổ chức": "DUHT-01", "Hạn chế, khuyết điểm": "Sinh hoạt chưa đều"},
    )

    outcome = run(stream)

    assert outcome.counts["new"] == 2
    rows = Shortcoming.objects.order_by("pk").values_list("year", "person", "org", "text", "source", "overcome_in")
    assert list(rows) == [
        (2024, member.pk, None, "Chậm báo cáo", "imported", 2025),
        (2025, None, province.cell.pk, "Sinh hoạt chưa đều", "imported", None),
    ]


def test_a_shortcoming_overcome_later_is_changed_not_doubled(member):
    row = {"Năm": 2024, "Số thẻ đảng viên": member.card_no, "Hạn chế, khuyết điểm": "Chậm báo cáo"}
    run(shortcomings_list(row))

    outcome = run(shortcomings_list(row | {"Năm đã khắc phục": 2025}))

    assert outcome.counts == {"new": 0, "changed": 1, "unchanged": 0, "wrong": 0}
    assert list(Shortcoming.objects.values_list("overcome_in", flat=True)) == [2025]


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"Hạn chế, khuyết điểm": " "}, "Hạn chế, khuyết điểm", "The cell is empty. Fill it in."),
        (
            {"Năm đã khắc phục": 2023},
            "Năm đã khắc phục",
            "It was overcome before it was pointed out. Check both years.",
        ),
    ],
)
def test_a_fault_of_a_shortcoming_is_told(member, change, column, reason):
    row = {"Năm": 2024, "Số thẻ đảng viên": member.card_no, "Hạn chế, khuyết điểm": "Chậm báo cáo"}

    with translation.override("en"):
        outcome = run(shortcomings_list(row | change))

    assert wrongs(outcome) == [(2, column, reason)]


# ── figures ──


def test_figures_of_an_organisation_come_in_by_level(province):
    outcome = run(counts_list(count_row()))

    assert outcome.counts["new"] == 1
    found = PastCount.objects.get()
    assert (found.year, found.org, found.track, found.total, found.rated) == (
        2025,
        province.ward,
        "party_member",
        60,
        58,
    )
    assert found.counts == {"HTXSNV": 9, "HTTNV": 45, "HTNV": 4, "KHTNV": 0}
    assert run(counts_list(count_row())).counts["unchanged"] == 1


def test_figures_of_each_track_stand_beside_each_other(province):
    run(counts_list(count_row(), count_row(**{"Diện xếp loại": "Tổ chức đảng"})))

    assert list(PastCount.objects.order_by("pk").values_list("track", flat=True)) == ["party_member", "organisation"]


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"HTTNV": 44}, "Số được đánh giá", "The levels add up to 57, but 58 were rated. Check the row."),
        ({"Tổng số đảng viên": 57}, "Số được đánh giá", "More were rated than there are. Check both numbers."),
        ({"HTNV": "bốn"}, "HTNV", "“bốn” is not a whole number. Correct it."),
        ({"Tổng số đảng viên": None}, "Tổng số", "The cell is empty. Fill it in."),
        ({"Mã tổ chức": "KHONG"}, "Mã tổ chức", "No organisation has the code KHONG. Correct the code."),
    ],
)
def test_a_fault_of_the_figures_is_told(province, change, column, reason):
    with translation.override("en"):
        outcome = run(counts_list(count_row(**change)))

    assert wrongs(outcome) == [(2, column, reason)]
    assert not PastCount.objects.exists()


# ── files ──


def test_a_file_that_is_none_of_the_lists_is_refused_with_what_is_missing(province):
    with translation.override("en"), pytest.raises(NotThisList) as refusal:
        kind_of(workbook(["Họ và tên", "Ngày sinh"], ["Lê An", "1985"]), "x.xlsx")

    assert str(refusal.value) == (
        "This is none of the lists of earlier years: a column “Mức xếp loại”, “Hạn chế, khuyết điểm” or "
        "“Số được đánh giá” is needed. Say below which list it is, or download a template and copy the list into it."
    )


def test_without_a_scheme_no_level_is_known(province, scheme):
    scheme.delete()

    with translation.override("en"), pytest.raises(NotThisList) as refusal:
        kind_of(ratings_list({"Năm": 2025}), "x.xlsx")

    assert str(refusal.value) == "There is no scheme in force yet, so no level is known. Load a scheme first."


@pytest.mark.parametrize("kind", LABELS)
def test_a_template_can_be_filled_in_and_taken_in(member, province, kind):
    stream = BytesIO()
    write_template(kind, stream)
    book = openpyxl.load_workbook(stream)
    headings = next(row for row in book.active.iter_rows(values_only=True) if "Năm" in row)
    right = {
        "ratings": {"Năm": 2025, "Số thẻ đảng viên": member.card_no, "Mức xếp loại": "HTNV"},
        "shortcomings": {"Năm": 2025, "Mã tổ chức": "DUHT", "Hạn chế, khuyết điểm": "Chậm"},
        "counts": {"Năm": 2025, "Mã tổ chức": "DUHT", "Tổng số": 3, "Số được đánh giá": 2, "HTNV": 2},
    }[kind]
    assert right.keys() <= set(headings)
    book.active.append([right.get(heading) for heading in headings])
    filled = BytesIO()
    book.save(filled)
    filled.seek(0)

    outcome = run(filled)

    assert outcome.counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}


def test_the_wrong_rows_come_back_as_a_sheet_that_can_be_mended_and_taken_in(member):
    file = csv_file("Năm;Số thẻ đảng viên;Mức xếp loại", f"2025;{member.card_no};=1+1")
    listed, stream = taking.read("ratings", file, "x.csv"), BytesIO()

    count = wrong_lines(RATINGS, listed, taking.take("ratings", listed, write=False), stream)

    book = openpyxl.load_workbook(stream)
    *_others, headings, row = book.active.iter_rows()
    at = [cell.value for cell in headings].index("Mức xếp loại")
    assert (count, row[2].value) == (1, member.card_no)
    assert (row[at].value, row[at].data_type) == ("=1+1", "s")  # not a formula
    row[at].value = "HTNV"
    mended = BytesIO()
    book.save(mended)
    mended.seek(0)
    assert run(mended).counts["new"] == 1


def test_the_command_takes_a_list_in_and_prints_the_counts(member, tmp_path):
    path = tmp_path / "muc-2025.xlsx"
    path.write_bytes(ratings_list(of(member)).getvalue())
    out = StringIO()

    call_command("import_past_ratings", path, stdout=out)

    assert PastRating.objects.count() == 1
    assert out.getvalue().strip() == "1 mới, 0 thay đổi, 0 giữ nguyên, 0 sai."


def test_the_command_lists_wrong_rows_and_writes_nothing(member, tmp_path):
    path = tmp_path / "muc-2025.xlsx"
    path.write_bytes(ratings_list(of(member, Năm=None)).getvalue())

    with translation.override("en"), pytest.raises(CommandError) as error:
        call_command("import_past_ratings", path)

    assert "Row 3, column “Năm”: The cell is empty. Fill it in." in str(error.value)
    assert not PastRating.objects.exists()
