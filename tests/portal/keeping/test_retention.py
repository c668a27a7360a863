"""Every store has its rule of keeping in docs/retention.md: a model or a file without one fails here."""

import re
from pathlib import Path

from django.apps import apps
from django.db import models

from portal.lib import composed

TEXT = (Path(__file__).parents[3] / "docs/retention.md").read_text()
OURS = [
    model for model in apps.get_models() if model.__module__.split(".")[0] in {"portal", "commitments", "evaluations"}
]


def named():
    """Return the models that the document names, as app and name; the app stands before the first of a list."""
    found = set()
    for app, names in re.findall(r"\b([a-z]+)\.([A-Z]\w+(?:,\s[A-Z]\w+)*)", TEXT):
        found |= {f"{app}.{name}" for name in re.split(r",\s", names)}
    return found


def test_every_model_has_its_rule_and_no_rule_is_of_a_model_that_is_gone():
    assert {model._meta.label for model in OURS} ^ named() == set()


def test_every_file_has_its_rule():
    files = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    }

    assert files ^ set(re.findall(r"^\| (\w+\.\w+\.\w+) \|", TEXT, re.MULTILINE)) == set()


def test_every_purge_is_named_and_every_name_is_a_purge():
    assert {part.name for part in composed.purges} ^ set(re.findall(r"`(\w+\.\w+)`", TEXT)) == set()
