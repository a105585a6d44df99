"""The catalogs: complete, without guesses, with the same places, and compiled as they stand."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

LOCALE = Path(__file__).resolve().parents[2] / "src" / "repatria" / "web" / "locale"
LANGUAGES = ("uk", "ru")
PLACE = re.compile(r"%\(\w+\)[a-z]|%s|\{\w*\}")


def entries(language: str) -> list[dict]:
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    return [entry for block in text.split("\n\n")[1:] if (entry := _entry(block)) and "msgid" in entry]


def _entry(block: str) -> dict:
    entry: dict = {}
    key = ""
    for line in block.splitlines():
        if line.startswith("#,") and "fuzzy" in line:
            entry["fuzzy"] = True
        elif found := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
            key = found[1]
            entry[key] = ast.literal_eval(found[2])
        elif line.startswith('"'):
            entry[key] += ast.literal_eval(line)
    return entry


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_guessed(language):
    found = entries(language)
    assert len(found) > 800
    empty = [e["msgid"] for e in found if not all(v for k, v in e.items() if k.startswith("msgstr"))]
    assert not empty
    assert not [e["msgid"] for e in found if e.get("fuzzy")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_place(language):
    """A place that is lost or misspelled would break the page that fills it."""
    for entry in entries(language):
        wanted = sorted(PLACE.findall(entry["msgid"]))
        for key, text in entry.items():
            if key.startswith("msgstr"):
                assert sorted(PLACE.findall(text)) == wanted, entry["msgid"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language, tmp_path):
    if shutil.which("msgfmt") is None:
        pytest.skip("GNU gettext is not installed (Debian: apt-get install gettext); the text itself is checked above")
    folder = LOCALE / language / "LC_MESSAGES"
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", fresh, folder / "django.po"], check=True)
    assert fresh.read_bytes() == (folder / "django.mo").read_bytes(), "run: make messages"


def test_both_catalogs_hold_the_same_sentences():
    ukrainian, russian = ({e["msgid"] for e in entries(language)} for language in LANGUAGES)
    assert ukrainian == russian


def test_every_sentence_of_the_code_is_in_the_catalogs(tmp_path):
    """Engines' sentences too: a finding that nobody translated would stand in English in an answer file."""
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed (Debian: apt-get install gettext)")
    package = LOCALE.parents[1]
    files = [str(p) for p in package.rglob("*.py") if "migrations" not in p.parts]
    out = tmp_path / "found.po"
    words = ("gettext_noop", "gettext_lazy", "ngettext:1,2", "gettext", "_")
    subprocess.run(
        ["xgettext", "-L", "Python", "--from-code=UTF-8", "-o", out, *(f"--keyword={w}" for w in words), *files],
        check=True,
        capture_output=True,
    )
    blocks = out.read_text(encoding="utf-8").split("\n\n")[1:]
    wanted = {entry["msgid"] for block in blocks if (entry := _entry(block)) and "msgid" in entry}
    missing = sorted(wanted - {e["msgid"] for e in entries("uk")})
    assert not missing, f"run make messages and translate {len(missing)}: {missing[:5]}"
