import hashlib
import json

import pytest
from tests.case.strategies import LIST, TERM, case_bytes
from typer.testing import CliRunner

from repatria.cli.main import app
from repatria.errors import InputUnusable

runner = CliRunner()
# Invented people.
ROWS = "surname,given name,birth date\nВигаданенко,Олесь,05.03.1986\nНеіснуючий,Петро,31.02.1990\n".encode()


@pytest.fixture
def folder(tmp_path):
    """Makes a case folder with one list."""

    def make(*parts: str, rows: bytes | None = ROWS):
        (tmp_path / "lists").mkdir()
        (tmp_path / "case.toml").write_bytes(case_bytes(TERM, *parts))
        if rows is not None:
            (tmp_path / "lists" / "a-held.csv").write_bytes(rows)
        return tmp_path

    return make


def check(folder) -> tuple[int, dict]:
    done = runner.invoke(app, ["check", str(folder), "--json"], catch_exceptions=False)
    return done.exit_code, json.loads(done.stdout)


def codes(said: dict) -> set[str]:
    return {each["code"] for each in said["findings"]}


def test_sound_folder_leaves_with_0(folder):
    rows = ROWS.replace(b"31.02", b"28.02")
    code, said = check(folder(LIST + f'sha256 = "{hashlib.sha256(rows).hexdigest()}"\nstated_count = 2', rows=rows))
    assert (code, said["n_errors"]) == (0, 0), said
    assert [(each["n_rows"], each["n_rejected"]) for each in said["lists"]] == [(2, 0)]


def test_flaw_in_a_row_is_named_by_file_row_and_field(folder):
    _, said = check(folder(LIST))
    dates = [each for each in said["findings"] if each["field"] == "birth_date"]
    assert [(each["file"], each["row"]) for each in dates] == [("lists/a-held.csv", 3)]
    assert all(each["message"] and each["remedy"] for each in dates)


def test_case_that_cannot_be_read_leaves_with_1_and_judges_no_list(folder):
    code, said = check(folder(LIST + "purposes = 1"))
    assert code == 1
    assert said["case_is_readable"] is False
    assert said["lists"] == []
    assert codes(said) == {"unknown-key-nearest"}


def test_missing_file_leaves_with_1(folder):
    code, said = check(folder(LIST, rows=None))
    assert (code, codes(said)) == (1, {"list-file-missing"})


def test_file_changed_after_the_signature_leaves_with_1(folder):
    code, said = check(folder(LIST + f'sha256 = "{"0" * 64}"'))
    assert code == 1
    assert "file-changed-after-signature" in codes(said)


def test_stated_count_that_differs_is_said(folder):
    """1,000 in the covering letter, 999 rows in the file."""
    rows = b"surname,given name\n" + b"".join(f"Вигаданенко,Олесь{n}\n".encode() for n in range(999))
    _, said = check(folder(LIST + "stated_count = 1000", rows=rows))
    assert any("1000" in each["message"] and "999" in each["message"] for each in said["findings"])


def test_file_that_no_list_names_is_a_warning(folder):
    case = folder(LIST)
    (case / "lists" / "letter.pdf").write_bytes(b"%PDF")
    _, said = check(case)
    assert "file-not-named" in codes(said)


def test_link_out_of_the_folder_is_not_followed(folder, tmp_path_factory):
    case = folder(LIST, rows=None)
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_bytes(ROWS)
    (case / "lists" / "a-held.csv").symlink_to(outside)
    _, said = check(case)
    assert "list-file-missing" in codes(said)


def test_unusable_file_is_a_finding_and_the_others_go_on(folder):
    case = folder(LIST, LIST.replace("a-held", "b-held"), rows=b"PK\x03\x04 broken")
    (case / "lists" / "b-held.csv").write_bytes(ROWS)
    code, said = check(case)
    assert code == 1
    assert "file-unusable" in codes(said)
    assert [each["key"] for each in said["lists"]] == ["b-held"]


def test_columns_file_is_read(folder):
    case = folder(LIST + 'columns = "lists/columns.toml"', rows=ROWS.replace(b"surname", b"zzz"))
    (case / "lists" / "columns.toml").write_text('[columns]\n"zzz" = "surname"\n', encoding="utf-8")
    _, said = check(case)
    assert said["lists"][0]["n_accepted"] >= 1
    assert "file-not-named" not in codes(said)


def test_table_groups_like_findings(folder):
    rows = b"surname,given name,birth date\n" + "".join(f"Вигаданенко,Олесь{n},31.02.1990\n" for n in range(9)).encode()
    done = runner.invoke(app, ["check", str(folder(LIST, rows=rows))], env={"COLUMNS": "200"})
    assert "2, 3, 4, 5, 6, 7 and 3 more" in done.stdout
    assert "Вигаданенко" not in done.stdout


def test_folder_without_a_case_is_named(tmp_path):
    with pytest.raises(InputUnusable, match=r"repatria new"):
        runner.invoke(app, ["check", str(tmp_path)], catch_exceptions=False)


def test_checking_stores_nothing(folder):
    case = folder(LIST)
    before = sorted(path.name for path in case.rglob("*"))
    check(case)
    assert sorted(path.name for path in case.rglob("*")) == before
