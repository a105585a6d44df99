"""The small mapping file: a sender's own headers, said in TOML."""

import difflib
import tomllib
from collections.abc import Mapping
from typing import Any

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.lists.headers import IGNORED, field_names
from repatria.lists.wording import finding


def parse_columns(data: bytes, file_name: str) -> tuple[Mapping[str, str], list[Finding]]:
    """Read a mapping file: ``"header" = "field"``, at the top or under ``[columns]``.

    The field ``ignore`` leaves a column out.  A line that names no field is a finding and is left out.

    Raises
    ------
    InputUnusable
        The file is no TOML in UTF-8.
    """
    try:
        content = tomllib.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputUnusable(f"{file_name}: the mapping is not UTF-8. Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputUnusable(
            f'{file_name}: the mapping is no TOML ({error}). Write one line for each column: "header" = "surname".'
        ) from error
    table = content.get("columns", content)
    if not isinstance(table, dict):
        raise InputUnusable(
            f'{file_name}: "columns" is no table. Write [columns] and lines "header" = "field" below it.'
        )
    return checked_mapping(table, file_name)


def checked_mapping(mapping: Mapping[str, Any], file_name: str = "") -> tuple[dict[str, str], list[Finding]]:
    """The lines of a mapping that name a field, and a finding for each other line."""
    known = (*field_names(), IGNORED)
    good: dict[str, str] = {}
    findings: list[Finding] = []
    for header, name in mapping.items():
        if not isinstance(name, str):
            findings.append(finding("mapping-value-unusable", file=file_name, header=header[:60]))
        elif name.strip() in known:
            good[header] = name.strip()
        else:
            nearest = (difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.0) or ["surname"])[0]
            findings.append(finding("mapping-field-unknown", file=file_name, field_name=name[:60], nearest=nearest))
    return good, findings
