"""What the database itself keeps of the account, whoever writes and with whatever program.

* A unit begins in a ``declared`` account with ``seq`` 0; nothing of it but its person and its number of individuals
  changes, save that each movement carries it on and that it follows its row into the next version of its list.
* A movement starts where its unit stands and is the unit's next one; it is never edited and never removed.
* A reversal swaps the accounts of the unit's latest movement that still counts.
* Nothing goes back to a ``declared`` account save by reversing the opening.

A later migration that rebuilds one of these tables on SQLite loses its triggers and must call :func:`install` again;
``balances.verify`` looks for them.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from repatria.web.custody import guards_postgresql, guards_sqlite


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, or put them in place anew."""
    remove(connection)
    _execute(connection, guards_sqlite.INSTALL if connection.vendor == "sqlite" else guards_postgresql.INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _execute(connection, guards_sqlite.REMOVE if connection.vendor == "sqlite" else guards_postgresql.REMOVE)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand in this database and do not, or stand disabled."""
    if connection.vendor == "sqlite":
        names, found = guards_sqlite.NAMES, "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        names, found = guards_postgresql.NAMES, "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(found)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in names if name not in present]


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
