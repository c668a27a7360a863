"""Importing the list of documents: as the file is, once and again, and what is refused."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import translation

from portal.audit.models import AuditEvent
from portal.lib.lists import NotThisList, Remark
from portal.resolutions.lists import resolutions
from portal.resolutions.models import Issuer, Resolution
from tests import factories

HEADINGS = "Mã,Số ký hiệu,Loại,Cơ quan ban hành,Ngày ban hành,Trích yếu,Nguồn,Thay thế,Thực hiện,Tình trạng"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def take_in(*rows, headings=HEADINGS):
    text = "\n".join([headings, *rows])
    return resolutions.take_in(io.BytesIO(text.encode("utf-8-sig")), "van-ban.csv")


def row(code="VB001", symbol="21-KL/TW", doc_type="Kết luận", issuer="Bộ Chính trị", date="25/10/2021", **rest):
    values = {"abstract": "Đẩy mạnh chỉnh đốn Đảng", "replaces": "", "implements": "", "status": "Còn hiệu lực"} | rest
    return ",".join(
        [code, symbol, doc_type, issuer, date, values["abstract"], "S2", values["replaces"], values["implements"],
         values["status"]]
    )  # fmt: skip


def test_a_document_comes_in_with_all_its_facts(db):
    outcome = take_in(row(symbol="Số: 3 KL/TW", status="Hết hiệu lực"))

    resolution = Resolution.objects.get()
    assert str(outcome) == "1 new, 0 changed, 0 unchanged, 0 wrong."
    assert (resolution.code, resolution.symbol, resolution.printed_symbol) == ("VB001", "03-KL/TW", "Số: 3 KL/TW")
    assert str(resolution.issued_text) == "25/10/2021"
    assert (resolution.issuer.name, resolution.issuer.abbreviation) == ("Bộ Chính trị", "TW")
    assert resolution.status == Resolution.Status.ENDED
    assert list(Resolution.objects.matching("chinh don dang")) == [resolution]
    assert list(AuditEvent.objects.values_list("action", "subject_name")) == [
        ("resolutions.imported", "Kết luận 03-KL/TW")
    ]


@pytest.mark.parametrize(("written", "kept"), [("11/2021", "11/2021"), ("2020", "2020"), ("", None)])
def test_a_date_is_kept_as_exactly_as_it_is_known(db, written, kept):
    take_in(row(date=written))

    date = Resolution.objects.get().issued_text
    assert (str(date) if date else None) == kept


def test_codes_may_point_forward_and_several_are_separated_by_semicolons(db):
    take_in(
        row("VB001", implements="VB003; VB002", replaces="VB002"),
        row("VB002", "01-CT/TW", "Chỉ thị"),
        row("VB003", "05-CT/TW", "Chỉ thị"),
    )

    first = Resolution.objects.get(code="VB001")
    assert [r.code for r in first.implements.all()] == ["VB002", "VB003"]
    assert [r.code for r in first.replaces.all()] == ["VB002"]


def test_importing_twice_changes_nothing(db):
    rows = [row("VB001", implements="VB002"), row("VB002", "01-CT/TW", "Chỉ thị", date="")]
    take_in(*rows)
    events = AuditEvent.objects.count()

    outcome = take_in(*rows)

    assert tuple(outcome.counts.values())[:3] == (0, 0, 2)
    assert AuditEvent.objects.count() == events


def test_a_document_whose_links_alone_have_changed_counts_as_changed(db):
    take_in(row("VB001", implements="VB002"), row("VB002", "01-CT/TW", "Chỉ thị"))

    outcome = take_in(row("VB001"), row("VB002", "01-CT/TW", "Chỉ thị"))

    assert tuple(outcome.counts.values())[:3] == (0, 1, 1)
    assert list(Resolution.objects.get(code="VB001").implements.all()) == []


def test_a_type_that_disagrees_with_its_symbol_is_a_warning(db):
    outcome = take_in(row(symbol="14-NQ/TW"))

    assert [(w.row, w.column) for w in outcome.warnings] == [(2, "Số ký hiệu")]
    assert len(outcome.new) == 1


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (row(symbol="hai mốt"), "Số ký hiệu"),
        (row(doc_type="Truyện"), "Loại"),
        (row(date="31/02/2021"), "Ngày ban hành"),
        (row(status="Không rõ"), "Tình trạng"),
        (row(replaces="VB999"), "Thay thế"),
        (row(implements="VB001"), "Thực hiện"),
        (row(issuer=""), "Cơ quan ban hành"),
        (row(code=""), "Mã"),
        (row(abstract="Phương án tác chiến (Tối mật)"), "Trích yếu"),
        (row(abstract=""), "Trích yếu"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_written(db, wrong, column):
    outcome = take_in(row("VB007", "48-CT/TW", "Chỉ thị"), "", wrong)

    assert [(remark.row, remark.column) for remark in outcome.wrong] == [(4, column)]
    assert list(Resolution.objects.all()) == []
    assert list(Issuer.objects.all()) == []
    assert list(AuditEvent.objects.all()) == []


def test_a_document_about_secrets_is_not_a_secret_document(db):
    outcome = take_in(row(abstract="Tăng cường bảo vệ bí mật nhà nước"))

    assert outcome.wrong == []


def test_a_column_of_secrecy_is_believed(db):
    outcome = take_in(row() + ",Mật", headings=HEADINGS + ",Độ mật")

    assert [remark.column for remark in outcome.wrong] == ["Trích yếu"]


def test_one_code_twice_is_refused_and_both_rows_are_named(db):
    outcome = take_in(row(), row(symbol="22-KL/TW"))

    assert [str(remark) for remark in outcome.wrong] == ["Row 3, column “Mã”: It already stands in row 2."]


def test_one_symbol_with_one_date_under_two_codes_is_refused(db):
    factories.make_resolution("21-KL/TW", code="VB900", doc_type="Kết luận", issued_on=None)
    take_in(row("VB001"))

    outcome = take_in(row("VB002"))

    assert outcome.wrong == [Remark(2, "Số ký hiệu", "VB001 already has this symbol with this date. Compare the two.")]


def test_a_list_without_a_needed_column_names_it(db):
    with pytest.raises(NotThisList) as refusal:
        take_in("VB001,21-KL/TW", headings="Mã,Số ký hiệu")

    assert str(refusal.value) == (
        "The list lacks the columns: Loại, Cơ quan ban hành, Trích yếu. "
        "Add them to the row of headings and upload the list again."
    )


def test_two_columns_with_one_heading_are_refused(db):
    with pytest.raises(NotThisList, match="mean the same thing"):
        take_in(row() + ",VB009", headings=HEADINGS + ",Mã")


# At most: SQLite takes so many values in one statement, so 300 rows are written in a few.
# PostgreSQL sets its sequence, too.
@pytest.mark.parametrize(("size", "queries"), [(1, 16), (3, 16), (300, 24)])
def test_the_number_of_queries_does_not_grow_with_the_list(db, size, queries, django_assert_max_num_queries):
    rows = [row(f"VB{number:03}", f"{number}-KL/TW") for number in range(1, size + 1)]

    with django_assert_max_num_queries(queries + (connection.vendor == "postgresql")):
        outcome = take_in(*rows)

    assert len(outcome.new) == size


def test_the_command_prints_what_it_did(db, tmp_path):
    file = tmp_path / "van-ban.csv"
    file.write_text("\n".join([HEADINGS, row()]), encoding="utf-8-sig")
    out = io.StringIO()

    call_command("import_resolutions", str(file), stdout=out)

    assert out.getvalue() == "1 new, 0 changed, 0 unchanged, 0 wrong.\n"


def test_the_command_fails_with_the_wrong_rows(db, tmp_path):
    file = tmp_path / "van-ban.csv"
    file.write_text("\n".join([HEADINGS, row(replaces="VB999")]), encoding="utf-8-sig")

    with pytest.raises(CommandError, match="Row 2, column “Thay thế”: No document has the code VB999"):
        call_command("import_resolutions", str(file))


def test_the_command_says_that_a_file_is_missing(db, tmp_path):
    with pytest.raises(CommandError, match=r"khong-co\.csv"):
        call_command("import_resolutions", str(Path(tmp_path) / "khong-co.csv"))
