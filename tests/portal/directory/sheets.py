"""Workbooks as offices send them, made in memory."""

from io import BytesIO

from openpyxl import Workbook

HEADINGS = ["Số thẻ đảng viên", "Họ và tên", "Giới tính", "Ngày sinh", "Ngày vào Đảng", "Chức vụ Đảng", "Mã chi bộ",
            "Trạng thái"]  # fmt: skip


def workbook(*rows):
    """Return a workbook with one sheet of ``rows`` as a stream."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def person_row(**changes):
    """Return a row under ``HEADINGS`` that is right in a province with the cell DUHT-01."""
    right = {
        "card": "12000008",
        "name": "Hoàng Thanh Vân",
        "sex": "Nữ",
        "born": "27/02/1985",
        "joined": "19/06/2006",
        "post": "Đảng viên",
        "cell": "DUHT-01",
        "standing": "Đảng viên chính thức",
    }
    assert changes.keys() <= right.keys()
    return list((right | changes).values())


def csv_file(*lines):
    """Return a text table as a stream, with the mark of Excel at its beginning."""
    return BytesIO("\r\n".join(lines).encode("utf-8-sig"))
