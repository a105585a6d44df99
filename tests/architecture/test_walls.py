"""Who may import whom, and who may change what is stored: the walls of ``docs/explanation/house.md``."""

import ast
import sys
from collections.abc import Iterator

import pytest
from tests.architecture.sources import APPS, ENGINES, GROUND, SOURCES, Source, dotted

ARRAYS = {"numpy", "polars", "pyarrow"}
GROUND_LIBRARIES = {"machine_code": {"numba"}}
OWN_LIBRARIES = {
    "exchange": {"highspy"},
    "kinship": {"defusedxml"},
    "ledger": {"cryptography", "rfc8785"},
    "linkage": {"duckdb", "pyspark", "rapidfuzz"},
    "lists": {"python_calamine", "xlsxwriter"},
    "names": {"anyascii", "rapidfuzz"},
    "pictures": {"segno"},
    "psi": {"rbcl"},
    "recovery": {"highspy", "pyvrp", "scipy"},
    "synth": {"xlsxwriter"},
    "texts": {"typst"},
}
# An engine gets bytes, arrays, days and randomness as arguments.
OUTSIDE = {"asyncio", "http", "os", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "time", "urllib"}
CLOCK = {"now", "today", "utcnow"}
WRITES_ALWAYS = {"bulk_create", "bulk_update", "delete", "get_or_create", "save", "update_or_create"}
WRITES_THROUGH_ROWS = {"acreate", "create", "update"}
ROWS = {"all", "exclude", "filter", "objects", "visible_to"}


