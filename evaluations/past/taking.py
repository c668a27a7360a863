"""One file of an earlier year: which list it is, how it is read and taken in, and the templates to fill in."""

from django.utils.translation import gettext_lazy

from evaluations.past.resources import CountResource, RatingResource, ShortcomingResource
from evaluations.past.words import RATINGS, SHORTCOMINGS, TRACKS, counts_columns, levels
from portal.directory.lists.sheets import in_unicode, read_list, read_table
from portal.lib.lists import HEADINGS_WITHIN, NotThisList, text_of
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
    "Say below which list it is, or download a template and copy the list into it."
)
NO_SCHEME = gettext_lazy("There is no scheme in force yet, so no level is known. Load a scheme first.")


def take_in(file, filename, *, write=True, by=None, **said):
    """Take one of the lists in, whichever it is, and return the ``Outcome``; ``said`` as in ``take``."""
    kind = kind_of(file, filename)
    file.seek(0)
    return take(kind, read(kind, file, filename), write=write, by=by, **said)


def read(kind, file, filename, reading=None):
    """Return a list as a ``PlainList``; what it raises is that of ``read_list``."""
    _need_levels()
    return read_list(file, filename, columns_of(kind), reading)


def take(kind, listed, *, by=None, **said):
    """Rehearse a list that was read, or write it, and return the ``Outcome``; ``said`` as in its resource."""
    return RESOURCES[kind](by=by, filename=listed.filename).take(listed, **said)


def kind_of(file, filename):
    """Return which of the three lists a file is. Raises ``UnreadableFile``; ``NotThisList`` where no column tells."""
    rows, _legacy = in_unicode(read_table(file, filename).rows[:HEADINGS_WITHIN])
    _need_levels()
    headings = {fold(text_of(cell)) for row in rows for cell in row if isinstance(cell, str)}
    for kind, name in TOLD_BY.items():
        if any(fold(word) in headings for word in columns_of(kind)[name].words()):
            return kind
    told = {kind: columns_of(kind)[name].heading for kind, name in TOLD_BY.items()}
    raise NotThisList(str(NOT_KNOWN) % told)


def _need_levels():
    if not levels():
        raise NotThisList(str(NO_SCHEME))


def columns_of(kind):
    """Return the columns of one of the lists."""
    return {"ratings": RATINGS, "shortcomings": SHORTCOMINGS}.get(kind) or counts_columns(levels())


def write_template(kind, stream):
    """Write an empty workbook with the columns of a list, to be filled in."""
    kept = [column for column in columns_of(kind).values() if column.kept]
    columns = [SheetColumn(str(column.heading), Kind.TEXT, WIDTH) for column in kept]
    render_table(SheetTitle(title=TITLES[kind], subtitle=HOW_TO_FILL[kind]), columns, [], stream)
