"""Browser tests: the system's Chromium, and a clear word where there is none.

A plugin (``pytest_plugins`` in conftest). A test marked ``browser`` that cannot run is counted as NOT RUN with the
reason at the end of the report: nobody should take a machine without a browser for a green one.
"""

import os
import shutil

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import testcases

# Playwright's synchronous interface runs an event loop in this thread, and Django would refuse the database in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is missing. To get it: sudo apt-get install chromium"


def executable():
    """Return the path of the system's Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_configure():
    """Serve pages their static files from the sources: the live server would take what was last collected.

    It looks for the staticfiles app by its name, and ours is ``portal.apps.ServedFilesConfig``.
    """
    testcases._StaticFilesHandler = StaticFilesHandler


def pytest_collection_modifyitems(items):
    if executable() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=MISSING))


def pytest_terminal_summary(terminalreporter):
    not_run = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if not_run:
        terminalreporter.section("NOT RUN", red=True)
        terminalreporter.line(f"{len(not_run)} browser tests. {MISSING}")
        for report in not_run:
            terminalreporter.line(f"  {report.nodeid}")


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """Return a running Chromium; a test opens its own context in it, so that nothing is shared but the process."""
    # Beside the loop that Playwright runs, Django opens a second connection to the same test database; what migrations
    # put in is remembered on the first one only, so the class tells it to both.
    first = connections["default"]
    type(first)._test_serialized_contents = getattr(first, "_test_serialized_contents", "[]")

    from playwright.sync_api import expect, sync_playwright  # slow to import, and only browser tests need it

    expect.set_options(timeout=15_000)  # a build server with two busy cores is no reason to fail
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()
