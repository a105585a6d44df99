"""What the documentation promises is there, and what is there is documented."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer
from tests.architecture.sources import ROOT
from typer.main import get_command

from repatria.case.wording import WORDING

COMMANDS = ROOT / "docs" / "reference" / "commands.md"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def leaves(command, path: str = "repatria") -> Iterator[tuple[str, object]]:
    """Every command that does something, with its full name."""
    under = getattr(command, "commands", None)
    if under is None:
        yield path, command
        return
    for name, each in under.items():
        yield from leaves(each, f"{path} {name}")


@pytest.fixture(scope="module")
def commands() -> dict[str, object]:
    app: typer.Typer = importlib.import_module("repatria.cli.main").app
    return dict(leaves(get_command(app)))


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The text below each heading of the reference of commands."""
    parts = re.split(r"(?m)^## `([^`]+)`$", COMMANDS.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented_and_every_documented_command_exists(commands, sections):
    assert sorted(sections) == sorted(commands)


def spoken_names(parameter) -> list[str]:
    """How a caller writes a parameter: its long options, or an argument in capitals."""
    if parameter.param_type_name == "argument":
        return [(parameter.metavar or parameter.name).strip("{}").upper()]
    return [each for each in (*parameter.opts, *parameter.secondary_opts) if each.startswith("--") and each != "--help"]


def test_every_option_and_argument_is_documented(commands, sections):
    missing = [
        f"{name}: {said}"
        for name, command in commands.items()
        for parameter in command.params
        for said in spoken_names(parameter)
        if f"`{said}`" not in sections.get(name, "")
    ]
    assert not missing, missing


def test_every_finding_of_a_case_is_documented():
    said = (ROOT / "docs" / "reference" / "case.md").read_text(encoding="utf-8")
    assert not [code for code in WORDING if f"`{code}`" not in said]


def test_every_setting_from_the_environment_is_documented():
    settings = (ROOT / "src" / "repatria" / "web" / "settings.py").read_text(encoding="utf-8")
    said = (ROOT / "docs" / "reference" / "configuration.md").read_text(encoding="utf-8")
    named = set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', settings))
    assert named
    assert not sorted(name for name in named if f"`{name}`" not in said)


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_page_is_reached_from_the_index():
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target).resolve() for target in LINK.findall(index.read_text(encoding="utf-8"))}
    lost = [page.relative_to(ROOT).as_posix() for page in index.parent.rglob("*.md") if page.resolve() not in linked]
    assert lost == ["docs/index.md"], "name the page in docs/index.md"


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_lead_somewhere(document):
    text = re.sub(r"(?s)```.*?```", "", document.read_text(encoding="utf-8"))
    broken = [
        target
        for target in LINK.findall(text)
        if not re.match(r"[a-z]+:|#", target) and not (document.parent / unquote(target.partition("#")[0])).exists()
    ]
    assert not broken, broken


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_named_in_documents_exist(document):
    """A path in code marks that begins in a folder of the repository names something that is there."""
    text = re.sub(r"(?s)```.*?```", "", document.read_text(encoding="utf-8"))
    named = re.findall(r"`((?:src|tests|docs|examples|benchmarks|scripts|changelog\.d)/[\w./-]+)`", text)
    missing = [path for path in named if "NNNN" not in path and not (ROOT / path).exists()]
    assert not missing, missing


def test_each_decision_has_a_number_of_its_own_and_says_what_it_costs():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers)
    silent = [path.name for path in decisions if "cost" not in path.read_text(encoding="utf-8").lower()]
    assert not silent, "context, options, choice, cost"
