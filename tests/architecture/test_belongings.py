"""Where things came from: tables, vendored files, locked packages."""

import re
from pathlib import Path

import pytest
from tests.architecture.sources import PACKAGE, ROOT

LICENSE_FILES = re.compile(r"(LICENSE|LICENCE|COPYING|OFL|NOTICE).*", re.IGNORECASE)


def is_borrowed(path: Path) -> bool:
    """Whether a file was not written here: it lies in a vendor folder, or is a font or a minified script."""
    return path.is_file() and (
        "vendor" in path.parts or path.name.endswith((".woff2", ".ttf", ".otf", ".min.js", ".min.css"))
    )


DATA_FOLDERS = sorted(path for path in PACKAGE.rglob("data") if path.is_dir() and any(path.iterdir()))
VENDORED = sorted({path.parent for path in (PACKAGE / "web").rglob("*") if is_borrowed(path)})


def entries(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix not in {".md", ".py"} and not LICENSE_FILES.match(path.name)
    )


@pytest.mark.parametrize("folder", [*DATA_FOLDERS, *VENDORED], ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_table_and_vendored_file_names_its_origin_and_license(folder):
    """In a SOURCES.md beside it, or one folder up where several belong together."""
    sources = next((path for path in (folder / "SOURCES.md", folder.parent / "SOURCES.md") if path.is_file()), None)
    assert sources, f"{folder.relative_to(ROOT)}: SOURCES.md names origin, version and license of each file"
    said = sources.read_text(encoding="utf-8")
    unnamed = [path.name for path in entries(folder) if path.name not in said]
    assert not unnamed, f"{sources.relative_to(ROOT)} does not name {unnamed}"
    assert re.search(r"(?i)licen[cs]e", said), f"{sources.relative_to(ROOT)} names no license"


LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_pins_every_package_by_digest_and_names_no_host(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text)
    pinned = re.findall(r"(?m)^([A-Za-z0-9._-]+(?:\[[^\]]*\])?)==", text)
    # What one extra brings alone is short; a whole environment is not.
    assert len(pinned) > (0 if lock.name in {"requirements-spark.lock", "requirements-bench-psi.lock"} else 20)
    assert text.count("--hash=sha256:") >= len(pinned)


def test_project_names_no_registry():
    assert not re.search(r"index-url|\[\[?tool\.(uv|poetry|pip)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_license_and_notice_are_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / "NOTICE").is_file()
