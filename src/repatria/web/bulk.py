"""Many new rows of one model at once: what ``bulk_create`` does, with one statement for all of them."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

_BATCH = 5_000


def insert(rows: Iterable[models.Model]) -> int:
    """Store new rows of one model without holding them all, all or none; gives their number.

    A list has a hundred thousand rows of fifty values: compiling one statement for all of them, instead of one
    for every few hundred, is where time is saved.  Defaults that the database would give, signals, and keys that
    it would number are not for rows that come this way.
    """
    source = iter(rows)
    n_rows = 0
    # Not the proxy ``django.db.connection``: every value asks the connection how it is written.
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        statement = ""
        columns: list[tuple[str, Any]] = []
        while batch := list(islice(source, _BATCH)):
            if not statement:
                statement, columns = _statement(batch[0], connection.ops.quote_name)
            values = [[prepare(getattr(row, name), connection) for name, prepare in columns] for row in batch]
            cursor.executemany(statement, values)
            n_rows += len(batch)
    return n_rows


def _statement(row: models.Model, quoted: Callable[[str], str]) -> tuple[str, list[tuple[str, Any]]]:
    """The statement for one row, and for each of its places the attribute and how a value is made ready."""
    fields = [field for field in row._meta.local_concrete_fields if not (field.primary_key and row.pk is None)]
    names = ", ".join(quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # The names are the model's own, quoted by the database's rules; values travel as parameters.
    statement = f"INSERT INTO {quoted(row._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    return statement, [(field.attname, field.get_db_prep_save) for field in fields]
