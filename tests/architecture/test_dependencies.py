"""What is asked for is used, locked, and its license written down."""

import re
import tomllib

from tests.architecture.sources import ROOT, SOURCES

from repatria.web import settings

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Packages whose modules have other names, and those that are never imported by name.
MODULE = {"django-allauth": "allauth", "django-axes": "axes"}
NOT_IMPORTED = {"tzdata": "read by zoneinfo where the machine has no zone database"}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower()


def top(module: str) -> str:
    return module.partition(".")[0]


def locked(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE))


def test_every_runtime_dependency_is_imported_or_installed_by_the_settings():
    imported = {top(name) for source in SOURCES for _line, name in source.imports()}
    named = {top(name) for name in [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]}
    asked = {name_of(each) for each in DECLARED["dependencies"]} - NOT_IMPORTED.keys()
    assert {each for each in asked if MODULE.get(each, each.replace("-", "_")) not in imported | named} == set()


def test_every_dependency_is_locked():
    asked = {name_of(each) for each in DECLARED["dependencies"]}
    extras = DECLARED["optional-dependencies"]
    own_locks = {"spark": "requirements-spark.lock", "bench-psi": "requirements-bench-psi.lock"}
    for_all = {name_of(each) for extra in extras.keys() - own_locks.keys() for each in extras[extra]}
    assert asked | {name_of(each) for each in extras["postgres"]} <= locked("requirements.lock")
    assert asked | for_all <= locked("requirements-dev.lock")
    assert locked("requirements.lock") <= locked("requirements-dev.lock")
    for extra, lock in own_locks.items():
        assert {name_of(each).replace(".", "-") for each in extras[extra]} <= locked(lock)


def test_the_license_of_every_runtime_dependency_is_written_down():
    page = (ROOT / "docs" / "reference" / "licenses.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9._-]+) \| ([^|]+) \| [^|]+ \|$", page, re.MULTILINE)
    assert {name for name, _license in rows} - {"package", "---"} == locked("requirements.lock")
