"""The stylesheet is served in one piece."""

import re

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

SOURCE = django_settings.BASE_DIR / "static" / "css"


@pytest.fixture
def served(settings, tmp_path):
    """Collect the static files as an installation does, twice, and return their folder."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.storage.OneStylesheetStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_the_parts_stand_in_place_of_the_lines_that_import_them(served):
    stylesheets = list((served / "css").glob("portal.*.css"))

    assert len(stylesheets) == 1
    whole = stylesheets[0].read_text()
    assert "@import" not in whole
    assert whole.index(".status-badge {") < whole.index(".visually-hidden {")


def test_scripts_import_each_other_by_their_hashed_names(served):
    entry = next((served / "js").glob("portal.*.js")).read_text()

    assert re.findall(r'import"\./(\w+)\.[0-9a-f]{12}\.js"', entry) == [
        "account", "busy", "confirm", "keep", "mend", "password", "saved",
    ]  # fmt: skip


def test_every_part_is_imported():
    imported = set(re.findall(r'@import "([^"]+)"', (SOURCE / "portal.css").read_text()))
    parts = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.css")} - {"portal.css"}

    assert imported == parts


@pytest.mark.parametrize("part", sorted(SOURCE.rglob("*.css")), ids=lambda path: path.name)
def test_only_tokens_and_print_name_a_colour(part):
    colours = re.findall(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", re.sub(r"url\([^)]*\)", "", part.read_text()))

    assert colours == [] or part.name in {"tokens.css", "print.css"}
