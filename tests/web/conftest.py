"""Databases for the tests of the shell: Django's own test database, and real ones for processes of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from tests.web import postgres

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealDatabase:
    """A migrated database of its own, which other processes use through the environment."""

    vendor: str
    environment: dict[str, str]

    def run(self, module: str, *arguments: object, timeout_s: float = 60) -> str:
        """Run a module of the tests in a process that has this database, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **self.environment, "DJANGO_SETTINGS_MODULE": "repatria.web.settings"},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        return done.stdout


def _migrate(database: RealDatabase) -> RealDatabase:
    database.run("django", "migrate", "--skip-checks", "--verbosity", "0")
    return database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case folder with a migrated and empty SQLite database."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    _migrate(RealDatabase(vendor="sqlite", environment={"REPATRIA_CASE": str(folder), "REPATRIA_DATABASE_URL": ""}))
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server for this session."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a migrated and empty PostgreSQL database."""
    folder = tmp_path_factory.mktemp("postgres-template")
    url = postgres.create_database(postgres_server)
    _migrate(
        RealDatabase(vendor="postgresql", environment={"REPATRIA_CASE": str(folder), "REPATRIA_DATABASE_URL": url})
    )
    yield url
    postgres.drop_database(postgres_server, url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def real_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealDatabase]:
    """A fresh migrated database: SQLite in a file (WAL) and then PostgreSQL."""
    environment = {"REPATRIA_CASE": str(tmp_path), "REPATRIA_DATABASE_URL": ""}
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template / "repatria.db", tmp_path / "repatria.db")
        yield RealDatabase(vendor="sqlite", environment=environment)
        return
    server: str = request.getfixturevalue("postgres_server")
    url = postgres.create_database(server, template=request.getfixturevalue("postgres_template"))
    yield RealDatabase(vendor="postgresql", environment={**environment, "REPATRIA_DATABASE_URL": url})
    postgres.drop_database(server, url)


@contextmanager
def unguarded() -> Iterator[None]:
    """Lift the database's triggers for as long as it takes to do what the account forbids."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(autouse=True, scope="session")
def emptied_between_transactional_tests() -> Iterator[None]:
    """Django empties every table after a transactional test, which the account's and journal's guards refuse."""
    emptied: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        with unguarded():
            emptied(case)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = emptied  # type: ignore[method-assign]
