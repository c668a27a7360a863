"""A table of the year's end as a file: a workbook or a PDF, from the same rows as the screen."""

import dataclasses

from import_export.formats.base_formats import Format

from commitments.papers import file_name_of as name_of
from commitments.reports.issuing import Issuer
from commitments.reports.resources import WorkbookFormat
from commitments.reports.tables import block
from evaluations.deciding.organ import organ_of
from evaluations.models import Rating
from evaluations.papers.gathering.dossier import period_of
from evaluations.tables import people, units
from evaluations.tables.people import PeopleResource
from evaluations.tables.units import UnitsResource
from portal.lib.dates import today
from portal.printing import paper, pdf

# A PDF of more lines comes in volumes of so many: that is what can be bound, and drawn in a minute.
LINES_OF_A_VOLUME = 5_000
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


class PdfFormat(Format):
    """A table as a PDF, A4 sideways."""

    def get_title(self):
        return "pdf"

    def get_extension(self):
        return "pdf"

    def get_content_type(self):
        return "application/pdf"

    def can_export(self):
        return True

    def export_data(self, dataset, *, stream, subtitle, letterhead, signatures):
        """Write a ``ReportTable`` to ``stream``; where its sums end it, it is signed."""
        drawn = paper.Paper(
            title=dataset.title,
            subtitle=subtitle,
            letterhead=letterhead,
            blocks=[block(dataset), *([signatures] if dataset.totals else [])],
            draft=False,
            landscape=True,
            # So many columns stand side by side on A4 only in smaller type: 10 points, as read on paper by eye.
            layout=dataclasses.replace(paper.layout_on(today()), table_pt=10, table_leading_pt=12),
        )
        stream.write(pdf.render(drawn))


FORMATS = {made.get_extension(): made for made in (WorkbookFormat(), PdfFormat())}


def resource(kind, evaluation, unit, track, sight):
    """Return the resource of one table; that of people is read as it is written."""
    if kind == "people":
        return PeopleResource(evaluation, unit, track, sight)
    return UnitsResource(units.gather(evaluation, unit, track))


def write(table, evaluation, unit, extension, stream, *, volume=""):
    """Write a table (``export()`` of a resource) to ``stream`` as ``extension``, one of ``FORMATS``.

    ``volume`` says which part of several it is: "Quyển 1/50".
    """
    day = today()
    period = f"{period_of(evaluation)}, số liệu tính đến ngày {day:%d/%m/%Y}"
    FORMATS[extension].export_data(
        table,
        stream=stream,
        subtitle="; ".join(filter(None, [period, volume])),
        letterhead=dataclasses.replace(Issuer(unit).letterhead(day), number=""),
        signatures=_signatures(unit),
    )


def _signatures(unit):
    """Return who signs a table: who made it, and the organ of the unit (domain reference, 9)."""
    note = "(Ký, ghi rõ họ tên)"
    return paper.Signatures(
        [paper.Signature("NGƯỜI LẬP BIỂU", note=note), paper.Signature(organ_of(unit).signs_as, note=note)]
    )


def file_name(kind, evaluation, unit, track, extension, volume=None):
    """Return a plain name: ``tong-hop-xep-loai-dang-vien-theo-to-chuc-2026-duht.xlsx``, of a volume with its number."""
    titles = people.TITLES if kind == "people" else units.TITLES
    part = f" quyển {volume:03}" if volume else ""
    return name_of(f"{titles[track]} {evaluation.year} {unit.code}{part}", extension)
