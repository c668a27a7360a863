"""The columns of both lists, and the words that stand in them (domain reference, 7)."""

from django.utils.translation import gettext_lazy as _

from portal.directory.lists.columns import CORRECTING
from portal.lib.lists import Column
from portal.lib.vietnamese import fold
from portal.resolutions.models import Clause, Resolution

EMPTY = _("The cell is empty. Fill it in.")
TWICE = _("It already stands in row %(row)s.")
NO_SUCH_DOCUMENT = _("No document has the code %(codes)s. Add it to the list or mend the code.")
TOO_LONG = _("This is longer than %(count)s characters. Shorten it.")

RESOLUTIONS = {
    "code": Column("Mã", ("Mã văn bản",), must="code"),
    "symbol": Column("Số ký hiệu", ("Số, ký hiệu", "Ký hiệu")),
    "doc_type": Column("Loại", ("Loại văn bản", "Thể loại"), must="doc_type"),
    "issuer": Column("Cơ quan ban hành", must="issuer"),
    "issued_on": Column("Ngày ban hành", ("Ngày",)),
    "abstract": Column("Trích yếu", ("Trích yếu nội dung", "Nội dung"), must="abstract"),
    "source_note": Column("Nguồn"),
    "replaces": Column("Thay thế"),
    "implements": Column("Thực hiện"),
    "status": Column("Tình trạng", ("Hiệu lực",)),
    "secrecy": Column("Độ mật", ("Mức độ mật",)),
    **CORRECTING,
}
CLAUSES = {
    "resolution": Column("Mã văn bản", ("Mã",), must="resolution"),
    "number": Column("Mục", ("Số mục", "Điểm"), must="number"),
    "kind": Column("Loại", ("Loại mục",)),
    "text": Column("Nội dung", must="text"),
    "target_value": Column("Chỉ tiêu"),
    "unit": Column("Đơn vị tính"),
    "due_on": Column("Thời hạn"),
    "lead_agency": Column("Cơ quan chủ trì"),
    **CORRECTING,
}

STATUSES = {
    "Còn hiệu lực": Resolution.Status.IN_FORCE,
    "Còn hiệu lực một phần": Resolution.Status.PARTLY,
    "Hết hiệu lực một phần": Resolution.Status.PARTLY,
    "Một phần": Resolution.Status.PARTLY,
    "Hết hiệu lực": Resolution.Status.ENDED,
    "Dự thảo": Resolution.Status.DRAFT,
}
KINDS = {
    "Nhiệm vụ": Clause.Kind.TASK,
    "Khâu đột phá": Clause.Kind.BREAKTHROUGH,
    "Đột phá": Clause.Kind.BREAKTHROUGH,
    "Chỉ tiêu": Clause.Kind.TARGET,
}
NOT_SECRET = {"", "khong", "thuong", "khong mat"}


def meaning(words, text, default):
    """Return what ``text`` means among ``words``, however its marks and case are written; None where it is unknown."""
    return {fold(word): value for word, value in words.items()}.get(fold(text)) if text else default


def too_long(model, texts):
    """Return the reasons of those ``texts`` (by name of field) that their columns do not hold."""
    limits = {name: model._meta.get_field(name).max_length for name in texts}
    return {
        name: TOO_LONG % {"count": limits[name]}
        for name, text in texts.items()
        if limits[name] and len(text) > limits[name]
    }
