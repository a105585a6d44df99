"""``repatria psi``: a comparison of two parties over files, and everything that may go wrong on the way."""

import json
import os
import shutil
import tracemalloc
from pathlib import Path

import pytest

import repatria
from repatria.cli import psi as shell
from repatria.cli.main import main
from repatria.cli.psi_files import blocks, mapped, message
from repatria.cli.psi_keys import KINDS, tables_version
from repatria.cli.psi_state import Secret, written
from repatria.errors import InputUnusable
from repatria.psi import render

NORTH = """id,surname,given,patronymic,dob,service_number
n1,Вигаданенко,Олексій,Петрович,1991-03-11,ВК-100
n2,Неіснюк,Микола,Іванович,1985-07-02,
n3,Самотенко,Тарас,,1979,
n4,Двійник,Андрій,Олегович,1990-01-05,
n5,Двійник,Андрій,Олегович,1990-01-05,
=n6,Формуленко,Ігор,Степанович,1988-12-30,
"""
# Another script, day and month exchanged, no patronymic, a brother, and somebody else.
SOUTH = """id,surname,given,patronymic,dob,service_number
s1,Vyhadanenko,Aleksey,Petrovich,1991-11-03,
s2,Неиснюк,Николай,,1985-07-02,
s3,Неиснюк,Степан,Иванович,1989-05-20,
s4,Двойник,Андрей,Олегович,1990-01-05,
s5,Formulenko,Igor,Stepanovich,1988-12-30,
s6,Посторонний,Глеб,Юрьевич,1970-09-09,ВК-999
"""
STEPS = ("commit", "blind", "answer")
CLASS = 64


class Party:
    """One delegation's desk: its list, its state, and the files that it wrote."""

    def __init__(self, desk: Path, name: str, other: str, rows: str) -> None:
        self.desk, self.name, self.other = desk, name, other
        desk.mkdir(parents=True, exist_ok=True)
        (desk / "list.csv").write_text(rows, encoding="utf-8")

    def file(self, step: str) -> Path:
        return self.desk / f"{self.name}.{step}{'.csv' if step == 'reveal' else ''}"

    def do(self, step: str, theirs: Path | None = None, *more: str, session: str = "winter") -> int:
        arguments = ["psi", step, str(theirs or self.desk / "list.csv"), "--session", session]
        arguments += ["--state", str(self.desk / "state"), "--out", str(self.file(step)), *more]
        if step == "commit":
            arguments += ["--as", self.name, "--with", self.other, "--dated", "2026-11-01"]
        try:
            main(arguments)
        except SystemExit as left:
            return int(left.code or 0)
        return 0

    def found(self) -> dict[str, set[str]]:
        lines = self.file("reveal").read_text(encoding="utf-8").splitlines()
        assert lines[0] == "id,n_kinds,kinds"
        return {line.split(",")[0]: set(line.split(",")[2].split(";")) for line in lines[1:]}

    @property
    def folder(self) -> Path:
        return self.desk / "state" / "winter-round-1"


@pytest.fixture(scope="module", autouse=True)
def small_classes():
    """Lists of 64 points: what commands do does not hang on the class, and tests/psi has that of 1,024."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("repatria.psi.terms.SMALLEST", CLASS)
        yield


def two(desk: Path) -> tuple[Party, Party]:
    return Party(desk / "n", "north", "south", NORTH), Party(desk / "s", "south", "north", SOUTH)


def exchanged(north: Party, south: Party, upto: str) -> None:
    """Both take every step up to one, each from the other's file of the step before."""
    before = ""
    for step in STEPS:
        for one, other in ((north, south), (south, north)):
            assert one.do(step, other.file(before) if before else None) == 0
        if step == upto:
            return
        before = step


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> tuple[Party, Party]:
    """Two parties that have answered each other and not yet revealed."""
    north, south = two(tmp_path_factory.mktemp("done"))
    exchanged(north, south, "answer")
    return north, south


