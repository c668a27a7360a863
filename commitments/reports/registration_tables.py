"""The tables of the report on registration; the words are those of the office (domain reference, 8.9 [P])."""

from commitments.papers import TIERS
from commitments.reports.shares import share, shares
from commitments.reports.tables import NUMBER, Column, ReportTable
from commitments.rosters_out import EXEMPT, STATUS
from portal.printing.xlsx import Kind

ALTOGETHER = "Tổng cộng"
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
    """Return the numbers of the body as a table: how many, and which share of those who must register."""
    total = found.total
    columns = [Column("Nội dung", width=44), Column("Số lượng", Kind.INT, 14), Column("Tỷ lệ", Kind.PERCENT, 14)]
    on_time, late, missing = shares([total.on_time, total.late, total.missing], total.must) or [None] * 3
    rows = [
        ("Phải đăng ký", total.must, None),
        ("Đã đăng ký", total.registered, share(total.registered, total.must)),
        ("   Đúng hạn", total.on_time, on_time),
        ("   Chậm", total.late, late),
        ("Chưa đăng ký", total.missing, missing),
        ("Đã duyệt", total.approved, share(total.approved, total.must)),
        ("Chờ duyệt", total.waiting, share(total.waiting, total.must)),
        ("Trả lại để sửa", total.returned, share(total.returned, total.must)),
        ("Được miễn", total.exempt, None),
    ]
    return ReportTable("Số liệu chung", "Số liệu chung", columns, rows)


def by_unit(found):
    """Return the numbers of each organisation right below, with their sum."""
    rows = [
        (number, org.name if org else f"Trực tiếp tại {found.unit.name}", *_counted(counts))
        for number, (org, counts) in enumerate(found.units, start=1)
    ]
    return ReportTable(
        "Kết quả đăng ký theo đơn vị",
        "Theo đơn vị",
        [NUMBER, Column("Tổ chức", width=34), *_COUNTS],
        rows,
        [("", ALTOGETHER, *_counted(found.total))],
    )


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


def by_document(found):
    """Return how many programs answer each document: of all that were handed in, as one may answer several."""
    columns = [
        NUMBER,
        Column("Văn bản", width=40),
        Column("Số mục", Kind.INT, 9),
        Column("Mục chưa ai đăng ký", Kind.INT, 12),
        Column("Bản đăng ký có cam kết", Kind.INT, 14),
        Column("Tỷ lệ trên số đã đăng ký", Kind.PERCENT, 14),
    ]
    rows = [
        (
            number,
            document.resolution.short_citation,
            len(document.clauses),
            len(document.untaken),
            document.programs,
            share(document.programs, found.total.registered),
        )
        for number, document in enumerate(found.documents, start=1)
    ]
    return ReportTable("Kết quả đăng ký theo văn bản", "Theo văn bản", columns, rows)


def annexes(found):
    """Return ``{key: table}`` of what is annexed, in order; what has no line is left out."""
    tables = {"units": by_unit(found)} if any(org for org, _counts in found.units) else {}
    tables |= {name: _list(found, name) for name, lines in found.lists.items() if len(lines)}
    untaken = [(document, clause) for document in found.documents for clause in document.untaken]
    if untaken:
        tables["untaken"] = _untaken(untaken)
    return tables


def all_tables(found):
    """Return the tables of the workbook in order."""
    tables = [figures(found)]
    if len(found.tiers) > 1:
        tables.append(by_tier(found))
    if found.documents:
        tables.append(by_document(found))
    return [*tables, *annexes(found).values()]


class _Written:
    """The lines of a list with their codes as words; as long as the list, and never all in memory."""

    def __init__(self, lines, words):
        self.lines, self.words = lines, words

    def __len__(self):
        return len(self.lines)

    def __iter__(self):
        return (self.words(line) for line in self.lines)


def _list(found, name):
    is_of_people = not found.campaign.is_for_collectives
    owner = [Column("Họ và tên", width=26), Column("Ngày sinh", Kind.DATE, 12), Column("Chức vụ", width=30)]
    columns = [NUMBER, *(owner if is_of_people else [Column("Tập thể", width=40)]), Column("Chi bộ, tổ chức", width=34)]
    rows = _Written(found.lists[name], _WORDS[name])
    return ReportTable(TITLES[name], NAMES[name], [*columns, *_OWN_COLUMNS[name]], rows)


def _as_it_is(line):
    return line


def _with_status(line):
    *cells, status = line
    return (*cells, STATUS[status] if status else "Chưa bắt đầu")


def _with_reason(line):
    *cells, reason, note = line
    return (*cells, EXEMPT[reason], note)


_WORDS = {"missing": _with_status, "late": _as_it_is, "returned": _as_it_is, "exempt": _with_reason}


def _untaken(found):
    columns = [NUMBER, Column("Văn bản", width=30), Column("Mục", width=8), Column("Nội dung", width=70)]
    rows = [
        (number, document.resolution.short_citation, clause.number, clause.text)
        for number, (document, clause) in enumerate(found, start=1)
    ]
    return ReportTable("Các mục văn bản chưa ai đăng ký thực hiện", "Mục chưa ai đăng ký", columns, rows)


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
