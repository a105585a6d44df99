import pytest
from typer.testing import CliRunner

from repatria.case import parse_case
from repatria.cli.main import app
from repatria.errors import StateConflict

runner = CliRunner()


def test_new_case_reads_without_a_finding(tmp_path):
    done = runner.invoke(app, ["new", str(tmp_path / "talks")])
    assert done.exit_code == 0, done.output
    case, findings = parse_case((tmp_path / "talks" / "case.toml").read_bytes())
    assert findings == []
    assert case.title == "talks"
    assert (tmp_path / "talks" / "lists").is_dir()
    assert "repatria check" in (tmp_path / "talks" / "README.txt").read_text(encoding="utf-8")


def test_title_can_be_given(tmp_path):
    runner.invoke(app, ["new", str(tmp_path / "x"), "--title", "Talks of June"])
    case, _ = parse_case((tmp_path / "x" / "case.toml").read_bytes())
    assert case.title == "Talks of June"


def test_what_exists_is_left_as_it_is(tmp_path):
    (tmp_path / "case.toml").write_text("mine", encoding="utf-8")
    done = runner.invoke(app, ["new", str(tmp_path)])
    assert isinstance(done.exception, StateConflict)
    assert (tmp_path / "case.toml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "README.txt").exists()


def test_file_in_the_way_is_named(tmp_path):
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(StateConflict, match="a file of this name exists"):
        runner.invoke(app, ["new", str(tmp_path / "x")], catch_exceptions=False)
