"""Opening a case's stored state for a command: settings, Django, and the newest tables."""

import os
from pathlib import Path

from repatria.errors import InputUnusable


def open_case(folder: Path, *, must_exist: bool = True) -> None:
    """Point the application at a case folder and bring its database up to date.

    Raises
    ------
    InputUnusable
        The folder or its ``case.toml`` is not there.
    """
    if must_exist and not (folder / "case.toml").is_file():
        raise InputUnusable(f"{folder}: no case.toml here. Name a case folder, or make one: repatria new {folder}")
    os.environ["REPATRIA_CASE"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "repatria.web.settings")

    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()

    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
