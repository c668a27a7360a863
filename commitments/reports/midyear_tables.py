"""The tables of the report on progress; the words are those of the office's tables (domain reference, 8.9 [P])."""

from decimal import Decimal

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
from commitments.tallies.targets import adds_up
from portal.printing.xlsx import Kind

STATES = {
    "planned": "Chưa thực hiện",
    "in_progress": "Đang thực hiện",
    "done": "Đã xong",
    "exceeded": "Vượt mức",
    "not_done": "Không hoàn thành",
}
NAMES = {"unreported": "Chưa báo cáo", "overdue": "Cam kết quá hạn"}
_OWN_COLUMNS = {
    "unreported": [Column("Báo cáo gần nhất", Kind.DATE, 14)],
    "overdue": [Column("Cam kết quá hạn", Kind.INT, 11), Column("Tổng số cam kết", Kind.INT, 11)],
}


def figures(found):
    """Return the numbers of the body as a table, with their shares where they have a whole."""
    total, answers = found.total, found.total.claimed
    columns = [Column("Nội dung", width=44), Column("Số lượng", Kind.INT, 14), Column("Tỷ lệ", Kind.PERCENT, 14)]
    rows = [
        ("Chương trình đang thực hiện", total.programs, None),
        (f"Phải báo cáo {found.span.quarter_words}", found.owing, None),
        ("Đã báo cáo", total.reported, share(total.reported, found.owing)),
        ("Chưa báo cáo", total.unreported, share(total.unreported, found.owing)),
        ("Cam kết", total.commitments, None),
        *_state_rows(total),
        ("Báo đã xong, đã được xác nhận", total.confirmed, share(total.confirmed, answers)),
        ("Báo đã xong, bị nghi vấn hoặc hỏi lại", total.doubted, share(total.doubted, answers)),
        ("Xong chậm so với hạn", total.late, share(total.late, answers)),
        ("Quá hạn, chưa xong", total.overdue, share(total.overdue, total.commitments)),
        ("Bản điều chỉnh được gửi hoặc được duyệt trong kỳ", found.amendments.total, None),
        *((f"Bản điều chỉnh {words}", count, None) for words, count in amended(found.amendments)),
    ]
    return ReportTable("Số liệu chung", "Số liệu chung", columns, rows)


def amended(amendments):
    """Return what became of the changes that were asked for, pairs of words and number."""
    return [
        ("đã duyệt", amendments.approved),
        ("chờ duyệt", amendments.waiting),
        ("trả lại để sửa", amendments.returned),
        ("đã hủy", amendments.withdrawn),
    ]


def by_state(found):
    """Return how many commitments stand in each state, and which share of all that is."""
    columns = [Column("Trạng thái", width=40), Column("Số cam kết", Kind.INT, 14), Column("Tỷ lệ", Kind.PERCENT, 14)]
    total = found.total.commitments
    return ReportTable(
        "Cam kết theo trạng thái",
        "Theo trạng thái",
        columns,
        _state_rows(found.total),
        [(ALTOGETHER, total, share(total, total))],
    )


def by_unit(found):
    """Return the numbers of each organisation right below, with their sum."""
    quarter = found.span.quarter_words
    columns = [
        NUMBER,
        Column("Tổ chức", width=30),
        Column("Chương trình", Kind.INT, 9),
        Column(f"Đã báo cáo {quarter}", Kind.INT, 9),
        Column(f"Chưa báo cáo {quarter}", Kind.INT, 9),
        Column("Cam kết", Kind.INT, 8),
        *(Column(words, Kind.INT, 8) for words in STATES.values()),
        Column("Đã xác nhận", Kind.INT, 8),
        Column("Quá hạn", Kind.INT, 8),
        Column("Bình quân", Kind.PERCENT, 9),
    ]
    rows = [(number, name, *_counted(numbers)) for number, name, numbers in unit_lines(found)]
    return ReportTable(
        "Kết quả thực hiện theo đơn vị", "Theo đơn vị", columns, rows, [("", ALTOGETHER, *_counted(found.total))]
    )


