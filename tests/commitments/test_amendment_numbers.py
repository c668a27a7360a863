"""An amendment whose target changed while its words still name the old number: told, never blocking."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commitments import amending
from commitments.quality import outdated
from portal.lib.numbers import format_vi
from tests import factories

TASK = "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công"


@pytest.fixture
def change(member, secretary, campaign, clause):
    """A change of the second of two commitments, 60 people to guide, with its reason."""
    program = factories.make_program(member, campaign=campaign, commitments=2, status="approved", clauses=[clause])
    made = amending.change(factories.make_amendment(program, changes=0), program.commitments.in_order()[1])
    made.reason = "Địa bàn sáp nhập"
    made.save()
    return made


def bring(change, **words):
    for name, value in words.items():
        setattr(change, name, value)
    change.save()


def told(client, change):
    """Return warnings and blocks of the page before submitting, each with its place, its mend and its sample."""
    desk = client.get(reverse("commitments:submit_amendment", args=[change.amendment_id])).context["desk"]
    warnings = [(line["text"], line["mend"], line["sample"]) for line in desk.all_warnings]
    return warnings, [line["text"] for line in desk.all_blocks]


def test_task_and_product_that_still_name_the_old_number_are_told_with_both_and_how_to_mend(change, member, signed_in):
    bring(change, target_value=45)

    mend = "Ghi lại theo số mới, hoặc đặt lại chỉ tiêu là 60 người."
    assert told(signed_in(member), change) == (
        [
            (
                "cam kết 2: nội dung nhiệm vụ vẫn ghi 60 người, trong khi chỉ tiêu nay là 45 người",
                mend,
                TASK.replace("60", "45"),
            ),
            (
                "cam kết 2: sản phẩm vẫn ghi 60 người, trong khi chỉ tiêu nay là 45 người",
                mend,
                "Danh sách 45 người có chữ ký xác nhận",
            ),
        ],
        [],
    )


def test_it_stands_at_its_field_in_the_editor_and_does_not_keep_from_submitting(change, member, signed_in):
    bring(change, target_value=45, title=TASK.replace("60", "45"))
    client = signed_in(member)

    page = client.get(f"{change.amendment.get_absolute_url()}?open={change.pk}").content.decode()
    client.post(reverse("commitments:submit_amendment", args=[change.amendment_id]))

    change.amendment.refresh_from_db()
    assert "sản phẩm vẫn ghi 60 người, trong khi chỉ tiêu nay là 45 người" in page
    assert "nội dung nhiệm vụ vẫn ghi" not in page
    assert (change.amendment.status, change.amendment.warning_count) == ("submitted", 1)


def test_the_reviewer_reads_it_beside_the_change(change, member, secretary, signed_in):
    bring(change, target_value=45)
    change.amendment.submit(by=member)

    page = signed_in(secretary).get(change.amendment.review_url).content.decode()

    assert "sản phẩm vẫn ghi 60 người, trong khi chỉ tiêu nay là 45 người" in page


@pytest.mark.parametrize("words", [{"target_value": 60, "milestones": "Xong trước 30/6"}, {"target_value": None}])
def test_a_target_that_was_not_set_anew_says_nothing(change, member, signed_in, words):
    bring(change, **words)

    assert told(signed_in(member), change) == ([], [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hướng dẫn 1.200 hộ", True),
        ("Hướng dẫn 1200 hộ", True),
        ("Hướng dẫn 1.200, chia ba đợt", True),
        ("Hướng dẫn 800 hộ, thay vì 1.200 hộ", False),  # names the new one as well
        ("Hướng dẫn 11.200 hộ", False),
        ("Hướng dẫn 1.200.000 hộ", False),
        ("Theo Kế hoạch 1200-KH/ĐU", False),
        ("Theo Công văn 1200/UBND", False),
        ("Không ghi số", False),
        ("", False),
    ],
)
def test_the_old_number_is_found_as_people_write_it_and_not_in_symbols(text, names):
    standing = SimpleNamespace(target_value=Decimal("1200.00"), unit="hộ")
    change = SimpleNamespace(target_value=Decimal(800), unit="hộ", title=text, deliverable="")

    assert [fault.field for fault in outdated.left_behind(change, standing)] == (["title"] if names else [])


@given(old=st.decimals(0, 10**9, places=2), new=st.decimals(0, 10**9, places=2))
def test_whatever_the_numbers_the_sample_says_the_new_one_alone(old, new):
    standing = SimpleNamespace(target_value=old, unit="%")
    change = SimpleNamespace(target_value=new, unit="%", title=f"Đạt {format_vi(old)}% số hộ", deliverable="")

    samples = [fault.sample for fault in outdated.left_behind(change, standing)]

    assert samples == ([] if old == new else [f"Đạt {format_vi(new)}% số hộ"])
