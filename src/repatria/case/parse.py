"""Bytes of ``case.toml`` to a :class:`Case` and findings."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from repatria.case import checks, lists, terms
from repatria.case.lines import line_by_field
from repatria.case.model import Case, CaseParty, CaseSource, PartyRole
from repatria.case.table import Report, Table
from repatria.case.wording import finding
from repatria.findings import Finding

MAX_BYTES = 1_000_000
MAX_LINE = 10_000
MAX_DOTS = 32
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")
_DOTTED = re.compile(rf"(?:\.\s*[\w-]+\s*){{{MAX_DOTS}}}")
_PARTY_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}")


class Language(StrEnum):
    """Languages in which results are written."""

    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    ENGLISH = "en"


def parse_case(data: bytes, file_name: str = "case.toml") -> tuple[Case | None, list[Finding]]:
    """Read a case, with every flaw in it.

    Parameters
    ----------
    data
        The file's bytes: TOML in UTF-8.
    file_name
        The name that the findings give.

    Returns
    -------
    tuple
        The case, or ``None`` where a finding is an error; and all findings in the order of the file.
        ``row`` is the line and ``field`` the dotted place, entries counted from 1: ``terms[2].quantity``.
    """
    text, flaws = _decode(data, file_name)
    if text is None:
        return None, flaws
    values, flaws = _load(text, file_name)
    if values is None:
        return None, flaws
    report = Report(file_name)
    case = _read_case(Table(values, "", report))
    lines = line_by_field(text)
    located = [replace(each, row=_line(each.field, lines)) for each in report.findings]
    located.sort(key=lambda each: each.row or 0)
    return (None if report.n_errors else case), located


def _decode(data: bytes, file_name: str) -> tuple[str | None, list[Finding]]:
    if len(data) > MAX_BYTES:
        return None, [finding("case-too-large", {"n_bytes": len(data), "max_bytes": MAX_BYTES}, file=file_name)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return None, [finding("case-not-utf8", {"position": error.start}, file=file_name, row=row)]


def _load(text: str, file_name: str) -> tuple[Mapping[str, object] | None, list[Finding]]:
    if (row := _first_line_too_deep(text)) is not None:
        return None, [finding("toml-too-deep", {}, file=file_name, row=row)]
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_finding(str(error), text, file_name)]
    except (RecursionError, ValueError):
        return None, [finding("toml-too-deep", {}, file=file_name)]


def _first_line_too_deep(text: str) -> int | None:
    """The first line on which ``tomllib`` would take memory in the square of what stands there."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE or (line.count(".") >= MAX_DOTS and _DOTTED.search(_QUOTED.sub("q", line))):
            return number
    return None


def _syntax_finding(said: str, text: str, file_name: str) -> Finding:
    place = _PLACE.search(said)
    row = int(place[1]) if place else text.count("\n") + 1
    if "overwrite" in said or "twice" in said or "immutable" in said or "Cannot" in said:
        return finding("toml-key-twice", {}, file=file_name, row=row)
    column = int(place[2]) if place else len(text) - text.rfind("\n")
    return finding("toml-syntax", {"column": column}, file=file_name, row=row)


def _line(field: str, lines: Mapping[str, int]) -> int | None:
    """The line of the field, or of the innermost table around it."""
    while field and field not in lines:
        field = field.rpartition(".")[0] if "." in field else field.partition("[")[0] if "[" in field else ""
    return lines.get(field)


def _read_case(table: Table) -> Case | None:
    title = table.text("title", required=True)
    language = table.choice("language", Language, default=Language.ENGLISH)
    neutral = table.text("neutral")
    reference_date = table.day("reference_date")
    parties = table.tables("parties", _read_party)
    sources = table.tables("sources", _read_source)
    read_terms = table.tables("terms", lambda each: terms.read_term(each, reference_date))
    read_lists = table.tables("lists", lists.read_list)
    table.close()
    case = Case(
        title=title,
        language=language or Language.ENGLISH,
        neutral=neutral or _only_neutral(parties),
        reference_date=reference_date,
        parties=parties,
        sources=sources,
        terms=read_terms,
        lists=read_lists,
    )
    checks.check_references(table, case)
    return checks.with_sides_and_sources(case) if table.is_sound else None


def _only_neutral(parties: tuple[CaseParty, ...]) -> str:
    neutral = [party.code for party in parties if party.role is PartyRole.NEUTRAL]
    return neutral[0] if len(neutral) == 1 else ""


def _read_party(table: Table) -> CaseParty | None:
    code = table.text("code", required=True)
    if code and not _PARTY_CODE.fullmatch(code):
        table.add("party-code-form", "code")
    name = table.text("name", required=True, longest=200)
    role = table.choice("role", PartyRole)
    bureau, contact = table.text("bureau", longest=200), table.text("contact", longest=200)
    if role is None or not table.is_sound:
        return None
    return CaseParty(code=code, name=name, role=role, bureau=bureau, contact=contact)


def _read_source(table: Table) -> CaseSource | None:
    key = table.key()
    title = table.text("title", required=True)
    date = table.day("date")
    note = table.text("note", longest=4000)
    return CaseSource(key=key, title=title, date=date, note=note) if table.is_sound else None
