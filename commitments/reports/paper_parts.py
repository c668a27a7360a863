"""What the papers of both reports share: how they call a campaign's subject, and how annexes follow each other."""

from commitments.reports.tables import block
from portal.printing import paper


def subject_of(campaign):
    """Return what is registered, with its year: "chương trình hành động cá nhân năm 2026"."""
    name = campaign.form.name.removeprefix("Bản đăng ký ")
    return f"{name[0].lower()}{name[1:]} năm {campaign.year}"


def join(names):
    """Return "A", "A và B" or "A, B và C"."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} và {last}" if first else last


def annex_blocks(tables):
    """Return the annexes on sheets turned sideways, each with its number and title on a page of its own."""
    blocks = []
    for number, table in enumerate(tables, start=1):
        # The first stands on a new page already, as the sheets are turned.
        blocks += [paper.PageBreak()] if blocks else []
        blocks += [paper.Title(f"Phụ lục {number}", table.title), block(table)]
    return [paper.Landscape(blocks)] if blocks else []
