"""Collect every sentence of the package for translation, and compile what is translated; needs GNU gettext.

Run by ``make messages``; sentences of engines, marked with ``gettext_noop``, are collected too.
"""

import ast
import os
import re
import shutil
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "repatria"
LANGUAGES = ["uk", "ru"]
# A change takes out a few sentences; a file that could not be read, or a whole room that is not there, takes out many.
MOST_DROPPED = 25


def main() -> None:
    """Renew the catalogs; afterwards look for empty and fuzzy entries, which a test refuses."""
    if shutil.which("xgettext") is None or shutil.which("msgfmt") is None:
        sys.exit("GNU gettext is not installed. On Debian and Ubuntu: apt-get install gettext")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "repatria.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    os.chdir(PACKAGE)
    _require_readable()
    before = {language: _sentences(language) for language in LANGUAGES}
    # Several templates say the same thing: places in files would make every change of a line a change of the catalog.
    call_command(
        "makemessages",
        locale=LANGUAGES,
        extensions=["html", "txt", "py"],
        no_location=True,
        no_obsolete=True,
        no_wrap=True,
    )
    lost = {language: n for language in LANGUAGES if (n := _put_back(language, before[language]))}
    if lost:
        sys.exit(
            f"{lost}: so many sentences were gone, more than a change takes out ({MOST_DROPPED}); they are put back.  "
            "Look whether a file is missing; if all of them are meant to go: scripts/messages.py --drop"
        )
    call_command("compilemessages", locale=LANGUAGES)


def _require_readable() -> None:
    """Stop where a file breaks off in the middle of an edit: its sentences would leave the catalogs untold."""
    for path in sorted(PACKAGE.rglob("*.py")):
        try:
            ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as wrong:
            sys.exit(f"{path}:{wrong.lineno}: {wrong.msg}; mend the file, then run again: the catalogs stand as before")


def _catalog(language: str) -> Path:
    return PACKAGE / "web" / "locale" / language / "LC_MESSAGES" / "django.po"


def _sentences(language: str) -> dict[str, str]:
    """Each sentence of a catalog with its whole entry."""
    entries = _catalog(language).read_text(encoding="utf-8").split("\n\n")[1:]
    return {
        found[1]: entry for entry in entries if (found := re.search(r"^msgid ((?:\".*\"\n?)+)", entry, re.MULTILINE))
    }


def _put_back(language: str, before: dict[str, str]) -> int:
    """Say what is no longer in the catalog; put it back where it is too much to be meant.  How many were put back."""
    dropped = before.keys() - _sentences(language).keys()
    for sentence in sorted(dropped):
        print(f"{language}: no longer said: {sentence.strip()}")
    if len(dropped) <= MOST_DROPPED or "--drop" in sys.argv:
        return 0
    with _catalog(language).open("a", encoding="utf-8") as catalog:
        catalog.writelines(f"\n{before[sentence].strip()}\n" for sentence in sorted(dropped))
    return len(dropped)


if __name__ == "__main__":
    main()