@pytest.fixture
def desks(done, tmp_path) -> tuple[Party, Party]:
    """A copy of that, to be spoiled."""
    for party in done:
        shutil.copytree(party.desk, tmp_path / party.desk.name)
    return two(tmp_path)


def test_each_side_finds_its_own_records_by_kind(done, capsys):
    north, south = done
    assert (north.do("reveal", south.file("answer")), south.do("reveal", north.file("answer"))) == (0, 0)
    assert north.found() == {
        "n1": {"name-day-month", "name-father-year", "given-father-date"},
        "n2": {"name-year-month", "name-year-day", "name-day-month"},
        "n4": {*KINDS} - {"number-given"},
        "n5": {*KINDS} - {"number-given"},
        "'=n6": {*KINDS} - {"number-given"},
    }
    assert south.found().keys() == {"s1", "s2", "s4", "s5"}
    said = capsys.readouterr().err
    assert "5 of your records" in said
    assert "hints, not decisions" in " ".join(said.split())


def test_nothing_of_a_person_is_in_a_message_a_sentence_or_a_files_name(done, capsys):
    north, _south = done
    north.do("commit")
    said = capsys.readouterr().err.encode()
    sent = b"".join(north.file(step).read_bytes() for step in STEPS)
    for word in ("Вигаданенко", "Олексій", "vihadan", "1991", "ВК-100", "n1,", '"n1"'):
        assert word.encode() not in sent + said
    assert north.file("commit").stat().st_size < 2000
    assert sorted(path.name for path in north.folder.iterdir()) == [
        "answers.points",
        "blind.points",
        "commit.psi",
        "places.parquet",
        "secret.json",
    ]


