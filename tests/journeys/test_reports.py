"""The committee's last step in a real browser: from the overview to the report, taken in its three formats."""

import datetime
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from commitments.models import Period
from portal.lib.dates import today
from tests import factories
from tests.journeys.browsing import LOOKS, check_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
MISSING = "Lê Quang Dũng"


@pytest.fixture
def year(campaign, clause, member, colleague, secretary, ward_secretary):
    """The first quarter is to be reported today; one is approved and has not reported, one has not registered."""
    quarter = Period.objects.filter(year=campaign.year, quarter=1)
    quarter.update(ends_on=today(), report_opens_on=today(), report_due_on=today() + datetime.timedelta(days=5))
    Period.objects.filter(year=campaign.year, quarter__gt=1).update(report_opens_on=None)
    factories.make_program(member, campaign=campaign, status="approved", clauses=[clause])
    factories.make_entry(campaign, colleague)
    ward_secretary.set_password(factories.PASSWORD)
    ward_secretary.save()
    return campaign


def taken(page, button):
    """Press a button and return the content of the file that comes."""
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name=button).click()
    return BytesIO(Path(download.value.path()).read_bytes())


def words_of(document):
    return " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_secretary_takes_both_reports_in_three_formats(width, scheme, year, ward_secretary, visit, live_server):
    page = visit(ward_secretary, width=width, scheme=scheme)
    main = page.get_by_role("main")

    # From the registration to its report.
    page.goto(live_server.url + reverse("commitments:overview_unit", args=[year.pk, "DUHT"]))
    main.get_by_role("link", name="Báo cáo kết quả đăng ký").click()
    expect(main).to_contain_text("Danh sách chưa đăng ký: 1")
    check_page(page)
    word, paper, book = (taken(page, button) for button in ("Tải Word để hoàn thiện", "PDF", "Excel kèm danh sách"))
    assert MISSING in words_of(docx.Document(word))
    assert MISSING in " ".join(sheet.extract_text() for sheet in PdfReader(paper).pages)
    assert MISSING in [row[1] for row in openpyxl.load_workbook(book)["Chưa đăng ký"].iter_rows(values_only=True)]

    # From the progress to its report, as of the end of a day.
    page.goto(live_server.url + reverse("commitments:overview_progress", args=[year.pk, "DUHT"]))
    main.get_by_role("link", name="Báo cáo kết quả thực hiện").click()
    expect(page.get_by_label("Số liệu tính đến hết ngày")).to_have_value(f"{today():%d/%m/%Y}")
    check_page(page)
    word, paper, book = (taken(page, button) for button in ("Tải Word để hoàn thiện", "PDF", "Excel kèm danh sách"))
    assert "Đặng Thị Bích Ngà" in words_of(docx.Document(word))
    assert "01 chương trình phải báo cáo tiến độ quý I" in PdfReader(paper).pages[0].extract_text().replace("\n", " ")
    assert openpyxl.load_workbook(book).sheetnames[0] == "Số liệu chung"

    # A day that is no day is told beside its field.
    page.get_by_label("Số liệu tính đến hết ngày").fill("hôm qua")
    main.get_by_role("button", name="Chọn").click()
    expect(main).to_contain_text("“hôm qua” chưa phải là ngày")
    check_page(page)
