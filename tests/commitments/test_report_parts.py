"""What the reports are put together from: shares, lists on disk, who reports to whom."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.reports import annex
from commitments.reports.annex import Lines
from commitments.reports.issuing import Issuer, committee
from commitments.reports.paper_parts import join, subject_of
from commitments.reports.shares import figure, of_whole, percent, share
from commitments.reports.tables import NUMBER, Column, ReportTable, block
from portal.printing.xlsx import Kind
from tests import factories


@pytest.mark.parametrize(
    ("number", "whole", "found"),
    [(386, 406, "0.951"), (1, 16, "0.063"), (0, 5, "0"), (5, 5, "1"), (2, 3, "0.667"), (37, 70, "0.529")],
)
def test_a_share_is_rounded_half_up_to_a_tenth_of_a_percent(number, whole, found):
    assert share(number, whole) == Decimal(found)


def test_of_nothing_there_is_no_share():
    assert share(0, 0) is None


@given(st.integers(0, 300_000), st.integers(1, 300_000))
def test_a_share_is_never_off_by_more_than_half_a_step(number, whole):
    assert abs(share(number, whole) - Decimal(number) / whole) <= Decimal("0.0005")


@pytest.mark.parametrize(
    ("fraction", "said"), [("0.951", "95,1%"), ("0.93", "93,0%"), ("1", "100%"), ("0", "0,0%"), ("1.25", "125,0%")]
)
def test_a_percentage_has_a_comma_and_one_decimal(fraction, said):
    assert percent(Decimal(fraction)) == said


def test_numbers_in_a_sentence_are_those_of_an_office():
    assert [figure(number) for number in (1, 9, 10, 1234)] == ["01", "09", "10", "1.234"]
    assert of_whole(5, 1200) == "05/1.200"


@pytest.mark.parametrize("room", [1, 10_000])
def test_lines_come_back_in_order_with_their_numbers_as_often_as_asked(room, monkeypatch):
    monkeypatch.setattr(annex, "_IN_MEMORY", room)
    lines = Lines()
    for each in [("Lê An", date(1980, 2, 5)), ("Vũ Hà", "1985"), ("Đỗ Bình", None)]:
        lines.add(each)

    first, second = iter(lines), list(lines)

    assert second == [(1, "Lê An", date(1980, 2, 5)), (2, "Vũ Hà", "1985"), (3, "Đỗ Bình", None)]
    assert list(first) == second
    assert len(lines) == 3


def test_a_table_prints_numbers_shares_and_dates_as_offices_write_them():
    columns = [NUMBER, Column("Tên"), Column("Tỷ lệ", Kind.PERCENT), Column("Ngày", Kind.DATE)]

    drawn = block(
        ReportTable(
            "Bảng", "Bảng", columns, [(1234, "=1+1", Decimal("0.951"), date(2026, 2, 5)), (2, None, None, "1985")]
        )
    )

    assert drawn.rows == [["1.234", "=1+1", "95,1%", "05/02/2026"], ["2", "", "", "1985"]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Đảng bộ phường Hạc Thành", "Đảng ủy phường Hạc Thành"),
        ("Tỉnh ủy Thanh Hóa", "Tỉnh ủy Thanh Hóa"),
        ("Chi bộ khu phố 1", "Chi bộ khu phố 1"),
    ],
)
def test_an_organisation_reports_by_its_committee(name, said):
    assert committee(name) == said


def test_a_ward_reports_to_the_province_a_cell_to_the_ward_and_the_province_s_office_to_its_committee(province):
    found = {}
    for org in (province.top, province.ward, province.cell):
        issuer = Issuer(org)
        head, signed = issuer.letterhead(date(2026, 2, 5)), issuer.signatures()
        signature = signed.signatures[0]
        found[org.code] = (
            head.superior,
            head.body,
            head.number,
            issuer.addressee,
            signature.authority,
            signature.position,
        )
        assert head.place_and_date == "Thanh Hóa, ngày 05 tháng 02 năm 2026"
        assert list(signed.recipients) == [f"- {issuer.addressee} (để báo cáo),", f"- Lưu {issuer.name}."]

    to_province, to_ward = "Ban Thường vụ Tỉnh ủy Thanh Hóa", "Ban Thường vụ Đảng ủy phường Hạc Thành"
    ward = "ĐẢNG ỦY PHƯỜNG HẠC THÀNH"
    assert found == {
        "TU": ("TỈNH ỦY THANH HÓA", "BAN TỔ CHỨC", "Số …-BC/BTCTU", to_province, "", "TRƯỞNG BAN"),
        "DUHT": ("TỈNH ỦY THANH HÓA", ward, "Số …-BC/ĐU", to_province, "T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        "DUHT-01": ("ĐẢNG BỘ PHƯỜNG HẠC THÀNH", "CHI BỘ KHU PHỐ 1", "Số …-BC/CB", to_ward, "T/M CHI BỘ", "BÍ THƯ"),
    }


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C"], "A, B và C")]
)
def test_names_are_joined_as_in_a_sentence(names, said):
    assert join(names) == said


def test_a_campaign_is_called_by_what_is_registered(province, campaign):
    learning = factories.make_campaign(province.ward, form="HTLT-CN", period=campaign.period)

    assert subject_of(campaign) == f"chương trình hành động cá nhân năm {campaign.year}"
    assert subject_of(learning).startswith("học tập và làm theo tư tưởng")