def test_messages_of_short_and_long_lists_have_one_length(done):
    north, south = done
    assert len(NORTH) != len(SOUTH)
    for step in STEPS:
        assert north.file(step).stat().st_size == south.file(step).stat().st_size


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_what_is_secret_is_for_its_owner_alone(desks, capsys):
    north, south = desks
    files = [path for path in (north.desk / "state").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    (north.folder / "secret.json").chmod(0o640)
    assert north.do("reveal", south.file("answer")) == 1
    assert "others on this computer may read the secret. Run: chmod 600" in capsys.readouterr().err


def test_a_list_is_committed_once_a_round(desks, capsys):
    north, _ = desks
    assert north.do("commit") == 1
    assert "round 1 of the session winter was committed before" in capsys.readouterr().err
    shutil.rmtree(north.folder)
    assert north.do("commit") == 1
    assert north.do("commit", None, "--round", "2") == 2
    assert "1 <= round <= rounds" in capsys.readouterr().err
    assert north.do("commit", None, "--round", "2", "--rounds", "2") == 1
    assert "was begun with south and 1 rounds" in capsys.readouterr().err


def test_an_interrupted_commit_can_be_done_again(tmp_path, monkeypatch):
    north, _ = two(tmp_path)
    monkeypatch.setattr(shell, "enter_round", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    assert north.do("commit") == 130
    assert not north.file("commit").exists()
    monkeypatch.undo()
    assert north.do("commit") == 0


def test_steps_done_again_give_what_they_gave(desks):
    """A computer that stopped after any step goes on from there: the same list, the same answers."""
    north, south = desks
    sent = {step: north.file(step).read_bytes() for step in ("blind", "answer")}
    assert north.do("blind", south.file("commit")) == 0
    assert north.do("answer", south.file("blind")) == 0
    assert north.file("blind").read_bytes() == sent["blind"]
    n_points = len(KINDS) * CLASS * 32
    start = sent["answer"].index(b"}") + 1
    again = north.file("answer").read_bytes()
    assert again[: start + n_points] == sent["answer"][: start + n_points]
    assert south.do("reveal", north.file("answer")) == 0
    (north.folder / "answers.points").unlink()
    assert north.do("answer", south.file("blind")) == 0
    assert south.do("reveal", north.file("answer")) == 0


def test_steps_out_of_order_are_refused(tmp_path, capsys):
    north, south = two(tmp_path)
    assert north.do("blind", tmp_path) == 1
    assert "no such round was committed here. Begin with: repatria psi commit" in capsys.readouterr().err
    exchanged(north, south, "blind")
    capsys.readouterr()
    assert north.do("reveal", south.file("blind")) == 1
    assert "you have not answered yet. First: repatria psi answer" in capsys.readouterr().err
    other, _ = two(tmp_path / "other")
    other.do("commit")
    assert other.do("answer", south.file("blind")) == 1
    assert "has not been taken yet. First: repatria psi blind" in capsys.readouterr().err


def spoiled(party: Party, step: str, change) -> Path:
    path = party.desk / f"spoiled.{step}"
    path.write_bytes(change(party.file(step).read_bytes()))
    return path


FILES = {
    "cut short": ("blind", lambda whole: whole[:-10], "is cut short: 10 bytes are missing"),
    "a byte changed on the way": ("blind", lambda whole: whole[:2000] + b"\0\1\2" + whole[2003:], "changed on the way"),
    "of the wrong step": ("answer", lambda whole: whole, "the file of the other side's blind is wanted here"),
    "too long": ("blind", lambda whole: whole + bytes(70_000), "longer than the blind of this session can be"),
    "empty": ("blind", lambda _: b"", "no message of a private comparison"),
    "a list": ("blind", lambda _: NORTH.encode(), "no message of a private comparison"),
}


@pytest.mark.parametrize("flaw", FILES)
def test_a_file_that_arrives_damaged_is_refused_by_name(desks, flaw, capsys):
    north, south = desks
    step, change, reason = FILES[flaw]
    path = spoiled(south, step, change)
    assert north.do("answer", path) == 2
    said = capsys.readouterr().err
    assert f"{path}: " in said
    assert reason in said


def test_a_missing_file_is_named(desks, capsys):
    north, _ = desks
    assert north.do("answer", north.desk / "nowhere.blind") == 2
    assert "nowhere.blind: no such file" in capsys.readouterr().err


def test_a_second_commit_of_the_other_side_is_not_taken(desks, capsys):
    north, south = desks
    shutil.rmtree(south.desk / "state")
    assert south.do("commit") == 0
    assert north.do("blind", south.file("commit")) == 1
    assert "another commit of the other side was taken before" in capsys.readouterr().err


def test_files_of_another_session_are_refused(desks, capsys):
    north, south = desks
    for one in desks:
        assert one.do("commit", session="spring") == 0
    capsys.readouterr()
    assert north.do("blind", south.file("commit")) == 1
    assert "the session (here winter, there spring)" in capsys.readouterr().err
    for one, other in ((north, south), (south, north)):
        assert one.do("blind", other.file("commit"), session="spring") == 0
    capsys.readouterr()
    assert north.do("answer", south.file("blind")) == 1
    assert "belongs to another session" in capsys.readouterr().err


def test_ones_own_files_are_refused(desks, capsys):
    north, _ = desks
    assert north.do("answer", north.file("blind")) == 1
    assert "not sent by the other party" in capsys.readouterr().err


def test_a_sealed_secret_needs_its_passphrase(tmp_path, capsys):
    north, south = two(tmp_path)
    right, wrong, empty = (tmp_path / name for name in ("right", "wrong", "empty"))
    right.write_text("four words of mine\nmore\n")
    wrong.write_text("others\n")
    empty.write_text("\n")
    assert north.do("commit", None, "--passphrase-file", str(right)) == 0
    assert "not sealed" not in capsys.readouterr().err
    assert "nonce" in json.loads((north.folder / "secret.json").read_text())
    assert '"secrets"' not in (north.folder / "secret.json").read_text()
    south.do("commit")
    refused = {
        (): "is sealed. Name its passphrase",
        ("--passphrase-file", str(wrong)): "the passphrase is wrong",
        ("--passphrase-file", str(empty)): "its first line is empty",
        ("--passphrase-file", str(tmp_path / "none")): "no such file",
    }
    for more, reason in refused.items():
        assert north.do("blind", south.file("commit"), *more) == 2
        assert reason in capsys.readouterr().err
    assert north.do("blind", south.file("commit"), "--passphrase-file", str(right)) == 0


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("secret.json", lambda _: b"{", "secret.json: it is damaged"),
        ("blind.points", lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), "it is not what was committed to"),
        ("blind.points", None, "it is gone or cannot be read"),
        ("../ledger.json", lambda _: b"[]", "the ledger of rounds is damaged"),
    ],
)
def test_a_damaged_state_is_said(desks, name, change, reason, capsys):
    north, south = desks
    path = north.folder / name
    if change is None:
        path.unlink()
    else:
        path.write_bytes(change(path.read_bytes()))
    assert north.do("commit" if "ledger" in name else "blind", None if "ledger" in name else south.file("commit"))
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--cap", "1000"), "expected a cap that is a power of two"),
        (("--pad-to", "5000", "--cap", "4096"), "the agreed cap is 4096"),
        (("--with", "north"), "expected two different parties"),
        (("--with", "Олена К."), "expected a label"),
        (("--dated", "yesterday"), "Invalid isoformat"),
        (("--dated", "20261101"), "expected a day as YYYY-MM-DD"),
    ],
)
def test_terms_that_cannot_be_are_refused(tmp_path, more, reason, capsys):
    north, _ = two(tmp_path)
    if more[0] == "--with":
        north.other, more = more[1], ()
    arguments = ["psi", "commit", str(north.desk / "list.csv"), "--session", "w", "--as", "north"]
    arguments += ["--with", north.other, "--out", str(tmp_path / "x"), "--state", str(tmp_path / "state")]
    with pytest.raises(SystemExit) as left:
        main([*arguments, *(("--dated", "2026-11-01") if "--dated" not in more else ()), *more])
    assert left.value.code in (1, 2)
    assert reason in capsys.readouterr().err


