"""The report on a year's rating as a paper: official prose over the numbers, tables, the annexes by organisation.

A draft that the office finishes; its words are those of such reports and stay Vietnamese (domain reference, 9 [P]).
"""

from commitments.reports.issuing import DRAFT_MARK, Issuer
from commitments.reports.paper_parts import annex_blocks, numbered
from commitments.reports.shares import figure, of_whole, percent, share
from evaluations.tables.units import UnitsResource
from portal.lib.dates import today
from portal.lib.numbers import format_vi
from portal.printing import paper

SUBJECTS = {
    "organisation": ("Tổ chức đảng", "tổ chức"),
    "collective": ("Tập thể", "tập thể"),
    "party_member": ("Đảng viên", "đảng viên"),
    "cadre": ("Cán bộ, công chức, viên chức", "đồng chí"),
}
REASONS = {
    "exempt": "miễn công tác, sinh hoạt đảng",
    "suspended": "đình chỉ sinh hoạt đảng",
    "new": "kết nạp chưa đủ 6 tháng",
    "short": "công tác chưa đủ 6 tháng trong năm",
    "other": "lý do khác",
}
LEVEL_COLUMNS = [
    paper.Column("Mức xếp loại", 5),
    paper.Column("Số lượng", 1.6, "center"),
    paper.Column("Tỉ lệ", 1.6, "center"),
    paper.Column("Năm trước", 1.8, "center"),
    paper.Column("Tỉ lệ năm trước", 1.8, "center"),
    paper.Column("Tăng, giảm", 1.8, "center"),
]
QUOTA_COLUMNS = [
    paper.Column("Nhóm", 5),
    paper.Column("Xếp loại xuất sắc", 1.8, "center"),
    paper.Column("Tối đa", 1.4, "center"),
    paper.Column("Cách tính", 4),
    paper.Column("Kết quả", 1.8, "center"),
]


def year_report_paper(found):
    """Return the paper of a ``YearReport``."""
    day, issuer = today(), Issuer(found.unit)
    tables = [UnitsResource(part.table).export() for part in found.parts]
    year = found.evaluation.year
    return paper.Paper(
        title="Báo cáo",
        subtitle=f"kết quả đánh giá, xếp loại chất lượng tổ chức đảng, tập thể, cá nhân năm {year}",
        letterhead=issuer.letterhead(day),
        blocks=[
            paper.Prose(f"Kính gửi: {issuer.addressee}"),
            paper.Prose(
                f"{issuer.name} báo cáo kết quả đánh giá, xếp loại chất lượng năm {year} theo "
                f"{found.evaluation.scheme.name}, số liệu tính đến ngày {day:%d/%m/%Y}, như sau:"
            ),
            paper.Heading(1, "I. Kết quả đánh giá, xếp loại"),
            *(numbered(_results(found)) or [paper.Prose("Chưa có đối tượng nào được đánh giá, xếp loại.")]),
            paper.Heading(1, "II. Thực hiện tỉ lệ “Hoàn thành xuất sắc nhiệm vụ”"),
            *_quota(found),
            paper.Heading(1, "III. Hạn chế, nguyên nhân"),
            paper.Blanks(3),
            paper.Heading(1, "IV. Kiến nghị, đề xuất"),
            paper.Blanks(3),
            issuer.signatures(),
            *annex_blocks(tables),
        ],
        draft_mark=DRAFT_MARK,
        layout=paper.layout_on(day),
    )


def _results(found):
    for number, part in enumerate(found.parts, start=1):
        heading, _word = SUBJECTS[part.track]
        rows = [_level_row(line) for line in part.levels]
        yield heading, [paper.Prose(sentences(part, annex=number)), paper.Table(LEVEL_COLUMNS, rows), chart(part)]


def chart(part):
    """Return the shares of the levels of one track as bars, each with that of last year below where it is known."""
    bars = []
    for line in part.levels:
        bars.append((line.label, float(line.share or 0), line.percent))
        if line.share_before is not None:
            bars.append(("Năm trước", float(line.share_before), line.percent_before))
    return paper.Bars(bars)


def sentences(part, *, annex=None):
    """Return what is said of one track: how many there are, were rated, were not and why, are not decided yet."""
    now, word = part.now, SUBJECTS[part.track][1]
    lines = [f"Tổng số {figure(now.total)} {word}; được đánh giá, xếp loại {of_whole(now.rated, now.total)} {word}"]
    lines[0] += f", đạt {percent(share(now.rated, now.total))}."
    if reasons := [f"{figure(now.reasons[code])} {words}" for code, words in REASONS.items() if now.reasons[code]]:
        lines.append(f"Chưa, không đánh giá: {', '.join(reasons)}.")
    if now.undecided:
        lines.append(f"Đến nay còn {figure(now.undecided)} {word} chưa có quyết định xếp loại.")
    top = part.levels[0] if part.levels else None
    if top is not None and top.points_more is not None:
        lines.append(f"Mức “{top.label}” {_changed(top.points_more)} so với năm trước.")
    if annex:
        lines.append(f"Chi tiết theo tổ chức tại Phụ lục {annex}.")
    return lines


def _changed(points):
    if not points:
        return "giữ nguyên tỉ lệ"
    return f"{'tăng' if points > 0 else 'giảm'} {format_vi(abs(points), 1)} điểm phần trăm"


def _level_row(line):
    before = ["", "", ""]
    if line.count_before is not None:
        more = line.points_more
        sign = "+" if more and more > 0 else ""
        before = [
            format_vi(line.count_before),
            line.percent_before,
            f"{sign}{format_vi(more, 1)}" if more is not None else "",
        ]
    return [line.label, format_vi(line.count), line.percent, *before]


def _quota(found):
    if not found.groups:
        return [paper.Prose("Không có nhóm nào do cấp ủy này quyết định mức xếp loại.")]
    rows = [
        [
            f"{SUBJECTS[group.track][0]}: {group.name}" if group.name else SUBJECTS[group.track][0],
            of_whole(group.quota.proposed, group.total),
            format_vi(group.quota.allowed_now),
            "\n".join(group.quota.arithmetic),
            "Vượt" if group.quota.is_exceeded else "Trong tỉ lệ",
        ]
        for group in found.groups
    ]
    over = sum(1 for group in found.groups if group.quota.is_exceeded)
    said = (
        f"{figure(over)}/{figure(len(found.groups))} nhóm vượt tỉ lệ." if over else "Các nhóm đều trong tỉ lệ quy định."
    )
    return [paper.Prose(said), paper.Table(QUOTA_COLUMNS, rows)]
