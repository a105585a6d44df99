"""``repatria worker CASE``: does the work that pages ask for beside them; ``repatria serve`` starts one by itself."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

_STOP_WITHIN_S = 5


def worker(
    case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)],
    until_parent_ends: Annotated[
        bool, typer.Option("--until-parent-ends", help="Stop when standard input is closed.")
    ] = False,
) -> None:
    """Work through the queue of jobs until Ctrl-C; on SQLite one worker is enough, and more gain nothing."""
    from repatria.cli.shell import open_case

    if until_parent_ends:
        threading.Thread(target=_stop_with_parent, daemon=True).start()
    open_case(case)
    from django.core.management import call_command
    from django.db import connection

    from repatria.web.jobs import actions as jobs

    # A server on SQLite has one worker, its own: what is under way when it starts was cut off with the last one.
    jobs.sweep(is_alone=until_parent_ends and connection.vendor == "sqlite")
    call_command("db_worker", verbosity=0, startup_delay=False)


def drain() -> None:
    """Work through what waits in the queue now, in this process, and come back."""
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"drain-{os.getpid()}",
        excluded_queue_names=[],
    ).run()


def _stop_with_parent() -> None:
    """Wait until the pipe from the parent is closed, however it ended, and end as well."""
    sys.stdin.buffer.read()
    # Not sys.exit, which would end this thread alone.
    os._exit(0)


@contextmanager
def beside(case: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A worker as long as this context lives; it ends with this process, even when that is killed."""
    command = [sys.executable, "-c", "from repatria.cli.main import main; main()", "worker", str(case)]
    running = subprocess.Popen([*command, "--until-parent-ends"], stdin=subprocess.PIPE)
    try:
        yield running
    finally:
        if running.stdin is not None:
            running.stdin.close()
        try:
            running.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)