def test_a_list_without_keys_is_refused(tmp_path, capsys):
    party = Party(tmp_path, "north", "south", "id,surname\n1,Вигаданенко\n")
    assert party.do("commit") == 2
    assert "no row has enough for a key" in capsys.readouterr().err


def test_a_large_message_is_mapped_and_never_held(tmp_path):
    """64 MiB are written and checked within a few MiB of memory."""
    n = 1 << 26
    source = tmp_path / "points"
    with source.open("wb") as file:
        file.truncate(n)
    tracemalloc.start()
    with written(tmp_path / "large") as out:
        out.writelines(render({"message": "blind"}, blocks(mapped(source)), n_bytes=n))
    with message(tmp_path / "large", "blind", n) as (_header, body):
        assert len(body) == n
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputUnusable, match="x: it cannot be written"), written(tmp_path / "file" / "x"):
        pass


def test_both_sides_are_shown_one_fingerprint(desks, capsys):
    north, south = desks
    shown = []
    for one, other in ((north, south), (south, north)):
        assert one.do("blind", other.file("commit")) == 0
        shown.append(capsys.readouterr().err.splitlines()[-1])
    assert shown[0] == shown[1]
    assert len(shown[0].split()) == 10


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_that_somebody_laid_is_not_written_through(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / ".out.part").symlink_to(victim)
    with written(tmp_path / "out") as out:
        out.write(b"mine")
    assert (victim.read_text(), (tmp_path / "out").read_bytes()) == ("kept", b"mine")


def test_a_secret_is_not_shown_with_its_object():
    assert "5e" not in repr(Secret(secrets=("5e",), nonce="5e"))


def test_padding_can_hide_the_size_class(tmp_path):
    north, _ = two(tmp_path)
    assert north.do("commit", None, "--pad-to", "1025") == 0
    assert (north.folder / "blind.points").stat().st_size == len(KINDS) * 2048 * 32


def test_the_version_of_the_tables_names_program_and_digest():
    program, digest = tables_version().split("-")
    assert program == repatria.__version__
    assert len(digest) == 16
