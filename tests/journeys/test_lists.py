"""An office takes a dirty list in, in a browser: mapping, rehearsal, questions, the sheet to correct, and undoing."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from portal.directory.models import Person
from portal.directory.roles import Role
from tests import factories
from tests.journeys.browsing import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

HEADINGS = ["TT", "Thẻ", "Họ tên đồng chí", "Nam, nữ", "Sinh ngày", "Vào Đảng", "Mã chi bộ", "Ghi chú"]
COLUMNS = {"Thẻ": "Số thẻ đảng viên", "Họ tên đồng chí": "Họ và tên"}


@pytest.fixture
def office(province):
    person = factories.make_person("Đỗ Hữu Quang", cell=province.second_cell, password=factories.PASSWORD)
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.ward)
    return person


def dirty_list():
    """Return a workbook with a guide, a hidden sheet, notes above, an old font, short years, and a wrong row."""
    book = Workbook()
    book.active.title = "Hướng dẫn"
    book.active.append(["Điền theo mẫu"])
    hidden = book.create_sheet("Danh mục")
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Danh sách")
    for row in (
        ["ĐẢNG BỘ PHƯỜNG HẠC THÀNH"],
        ["DANH SÁCH ĐẢNG VIÊN (Tính đến ngày 31/12/2025)"],
        HEADINGS,
        [1, "12000008", "Hoµng Thanh V©n", "Nữ", "27/2/85", "19.06.2006", "DUHT-02", None],
        [2, "12000016", "Lª V¨n ¢n", "Nam", "5/1960", "19-6-1985", "DUHT-01", "miễn công tác"],
        [3, "12000024", "TrÇn ThÞ B×nh", "Nữ", "1970", "1/1/95", "DUHT-99", None],
    ):
        sheet.append(row)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(page, url, content):
    page.goto(url)
    check_page(page)
    page.set_input_files("[name=file]", {"name": "danh-sach.xlsx", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Xem trước").click()


def leave_out_and_write(page):
    for name in ("convert", "leave_out"):
        box = page.locator(f"#import-confirm [name={name}]")
        if box.count():
            box.check()
    page.get_by_role("button", name="Ghi vào cổng").click()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_dirty_list_comes_in_is_corrected_and_undone(width, scheme, province, office, visit, live_server):
    moved = factories.make_person("Hoàng Thanh Vân", cell=province.cell, card_no="12000008")
    page = visit(office, width=width, scheme=scheme)
    url = live_server.url + reverse("directory:import")

    # Two headings are strange: somebody says once what they are.
    upload(page, url, dirty_list())
    expect(page.get_by_role("main")).to_contain_text("Cổng chưa nhận ra cột: Họ và tên")
    check_page(page)
    for heading, column in COLUMNS.items():
        page.get_by_label(heading, exact=True).select_option(label=column)
    page.get_by_role("button", name="Đọc danh sách theo cách này").click()

    # Old font and years of two digits are shown before and after.
    main = page.get_by_role("main")
    expect(main).to_contain_text("Lª V¨n ¢n → Lê Văn Ân")
    expect(main).to_contain_text("27/2/85 → 27/02/1985")
    check_page(page)
    page.get_by_role("button", name="Đồng ý đọc như vậy").click()

    # Somebody is in another cell than before: since when?
    question = page.locator("#import-questions")
    expect(question).to_contain_text("từ ngày nào?")
    check_page(page)
    question.get_by_label("từ ngày nào?").fill("31/2/2026")
    question.get_by_role("button", name="Lưu câu trả lời").click()
    expect(page.locator("#error-summary")).to_contain_text("31/2/2026")
    check_page(page)
    question.get_by_label("từ ngày nào?").fill("1/3/2026")
    question.get_by_role("button", name="Lưu câu trả lời").click()
    expect(main).to_contain_text("Đã trả lời đủ")

    # The wrong row goes out as a sheet; the others are written.
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải các dòng cần sửa").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    leave_out_and_write(page)
    expect(main).to_contain_text("Đã ghi 1 đồng chí mới, 1 thay đổi; 1 dòng sai chưa ghi.")
    check_page(page)
    expect(main).to_contain_text("In phiếu kích hoạt cho 1 đồng chí mới")
    moved.refresh_from_db()
    assert (moved.cell, f"{moved.born:%d/%m/%Y}") == (province.second_cell, "27/02/1985")
    assert Person.objects.get(card_no="12000016").membership_today.standing == "exempt"

    # Mended, it comes in.
    wrong = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "DUHT-99")
    wrong.value = "DUHT-01"
    upload(page, url, saved(book))
    page.get_by_role("button", name="Đồng ý đọc như vậy").click()
    leave_out_and_write(page)
    expect(main).to_contain_text("Đã ghi 1 đồng chí mới, 0 thay đổi.")
    assert Person.objects.get(card_no="12000024").full_name == "Trần Thị Bình"

    # It was the wrong list after all.
    page.goto(url)
    page.get_by_role("link", name="Danh sách đã nhập").click()
    check_page(page)
    page.get_by_role("link", name="Hoàn tác").first.click()
    expect(main).to_contain_text("Bỏ 1 người do danh sách đưa vào")
    check_page(page)
    page.get_by_role("button", name="Hoàn tác danh sách này").click()
    expect(main).to_contain_text("Đã hoàn tác danh sách")
    check_page(page)
    assert not Person.objects.filter(card_no="12000024").exists()
