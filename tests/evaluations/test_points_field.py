"""Points as people write them: with a comma or a point, in the steps of the scheme, and nothing else."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from commitments.drafting import text_of
from evaluations.forms.assessment import PointsField, shown_points
from evaluations.rules import Rules
from tests.evaluating import shipped_document

RULES = Rules.parse(shipped_document())
FRAME = RULES.frame("CENTRAL_CADRE")
ITEM = FRAME.item("A1.1")  # 0 to 2 in steps of 0,25
FIELD = PointsField(frame=FRAME, item=ITEM)
NOT_A_NUMBER = "chưa phải là số. Đồng chí ghi theo mẫu 1234,5, chỉ gồm chữ số và một dấu phẩy."


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("1,75", "1.75"),
        ("1.75", "1.75"),
        (" 1,75 ", "1.75"),
        ("2", "2"),
        ("2,00", "2"),
        ("0", "0"),
        ("0,250", "0.25"),
        ("", None),
        ("   ", None),
    ],
)
def test_points_are_read_as_offices_and_machines_write_them(written, points):
    assert FIELD.clean(written) == (points and Decimal(points))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("-1", "Hãy cho từ 0 đến 2 điểm."),
        ("2,25", "Hãy cho từ 0 đến 2 điểm."),
        ("99999999999999", "Hãy cho từ 0 đến 2 điểm."),
        ("1,8", "Điểm cho theo bước 0,25."),
        ("1,000000001", "Điểm cho theo bước 0,25."),
        ("hai", f"“hai” {NOT_A_NUMBER}"),
        ("1,5,5", f"“1,5,5” {NOT_A_NUMBER}"),
        ("NaN", f"“NaN” {NOT_A_NUMBER}"),
        ("1e1", f"“1e1” {NOT_A_NUMBER}"),
        ("１,７５", f"“１,７５” {NOT_A_NUMBER}"),
        ("<b>2</b>", f"“<b>2</b>” {NOT_A_NUMBER}"),
    ],
)
def test_what_the_item_does_not_take_is_refused_in_words(written, why):
    with pytest.raises(ValidationError) as refusal:
        FIELD.clean(written)

    assert refusal.value.messages == [why]


@given(step=st.integers(min_value=0, max_value=8), separator=st.sampled_from([",", "."]))
def test_every_step_is_read_stored_and_shown_the_same(step, separator):
    points = ITEM.step * step

    read = FIELD.clean(f"{points:.2f}".replace(".", separator))

    assert read == points
    assert shown_points(f"{read:f}") == text_of(read)
    assert FIELD.clean(shown_points(f"{read:f}")) == points


@given(st.text(max_size=30))
@example("2\x00")
@example("٢")
@example("−1")
def test_any_text_is_points_of_the_scale_or_is_refused(written):
    try:
        points = FIELD.clean(written)
    except ValidationError:
        return
    assert points is None or (0 <= points <= 2 and points % ITEM.step == 0)
