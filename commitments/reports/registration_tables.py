"""The tables of the report on registration; the words are those of the office (domain reference, 8.9 [P])."""

from commitments.papers import TIERS
from commitments.reports.resources import TableResource
from commitments.reports.shared_tables import (
    ALTOGETHER,
    Written,
    as_it_is,
    document_table,
    owner_columns,
    unit_lines,
    untaken_table,
)
from commitments.reports.shares import share
from commitments.reports.tables import NUMBER, Column, ReportTable
from commitments.rosters_out import EXEMPT, STATUS
from portal.printing.xlsx import Kind

NO_POST = "Đảng viên không giữ chức vụ"
NAMES = {"missing": "Chưa đăng ký", "late": "Đăng ký chậm", "returned": "Bị trả lại", "exempt": "Miễn đăng ký"}
TITLES = {
    "missing": "Danh sách chưa đăng ký",
    "late": "Danh sách đăng ký chậm",
    "returned": "Danh sách có bản đăng ký bị trả lại để sửa",
    "exempt": "Danh sách được miễn đăng ký",
}
_DUE = Column("Hạn đăng ký", Kind.DATE, 13)
_OWN_COLUMNS = {
    "missing": [_DUE, Column("Tình trạng", width=18)],
    "late": [_DUE, Column("Ngày đăng ký", Kind.DATE, 13)],
    "returned": [_DUE, Column("Ngày đăng ký", Kind.DATE, 13)],
    "exempt": [Column("Lý do", width=26), Column("Ghi chú", width=26)],
}
_COUNTS = [
    Column("Phải đăng ký", Kind.INT, 9),
    Column("Đã đăng ký", Kind.INT, 9),
    Column("Tỷ lệ", Kind.PERCENT, 9),
    Column("Đúng hạn", Kind.INT, 8),
    Column("Chậm", Kind.INT, 8),
    Column("Chờ duyệt", Kind.INT, 8),
    Column("Đã duyệt", Kind.INT, 8),
    Column("Trả lại", Kind.INT, 8),
    Column("Chưa đăng ký", Kind.INT, 9),
    Column("Miễn", Kind.INT, 8),
]


def figures(found):
    """Return the numbers of the body as a table, each with its share of those whom the body measures it by."""
    total = found.total
    columns = [
        Column("Nội dung", width=44),
        Column("Số lượng", Kind.INT, 14),
        Column("Tỷ lệ trên số phải đăng ký", Kind.PERCENT, 16),
        Column("Tỷ lệ trên số đã đăng ký", Kind.PERCENT, 16),
    ]
    of_must = [
        ("Đã đăng ký", total.registered),
        ("   Đúng hạn", total.on_time),
        ("   Chậm", total.late),
        ("Chưa đăng ký", total.missing),
    ]
    of_registered = [
        ("Đã duyệt", total.approved),
        ("Chờ duyệt", total.waiting),
        ("Trả lại để sửa", total.returned),
        ("Đang được sửa hoặc đã khép", found.unsettled),
    ]
    rows = [
        ("Phải đăng ký", total.must, None, None),
        *((words, count, share(count, total.must), None) for words, count in of_must),
        *((words, count, None, share(count, total.registered)) for words, count in of_registered),
        ("Được miễn", total.exempt, None, None),
    ]
    return ReportTable("Số liệu chung", "Số liệu chung", columns, rows)


class RegistrationResource(TableResource):
    """The numbers of each organisation right below, with their sum."""

    title = "Kết quả đăng ký theo đơn vị"
    name = "Theo đơn vị"
    columns = [NUMBER, Column("Tổ chức", width=34), *_COUNTS]

    def __init__(self, found):
        super().__init__()
        self.found = found

    def get_queryset(self):
        return unit_lines(self.found)

    def export_resource(self, instance, selected_fields=None, **kwargs):
        number, name, counts = instance
        return number, name, *_counted(counts)

    def totals(self):
        return [self.export_resource(("", ALTOGETHER, self.found.total))]


def by_tier(found):
    """Return the numbers by who manages the cadre, in the order of the tiers, those without a post last."""
    tiers = sorted(found.tiers, key=[*TIERS, "NONE"].index)
    rows = [(number, _tier(tier), *_in_short(found.tiers[tier])) for number, tier in enumerate(tiers, start=1)]
    columns = [NUMBER, Column("Diện quản lý", width=44), _COUNTS[0], _COUNTS[1], _COUNTS[2], _COUNTS[8]]
    return ReportTable(
        "Kết quả đăng ký theo diện quản lý",
        "Theo diện quản lý",
        columns,
        rows,
        [("", ALTOGETHER, *_in_short(found.total))],
    )


def annexes(found):
    """Return ``{key: table}`` of what is annexed, in order; what has no line is left out."""
    tables = {"units": RegistrationResource(found).export()} if any(org for org, _counts in found.units) else {}
    tables |= {name: _list(found, name) for name, lines in found.lists.items() if len(lines)}
    return tables | untaken_table(found.documents)


def all_tables(found):
    """Return the tables of the workbook in order."""
    tables = [figures(found)]
    if len(found.tiers) > 1:
        tables.append(by_tier(found))
    if found.documents:
        tables.append(document_table(found.documents, found.total.registered))
    return [*tables, *annexes(found).values()]


def _list(found, name):
    rows = Written(found.lists[name], _WORDS[name])
    return ReportTable(TITLES[name], NAMES[name], [*owner_columns(found.campaign), *_OWN_COLUMNS[name]], rows)


def _with_status(line):
    *cells, status = line
    return (*cells, STATUS[status] if status else "Chưa bắt đầu")


def _with_reason(line):
    *cells, reason, note = line
    return (*cells, EXEMPT[reason], note)


_WORDS = {"missing": _with_status, "late": as_it_is, "returned": as_it_is, "exempt": _with_reason}


def _counted(counts):
    return (
        counts.must,
        counts.registered,
        share(counts.registered, counts.must),
        counts.on_time,
        counts.late,
        counts.waiting,
        counts.approved,
        counts.returned,
        counts.missing,
        counts.exempt,
    )


def _in_short(counts):
    return counts.must, counts.registered, share(counts.registered, counts.must), counts.missing


def _tier(tier):
    name = TIERS.get(tier, NO_POST)
    return name[0].upper() + name[1:]
