"""What every journey looks at on its way."""

from axe_playwright_python.sync_playwright import Axe

LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]

# Without this axe fetches the stylesheet's forty parts again for every page, from the wrong addresses.
AXE_OPTIONS = {"preload": False, "resultTypes": ["violations"]}


def settle(page):
    """Wait until the page that is being opened stands whole: a click comes back while the next page is still empty."""
    page.wait_for_load_state()
    page.locator("main").first.wait_for(state="attached")


def violations(page):
    """Return what axe finds: (rule, the first element that breaks it) each."""
    settle(page)
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found]


def check_page(page):
    """Nothing scrolls sideways, axe finds nothing."""
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    assert (page.url, violations(page)) == (page.url, [])
