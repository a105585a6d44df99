"""The packaged tables of names and places, as columns of forms with weights."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from repatria.synth import spelling

Weights = npt.NDArray[np.float64]

# The listed surnames against the built ones: with it the commonest is borne by about one person in a hundred.
_HEAD = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNames:
    """Given names: spellings by index, patronymics made from them, and a weight on each side."""

    group: tuple[str, ...]
    uk: tuple[str, ...]
    ru: tuple[str, ...]
    patronymic_uk: tuple[str, ...]
    patronymic_ru: tuple[str, ...]
    weights: dict[str, Weights]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surnames:
    """Surnames in the masculine form: spellings by index and a weight within the group."""

    group: tuple[str, ...]
    uk: tuple[str, ...]
    ru: tuple[str, ...]
    weight: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Villages that carry a name found in a hundred places."""

    uk: tuple[str, ...]
    ru: tuple[str, ...]


def table_rows(name: str) -> list[dict[str, str]]:
    """The lines of a packaged table, each as a mapping from header to cell."""
    text = resources.files("repatria.synth").joinpath("data", name).read_text("utf-8")
    header, *lines = (line.split("\t") for line in text.splitlines())
    return [dict(zip(header, line, strict=True)) for line in lines]


@cache
def given_names(sex: str) -> GivenNames:
    """Given names of men (``M``) or women (``F``); only men's carry patronymics."""
    rows = table_rows("given.tsv" if sex == "M" else "given_female.tsv")
    is_male = sex == "M"
    return GivenNames(
        group=tuple(row["group"] for row in rows),
        uk=tuple(row["uk"] for row in rows),
        ru=tuple(row["ru"] for row in rows),
        patronymic_uk=tuple(
            row["patronymic_uk"] or spelling.ukrainian_patronymic(row["uk"]) for row in rows if is_male
        ),
        patronymic_ru=tuple(row["patronymic_ru"] or spelling.russian_patronymic(row["ru"]) for row in rows if is_male),
        weights={
            "A": np.array([float(row["weight_a"]) for row in rows]),
            "B": np.array([float(row["weight_b"]) for row in rows]),
        },
    )


@cache
def surnames() -> Surnames:
    """All surnames: the widespread ones as listed, then those built from stems and suffixes."""
    forms: dict[tuple[str, str], tuple[str, float]] = {}
    for row in table_rows("surnames.tsv"):
        uk = row["uk"] or spelling.ukrainian_of_russian(row["ru"])
        forms.setdefault((row["group"], uk), (row["ru"], float(row["weight"]) * _HEAD))
    for row in table_rows("stems.tsv"):
        for rank, stem in enumerate(row["stems"].split()):
            for suffix in row["suffixes"].split() or [""]:
                built = joined(stem, suffix)
                uk = built if row["group"] == "uk" else spelling.ukrainian_of_russian(built)
                ru = spelling.russian_of_ukrainian(built) if row["group"] == "uk" else built
                # Rarer towards the end of each line of the table: a long tail, as in real lists.
                forms.setdefault((row["group"], uk), (ru, float(row["weight"]) * 4.0 / (2.0 + rank**0.5)))
    return Surnames(
        group=tuple(group for group, _ in forms),
        uk=tuple(uk for _, uk in forms),
        ru=tuple(ru for ru, _ in forms.values()),
        weight=np.array([weight for _, weight in forms.values()]),
    )


def joined(stem: str, suffix: str) -> str:
    """A surname of a stem and a suffix, as the two meet in Ukrainian: Андрій + енко → Андрієнко."""
    if suffix.startswith("е") and stem[-1] in "іїй":
        return stem.rstrip("й") + "є" + suffix[1:]
    if suffix == "ук" and stem[-1] in "нрлмк":
        return stem + "юк" if stem[-1] in "нрл" else stem + suffix
    return stem + suffix


@cache
def places() -> Places:
    """Place names in both spellings."""
    rows = table_rows("places.tsv")
    return Places(uk=tuple(row["uk"] for row in rows), ru=tuple(row["ru"] for row in rows))
