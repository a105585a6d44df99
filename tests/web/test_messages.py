"""The catalogs: complete, without guesses, with the same places, and compiled as they stand."""

import ast
import importlib.util
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
    assert len(found) > 1_800
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


SAYS = {"gettext_noop", "gettext_lazy", "gettext", "ngettext", "ngettext_lazy", "_"}
IN_TEMPLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")


def _said_by(path: Path) -> set[str]:
    """Sentences that a file marks for translation, read without gettext's own tools."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # In a catalog a template's "%" is doubled.
        return {(one or other).replace("%", "%%") for one, other in IN_TEMPLATE.findall(text)}
    calls = (node for node in ast.walk(ast.parse(text, str(path))) if isinstance(node, ast.Call) and node.args)
    named = (node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id in SAYS)
    return {arg.value for arg in named if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}


def _files() -> list[Path]:
    package = LOCALE.parents[1]
    found = [*package.rglob("*.py"), *package.rglob("*.html")]
    return [path for path in found if "migrations" not in path.parts]


def test_every_sentence_of_the_code_is_in_the_catalogs():
    """Engines' sentences too: a finding that nobody translated would stand in English in an answer file."""
    wanted = {sentence for path in _files() for sentence in _said_by(path)}
    assert len(wanted) > 1_500
    missing = sorted(wanted - {e["msgid"] for e in entries("uk")})
    assert not missing, f"run make messages and translate {len(missing)}: {missing[:5]}"


def _collector():
    spec = importlib.util.spec_from_file_location("messages", LOCALE.parents[3] / "scripts" / "messages.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_run_that_loses_the_sentences_of_a_room_puts_them_back(tmp_path, monkeypatch):
    """Collecting in a part of the package alone once took out every sentence of the engines."""
    messages = _collector()
    catalog = tmp_path / "web" / "locale" / "uk" / "LC_MESSAGES" / "django.po"
    catalog.parent.mkdir(parents=True)
    entry = '\nmsgid "sentence {n}"\nmsgstr "речення {n}"\n'.format
    catalog.write_text('msgid ""\nmsgstr "head"\n' + "".join(entry(n=n) for n in range(60)), encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr("sys.argv", ["messages.py"])
    before = messages._sentences("uk")
    catalog.write_text('msgid ""\nmsgstr "head"\n' + entry(n=1), encoding="utf-8")
    assert messages._put_back("uk", before) == 59
    assert messages._sentences("uk").keys() == before.keys()
    catalog.write_text('msgid ""\nmsgstr "head"\n' + "".join(entry(n=n) for n in range(2, 60)), encoding="utf-8")
    assert messages._put_back("uk", before) == 0


def test_a_file_that_breaks_off_stops_the_collecting(tmp_path, monkeypatch):
    messages = _collector()
    (tmp_path / "half.py").write_text('WORDS = gettext_noop("a sentence that does not', encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    with pytest.raises(SystemExit, match=r"half\.py:1"):
        messages._require_readable()
