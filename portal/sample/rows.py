"""Writing very many rows into empty tables: plain inserts, numbered from 1, a bounded number of rows in memory."""

from django.core.management.color import no_style
from django.db import connection, transaction


class Rows:
    """Rows of one model that wait to be written.

    ``names`` are the columns that ``add`` takes after the number, in order; ``same`` holds in every row; what remains
    takes the default of its field, worked out once. Neither ``save`` nor the checks of fields run; the database's
    constraints do.
    """

    def __init__(self, model, names, **same):
        fields = {field.attname: field for field in model._meta.concrete_fields}
        names = [model._meta.pk.attname, *names]
        rest = {name: same.get(name, field.get_default()) for name, field in fields.items() if name not in names}
        self.model, self.waiting, self.last = model, [], 0
        self._prepare = [fields[name].get_db_prep_save for name in names]
        self._rest = tuple(fields[name].get_db_prep_save(value, connection) for name, value in rest.items())
        self._statement = _insert(model, [fields[name] for name in [*names, *rest]])

    @property
    def next(self):
        """Return the number that the next row will have."""
        return self.last + 1

    def add(self, *values):
        """Let a row wait and return its number."""
        self.last += 1
        numbered = (self.last, *values)
        prepared = [prepare(value, connection) for prepare, value in zip(self._prepare, numbered, strict=True)]
        self.waiting.append((*prepared, *self._rest))
        return self.last

    def write(self):
        with connection.cursor() as cursor:
            cursor.executemany(self._statement, self.waiting)
        self.waiting.clear()


def write_all(tables):
    """Write what waits in ``tables`` in one transaction, in their order: what is referred to comes first."""
    with transaction.atomic():
        for table in tables:
            if table.waiting:
                table.write()


def count_on(tables):
    """Let the database count on from the highest number that was chosen."""
    statements = connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _insert(model, fields):
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 (names of our own)
