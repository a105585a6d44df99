import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from repatria import __version__
from repatria.case.wording import finding
from repatria.cli import main as roof
from repatria.errors import CaseInvalid, InputUnusable, StateConflict


@pytest.fixture
def failing(monkeypatch):
    """The roof over a command that raises."""

    def run(error: BaseException) -> int:
        app = typer.Typer(pretty_exceptions_enable=False)

        @app.command()
        def fail() -> None:
            raise error

        monkeypatch.setattr(roof, "app", app)
        with pytest.raises(SystemExit) as left:
            roof.main([])
        return left.value.code

    return run


def test_refused_work_is_a_sentence_and_exit_code_1(failing, capsys):
    assert failing(StateConflict("round 3 is locked")) == 1
    captured = capsys.readouterr()
    assert captured.err == "round 3 is locked\n"
    assert captured.out == ""


def test_unusable_input_is_a_sentence_and_exit_code_2(failing, capsys):
    assert failing(InputUnusable("a.xlsx: encrypted. Ask for it without a password.")) == 2
    assert capsys.readouterr().err.startswith("a.xlsx: encrypted.")


def test_invalid_case_names_its_first_findings(failing, capsys):
    flaws = [finding("key-missing", {}, field=f"terms[{place}].title") for place in range(1, 31)]
    assert failing(CaseInvalid("case.toml has 30 errors", flaws)) == 1
    said = capsys.readouterr().err
    assert "terms[20].title" in said
    assert "terms[21].title" not in said
    assert "10 more" in said


def test_defect_is_called_a_defect_and_keeps_its_text_from_the_screen(failing, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert failing(KeyError("Вигаданенко")) == 70
    said = capsys.readouterr().err
    assert "defect of Repatria (KeyError)" in said
    assert "Вигаданенко" not in said
    details = next(tmp_path.glob("repatria-defect-*.txt"))
    assert "Вигаданенко" in details.read_text(encoding="utf-8")
    assert details.stat().st_mode & 0o077 == 0


def test_interrupt_leaves_as_shells_expect(failing):
    assert failing(KeyboardInterrupt()) == 130


def test_version_is_printed(capsys):
    with pytest.raises(SystemExit) as left:
        roof.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"repatria {__version__}\n"


def test_unknown_command_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as left:
        roof.main(["chekc"])
    assert left.value.code == 2


def test_help_comes_at_once_and_imports_nothing_heavy():
    """Splink, polars and Django take seconds: they load in the command that needs them."""
    code = (
        "import sys; from repatria.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'polars', 'splink', 'duckdb', 'numpy', 'highspy') if name in sys.modules])"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)
    took_s = time.perf_counter() - began
    assert done.stdout.rstrip().endswith("[]")
    assert all(f"  {name} " in done.stdout for name in ("new", "check", "run", "serve"))
    assert took_s < 5, "measured 0.1 s on an idle machine; the bound only catches a heavy import"


def test_installed_command_is_the_roof():
    command = Path(sys.executable).with_name("repatria")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True, timeout=20)
    assert done.stdout == f"repatria {__version__}\n"
