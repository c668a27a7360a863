"""What the database knows of its own tables: without it, it reads a whole roster where an index would do."""

from django.db import connection

# So many new rows change what is worth knowing; below, every way is quick.
WORTHWHILE = 2_000


def count_anew():
    """Let the database count rows and values of its tables anew, as it should after many rows came at once.

    PostgreSQL would do so by itself some minutes later, SQLite never. Takes about a second for a province.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
