"""The frame and the components in a browser: axe finds nothing, nothing scrolls sideways, scripts do their part."""

import pytest
from django.urls import reverse

from tests import factories
from tests.journeys.browsing import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def administrator(province):
    person = factories.make_person(
        "Nguyễn Ngọc Thành", cell=province.cell, login_name="thanh", password=factories.PASSWORD
    )
    factories.appoint(person, "system_admin", province.top)
    return person


@pytest.fixture
def open_page(chromium, live_server, administrator, client):
    """Return a function that opens a page as the administrator, in a window of its own."""
    contexts = []

    def open_it(name, *, width=1280, theme="light", text="medium", scripts=True):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        contexts.append(context)
        client.force_login(administrator)
        cookies = {"sessionid": client.cookies["sessionid"].value, "portal_theme": theme, "portal_text": text}
        context.add_cookies([{"name": n, "value": value, "url": live_server.url} for n, value in cookies.items()])
        page = context.new_page()
        page.goto(live_server.url + reverse(name))
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(open_page, live_server, width, theme):
    page = open_page("home", width=width, theme=theme)

    found = {}
    for name in ("home", "style", "usersessions_list", "account_change_password"):
        page.goto(live_server.url + reverse(name))
        found[name] = violations(page)

    assert found == {"home": [], "style": [], "usersessions_list": [], "account_change_password": []}


@pytest.mark.parametrize("width", [390, 768, 1600])
def test_nothing_scrolls_sideways(open_page, width):
    page = open_page("style", width=width)

    widths = {}
    for size in ("medium", "large", "largest"):
        page.evaluate("size => { document.documentElement.dataset.text = size }", size)
        widths[size] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == {"medium": width, "large": width, "largest": width}


def test_text_size_and_colours_change_at_once_and_stay(open_page):
    page = open_page("home")
    page.click(".account > summary")

    page.check("[name=text][value=large]")
    page.check("[name=theme][value=dark]")

    shown = "[document.documentElement.dataset.text, document.documentElement.dataset.theme]"
    assert page.evaluate(shown) == ["large", "dark"]
    page.reload()
    assert page.evaluate(shown) == ["large", "dark"]


def test_text_size_and_navigation_work_without_scripts(open_page):
    page = open_page("home", width=390, scripts=False)
    page.click(".account > summary")
    page.check("[name=text][value=largest]")

    page.click("[data-apply]")

    assert page.get_attribute("html", "data-text") == "largest"


def test_escape_closes_the_menu_and_gives_the_focus_back(open_page):
    page = open_page("home")
    page.click(".account > summary")

    page.keyboard.press("Escape")

    assert page.evaluate("[document.querySelector('.account').open, document.activeElement.tagName]") == [
        False,
        "SUMMARY",
    ]


def test_the_first_key_leads_to_the_content(open_page):
    page = open_page("home")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_one_signs_in_seeing_what_one_types(chromium, live_server, administrator):
    page = chromium.new_page()
    page.goto(live_server.url)
    page.fill("[name=login]", "thanh")
    page.fill("[name=password]", factories.PASSWORD)
    page.click("text=Hiện mật khẩu")

    assert page.get_attribute("[name=password]", "type") == "text"
    page.click("main button[type=submit]")
    page.wait_for_url(live_server.url + "/")
    assert page.inner_text("h1") == "Việc cần làm"
    page.close()
