"""The tutorial is run as a reader would run it, and must say what the program says."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-case.md"
LONGEST_S = 60


@dataclass(frozen=True)
class Step:
    """A command of the tutorial and the lines that it is said to print; ``…`` stands for anything."""

    command: str
    expected: tuple[str, ...]


def steps_of(text: str) -> list[Step]:
    """The steps in the ``console`` blocks: ``$`` begins a command, ``>`` continues it, the rest is output."""
    steps: list[Step] = []
    for block in re.findall(r"(?s)```console\n(.*?)```", text):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line[2:], ()))
            elif line.startswith("> ") or line == ">":
                last = steps.pop()
                steps.append(Step(f"{last.command}\n{line[2:]}", last.expected))
            elif line.strip():
                last = steps.pop()
                steps.append(Step(last.command, (*last.expected, line)))
    return steps


def squeezed(line: str) -> str:
    return " ".join(line.split())


def first_line_missing(expected: tuple[str, ...], output: str) -> str | None:
    """The first expected line that does not follow the ones before it, spaces aside."""
    lines = iter([squeezed(line) for line in output.splitlines()])
    for line in expected:
        if squeezed(line) == "…":
            continue
        pattern = ".*".join(re.escape(part.strip()) for part in squeezed(line).split("…"))
        if not any(re.fullmatch(pattern, each) for each in lines):
            return line
    return None


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """Runs a command in the reader's folder, with the installed ``repatria`` first on the path."""
    folder = tmp_path_factory.mktemp("tutorial")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("REPATRIA_", "DJANGO_"))}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "140",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
    }

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=LONGEST_S,
            check=False,
        )

    return run


def test_every_step_of_the_tutorial_says_what_it_promises(shell):
    """One test, because each step builds on those before it."""
    steps = steps_of(TUTORIAL.read_text(encoding="utf-8"))
    assert len(steps) >= 8
    for step in steps:
        done = shell(step.command)
        missing = first_line_missing(step.expected, done.stdout)
        assert missing is None, f"$ {step.command}\nexpected: {missing}\nsaid:\n{done.stdout}"
        assert done.returncode == 0, f"$ {step.command}\n{done.stdout}"


# -- the runner itself ----------------------------------------------------------------------------------------


def test_steps_are_read_with_their_output():
    text = "```console\n$ one\nsaid …\n$ two <<END\n> more\n> END\n```\n```sh\n$ not this\n```\n"
    assert steps_of(text) == [Step("one", ("said …",)), Step("two <<END\nmore\nEND", ())]


@pytest.mark.parametrize(
    ("expected", "missing"),
    [(("a", "c 3"), None), (("a", "c …"), None), (("c 3", "a"), "a"), (("…", "b"), None), (("d",), "d"), (("c",), "c")],
)
def test_promised_lines_must_come_in_order(expected, missing):
    assert first_line_missing(expected, "a\n b\nc   3\n") == missing
