"""Whether a stored case still holds, said in one line."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from repatria.case import render_skeleton


def repatria(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "REPATRIA_DATABASE_URL"}
    command = [sys.executable, "-m", "repatria.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    (folder / "lists").mkdir(parents=True)
    declared = render_skeleton("talks").decode() + (
        '\n[[lists]]\nkey = "a-held"\nfile = "lists/a-held.csv"\nsender = "A"\npurpose = "held"\n'
    )
    (folder / "case.toml").write_text(declared, encoding="utf-8")
    rows = "Surname;Given name;Date of birth\nOriv;Taras;12.03.1986\nSavin;Petro;1990\n"
    (folder / "lists" / "a-held.csv").write_text(rows, encoding="utf-8")
    done = repatria("run", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_a_whole_case_is_said_to_hold(case):
    done = repatria("verify", str(case))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The account balances over 2 movements; the journal is whole over ")


def test_an_altered_entry_of_the_journal_is_named(case):
    with sqlite3.connect(case / "repatria.db") as database:
        triggers = [name for (name,) in database.execute("select name from sqlite_master where type = 'trigger'")]
        for name in triggers:
            if name.startswith("journal"):
                database.execute(f'drop trigger "{name}"')
        database.execute("update journal_entry set code = 'something.else' where seq = 0")
    database.close()
    done = repatria("verify", str(case))
    assert done.returncode == 1
    assert "journal entry 0 was altered" in done.stderr


def test_a_movement_taken_away_is_found(case):
    with sqlite3.connect(case / "repatria.db") as database:
        database.execute("drop trigger custody_movement_delete")
        database.execute("delete from custody_movement where rowid = (select min(rowid) from custody_movement)")
    database.close()
    done = repatria("verify", str(case))
    assert done.returncode == 1
    assert done.stderr.startswith("custody:")
