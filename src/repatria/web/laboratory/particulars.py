"""What is known of a body or of a missing person beside DNA: written in one way, read by two people, set side by side.

Plain functions of plain values.  A particular counts when two people wrote the same of it and nobody something else.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from repatria.errors import InputUnusable
from repatria.findings import gettext_noop

REFERENCES: Mapping[str, tuple[int, str]] = {
    "age": (400, "D1"),
    "stature": (400, "D1"),
    "day": (200, "B"),
    "place": (200, "B"),
    "section": (200, "B"),
    "effects": (300, "C2"),
    "effects_sex": (300, "C1"),
    "contents": (600, "E1"),
}
"""Where a particular stands on INTERPOL's forms unless its reader says the field: the hundred, and the older letter."""

_RANGE = re.compile(r"(\d{1,3}(?:[.,]\d)?)(?:\s*[-–]\s*(\d{1,3}(?:[.,]\d)?))?")
_PLACE = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")
_LIMITS = {"age": (0.0, 120.0), "stature": (30.0, 250.0)}
_CHOICES = {"effects_sex": ("M", "F"), "contents": ("human", "empty", "animal")}


class Written(Protocol):
    """One reader's reading of one particular."""

    @property
    def kind(self) -> str:
        """Which particular."""

    @property
    def value(self) -> str:
        """What was read, written in one way."""

    @property
    def reader_id(self) -> int | None:
        """Who read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What counts as known: ``values`` by kind, and ``undecided`` kinds that one person read, or two differently."""

    sex: str = ""
    values: Mapping[str, str]
    undecided: tuple[str, ...] = ()

    def span(self, kind: str) -> tuple[float, float] | None:
        """Least and most of a measured particular."""
        value = self.values.get(kind)
        if value is None:
            return None
        low, _dash, high = value.partition("-")
        return float(low), float(high or low)

    @property
    def day(self) -> dt.date | None:
        """When found, or last seen."""
        value = self.values.get("day")
        return dt.date.fromisoformat(value) if value else None

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        value = self.values.get("place")
        if value is None:
            return None
        latitude, longitude = value.split(",")
        return float(latitude), float(longitude)

    @property
    def effects(self) -> frozenset[str]:
        """Codes of effects."""
        return frozenset(self.values.get("effects", "").split())


def normal(kind: str, value: str) -> str:
    """The value in the one way in which this kind is written.

    Raises
    ------
    InputUnusable
        It cannot be read as this kind.
    """
    said = " ".join(value.split())
    if kind in _LIMITS:
        return _normal_range(said, *_LIMITS[kind])
    if kind == "day":
        return _normal_day(said)
    if kind == "place":
        return _normal_place(said)
    if kind in _CHOICES:
        found = next((one for one in _CHOICES[kind] if one.casefold() == said.casefold()), None)
        if found is None:
            raise InputUnusable(gettext_noop("this is none of the answers that this particular has"))
        return found
    if not said:
        raise InputUnusable(gettext_noop("nothing was written"))
    if kind == "effects":
        return " ".join(sorted({code.casefold() for code in said.replace(",", " ").split()}))[:300]
    return said.casefold()[:300]


def _normal_range(said: str, least: float, most: float) -> str:
    match = _RANGE.fullmatch(said)
    if match is None:
        raise InputUnusable(gettext_noop("write one number, or the least and the most as 25-35"))
    low = float(match[1].replace(",", "."))
    high = float(match[2].replace(",", ".")) if match[2] else low
    if not least <= low <= high <= most:
        raise InputUnusable(gettext_noop("the least is above the most, or nobody is of that age or stature"))
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def _normal_day(said: str) -> str:
    try:
        return dt.date.fromisoformat(said).isoformat()
    except ValueError:
        raise InputUnusable(gettext_noop("write the day as year-month-day: 2025-06-01")) from None


def _normal_place(said: str) -> str:
    match = _PLACE.fullmatch(said)
    if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        raise InputUnusable(gettext_noop("write latitude and longitude in degrees: 48.10, 37.80"))
    return f"{float(match[1]):.3f},{float(match[2]):.3f}"


def known_of(written: Iterable[Written], *, sex: str = "") -> Known:
    """What two people read alike, and what is undecided."""
    by_kind: dict[str, list[str]] = {}
    for one in written:
        by_kind.setdefault(one.kind, []).append(one.value)
    values = {kind: said[0] for kind, said in by_kind.items() if len(said) > 1 and len(set(said)) == 1}
    return Known(sex=sex, values=values, undecided=tuple(sorted(by_kind.keys() - values.keys())))


def joined(of_parts: Sequence[Known]) -> Known:
    """One person over several bags: the first that is known counts, effects add up; a sex only where all agree."""
    sexes = {one.sex for one in of_parts} - {""}
    values: dict[str, str] = {}
    for one in of_parts:
        values = {**one.values, **values}
    effects = frozenset().union(*(one.effects for one in of_parts)) if of_parts else frozenset()
    if effects:
        values["effects"] = " ".join(sorted(effects))
    undecided = tuple(sorted({kind for one in of_parts for kind in one.undecided}))
    return Known(sex=sexes.pop() if len(sexes) == 1 else "", values=values, undecided=undecided)


def side_by_side(found: Known, reported: Known) -> dict[str, tuple[str, str]]:
    """What was found and what was reported, by factor, where both sides say something."""
    pairs = {
        "sex": (found.sex, reported.sex),
        "age": (found.values.get("age", ""), reported.values.get("age", "")),
        "stature": (found.values.get("stature", ""), reported.values.get("stature", "")),
        "dates": (found.values.get("day", ""), reported.values.get("day", "")),
        "section": (found.values.get("section", ""), reported.values.get("section", "")),
        "distance": (found.values.get("place", ""), reported.values.get("place", "")),
        "effects": (found.values.get("effects", ""), reported.values.get("effects", "")),
    }
    return {factor: pair for factor, pair in pairs.items() if all(pair)}


def plain_contradictions(found: Known, reported: Known) -> dict[str, str]:
    """What contradicts whatever anybody weighs, by factor, with both sides of it."""
    against: dict[str, str] = {}
    if found.sex and reported.sex and found.sex != reported.sex:
        against["sex"] = f"{found.sex} · {reported.sex}"
    said = found.values.get("effects_sex", "")
    bodily = found.sex or reported.sex
    if said and bodily and said != bodily:
        against["effects"] = f"{said} · {bodily}"
    if found.day and reported.day and found.day < reported.day:
        against["dates"] = f"{found.day} · {reported.day}"
    return against
