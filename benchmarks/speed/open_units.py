"""Time of entering units into the account on SQLite: ``python -m benchmarks.speed.open_units``.

Once with the guards of the database and once without, each in a database of its own in a temporary folder.
"""

import argparse
import datetime as dt
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid

import repatria


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=150_000)
    parser.add_argument("--round", choices=["guarded", "unguarded"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.round:
        open_units(asked.units, guarded=asked.round == "guarded")
        return
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(f"repatria {repatria.__version__}, SQLite {sqlite3.sqlite_version}, {today}: {asked.units} units")
    for each in ("guarded", "unguarded"):
        again = [sys.executable, "-m", "benchmarks.speed.open_units", "--units", str(asked.units), "--round", each]
        with tempfile.TemporaryDirectory() as folder:
            env = {name: value for name, value in os.environ.items() if name != "REPATRIA_DATABASE_URL"}
            subprocess.run(again, check=True, env=env | {"REPATRIA_CASE": folder})


def open_units(n_units: int, *, guarded: bool) -> None:
    """Migrate the empty case, open the units in one act, and print how long that took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "repatria.web.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from repatria.web.accounts.models import Party, PartyRole
    from repatria.web.custody import actions, guards
    from repatria.web.custody.models import AccountKind

    call_command("migrate", verbosity=0)
    Party.objects.create(code="A", name="Party A", role=PartyRole.SIDE)
    if not guarded:
        guards.remove(connection)
    then = dt.datetime(2025, 6, 2, tzinfo=dt.UTC)
    openings = (
        actions.Opening(uuid.uuid4(), "person", None, None, None, "A", AccountKind.HELD, "A", then, "record:0")
        for _ in range(n_units)
    )
    started, cpu = time.perf_counter(), time.process_time()
    actions.open_units(openings)
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{'guarded' if guarded else 'unguarded':10} {wall:6.1f} s wall {used:6.1f} s CPU {memory:6.0f} MB", flush=True
    )


if __name__ == "__main__":
    main()
