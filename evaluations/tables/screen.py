"""A table as a page shows it: the same cells as on paper, fewer side by side, and cards on a phone."""

from dataclasses import dataclass, replace

from commitments.reports.tables import block


@dataclass(frozen=True)
class Cell:
    """One cell with the label of its column; ``is_number`` stands to the right."""

    label: str
    text: str
    is_number: bool


@dataclass(frozen=True)
class Row:
    """One row: its head, which leads to ``url`` where there is one, what stands below the head, and its cells.

    ``is_again``: of the same as the row above, whose name a card repeats.
    """

    head: str
    under: list[str]
    cells: list[Cell]
    is_again: bool
    url: str = ""


@dataclass(frozen=True)
class Screen:
    """A table on a page: the label above the heads, the labels of the other columns as cells, rows and sums."""

    label: str
    columns: list[Cell]
    rows: list[Row]
    totals: list[Row]


def shown(table, urls, *, under=0):
    """Return a table (``export()`` of a resource) as ``Screen``; ``urls`` are those of its rows.

    Numbers of rows are left out: they would begin anew on each page. The next ``under`` columns stand below the head;
    a share joins the count before it: "12 (9,1%)".
    """
    printed = block(table)
    columns = printed.columns[1:]
    rows = [replace(row, url=url) for row, url in zip(_rows(printed.rows, columns, under), urls, strict=True)]
    heads = _cells([column.label for column in columns[under + 1 :]], columns[under + 1 :])
    return Screen(columns[0].label, heads, rows, list(_rows(printed.totals, columns, under)))


def _rows(rows, columns, under):
    head = ""
    for _number, name, *rest in rows:
        head, is_again = name or head, not name
        yield Row(head, rest[:under], _cells(rest[under:], columns[under + 1 :]), is_again)


def _cells(texts, columns):
    """Return cells; a column called as the one before with "(%)" after it joins it."""
    cells = []
    for text, column in zip(texts, columns, strict=True):
        if cells and column.label == f"{cells[-1].label} (%)":
            before = cells.pop()
            joined = f"{before.text} ({text})" if text and text != column.label else before.text
            cells.append(Cell(before.label, joined, before.is_number))
        else:
            cells.append(Cell(column.label, text, column.align != "left"))
    return cells
