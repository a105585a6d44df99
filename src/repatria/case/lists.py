"""Reading what the case says of a list, and of its file's place."""

import re
from pathlib import PurePosixPath

from repatria.case.model import CaseList, ListPurpose, Unit
from repatria.case.table import Table

_DIGEST = re.compile(r"[0-9a-f]{64}")
_REMAINS = (Unit.BAG, Unit.PART, Unit.MNI, Unit.PERSON)
_UNITS_BY_PURPOSE = {
    ListPurpose.HELD: (Unit.PERSON,),
    ListPurpose.MISSING: (Unit.PERSON,),
    ListPurpose.OFFER: (Unit.PERSON,),
    ListPurpose.RETURNED: tuple(Unit),
    ListPurpose.DEAD: _REMAINS,
    ListPurpose.CHILDREN: (Unit.PERSON,),
}
_OURS = {"case.toml", "repatria.db", "results", ".secret-key"}


def read_list(table: Table) -> CaseList | None:
    """What the case says of one list, or ``None`` where a value is refused."""
    key = table.key()
    file = _read_file(table, "file", required=True)
    sender = table.text("sender", required=True)
    purpose = table.choice("purpose", ListPurpose)
    unit = table.choice("unit", Unit, default=Unit.PERSON) or Unit.PERSON
    as_of = table.day("as_of")
    stated_count = table.count("stated_count")
    sha256 = table.text("sha256").lower()
    shared_with = table.texts("shared_with")
    columns = table.text_or_map("columns")
    supersedes = table.text("supersedes")
    withdrawn = table.flag("withdrawn")
    note = table.text("note", longest=4000)
    if sha256 and not _DIGEST.fullmatch(sha256):
        table.add("digest-form", "sha256")
    if purpose is not None and unit not in _UNITS_BY_PURPOSE[purpose]:
        table.add("unit-does-not-fit", "unit", allowed=", ".join(_UNITS_BY_PURPOSE[purpose]))
    if isinstance(columns, str) and columns:
        columns = _checked_path(table, "columns", columns)
    if purpose is None or not table.is_sound:
        return None
    return CaseList(
        key=key,
        file=file,
        sender=sender,
        purpose=purpose,
        unit=unit,
        as_of=as_of,
        stated_count=stated_count,
        sha256=sha256,
        shared_with=shared_with,
        columns=columns,
        supersedes=supersedes or None,
        withdrawn=withdrawn,
        note=note,
    )


def _read_file(table: Table, key: str, *, required: bool) -> str:
    text = table.text(key, required=required, longest=255)
    return _checked_path(table, key, text) if text else ""


def _checked_path(table: Table, key: str, text: str) -> str:
    """The path in its plain form; one that leaves the case folder, by any system's rules, is refused."""
    path = PurePosixPath(text)
    leaves = path.is_absolute() or ".." in path.parts or "\\" in text or ":" in text or text.startswith("~")
    if leaves or not path.parts:
        table.add("file-outside-case", key)
    elif path.parts[0] in _OURS:
        table.add("file-is-ours", key)
    return path.as_posix()
