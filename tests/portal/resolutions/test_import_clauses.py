"""Importing the list of clauses."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from portal.audit.models import AuditEvent
from portal.resolutions.lists import clauses
from portal.resolutions.models import Clause
from tests import factories

HEADINGS = "Mã văn bản,Mục,Loại,Nội dung,Chỉ tiêu,Đơn vị tính,Thời hạn,Cơ quan chủ trì"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def document(db):
    return factories.make_resolution(code="VB054")


def take_in(*rows):
    return clauses.take_in(io.BytesIO("\n".join([HEADINGS, *rows]).encode("utf-8-sig")), "muc.csv")


def test_clauses_come_in_with_kind_target_and_deadline(document):
    outcome = take_in(
        "VB054,1,Chỉ tiêu,Tăng trưởng GRDP bình quân,11,%/năm,31/12/2025,Sở Kế hoạch và Đầu tư",
        "VB054,2,Khâu đột phá,Chuyển đổi số,,,06/2025,",
        "VB054,3,Nhiệm vụ,Công tác đối ngoại,,,,",
    )

    first, second, third = Clause.objects.all()
    assert (len(outcome.new), outcome.wrong) == (3, [])
    assert (first.kind, first.target_value, first.unit) == ("target", Decimal(11), "%/năm")
    assert (first.due_on, first.lead_agency) == (datetime.date(2025, 12, 31), "Sở Kế hoạch và Đầu tư")
    assert (second.kind, second.due_on) == ("breakthrough", datetime.date(2025, 6, 30))
    assert (third.kind, third.target_value, third.due_on) == ("task", None, None)
    assert [clause.position for clause in (first, second, third)] == [1, 2, 3]


def test_importing_twice_changes_nothing(document):
    rows = ['VB054,1,Chỉ tiêu,Tăng thu ngân sách,"10,5",%/năm,31/12/2025,', "VB054,2,Nhiệm vụ,Đối ngoại,,,,"]
    take_in(*rows)
    events = AuditEvent.objects.count()

    outcome = take_in(*rows)

    assert tuple(outcome.counts.values())[:3] == (0, 0, 2)
    assert AuditEvent.objects.count() == events


def test_a_changed_text_changes_the_clause_and_keeps_its_row(document):
    clause = factories.make_clause(document, "1", "Chữ cũ")

    outcome = take_in("VB054,1,Nhiệm vụ,Chữ mới,,,,")

    assert (len(outcome.new), len(outcome.changed)) == (0, 1)
    assert list(Clause.objects.values_list("pk", "text")) == [(clause.pk, "Chữ mới")]


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ("VB999,1,Nhiệm vụ,Việc,,,,", "Mã văn bản"),
        ("VB054,,Nhiệm vụ,Việc,,,,", "Mục"),
        ("VB054,1,Lời khuyên,Việc,,,,", "Loại"),
        ("VB054,1,Nhiệm vụ,,,,,", "Nội dung"),
        ("VB054,1,Chỉ tiêu,Việc,nhiều,%,,", "Chỉ tiêu"),
        ("VB054,1,Chỉ tiêu,Việc,1.234,%,,", "Chỉ tiêu"),
        ("VB054,1,Chỉ tiêu,Việc,10,%,30/02/2025,", "Thời hạn"),
        ("VB054,1,Nhiệm vụ,Nhiệm vụ đặc biệt (Mật),,,,", "Nội dung"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_written(document, wrong, column):
    outcome = take_in("VB054,9,Nhiệm vụ,Đối ngoại,,,,", wrong)

    assert [(remark.row, remark.column) for remark in outcome.wrong] == [(3, column)]
    assert list(Clause.objects.all()) == []


def test_one_item_twice_is_refused(document):
    outcome = take_in("VB054,1,Nhiệm vụ,Việc,,,,", "VB054,1,Nhiệm vụ,Việc khác,,,,")

    assert [str(remark) for remark in outcome.wrong] == ["Row 3, column “Mục”: It already stands in row 2."]


# At most: SQLite takes so many values in one statement, so 300 rows are written in a few.
# PostgreSQL sets its sequence, too.
@pytest.mark.parametrize(("size", "queries"), [(1, 7), (3, 7), (300, 14)])
def test_the_number_of_queries_does_not_grow_with_the_list(document, size, queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(queries + (connection.vendor == "postgresql")):
        outcome = take_in(*(f"VB054,{number},Nhiệm vụ,Việc {number},,,," for number in range(1, size + 1)))

    assert len(outcome.new) == size


def test_the_command_prints_what_it_did(document, tmp_path):
    file = tmp_path / "muc.csv"
    file.write_text(f"{HEADINGS}\nVB054,1,Nhiệm vụ,Việc,,,,", encoding="utf-8-sig")
    out = io.StringIO()

    call_command("import_clauses", str(file), stdout=out)

    assert out.getvalue() == "1 new, 0 changed, 0 unchanged, 0 wrong.\n"
