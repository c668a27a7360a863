"""The kinds of reports, and a gathered report as a file: PDF, Word or Excel."""

from collections.abc import Callable
from dataclasses import dataclass

from commitments.papers import file_name_of
from commitments.reports.issuing import Issuer
from commitments.reports.registration import gather as gather_registration
from commitments.reports.registration_paper import registration_paper
from commitments.reports.registration_tables import all_tables as registration_tables
from commitments.reports.tables import sheet
from commitments.rosters_out import with_year
from portal.printing import docx, pdf
from portal.printing.xlsx import CONTENT_TYPE as XLSX
from portal.printing.xlsx import render_tables

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
}


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: how it is gathered, ``gather(campaign, unit, **choices)``, and what is made of that.

    ``title`` is what the file is called, ``paper`` and ``tables`` take what ``gather`` returns.
    """

    title: str
    gather: Callable
    paper: Callable
    tables: Callable


KINDS = {
    "registration": ReportKind("Báo cáo kết quả đăng ký", gather_registration, registration_paper, registration_tables),
}


def write(kind, found, extension, stream):
    """Write a gathered report to ``stream`` as ``extension``, one of ``CONTENT_TYPES``."""
    if extension == "xlsx":
        letterhead = Issuer(found.unit).letterhead(found.day)
        subtitle = f"{with_year(found.campaign)}, số liệu tính đến ngày {found.day:%d/%m/%Y}"
        render_tables((sheet(table, subtitle, letterhead) for table in kind.tables(found)), stream)
        return
    render = {"pdf": pdf.render, "docx": docx.render}[extension]
    stream.write(render(kind.paper(found)))


def file_name(kind, campaign, unit, extension):
    """Return a plain name for the file: ``bao-cao-ket-qua-dang-ky-2026-duht.pdf``."""
    return file_name_of(f"{kind.title} {campaign.year} {unit.code}", extension)
