"""A table of the year's end as a file: a workbook or a PDF, from the same rows as the screen."""

import dataclasses

from commitments.papers import file_name_of as name_of
from commitments.reports.issuing import Issuer
from commitments.reports.tables import block, sheet
from evaluations.models import Rating
from evaluations.papers.gathering.dossier import period_of
from evaluations.tables import people, units
from portal.lib.dates import today
from portal.printing import paper, pdf
from portal.printing.xlsx import CONTENT_TYPE, render_tables

CONTENT_TYPES = {"xlsx": CONTENT_TYPE, "pdf": "application/pdf"}
# Above so many lines a PDF is nothing that anybody reads; the workbook holds all.
PDF_TAKES = 5_000
# So many lines are written while somebody waits.
AT_ONCE_UP_TO = 5_000
KINDS = ("people", "units")
TRACKS_OF = {
    "people": (Rating.Track.PARTY_MEMBER, Rating.Track.CADRE),
    "units": (
        Rating.Track.PARTY_MEMBER,
        Rating.Track.CADRE,
        Rating.Track.COLLECTIVE,
        Rating.Track.ORGANISATION,
    ),
}


def made(kind, evaluation, unit, track, sight):
    """Return one table of a kind; that of people is read as it is written."""
    if kind == "people":
        return people.table(evaluation, unit, track, sight)
    return units.table(units.gather(evaluation, unit, track))


def write(table, evaluation, unit, extension, stream):
    """Write a table to ``stream`` as ``extension``, one of ``CONTENT_TYPES``."""
    day = today()
    letterhead = dataclasses.replace(Issuer(unit).letterhead(day), number="")
    subtitle = f"{period_of(evaluation)}, số liệu tính đến ngày {day:%d/%m/%Y}"
    if extension == "xlsx":
        render_tables([sheet(table, subtitle, letterhead)], stream)
        return
    layout = paper.layout_on(day)
    stream.write(
        pdf.render(
            paper.Paper(
                title=table.title,
                subtitle=subtitle,
                letterhead=letterhead,
                blocks=[block(table)],
                draft=False,
                landscape=True,
                # So many columns stand side by side on A4 only in smaller type: 10 points, as read on paper by eye.
                layout=dataclasses.replace(layout, table_pt=10, table_leading_pt=12),
            )
        )
    )


def file_name(kind, evaluation, unit, track, extension):
    """Return a plain name: ``tong-hop-xep-loai-dang-vien-theo-to-chuc-2026-duht.xlsx``."""
    titles = people.TITLES if kind == "people" else units.TITLES
    return name_of(f"{titles[track]} {evaluation.year} {unit.code}", extension)
