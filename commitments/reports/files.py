"""The kinds of reports, and a gathered report as a file: PDF, Word or Excel."""

from collections.abc import Callable
from dataclasses import dataclass

from commitments.papers import file_name_of
from commitments.reports.issuing import Issuer
from commitments.reports.midyear import gather as gather_midyear
from commitments.reports.midyear_paper import midyear_paper
from commitments.reports.midyear_tables import all_tables as midyear_tables
from commitments.reports.registration import gather as gather_registration
from commitments.reports.registration_paper import registration_paper
from commitments.reports.registration_tables import all_tables as registration_tables
from commitments.reports.spans import Span
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
# Lines of one list in a Word file: each takes 20 kB of memory to write, and nobody scrolls through more.
WORD_TAKES = 20_000


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: how it is gathered, ``gather(campaign, unit, **choices)``, and what is made of that.

    ``title`` is what the file is called, together with ``about(campaign, choices)``; ``paper`` and ``tables`` take what
    ``gather`` returns.
    """

    title: str
    about: Callable
    gather: Callable
    paper: Callable
    tables: Callable


KINDS = {
    "registration": ReportKind(
        "Báo cáo kết quả đăng ký",
        lambda campaign, _choices: f"năm {campaign.year}",
        gather_registration,
        registration_paper,
        registration_tables,
    ),
    "midyear": ReportKind(
        "Báo cáo kết quả thực hiện",
        lambda campaign, choices: Span.of(campaign, choices["span"]).title,
        gather_midyear,
        midyear_paper,
        midyear_tables,
    ),
}


def write(kind, found, extension, stream):
    """Write a gathered report to ``stream`` as ``extension``, one of ``CONTENT_TYPES``."""
    if extension == "xlsx":
        letterhead = Issuer(found.unit).letterhead(found.day)
        subtitle = f"{with_year(found.campaign)}, số liệu tính đến ngày {found.day:%d/%m/%Y}"
        render_tables((sheet(table, subtitle, letterhead) for table in kind.tables(found)), stream)
    elif extension == "docx":
        stream.write(docx.render(kind.paper(found, longest=WORD_TAKES)))
    else:
        stream.write(pdf.render(kind.paper(found)))


def title_of(kind, campaign, choices):
    """Return what a report is called: "Báo cáo kết quả thực hiện 6 tháng đầu năm 2026"."""
    return f"{kind.title} {kind.about(campaign, choices)}"


def file_name(kind, campaign, unit, extension, choices):
    """Return a plain name for the file: ``bao-cao-ket-qua-dang-ky-nam-2026-duht.pdf``."""
    return file_name_of(f"{title_of(kind, campaign, choices)} {unit.code}", extension)
