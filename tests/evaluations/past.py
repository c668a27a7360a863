"""Lists of earlier years as offices keep them, made in memory; and a scheme that only knows its levels."""

import datetime

from evaluations.models import Scheme
from tests.portal.directory.sheets import workbook

LEVELS = {
    "HTXSNV": "Hoàn thành xuất sắc nhiệm vụ",
    "HTTNV": "Hoàn thành tốt nhiệm vụ",
    "HTNV": "Hoàn thành nhiệm vụ",
    "KHTNV": "Không hoàn thành nhiệm vụ",
}
RATING_HEADINGS = ["Năm", "Số thẻ đảng viên", "Họ và tên", "Ngày sinh", "Mã tổ chức", "Tập thể", "Diện xếp loại",
                   "Mức xếp loại", "Ghi chú"]  # fmt: skip
COUNT_HEADINGS = ["Năm", "Mã tổ chức", "Diện xếp loại", "Tổng số đảng viên", "Số được đánh giá", *LEVELS]
SHORTCOMING_HEADINGS = ["Năm", "Số thẻ đảng viên", "Mã tổ chức", "Hạn chế, khuyết điểm", "Năm đã khắc phục"]


def know_levels():
    """Have the four levels known, as any scheme in force names them."""
    document = {"levels": [{"code": code, "label": label} for code, label in LEVELS.items()]}
    return Scheme.objects.create(
        code="levels", name="Bốn mức", valid_from=datetime.date(2025, 1, 1), document=document, status="in_force"
    )


def ratings_list(*rows):
    """Return a workbook with a title row, the headings and ``rows`` (dicts by heading)."""
    return workbook(
        ["KẾT QUẢ XẾP LOẠI"], RATING_HEADINGS, *([row.get(name) for name in RATING_HEADINGS] for row in rows)
    )


def counts_list(*rows):
    return workbook(COUNT_HEADINGS, *([row.get(name) for name in COUNT_HEADINGS] for row in rows))


def shortcomings_list(*rows):
    return workbook(SHORTCOMING_HEADINGS, *([row.get(name) for name in SHORTCOMING_HEADINGS] for row in rows))


def count_row(**changes):
    """Return a row of counts that is right."""
    right = {"Năm": 2025, "Mã tổ chức": "DUHT", "Diện xếp loại": "Đảng viên", "Tổng số đảng viên": 60,
             "Số được đánh giá": 58, "HTXSNV": 9, "HTTNV": 45, "HTNV": 4, "KHTNV": None}  # fmt: skip
    return right | changes