def by_clause(found):
    """Return how each clause is answered, through the documents that carry it out as well."""
    columns = [
        NUMBER,
        Column("Văn bản", width=22),
        Column("Mục", width=7),
        Column("Nội dung", width=46),
        Column("Số bản đăng ký", Kind.INT, 9),
        Column("Số cam kết", Kind.INT, 8),
        Column("Đang trong kỳ thực hiện", Kind.INT, 11),
        Column("Đã xong", Kind.INT, 8),
        Column("Bình quân", Kind.PERCENT, 9),
    ]
    cells = [
        (document, clause, found.answers.cells[clause.pk])
        for document in found.documents
        for clause in document.clauses
    ]
    rows = [
        (
            number,
            document.resolution.short_citation,
            clause.number,
            clause.text,
            cell.people,
            cell.commitments,
            cell.running,
            cell.done,
            _mean(cell.percent_sum, cell.running),
        )
        for number, (document, clause, cell) in enumerate(cells, start=1)
    ]
    return ReportTable("Kết quả thực hiện theo mục của văn bản", "Theo mục văn bản", columns, rows)


def targets(found):
    """Return the targets of clauses beside what was promised and reached for them, where the units agree.

    Numbers of things add up over people; shares and rates do not, of them the mean is shown.
    """
    columns = [
        NUMBER,
        Column("Văn bản, mục", width=30),
        Column("Chỉ tiêu", Kind.DECIMAL, 10),
        Column("Đơn vị tính", width=14),
        Column("Cách tính", width=11),
        Column("Đã đăng ký", Kind.DECIMAL, 11),
        Column("Kết quả", Kind.DECIMAL, 11),
        Column("Đã xác nhận", Kind.DECIMAL, 11),
        Column("Cam kết cùng đơn vị tính", Kind.INT, 11),
        Column("Cam kết khác đơn vị tính", Kind.INT, 11),
    ]
    rows = [
        (number, *_target(found.answers.clauses[pk], sums))
        for number, (pk, sums) in enumerate(found.answers.sums.items(), start=1)
    ]
    return ReportTable("Chỉ tiêu của văn bản: đã đăng ký và kết quả", "Chỉ tiêu", columns, rows)


def annexes(found):
    """Return ``{key: table}`` of what is annexed, in order; what has no line is left out."""
    tables = {"units": by_unit(found)} if any(org for org, _numbers in found.units) else {}
    tables |= {"clauses": by_clause(found)} if found.answers.clauses else {}
    tables |= {"targets": targets(found)} if found.answers.sums else {}
    tables |= {name: _list(found, name) for name, lines in found.lists.items() if len(lines)}
    return tables | untaken_table(found.documents)


def all_tables(found):
    """Return the tables of the workbook in order."""
    documents = [document_table(found.documents, found.handed_in)] if found.documents else []
    return [figures(found), *documents, *annexes(found).values()]


def _list(found, name):
    title = {
        "unreported": f"Danh sách chưa báo cáo tiến độ {found.span.quarter_words}",
        "overdue": "Danh sách có cam kết quá hạn",
    }[name]
    columns = [*owner_columns(found.campaign), *_OWN_COLUMNS[name]]
    return ReportTable(title, NAMES[name], columns, Written(found.lists[name], as_it_is))


def _state_rows(numbers):
    counted = [(words, getattr(numbers, state)) for state, words in STATES.items()]
    return [(words, count, share(count, numbers.commitments)) for words, count in counted]


def _counted(numbers):
    return (
        numbers.programs,
        numbers.reported,
        numbers.unreported,
        numbers.commitments,
        *(getattr(numbers, state) for state in STATES),
        numbers.confirmed,
        numbers.overdue,
        _mean(numbers.percent_sum, numbers.commitments),
    )


def _mean(percent_sum, count):
    """Return the mean of percents as a share."""
    return share(percent_sum, 100 * count)


def _target(clause, sums):
    is_sum = adds_up(clause.unit)
    return (
        f"{clause.resolution.short_citation}, mục {clause.number}",
        clause.target_value,
        clause.unit,
        "Cộng" if is_sum else "Bình quân",
        sums.promised if is_sum else _divided(sums.promised, sums.agreeing),
        sums.reached if is_sum else _divided(sums.reached, sums.measured),
        sums.confirmed if is_sum else _divided(sums.confirmed, sums.settled),
        sums.agreeing,
        sums.differing,
    )


def _divided(value, count):
    return (value / count).quantize(Decimal("0.01")) if count else None
