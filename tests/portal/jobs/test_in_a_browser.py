"""A job in a browser: its page follows it by itself, on a phone too, and axe finds nothing."""

import pytest

from portal.jobs import running, service
from tests.journeys.browsing import violations
from tests.worker import work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def open_page(chromium, live_server, member, client):
    """Return a function that opens an address as the member, in a window of its own."""
    contexts = []

    def open_it(path, *, width=1280, scripts=True):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        contexts.append(context)
        client.force_login(member)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_follows_the_job_by_itself_until_the_file_is_there(open_page, member, width):
    job = service.ask("tests.lines", {"count": 3}, by=member)
    page = open_page(job.get_absolute_url(), width=width)
    assert page.inner_text(".job__figure") == "Đang chờ đến lượt."

    running.go_on(job.pk, 0)
    running.go_on(job.pk, 0)
    page.get_by_text("1 trên 3 phần").wait_for(timeout=10_000)
    violations_under_way = violations(page)
    work_off()
    link = page.get_by_role("link", name="Tải tệp về")
    link.wait_for(timeout=10_000)

    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes() == "Đầu\ndòng 1, xong\ndòng 2, xong\ndòng 3, xong\n".encode()
    assert download.value.suggested_filename == "cac-dong.txt"
    assert violations_under_way == violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_without_scripts_one_looks_again_and_cancels(open_page, member):
    job = service.ask("tests.lines", {"count": 3}, by=member)
    page = open_page(job.get_absolute_url(), scripts=False)
    running.go_on(job.pk, 0)
    running.go_on(job.pk, 0)

    page.click("text=Cập nhật trang")
    seen = page.inner_text(".job__figure")
    page.click("text=Hủy lập tệp")

    assert seen == "1 trên 3 phần"
    assert "Đã hủy việc lập tệp." in page.inner_text("#messages")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_cancelling_asks_once_more(open_page, member):
    job = service.ask("tests.lines", {"count": 3}, by=member)
    page = open_page(job.get_absolute_url())

    page.click("text=Hủy lập tệp")

    assert page.locator("dialog[open]").inner_text().startswith("Hủy việc lập tệp?")
    job.refresh_from_db()
    assert job.state == "waiting"
