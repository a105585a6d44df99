"""What is known beside the DNA, out of a table: a row for each body and for each missing person."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.findings import Finding, Severity

if TYPE_CHECKING:
    from repatria.kinship import EvidenceTable

# Column → the least and the greatest number that can be meant.
NUMBERS = {
    "age": (0.0, 120.0),
    "age_sd": (0.0, 50.0),
    "stature": (30.0, 250.0),
    "stature_sd": (0.0, 50.0),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
}
NAMED_STRANGERS = 20
EPOCH = dt.date(1970, 1, 1)
TEXTS = ("date", "section", "effects")
_BETWEEN = re.compile(r"[\s;,|]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvidence:
    """Rows by (family, id), a body's family being empty: numbers, and texts as they stand."""

    numbers: Mapping[str, NDArray[np.float64]]
    days: NDArray[np.float64]
    sections: Sequence[str]
    effects: Sequence[frozenset[str]]
    row_of: Mapping[tuple[str, str], int]


def parse_evidence(data: bytes, *, file: str) -> tuple[ReadEvidence, list[Finding]]:
    """Read ``family,id`` (family empty for a body) and any of age, age_sd, stature, stature_sd, date, latitude,
    longitude, section, effects.

    A value that cannot be meant is left out with a finding; so is a second row of the same person.

    Raises
    ------
    InputUnusable
        The file is no table, or has no column ``id`` or none of the others.
    """
    from repatria.kinship.formats.text import read_table
    from repatria.kinship.formats.wording import Notes

    notes = Notes(file)
    table = read_table(data, file, notes)
    place = {header.strip().casefold(): i for i, header in enumerate(table.headers)}
    if "id" not in place or not set(place) & {*NUMBERS, *TEXTS}:
        raise InputUnusable(
            f"{file}: expected the columns family and id and some of {', '.join((*NUMBERS, *TEXTS))};"
            f" it has {', '.join(table.headers)}."
        )
    findings = _Findings(file)
    rows = table.rows.tolist()
    ids, families = table.texts(place["id"]), table.texts(place.get("family"))
    row_of: dict[tuple[str, str], int] = {}
    for at, key in enumerate(zip(families, ids, strict=True)):
        if not key[1]:
            findings.add(
                "evidence-id-missing", rows[at], "id", "The row names nobody.", "Write the id of body or person."
            )
        elif key in row_of:
            findings.add(
                "evidence-twice",
                rows[at],
                "id",
                f"{' '.join(key).strip()} stands there a second time; this row was left out.",
                "Join the rows.",
            )
        else:
            row_of[key] = at
    numbers = {}
    for name, (low, high) in NUMBERS.items():
        texts = pl.Series(table.texts(place.get(name)), dtype=pl.String)
        values = texts.str.replace(",", ".").cast(pl.Float64, strict=False)
        is_usable = values.is_between(low, high) & values.is_finite()
        for at in ((texts != "") & ~is_usable.fill_null(value=False)).arg_true().to_list():
            findings.add(
                "evidence-number",
                rows[at],
                name,
                f"The {name} of {ids[at]} is no number from {low:g} to {high:g}; it counts as not known.",
                "Correct it, or leave the cell empty.",
            )
        numbers[name] = values.set(~is_usable.fill_null(value=False), None).fill_null(np.nan).to_numpy()
    dates = pl.Series(table.texts(place.get("date")), dtype=pl.String)
    days = dates.str.to_date("%Y-%m-%d", strict=False)
    for at in ((dates != "") & days.is_null()).arg_true().to_list():
        findings.add(
            "evidence-date",
            rows[at],
            "date",
            f"The date of {ids[at]} is no day such as 2025-06-02; it counts as not known.",
            "Write year, month and day.",
        )
    effects = [
        frozenset(part for part in _BETWEEN.split(each.casefold()) if part)
        for each in table.texts(place.get("effects"))
    ]
    read = ReadEvidence(
        numbers=numbers,
        days=days.cast(pl.Int32).cast(pl.Float64).fill_null(np.nan).to_numpy(),
        sections=table.texts(place.get("section")),
        effects=effects,
        row_of=row_of,
    )
    return read, [*notes.findings(), *findings.all()]


