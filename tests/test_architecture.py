"""The plan of the house, checked: imports point down, pages carry no inline code, no page is without a rule."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.urls import URLResolver, get_resolver
from django.utils import translation

from commitments.models import ActionProgram, Amendment
from evaluations.models import Rating, SelfAssessment
from portal import translations
from portal.lib import composed
from portal.printing.fonts import LETTERS
from tests import test_access

BASE = Path(__file__).parent.parent

# From the ground up. Parts on one floor stand beside each other and do not import each other.
FLOORS = [
    ["portal.lib"],
    ["portal.templatetags"],
    ["portal.audit"],
    ["portal.printing"],
    ["portal.jobs"],
    ["portal.directory"],
    ["portal.resolutions", "portal.notifications"],
    ["portal.privacy"],
    ["commitments"],
    ["evaluations"],
    ["portal"],  # its root modules: settings, urls, views; they know everyone, nobody imports them
]
HEIGHT = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
SOURCES = sorted(path for part in ("portal", "commitments", "evaluations") for path in (BASE / part).rglob("*.py"))
WRITES_THE_TRAIL = {"record", "record_many", "_record", "record_opening", "note"}
ACT = re.compile(r"(?:audit|jobs|directory|privacy|notifications|resolutions|commitments|evaluations)\.[a-z_]+")
# E-mail programs read no stylesheets of ours: letters may be styled in line.
TEMPLATES = sorted(path for path in (BASE / "templates").rglob("*.html") if "emails" not in path.parts)


def module_of(path):
    return ".".join(path.relative_to(BASE).with_suffix("").parts).removesuffix(".__init__")


def part_of(module):
    """Return the part that a module belongs to, or None for a package of others."""
    names = [part for part in HEIGHT if module == part or module.startswith(f"{part}.")]
    return max(names, key=len, default=None)


def imported_by(path, tree):
    """Return every module that a file imports, wherever in the file; ``from a import b`` counts as a.b."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def may_import(importer, imported):
    return imported is None or importer == imported or HEIGHT[imported] < HEIGHT[importer]


def names_of(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_of(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


def called_in(function):
    """Return the last names of all that a function calls: ``record`` of ``trail.record(…)``."""
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return [func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls]


def relative(paths):
    return [str(path.relative_to(BASE)) for path in paths]


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("portal.directory.roles", "portal.lib.policy", True),
        ("portal.directory.roles", "portal.directory.models", True),
        ("portal.directory.roles", "commitments.models", False),
        ("portal.resolutions.models", "portal.notifications.outbox", False),
        ("commitments.views", "portal.views", False),
        ("portal.urls", "evaluations.urls", True),
        ("portal.lib.policy", "django.core", True),
    ],
)
def test_the_rule_itself_knows_up_from_down(importer, imported, allowed):
    assert may_import(part_of(importer), part_of(imported)) is allowed


def test_imports_point_down():
    upwards = [
        f"{module_of(path)} imports {imported}"
        for path in SOURCES
        for imported in imported_by(path, ast.parse(path.read_text(encoding="utf-8")))
        if not may_import(part_of(module_of(path)), part_of(imported))
    ]

    assert upwards == []


def test_no_import_of_our_own_hides_in_a_function():
    hidden = [
        f"{module_of(path)}: {imported}"
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for imported in imported_by(path, function)
        if part_of(imported)
    ]

    assert hidden == []


def test_importing_a_part_does_not_drag_in_the_front_door():
    assert (BASE / "portal" / "__init__.py").read_text() == ""


def test_only_the_settings_read_the_environment():
    readers = [path for path in SOURCES if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))]

    assert relative(readers) == ["portal/settings.py", "portal/wsgi.py"]


def test_the_readme_lists_every_setting():
    settings = (BASE / "portal" / "settings.py").read_text(encoding="utf-8")
    names = re.findall(r"(?:text|flag|number|hour|minutes|days|whole_numbers|environ\.get)\(\"(\w+)\"", settings)

    readme = (BASE / "README.md").read_text(encoding="utf-8")

    assert sorted(set(names)) == sorted(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "paper"),
    [
        ("states of a program", ActionProgram),
        ("states of an amendment", Amendment),
        ("states of a self-assessment", SelfAssessment),
        ("stages of a rating", Rating),
    ],
)
def test_the_readme_draws_the_states_of_papers_as_they_are(heading, paper):
    readme = (BASE / "README.md").read_text(encoding="utf-8")
    section = readme.partition(f"## The {heading}")[2].partition("\n## ")[0]

    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", section, re.MULTILINE))

    assert drawn == {(str(before), str(after)) for before, nexts in paper.NEXT.items() for after in nexts}


def test_no_signal_runs_between_our_apps():
    receivers = [path for path in SOURCES if re.search(r"@receiver\b|\.connect\(", path.read_text(encoding="utf-8"))]

    assert relative(receivers) == []


def test_the_trail_has_words_for_every_act():
    acts = {
        text.value
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and WRITES_THE_TRAIL & set(called_in(function))
        for text in ast.walk(function)
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and ACT.fullmatch(text.value)
    }

    assert sorted(acts) == sorted(composed.action_names)


def test_no_model_lacks_its_migration():
    written = MigrationLoader(None)
    detector = MigrationAutodetector(written.project_state(), ProjectState.from_apps(apps))

    with translation.override(None):  # names of fields are compared as the migrations have them
        changes = detector.changes(graph=written.graph)

    assert changes == {}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style attribute", r"<[^>]*\sstyle\s*="),
        ("event attribute", r"<[^>]*\son[a-z]+\s*="),
        ("style element", r"<style\b"),
        ("script element without a file", r"<script\b(?![^>]*\ssrc=)"),
        ("address of a stranger", r"<(?:link|script|img|iframe)\b[^>]*\s(?:src|href)=[\"'](?:https?:)?//"),
    ],
)
def test_no_template_has_inline_code(what, pattern):
    def markup(path):
        # What stands in the template's own brackets is not sent; ">" in there would also end the tag for the pattern.
        return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert relative(path for path in TEMPLATES if re.search(pattern, markup(path), re.IGNORECASE)) == [], what


def test_no_template_writes_a_year_as_an_amount():
    year = re.compile(r"\.year(?!\w)(?!\|stringformat)[^%{}]*\}\}|=[\w.]*\.year(?![\w|])")  # 2.026 is an amount

    assert relative(path for path in TEMPLATES if year.search(path.read_text(encoding="utf-8"))) == []


def test_no_vietnamese_text_is_a_guess():
    catalog = BASE / "portal" / "locale" / "vi" / "LC_MESSAGES" / "django.po"

    assert re.findall(r"^#,.*fuzzy.*$", catalog.read_text(encoding="utf-8"), re.MULTILINE) == []


def test_source_texts_are_english():
    texts = [message.id for message in translations.extracted(BASE) if message.id]

    assert [text for text in texts if set("".join(text)) & set(LETTERS)] == []


def test_every_page_has_a_row_in_the_table_of_access():
    rows = {*test_access.PAGES, *test_access.CHANGES}
    names = set(names_of(get_resolver().url_patterns))
    of_others = {name for name in names if name.startswith(tuple(test_access.NOT_OURS))}

    assert sorted(names - of_others - rows) == []
    assert sorted(rows - names) == []
