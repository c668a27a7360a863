"""Writing a program as a person does: a part, a commitment, each field saved as it is left."""

from playwright.sync_api import expect


def leave(field):
    """Leave a field as a person does, with the Tab key."""
    field.press("Tab")


def write_text(page, tab, text):
    page.get_by_role("navigation", name="Các phần").get_by_role("link", name=tab).click()
    field = page.locator("main textarea").first
    field.fill(text)
    leave(field)
    expect(page.locator("#saved")).to_contain_text("Đã lưu")


def write_commitment(page, task, product):
    fill(page, "Việc", task)
    fill(page, "Sản phẩm", product)
    fill(page, "Thời hạn", page.due)
    page.get_by_label("Chủ trì").check()


def fill(page, label, text):
    field = page.locator(".commitment--open").get_by_label(label, exact=False).first
    field.fill(text)
    leave(field)
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
