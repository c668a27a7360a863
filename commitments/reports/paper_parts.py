"""What the papers of both reports share: how they call a campaign's subject, and how annexes follow each other."""

from commitments.reports.tables import block
from portal.lib.numbers import format_vi
from portal.printing import paper


def name_of(campaign):
    """Return what is registered: "chương trình hành động cá nhân"."""
    name = campaign.form.name.removeprefix("Bản đăng ký ")
    return name[0].lower() + name[1:]


def subject_of(campaign):
    """Return what is registered, with its year: "chương trình hành động cá nhân năm 2026"."""
    return f"{name_of(campaign)} năm {campaign.year}"


def join(names):
    """Return "A", "A và B" or "A, B và C"."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} và {last}" if first else last


def numbered(parts):
    """Return the blocks of parts, pairs of heading and blocks, with their headings numbered."""
    blocks = []
    for number, (heading, inner) in enumerate(parts, start=1):
        blocks += [paper.Heading(2, f"{number}. {heading}"), *inner]
    return blocks


def annex_blocks(tables, *, longest=None):
    """Return the annexes on sheets turned sideways, each with its number and title on a page of its own.

    A list of more than ``longest`` lines says where it stands instead.
    """
    blocks = []
    for number, table in enumerate(tables, start=1):
        # The first stands on a new page already, as the sheets are turned.
        blocks += [paper.PageBreak()] if blocks else []
        blocks += [paper.Title(f"Phụ lục {number}", table.title), _annex(table, longest)]
    return [paper.Landscape(blocks)] if blocks else []


def _annex(table, longest):
    if longest is None or len(table.rows) <= longest:
        return block(table)
    count = format_vi(len(table.rows))
    return paper.Prose(f"Danh sách có {count} dòng: xem bảng “{table.name}” của báo cáo dạng Excel, hoặc bản PDF.")
