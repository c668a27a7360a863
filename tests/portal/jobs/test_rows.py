"""Rows of a table as a part holds them come back as they were."""

import datetime
from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from portal.jobs.rows import read_rows, write_rows

VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@given(st.lists(st.lists(st.lists(VALUES), max_size=5), max_size=4))
def test_what_was_written_is_read_in_the_order_of_the_parts(parts):
    streams = []
    for rows in parts:
        streams.append(BytesIO())
        write_rows(streams[-1], rows)
        streams[-1].seek(0)

    assert list(read_rows(streams)) == [row for rows in parts for row in rows]


def test_kinds_stay_apart():
    stream = BytesIO()
    write_rows(stream, [("2026-03-02", datetime.date(2026, 3, 2), "1.50", Decimal("1.50"), '{"date": "x"}')])
    stream.seek(0)

    [row] = read_rows([stream])

    assert row == ["2026-03-02", datetime.date(2026, 3, 2), "1.50", Decimal("1.50"), '{"date": "x"}']
    assert [type(value).__name__ for value in row] == ["str", "date", "str", "Decimal", "str"]


def test_a_text_that_waits_to_be_translated_is_written_as_it_reads():
    stream = BytesIO()
    write_rows(stream, [(gettext_lazy("Approved"),)])
    stream.seek(0)

    assert list(read_rows([stream])) == [["Đã duyệt"]]
