"""The columns of the three lists of earlier years, and the words that stand in them (domain reference, 6.2, 8.9)."""

from django.utils.translation import gettext_lazy as _

from evaluations.models import Rating, Scheme
from portal.directory.lists.columns import CORRECTING
from portal.lib.lists import Column
from portal.lib.vietnamese import fold

EMPTY = _("The cell is empty. Fill it in.")
TWICE = _("Row %(row)s says the same. Delete one of them.")

_NUMBER = Column("STT", ("TT", "Số TT", "Số thứ tự"))
_YEAR = Column("Năm", ("Năm đánh giá", "Năm xếp loại", "Năm kiểm điểm"), must="year")
_SUBJECT = {
    "card_no": Column("Số thẻ đảng viên", ("Số thẻ Đảng", "Số thẻ", "Thẻ đảng viên", "Số TĐV"), must="subject"),
    "full_name": Column("Họ và tên", ("Họ tên", "Họ và tên đảng viên", "Họ tên đảng viên"), must="subject"),
    "born": Column("Ngày sinh", ("Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Năm sinh")),
    "org": Column("Mã tổ chức", ("Mã chi bộ", "Chi bộ", "Tổ chức đảng", "Chi bộ, tổ chức", "Tổ chức"), must="subject"),
    "collective": Column("Tập thể", ("Tên tập thể", "Tập thể lãnh đạo, quản lý"), must="subject"),
}
_TRACK = Column("Diện xếp loại", ("Đối tượng", "Diện", "Loại đối tượng"))

RATINGS = {
    "number": _NUMBER,
    "year": _YEAR,
    **_SUBJECT,
    "track": _TRACK,
    "level": Column(
        "Mức xếp loại", ("Xếp loại", "Mức", "Kết quả xếp loại", "Mức chất lượng", "Mức quyết định"), must="level"
    ),
    "note": Column("Ghi chú", ("Chú thích",)),
    **CORRECTING,
}
SHORTCOMINGS = {
    "number": _NUMBER,
    "year": _YEAR,
    **_SUBJECT,
    "text": Column("Hạn chế, khuyết điểm", ("Hạn chế", "Khuyết điểm", "Nội dung hạn chế, khuyết điểm"), must="text"),
    "overcome_in": Column("Năm đã khắc phục", ("Đã khắc phục năm", "Khắc phục năm", "Năm khắc phục")),
    **CORRECTING,
}

# What may stand in the column of the track; the first of each is how the portal's template says it.
TRACKS = {
    Rating.Track.PARTY_MEMBER: ("Đảng viên", "Cá nhân"),
    Rating.Track.CADRE: ("Cán bộ, công chức, viên chức", "Cán bộ", "Công chức", "Viên chức"),
    Rating.Track.COLLECTIVE: ("Tập thể", "Tập thể lãnh đạo, quản lý"),
    Rating.Track.ORGANISATION: ("Tổ chức đảng", "Tổ chức"),
}
TRACK_OF = {fold(word): track for track, words in TRACKS.items() for word in words}


def counts_columns(levels):
    """Return the columns of the list of counts: one of each level besides the sums. ``levels`` is of ``levels()``."""
    of_levels = {
        f"level:{code}": Column(code, (label, f"{code} SL", f"{label} SL", f"Số lượng {code}"))
        for code, label in levels.items()
    }
    return {
        "number": _NUMBER,
        "year": _YEAR,
        "org": Column("Mã tổ chức", _SUBJECT["org"].also, must="org"),
        "org_name": Column("Tên tổ chức"),
        "track": _TRACK,
        "total": Column("Tổng số", ("Tổng số đảng viên", "Tổng số tập thể", "Tổng số tổ chức đảng"), must="total"),
        "rated": Column("Số được đánh giá", ("Được đánh giá", "Số được xếp loại", "Được xếp loại"), must="rated"),
        **of_levels,
        **CORRECTING,
    }


def levels():
    """Return ``{code: label}`` of the levels of every scheme that was in force, the best first; one query."""
    found = {}
    for document in Scheme.objects.exclude(status=Scheme.Status.DRAFT).values_list("document", flat=True):
        for level in document.get("levels", ()):
            found.setdefault(level["code"], level["label"])
    return found


def level_words(levels):
    """Return the code of each word for a level: its code, and its label."""
    return {fold(word): code for code, label in levels.items() for word in (code, label)}
