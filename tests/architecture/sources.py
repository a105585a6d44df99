"""The package's files as syntax trees, and who imports whom."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "repatria"

GROUND = {"compiled", "dates", "errors", "findings", "machine_code", "provenance"}
ENGINES = {
    "case",
    "exchange",
    "kinship",
    "ledger",
    "linkage",
    "lists",
    "names",
    "pictures",
    "psi",
    "recovery",
    "synth",
    "texts",
}
APPS = (
    "accounts",
    "journal",
    "jobs",
    "registry",
    "custody",
    "review",
    "laboratory",
    "exchanges",
    "missions",
    "children",
    "handover",
    "talks",
    "cases",
)


@dataclass(frozen=True)
class Source:
    """One file of the package: ``parts`` is its place, as ``("web", "review", "actions")``."""

    path: Path
    root: Path = ROOT

    def __str__(self) -> str:
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return self.path.relative_to(self.root / "src" / "repatria").with_suffix("").parts

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def engine(self) -> str:
        return self.parts[0] if self.parts[0] in ENGINES else ""

    @property
    def app(self) -> str:
        return self.parts[1] if self.parts[0] == "web" and len(self.parts) > 2 and self.parts[1] in APPS else ""

    @property
    def stem(self) -> str:
        return self.parts[-1]

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and full name of every import at run time, also those inside functions."""
        for_types = {id(each) for node in ast.walk(self.tree) if _is_type_checking(node) for each in ast.walk(node)}
        for node in ast.walk(self.tree):
            if id(node) in for_types:
                continue
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def sources() -> list[Source]:
    """Every Python file of the package."""
    return [Source(path) for path in sorted(PACKAGE.rglob("*.py"))]


def dotted(node: ast.AST) -> str:
    """A chain of attributes and calls as text: ``Person.objects.filter.update``; "" for what is no chain."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{dotted(value)}.{attribute}"
        case ast.Call(func=called):
            return dotted(called)
        case ast.Subscript(value=value):
            return dotted(value)
    return ""


SOURCES = sources()
