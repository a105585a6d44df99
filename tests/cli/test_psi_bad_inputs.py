"""What careless and hostile hands do to the files of a private comparison: a sentence each, and nothing lost."""

from pathlib import Path

import pytest

from repatria.cli import main as roof
from repatria.cli.psi_state import private_folder

LIST = "id,surname,given,patronymic,dob\n1,Вигаданенко,Олексій,Петрович,1991-03-11\n"
SIDES = {"north": "south", "south": "north"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Both sides in one folder, each with its commit."""
    monkeypatch.chdir(tmp_path)
    for side in SIDES:
        Path(f"{side}.csv").write_text(LIST, encoding="utf-8")
        assert step("commit", side, f"{side}.csv", f"{side}.commit", *agreed(side)) == ""
    return tmp_path


def agreed(side):
    return ("--as", side, "--with", SIDES[side], "--dated", "2026-11-01")


def step(name, side, theirs, out, *more, session="winter", state=None):
    """The step of a side; what it is refused with, or nothing."""
    arguments = ["psi", name, theirs, "--session", session, "--out", out, "--state", state or f"{side}-state", *more]
    try:
        roof.main(arguments)
    except SystemExit as left:
        return "" if not left.code else str(left.__context__)
    return ""


def test_no_step_overwrites_what_it_reads_or_keeps(desk):
    kept = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    assert "would overwrite" in step("commit", "north", "north.csv", "./north.csv", *agreed("north"), session="spring")
    assert "would overwrite" in step("blind", "north", "south.commit", "south.commit")
    assert "would overwrite" in step("blind", "north", "south.commit", "north-state/winter-round-1/secret.json")
    assert {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()} == kept


def test_what_is_found_is_written_as_csv(desk):
    assert "written as .csv" in step("reveal", "north", "south.answer", "found.xlsx")


def test_a_state_that_is_gone_or_damaged_is_said(desk):
    exchanged("blind", "commit")
    exchanged("answer", "blind")
    folder = Path("north-state/winter-round-1")
    for name, is_said in {
        "commit.psi": "it is gone or cannot be read",
        "places.parquet": "it is gone or cannot be read",
        "secret.json": "no such round was committed here",
    }.items():
        whole = (folder / name).read_bytes()
        (folder / name).unlink()
        assert is_said in step("reveal", "north", "south.answer", "found.csv"), name
        (folder / name).touch(mode=0o600)
        (folder / name).write_bytes(b"[" * 100_000)
        assert name in step("reveal", "north", "south.answer", "found.csv")
        (folder / name).write_bytes(whole)
    assert step("reveal", "north", "south.answer", "found.csv") == ""
    assert Path("found.csv").read_text(encoding="utf-8").startswith("id,")


def exchanged(name, before):
    for side, other in SIDES.items():
        assert step(name, side, f"{other}.{before}", f"{side}.{name}") == ""


def test_a_damaged_ledger_a_state_that_is_no_folder_and_a_label_without_end_are_said(desk):
    Path("north-state/ledger.json").write_bytes(b"[" * 100_000)
    told = step("commit", "north", "north.csv", "x.commit", *agreed("north"), session="spring")
    assert "the ledger of rounds is damaged" in told
    told = step("commit", "north", "north.csv", "x.commit", *agreed("north"), state="south.csv")
    assert "south.csv: cannot be written" in told
    assert "no such round" in step("blind", "north", "south.commit", "x.blind", session="x" * 5000)
    assert private_folder(desk / "new").stat().st_mode & 0o077 == 0
