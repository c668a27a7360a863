"""What every journey looks at on its way."""

from axe_playwright_python.sync_playwright import Axe

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def check_page(page):
    """Nothing scrolls sideways, axe finds nothing, the console is silent."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    found = [
        (violation["id"], violation["nodes"][0]["html"][:200]) for violation in Axe().run(page).response["violations"]
    ]
    assert (page.url, found) == (page.url, [])
