"""What is known of bodies and of missing people beside DNA: one table for both."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.evidence import UNKNOWN_CODE, EvidenceTable
from repatria.kinship.family import Family
from repatria.kinship.formats.cells import read_sex
from repatria.kinship.formats.text import find_columns, read_table
from repatria.kinship.formats.wording import Notes
from repatria.kinship.pedigree import Sex

_COLUMNS = {
    **dict.fromkeys(("family", "familyid", "сімя", "семья"), "family"),
    **dict.fromkeys(("id", "body", "person", "missing", "sample"), "id"),
    **dict.fromkeys(("sex", "стать", "пол"), "sex"),
    **dict.fromkeys(("age", "вік", "возраст"), "age"),
    **dict.fromkeys(("agesd",), "age_sd"),
    **dict.fromkeys(("agefrom", "agemin"), "age_from"),
    **dict.fromkeys(("ageto", "agemax"), "age_to"),
    **dict.fromkeys(("stature", "staturecm", "height", "heightcm", "зріст", "рост"), "stature"),
    **dict.fromkeys(("staturesd", "staturesdcm"), "stature_sd"),
    **dict.fromkeys(("date", "day", "дата"), "day"),
    **dict.fromkeys(("latitude", "lat", "широта"), "latitude"),
    **dict.fromkeys(("longitude", "lon", "lng", "довгота", "долгота"), "longitude"),
    **dict.fromkeys(("section", "ділянка", "участок"), "section"),
    **dict.fromkeys(("effects", "речі", "вещи"), "effects"),
}
_BOUNDS = {"age": (0.0, 120.0), "stature": (30.0, 250.0), "latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0)}
_EPOCH = date(1970, 1, 1)
_BETWEEN = re.compile(r"[\s;,|]+")


def parse_evidence(
    data: bytes, bodies: Sequence[str], families: Sequence[Family], *, file: str = ""
) -> tuple[EvidenceTable, EvidenceTable, list[Finding]]:
    """Read what was found on bodies and what was reported of missing people.

    Columns, all but ``id`` optional: ``family`` (empty for a body), ``id``, ``sex``, ``age`` and
    ``age_sd``, or ``age_from`` and ``age_to`` (taken as the middle 95 %), ``stature`` and ``stature_sd`` (cm),
    ``date`` (found, or last seen), ``latitude``, ``longitude``, ``section``, ``effects`` (codes with a space, a
    comma, a semicolon or ``|`` between them, in capitals or not).  An empty cell is unknown.

    Returns
    -------
    A row for each of ``bodies``; a row for each missing person, family by family; and the findings.

    Raises
    ------
    InputUnusable
        No table, no column of ids, or no other column that says anything.
    """
    notes = Notes(file)
    table = read_table(data, file, notes)
    columns = find_columns(table.headers, _COLUMNS)
    if "id" not in columns:
        raise InputUnusable(f"{file or 'file'}: no column id. Name the bodies and missing people in a column id.")
    if not columns.keys() - {"id", "family"}:
        raise InputUnusable(
            f"{file or 'file'}: nothing is said of anybody. Add columns such as sex, age, stature, date or effects."
        )
    cells = {name: table.texts(columns.get(name)) for name in set(_COLUMNS.values())}
    missing = [(family.id, each) for family in families for each in family.missing]
    body_row = {each: place for place, each in enumerate(bodies)}
    missing_row = {each: place for place, each in enumerate(missing)}
    found, reported = _Columns(len(bodies)), _Columns(len(missing))
    sections: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for place, number in enumerate(table.rows.tolist()):
        name, family = cells["id"][place], cells["family"][place]
        if not name:
            notes.add("evidence-id-missing", row=number, field="id")
            continue
        into, row = (reported, missing_row.get((family, name))) if family else (found, body_row.get(name))
        if row is None:
            notes.add("evidence-of-nobody", row=number, field="id")
            continue
        if (family, name) in seen:
            notes.add("evidence-twice", row=number, field="id", person=name)
            continue
        seen.add((family, name))
        into.fill(row, {column: texts[place] for column, texts in cells.items()}, sections, notes, number)
    return found.table(), reported.table(), notes.findings()


@dataclass(slots=True)
class _Columns:
    """The table while it is filled."""

    n_rows: int
    sexes: list[int] = field(init=False)
    numbers: dict[str, list[float]] = field(init=False)
    sections: list[int] = field(init=False)
    effects: list[frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.sexes, self.sections = [int(Sex.UNKNOWN)] * self.n_rows, [UNKNOWN_CODE] * self.n_rows
        self.effects = [frozenset()] * self.n_rows
        names = ("age", "age_sd", "stature", "stature_sd", "day", "latitude", "longitude")
        self.numbers = {name: [math.nan] * self.n_rows for name in names}

    def fill(self, row: int, cells: dict[str, str], codes: dict[str, int], notes: Notes, number: int) -> None:
        """Read the cells of one row."""
        sex = read_sex(cells["sex"]) if cells["sex"] else Sex.UNKNOWN
        if sex is None:
            notes.add("evidence-unreadable", row=number, field="sex")
        self.sexes[row] = int(sex or Sex.UNKNOWN)
        low, high = (_number(cells[name], "age", notes, number, name) for name in ("age_from", "age_to"))
        if low > high:
            notes.add("evidence-unreadable", row=number, field="age_to")
        elif not math.isnan(low + high):
            self.numbers["age"][row], self.numbers["age_sd"][row] = (low + high) / 2, max((high - low) / 3.92, 0.5)
        for name in ("age", "stature", "latitude", "longitude"):
            if cells[name]:
                self.numbers[name][row] = _number(cells[name], name, notes, number, name)
        for name in ("age_sd", "stature_sd"):
            if cells[name]:
                self.numbers[name][row] = _spread(cells[name], name, notes, number)
        if cells["day"]:
            self.numbers["day"][row] = _day(cells["day"], notes, number)
        if cells["section"]:
            self.sections[row] = codes.setdefault(cells["section"], len(codes))
        self.effects[row] = frozenset(code for code in _BETWEEN.split(cells["effects"].casefold()) if code)

    def table(self) -> EvidenceTable:
        """What was read."""
        columns = {name: np.array(values, dtype=np.float64) for name, values in self.numbers.items()}
        return EvidenceTable(
            sexes=np.array(self.sexes, dtype=np.int8),
            section=np.array(self.sections, dtype=np.int32),
            effects=tuple(self.effects),
            **columns,
        )


def _number(text: str, kind: str, notes: Notes, row: int, column: str) -> float:
    if not text:
        return math.nan
    low, high = _BOUNDS[kind]
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        notes.add("evidence-unreadable", row=row, field=column)
        return math.nan
    return value


def _spread(text: str, column: str, notes: Notes, row: int) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0.0 < value <= 30.0:
        notes.add("evidence-unreadable", row=row, field=column)
        return math.nan
    return value


def _day(text: str, notes: Notes, row: int) -> float:
    try:
        return float((date.fromisoformat(text) - _EPOCH).days)
    except ValueError:
        notes.add("evidence-unreadable", row=row, field="date")
        return math.nan
