"""The tables that both reports have, and the columns that their lists begin with."""

from commitments.reports.shares import share
from commitments.reports.tables import NUMBER, Column, ReportTable
from portal.printing.xlsx import Kind

ALTOGETHER = "Tổng cộng"


class Written:
    """The lines of a list (of ``Lines``) with their codes as words; as long as the list, and never all in memory."""

    def __init__(self, lines, words):
        self.lines, self.words = lines, words

    def __len__(self):
        return len(self.lines)

    def __iter__(self):
        return (self.words(line) for line in self.lines)


def as_it_is(line):
    return line


def owner_columns(campaign):
    """Return the number and the columns of ``owner_cells``."""
    owner = [Column("Họ và tên", width=26), Column("Ngày sinh", Kind.DATE, 12), Column("Chức vụ", width=30)]
    if campaign.is_for_collectives:
        owner = [Column("Tập thể", width=40)]
    return [NUMBER, *owner, Column("Chi bộ, tổ chức", width=34)]


def unit_lines(found):
    """Return ``(number, name, numbers)`` of each line by unit."""
    named = ((org.name if org else f"Trực tiếp tại {found.unit.name}", numbers) for org, numbers in found.units)
    return [(number, name, numbers) for number, (name, numbers) in enumerate(named, start=1)]


def document_table(documents, handed_in):
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
            share(document.programs, handed_in),
        )
        for number, document in enumerate(documents, start=1)
    ]
    return ReportTable("Kết quả đăng ký theo văn bản", "Theo văn bản", columns, rows)


def untaken_table(documents):
    """Return ``{"untaken": table}`` of the clauses that nobody answers; ``{}`` where each is answered."""
    untaken = [(document.resolution, clause) for document in documents for clause in document.untaken]
    columns = [NUMBER, Column("Văn bản", width=30), Column("Mục", width=8), Column("Nội dung", width=70)]
    rows = [
        (number, resolution.short_citation, clause.number, clause.text)
        for number, (resolution, clause) in enumerate(untaken, start=1)
    ]
    title = "Các mục văn bản chưa ai đăng ký thực hiện"
    return {"untaken": ReportTable(title, "Mục chưa ai đăng ký", columns, rows)} if untaken else {}
