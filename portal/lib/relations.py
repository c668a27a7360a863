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


def acts_between(table, one, other) -> Iterator[models.Model]:
    """Yield the rows by which one of two people acted on what is the other's.

    ``table`` are rows of (model, name of the foreign key of who acted, path to whose it is); one may stand there twice.
    """
    for model, actor, owner in table:
        for actors, owners in ((one, other), (other, one)):
            yield from model._base_manager.filter(**{actor: actors, owner: owners})


def clashes(field: models.ForeignKey, kept: models.Model, other: models.Model) -> list[models.Model]:
    """Return the rows of ``other`` (by ``field``) that cannot be moved to ``kept``: a constraint allows only one."""
    model = field.model
    found: dict[int, models.Model] = {}
    for names, condition in _unique_sets(field):
        rows = model._base_manager.filter(condition) if condition is not None else model._base_manager.all()
        rest = [model._meta.get_field(name).attname for name in names if name != field.name]
        taken = set(rows.filter(**{field.name: kept}).values_list(*(rest or ["pk"])))
        for row in rows.filter(**{field.name: other}):
            values = tuple(getattr(row, name) for name in rest)
            if (taken and not rest) or (rest and None not in values and values in taken):
                found[row.pk] = row
    return list(found.values())


def _unique_sets(field):
    """Yield (names of fields, condition) of all that must be unique together with ``field``."""
    meta = field.model._meta
    if field.unique:
        yield (field.name,), None
    for names in meta.unique_together:
        if field.name in names:
            yield names, None
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            yield constraint.fields, constraint.condition