def known_of(read: ReadEvidence, keys: Sequence[Sequence[tuple[str, str]]], sexes: NDArray[np.int8]) -> "EvidenceTable":
    """What is known of people, each of whom has one key or several (a person in several bags): the first counts."""
    from repatria.kinship import EvidenceTable

    n = len(keys)
    rows = [[read.row_of[key] for key in each if key in read.row_of] for each in keys]
    codes = {name: code for code, name in enumerate(sorted({each for each in read.sections if each}))}
    columns = {**read.numbers, "day": read.days}
    values = {name: np.full(n, np.nan) for name in columns}
    sections = np.full(n, -1, dtype=np.int32)
    for at, own in enumerate(rows):
        for row in own:
            for name, column in columns.items():
                if np.isnan(values[name][at]):
                    values[name][at] = column[row]
            if sections[at] < 0:
                sections[at] = codes.get(read.sections[row], -1)
    effects = tuple(frozenset().union(*(read.effects[row] for row in own)) for own in rows)
    return EvidenceTable(
        sexes=sexes,
        age=values["age"],
        age_sd=values["age_sd"],
        stature=values["stature"],
        stature_sd=values["stature_sd"],
        day=values["day"],
        latitude=values["latitude"],
        longitude=values["longitude"],
        section=sections,
        effects=effects,
    )


def said_of(found: "EvidenceTable", reported: "EvidenceTable", body: int, person: int) -> dict[str, str]:
    """What was found of a body and reported of a person, by kind, as people would write it."""
    shared = sorted(found.effects[body] & reported.effects[person])
    days = [_day(each) for each in (found.day[body], reported.day[person])]
    places = [f"{each.latitude[at]:.2f}, {each.longitude[at]:.2f}" for each, at in ((found, body), (reported, person))]
    return {
        "age": f"{_about(found.age[body], found.age_sd[body])} · {reported.age[person]:.0f} years",
        "stature": f"{_about(found.stature[body], found.stature_sd[body])} · {reported.stature[person]:.0f} cm",
        "dates": f"found {days[0]} · last seen {days[1]}",
        "distance": f"{places[0]} · {places[1]}",
        "section": "the same" if found.section[body] == reported.section[person] else "another",
        "effects": " ".join(shared),
    }


def _about(value: float, sd: float) -> str:
    return f"{value:.0f}" if np.isnan(sd) else f"{value:.0f} ± {sd:.0f}"


def _day(days: float) -> str:
    return "" if np.isnan(days) else (EPOCH + dt.timedelta(days=int(days))).isoformat()


def strangers(read: ReadEvidence, known: Set[tuple[str, str]], *, file: str) -> list[Finding]:
    """Rows that speak of nobody in the other files: the first are named, the rest counted."""
    findings = _Findings(file)
    lost = [key for key in read.row_of if key not in known]
    remedy = "Check the id, and the family of a missing person."
    for key in lost[:NAMED_STRANGERS]:
        name = " ".join(key).strip()
        findings.add("evidence-of-nobody", None, "id", f"{name} is nobody in the other files; left out.", remedy)
    if len(lost) > NAMED_STRANGERS:
        more = f"{len(lost) - NAMED_STRANGERS:,} further rows are of nobody in the other files; left out."
        findings.add("evidence-of-nobody", None, "id", more, remedy)
    return findings.all()


class _Findings:
    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(self, code: str, row: int | None, column: str, message: str, remedy: str) -> None:
        self.found.append(
            Finding(
                code=code,
                severity=Severity.WARNING,
                message="{said}",
                remedy=remedy,
                file=self.file,
                row=row,
                field=column,
                params={"said": message},
            )
        )

    def all(self) -> list[Finding]:
        return self.found
