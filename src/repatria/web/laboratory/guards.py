"""What the database itself keeps of the laboratory: logs of seals, samples' custody and acts of the board only grow.

A later migration that rebuilds one of these tables on SQLite loses its triggers and must call :func:`install` again.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

FIRST = ("laboratory_seal", "laboratory_sampleevent", "laboratory_boardact")
TABLES = (*FIRST, "laboratory_pairnote")

_REFUSE = """CREATE OR REPLACE FUNCTION laboratory_guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'laboratory: what is written stays as it is' USING ERRCODE = '23000';
    END $$"""


def install(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Put the triggers in place, or put them in place anew."""
    remove(connection)
    if connection.vendor == "sqlite":
        _execute(connection, [statement for table in tables for statement in _sqlite(table)])
    else:
        _execute(connection, [_REFUSE, *(_postgresql(table) for table in tables)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    if connection.vendor == "sqlite":
        names = [f"{table}_{act}" for table in TABLES for act in ("insert", "update", "delete")]
        _execute(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in names])
    else:
        _execute(connection, ["DROP FUNCTION IF EXISTS laboratory_guard_refuse() CASCADE"])


def _sqlite(table: str) -> list[str]:
    # INSERT OR REPLACE removes the row in the way without asking a DELETE trigger: an id that exists is refused.
    refused = "BEGIN SELECT RAISE(ABORT, 'laboratory: what is written stays as it is'); END"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608  our own tables' names
    return [
        f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {taken} {refused}",
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {refused}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refused}",
    ]


def _postgresql(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION laboratory_guard_refuse()"
    )


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
