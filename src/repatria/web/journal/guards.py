"""What the database itself keeps of the journal: entries are added at the end and never touched again.

A later migration that rebuilds one of these tables on SQLite loses its triggers and must call :func:`install` again.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

GUARDS = ("journal_entry_insert", "journal_entry_update", "journal_entry_delete", "journal_head_delete")

# INSERT OR REPLACE deletes without asking a DELETE trigger: a seq that exists is not the next one, and a rowid that
# exists is refused.
_SQLITE = (
    """CREATE TRIGGER journal_entry_insert BEFORE INSERT ON journal_entry
    WHEN NEW.seq IS NOT COALESCE((SELECT MAX(seq) + 1 FROM journal_entry), 0)
      OR EXISTS (SELECT 1 FROM journal_entry WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'journal: entries are numbered without gaps'); END""",
    """CREATE TRIGGER journal_entry_update BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'journal: an entry is never changed'); END""",
    """CREATE TRIGGER journal_entry_delete BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'journal: an entry is never removed'); END""",
    """CREATE TRIGGER journal_head_delete BEFORE DELETE ON journal_head
    BEGIN SELECT RAISE(ABORT, 'journal: the end of the journal is never removed'); END""",
)
_SQLITE_REMOVE = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in GUARDS)

_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION journal_guard_append() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.seq IS DISTINCT FROM COALESCE((SELECT MAX(seq) + 1 FROM journal_entry), 0) THEN
        RAISE EXCEPTION 'journal: entries are numbered without gaps' USING ERRCODE = '23000';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE OR REPLACE FUNCTION journal_guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'journal: what is written stays as it is' USING ERRCODE = '23000';
    END $$""",
    """CREATE OR REPLACE TRIGGER journal_entry_insert BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_guard_append()""",
    """CREATE OR REPLACE TRIGGER journal_entry_update BEFORE UPDATE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_guard_refuse()""",
    """CREATE OR REPLACE TRIGGER journal_entry_delete BEFORE DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_guard_refuse()""",
    """CREATE OR REPLACE TRIGGER journal_head_delete BEFORE DELETE OR TRUNCATE ON journal_head
    FOR EACH STATEMENT EXECUTE FUNCTION journal_guard_refuse()""",
)
_POSTGRESQL_REMOVE = (
    "DROP FUNCTION IF EXISTS journal_guard_append() CASCADE",
    "DROP FUNCTION IF EXISTS journal_guard_refuse() CASCADE",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, or put them in place anew."""
    remove(connection)
    _execute(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _execute(connection, _SQLITE_REMOVE if connection.vendor == "sqlite" else _POSTGRESQL_REMOVE)


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
