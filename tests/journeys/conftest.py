"""Opening the portal as a person does: a window of a size and a theme, signed in."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories


@pytest.fixture
def visit(chromium, live_server):
    """Return a function that opens a window at a size and theme on the home of a person.

    ``by_form`` signs in as people do; the others come in with a session, which takes a second less.
    """
    contexts = []

    def open_window(person, *, width=1280, scheme="light", by_form=False):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="vi-VN", accept_downloads=True
        )
        contexts.append(context)
        if not by_form:
            client = Client()
            client.force_login(person)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + reverse("account_login" if by_form else "home"))
        if by_form:
            page.get_by_label("Tên đăng nhập", exact=False).fill(person.login_name)
            page.locator("[name=password]").fill(factories.PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Việc cần làm")
        return page

    yield open_window
    for context in contexts:
        context.close()
