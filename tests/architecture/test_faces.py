"""What a file looks like from outside: its face, its length, what it says of itself."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import ENGINES, PACKAGE, ROOT, SOURCES, Source

LONGEST = 400


def face_flaws(source: Source) -> Iterator[str]:
    for node in source.tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_list = isinstance(node, ast.Assign) and [getattr(each, "id", "") for each in node.targets] in (
            ["__all__"],
            ["__version__"],
        )
        if not (is_docstring or is_list or isinstance(node, ast.Import | ast.ImportFrom)):
            yield f"{source}:{node.lineno} holds more than a docstring, imports and __all__"


def test_a_face_is_a_docstring_imports_and_all():
    found = [flaw for source in SOURCES if source.stem == "__init__" for flaw in face_flaws(source)]
    assert not found, "\n".join(found)


def test_an_engine_has_a_face_that_explains_its_science():
    for engine in sorted(each for each in ENGINES if list((PACKAGE / each).glob("*.py"))):
        tree = Source(PACKAGE / engine / "__init__.py").tree
        said = ast.get_docstring(tree) or ""
        assert len(said.split()) >= 25, f"{engine}: its docstring explains the science in a paragraph to a newcomer"
        names = [name for node in tree.body if isinstance(node, ast.Assign) for name in ast.literal_eval(node.value)]
        assert names, f"{engine}: __all__ is missing"
        assert names == sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name)), engine


def test_no_file_is_longer_than_a_reader_can_hold():
    found = {
        str(source): n_lines
        for source in SOURCES
        if not source.is_migration and (n_lines := source.path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert not found, "look for the noun that is missing"


def test_every_public_name_of_an_engine_says_what_it_gives():
    found = [
        f"{source}:{node.lineno} {node.name}"
        for source in SOURCES
        if source.engine
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert not found, "\n".join(found)


def test_nothing_is_left_for_later_without_saying_so():
    left = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b(?! *\(?#?\d+)")
    found = [
        f"{source}:{number}"
        for source in SOURCES
        for number, line in enumerate(source.path.read_text(encoding="utf-8").splitlines(), start=1)
        if left.search(line)
    ]
    assert not found, "a TODO has an issue number"


def test_nothing_is_silenced_without_its_rule():
    bare = re.compile(r"#\s*(noqa(?!:\s*[A-Z])|type:\s*ignore(?!\[))")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if path.resolve() != ROOT / "tests" / "architecture" / "test_faces.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert not found, "an ignore names its rule"