def outside_name(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def told(found: list[str]) -> str:
    return "\n" + "\n".join(found)


def engine_flaws(source: Source) -> Iterator[str]:
    allowed = ARRAYS | OWN_LIBRARIES.get(source.engine, set())
    for line, name in source.imports():
        top, *rest = name.split(".")
        if top == "":
            yield f"{source}:{line} imports relatively: write the whole name"
        elif top == "repatria":
            own = rest[0] in GROUND | {source.engine, "__version__"}
            if not own and not (source.engine == "linkage" and rest[0] == "names"):
                yield f"{source}:{line} imports {name}: an engine imports the ground only"
        elif top in OUTSIDE:
            yield f"{source}:{line} imports {name}: an engine touches no clock, file, environment or network"
        elif top not in sys.stdlib_module_names and top not in allowed:
            yield f"{source}:{line} imports {name}: not one of this engine's libraries"


def test_an_engine_imports_the_ground_its_library_and_nothing_else():
    found = [flaw for source in SOURCES if source.engine for flaw in engine_flaws(source)]
    assert not found, told(found)


def test_an_engine_reads_no_clock_and_opens_no_file():
    found = [
        f"{source}:{call.lineno} calls {name}"
        for source in SOURCES
        if source.engine
        for call in source.calls()
        if (name := dotted(call.func)) == "open"
        or (isinstance(call.func, ast.Attribute) and call.func.attr in CLOCK and "date" in name.lower())
        or name in {"Path", "pathlib.Path"}
    ]
    assert not found, told(found)


def test_the_ground_stands_on_nothing():
    found = [
        f"{source}:{line} imports {name}"
        for source in SOURCES
        if len(source.parts) == 1 and source.stem in GROUND
        for line, name in source.imports()
        if outside_name(name) not in sys.stdlib_module_names | GROUND_LIBRARIES.get(source.stem, set())
        and name.split(".")[:2] not in [["repatria", each] for each in (*GROUND, "__version__")]
    ]
    assert not found, told(found)


def test_every_package_has_its_room():
    """A new folder of the house is an engine, an app, or a deliberate change of this list."""
    engines = {source.parts[0] for source in SOURCES if len(source.parts) > 1}
    apps = {source.parts[1] for source in SOURCES if source.parts[0] == "web" and len(source.parts) > 2}
    assert engines <= ENGINES | {"cli", "web"}
    assert apps <= {*APPS, "templatetags"}


def test_apps_import_downwards():
    found = []
    for source in SOURCES:
        if not source.app or source.is_migration:
            continue
        below = set(APPS[: APPS.index(source.app) + 1])
        found += [
            f"{source}:{line} imports {name}: {source.app} stands below it"
            for line, name in source.imports()
            if name.startswith("repatria.web.") and (other := name.split(".")[2]) in APPS and other not in below
        ]
    assert not found, told(found)


def test_only_a_bridge_imports_engines_into_the_shell():
    found = [
        f"{source}:{line} imports {name}: let {source.app or 'the app'}/bridge.py do it"
        for source in SOURCES
        if source.parts[0] == "web" and not (source.app and source.parts[2] == "bridge")
        for line, name in source.imports()
        if name.startswith("repatria.") and name.split(".")[1] in ENGINES
    ]
    assert not found, told(found)


def test_nobody_imports_the_command_line():
    found = [
        f"{source}:{line} imports {name}"
        for source in SOURCES
        if source.parts[0] != "cli"
        for line, name in source.imports()
        if name.startswith("repatria.cli")
    ]
    assert not found, told(found)


def test_django_stays_in_the_shell():
    found = [
        f"{source}:{line} imports {name}"
        for source in SOURCES
        if source.parts[0] not in {"web", "cli"}
        for line, name in source.imports()
        if outside_name(name) in {"django", "allauth", "axes"}
    ]
    assert not found, told(found)


def stored_changes(source: Source) -> Iterator[str]:
    for line, name in source.imports():
        if name.startswith("repatria.web.bulk"):
            yield f"{source}:{line} imports {name}: a change of what is stored belongs into actions.py"
    for call in source.calls():
        if not isinstance(call.func, ast.Attribute):
            continue
        name, chain = call.func.attr, dotted(call.func.value).split(".")
        through_rows = name in WRITES_THROUGH_ROWS and not ROWS.isdisjoint(chain)
        if through_rows or (name in WRITES_ALWAYS and chain[:1] != ["super"]):
            yield f"{source}:{call.lineno} calls .{name}(): a change of what is stored belongs into actions.py"


# A model's own save() and delete() refuse or forward; a guard is the database's constraint.
MAY_WRITE = {"actions", "guards", "guards_postgresql", "guards_sqlite"}


def may_write(source: Source) -> bool:
    """The app's ``actions.py``, or a file of its folder ``actions/``; a migration."""
    return source.is_migration or bool(source.app and source.parts[2] in MAY_WRITE)


def test_only_actions_change_what_is_stored():
    found = [
        flaw
        for source in SOURCES
        if source.parts[0] in {"web", "cli"} and not may_write(source)
        for flaw in stored_changes(source)
    ]
    assert not found, told(found)


ENVIRONMENT_READERS = {("web", "settings")}
ENVIRONMENT_SETTERS = {("cli", "shell"), ("web", "wsgi")}  # they choose the case and the settings before Django starts


def environment_uses(source: Source) -> Iterator[str]:
    set_only = {
        id(node.value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    } | {
        id(node.value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "setdefault"
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv", "os.environb"}:
            if source.parts in ENVIRONMENT_SETTERS and id(node) in set_only:
                continue
            yield f"{source}:{node.lineno} uses {dotted(node)}"


def test_the_environment_is_read_in_settings_alone():
    found = [flaw for source in SOURCES if source.parts not in ENVIRONMENT_READERS for flaw in environment_uses(source)]
    assert not found, told(found)


def test_engines_that_may_not_meet_speak_the_same_words():
    """Two engines write a word list twice rather than import each other; here they are held together."""
    from repatria import case, lists
    from repatria.lists.categories import CATEGORIES
    from repatria.web.accounts.models import PartyRole
    from repatria.web.registry.models import Purpose, TermStatus, UnitKind

    assert set(case.Claim) <= set(CATEGORIES)
    assert set(case.ListPurpose) == set(lists.ListPurpose) == set(Purpose.values)
    assert set(case.Unit) == set(UnitKind.values)
    assert set(case.TermStatus) == set(TermStatus.values)
    assert set(case.PartyRole) == set(PartyRole.values)


# -- the heuristics themselves see what they are meant to see -------------------------------------------------


@pytest.fixture
def written(tmp_path):
    """Writes a file as if it stood at a place of the package."""

    def write(text: str, place: str) -> Source:
        path = tmp_path / "src" / "repatria" / f"{place}.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return Source(path, root=tmp_path)

    return write


@pytest.mark.parametrize(
    ("text", "place", "flaws"),
    [
        ("import django", "lists/x", 1),
        ("from repatria.names import skeleton", "lists/x", 1),
        ("from repatria.names import skeleton", "linkage/x", 0),
        ("def f():\n    import os", "lists/x", 1),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import django", "lists/x", 0),
        ("from .y import z", "lists/x", 1),
    ],
)
def test_wall_of_engines_sees(written, text, place, flaws):
    assert len(list(engine_flaws(written(text, place)))) == flaws


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("Person.objects.create(a=1)", 1),
        ("Person.objects.filter(a=1).update(b=2)", 1),
        ("link.save()", 1),
        ("hashed.update(b'x')", 0),
        ("counts.update(words)", 0),
        ("super().save()", 0),
    ],
)
def test_wall_of_actions_sees(written, text, flaws):
    assert len(list(stored_changes(written(text, "web/review/views")))) == flaws


@pytest.mark.parametrize(
    ("text", "place", "flaws"),
    [
        ("import os\nos.environ['A']", "cli/shell", 1),
        ("import os\nos.environ['A'] = 'x'", "cli/shell", 0),
        ("import os\nos.environ['A'] = 'x'", "cli/run", 1),
        ("import os\nos.getenv('A')", "web/access", 1),
    ],
)
def test_wall_of_the_environment_sees(written, text, place, flaws):
    assert len(list(environment_uses(written(text, place)))) == flaws
