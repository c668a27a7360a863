"""One file of an earlier year: which list it is, what it would change, its wrong rows, and the templates to fill in."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from evaluations.past.resources import CountResource, RatingResource, ShortcomingResource
from evaluations.past.words import RATINGS, SHORTCOMINGS, TRACKS, counts_columns, levels
from portal.directory.lists.sheets import NO_RECORDS, OLD_FONT, old_font_of, read_table
from portal.lib.lists import HEADINGS_WITHIN, Headings, NotThisList, find_headings, text_of
from portal.lib.vietnamese import fold
from portal.printing.xlsx import Kind, SheetColumn, SheetTitle, render_table

LABELS = {
    "ratings": gettext_lazy("Levels of earlier years"),
    "shortcomings": gettext_lazy("Shortcomings of earlier years"),
    "counts": gettext_lazy("Figures of organisations in earlier years"),
}
RESOURCES = {"ratings": RatingResource, "shortcomings": ShortcomingResource, "counts": CountResource}
# By which column each list is told from the others.
TOLD_BY = {"ratings": "level", "shortcomings": "text", "counts": "rated"}
# What the printed words of a workbook are: they stay Vietnamese.
TITLES = {
    "ratings": "KẾT QUẢ XẾP LOẠI NĂM TRƯỚC",
    "shortcomings": "HẠN CHẾ, KHUYẾT ĐIỂM CÁC NĂM TRƯỚC",
    "counts": "TỔNG HỢP KẾT QUẢ XẾP LOẠI NĂM TRƯỚC",
}
FILE_NAMES = {"ratings": "muc-xep-loai", "shortcomings": "han-che", "counts": "so-lieu-to-chuc"}
HOW_TO_FILL = {
    "ratings": "Mỗi dòng một mức. Cá nhân: số thẻ, hoặc họ tên, ngày sinh và mã chi bộ. Tập thể: tên tập thể và mã tổ "
    "chức. Tổ chức đảng: chỉ mã tổ chức.",
    "shortcomings": "Mỗi dòng một hạn chế, khuyết điểm. Năm đã khắc phục để trống nếu chưa khắc phục xong.",
    "counts": f"Diện xếp loại: {'; '.join(words[0] for words in TRACKS.values())}. Để trống là đảng viên.",
}
WIDTH = 18
NOT_KNOWN = gettext_lazy(
    "This is none of the lists of earlier years: a column “%(ratings)s”, “%(shortcomings)s” or “%(counts)s” is needed. "
    "Download a template and copy the list into it."
)
NO_SCHEME = gettext_lazy("There is no scheme in force yet, so no level is known. Load a scheme first.")


@dataclass(frozen=True)
class PastList:
    """One list as read: which of the three, its rows by name of column, their numbers, and where the columns stand."""

    kind: str
    filename: str
    rows: list
    numbers: list
    headings: Headings

    @property
    def label(self):
        return LABELS[self.kind]

    def run(self, *, write, by=None, leave_out_wrong=False):
        """Rehearse the list or write it, and return the ``Outcome``."""
        resource = RESOURCES[self.kind](by=by, filename=self.filename)
        rows = [dict(row) for row in self.rows]
        return resource.run(rows, self.numbers, write=write, leave_out_wrong=leave_out_wrong)


def open_list(file, filename):
    """Return the ``PastList`` of a file. Raises ``UnreadableFile`` or ``NotThisList`` with what to do."""
    table = read_table(file, filename)
    if not levels():
        raise NotThisList(str(NO_SCHEME))
    kind = _kind_of(table.rows)
    columns = columns_of(kind)
    headings = find_headings(table.rows, columns)
    rows, numbers = [], []
    for number, row in enumerate(table.rows[headings.below :], start=headings.below + 1):
        cells = {name: row[at] for name, at in headings.at.items()}
        if any(text_of(cell) for name, cell in cells.items() if name != "number"):
            rows.append(dict.fromkeys(columns) | cells)
            numbers.append(number)
    if not rows:
        raise NotThisList(str(NO_RECORDS) % {"file": filename})
    if old_font_of(row.values() for row in rows):
        raise NotThisList(str(OLD_FONT) % {"file": filename})
    return PastList(kind, filename, rows, numbers, headings)


def columns_of(kind):
    """Return the columns of one of the lists."""
    return {"ratings": RATINGS, "shortcomings": SHORTCOMINGS}.get(kind) or counts_columns(levels())


def write_template(kind, stream):
    """Write an empty workbook with the columns of a list, to be filled in."""
    columns = [SheetColumn(str(column.heading), Kind.TEXT, WIDTH) for column in columns_of(kind).values()]
    render_table(SheetTitle(title=TITLES[kind], subtitle=HOW_TO_FILL[kind]), columns, [], stream)


def write_wrong_rows(listed, outcome, stream):
    """Write the wrong rows of a list as a workbook, each with its reason, and return how many there are."""
    reasons = defaultdict(list)
    for remark in outcome.wrong:
        reasons[remark.row].append(f"{remark.column}: {remark.reason}" if remark.column else remark.reason)
    columns = columns_of(listed.kind)
    shown = [SheetColumn(str(column.heading), Kind.TEXT, WIDTH) for column in columns.values()]
    shown.append(SheetColumn("Cần sửa", Kind.TEXT, 60))
    rows = (
        (*(_text(row[name]) for name in columns), "; ".join(reasons[number]))
        for row, number in zip(listed.rows, listed.numbers, strict=True)
        if number in reasons
    )
    return render_table(SheetTitle(title="CÁC DÒNG CẦN SỬA"), shown, rows, stream)


def _kind_of(rows):
    headings = {fold(text_of(cell)) for row in rows[:HEADINGS_WITHIN] for cell in row if isinstance(cell, str)}
    for kind, name in TOLD_BY.items():
        if any(fold(word) in headings for word in columns_of(kind)[name].words()):
            return kind
    told = {kind: columns_of(kind)[name].heading for kind, name in TOLD_BY.items()}
    raise NotThisList(str(NOT_KNOWN) % told)


def _text(cell):
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else text_of(cell)
