"""Collect every sentence of the package for translation, and compile what is translated; needs GNU gettext.

Run by ``make messages``; sentences of engines, marked with ``gettext_noop``, are collected too.
"""

import os
import shutil
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "repatria"
LANGUAGES = ["uk", "ru"]


def main() -> None:
    """Renew the catalogs; afterwards look for empty and fuzzy entries, which a test refuses."""
    if shutil.which("xgettext") is None or shutil.which("msgfmt") is None:
        sys.exit("GNU gettext is not installed. On Debian and Ubuntu: apt-get install gettext")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "repatria.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    os.chdir(PACKAGE)
    # Several templates say the same thing: places in files would make every change of a line a change of the catalog.
    call_command(
        "makemessages",
        locale=LANGUAGES,
        extensions=["html", "txt", "py"],
        no_location=True,
        no_obsolete=True,
        no_wrap=True,
    )
    call_command("compilemessages", locale=LANGUAGES)


if __name__ == "__main__":
    main()
