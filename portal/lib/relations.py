"""What refers to a row, whichever part it belongs to: asked of the models, so that nothing is forgotten."""

from collections.abc import Iterator

from django.db import models

AT_ONCE = 900  # values that a query holds on every database


def relations_to(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the foreign keys that refer to ``model``, those without a name on its side included."""
    found = [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    return sorted(found, key=lambda field: (field.model._meta.label, field.name))


def referring(model: type[models.Model], keys: list[int]) -> Iterator[tuple[models.ForeignKey, int, int]]:
    """Yield (foreign key, primary key of its row, key it refers to) for all that refers to rows of ``model``."""
    for field in relations_to(model):
        for start in range(0, len(keys), AT_ONCE):
            found = field.model._base_manager.filter(**{f"{field.name}__in": keys[start : start + AT_ONCE]})
            for pk, key in found.values_list("pk", field.attname):
                yield field, pk, key
