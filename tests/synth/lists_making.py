"""Small pairs of lists for tests: quiet clerks who write everything, alike, and never slip."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl

from repatria.synth import SLIPS, ListHabits, ListsParams, PopulationParams, TwoLists, make_two_lists

EVERYTHING = dict.fromkeys(("sex", "birthplace", "service_number", "unit", "patronymic", "dob"), 1.0)
QUIET = ListHabits(
    languages={"uk": 1.0},
    latin=0.0,
    romanizations={},
    by_ear=0.0,
    capitals=0.0,
    given=EVERYTHING,
    slips=dict.fromkeys(SLIPS, 0.0),
)
FIELDS = ("surname", "given", "patronymic", "dob", "sex", "birthplace", "service_number", "unit", "age", "age_on")
# What parts two records without a slip: clerks ask for more or less of a place, and abbreviate units or do not.
STYLE = {"birthplace-grain", "unit-abbreviated"}


def made(params: ListsParams, seed: int = 3) -> TwoLists:
    return make_two_lists(params, rng=np.random.default_rng(seed))


@cache
def ordinary() -> TwoLists:
    return made(ListsParams(n_left=6_000, n_right=5_000))


def with_one_slip(slip: str, rate: float = 0.5) -> TwoLists:
    """List A is right; on list B this slip alone befalls half of the records that it can befall."""
    people = PopulationParams(women_among_soldiers=0.5, double_surnames=0.5 if slip == "half-surname" else 0.0)
    right = replace(QUIET, slips={**QUIET.slips, slip: rate})
    params = ListsParams(n_left=600, n_right=600, carelessness=0.0, left=QUIET, right=right, population=people)
    return made(params)


def side_by_side(lists: TwoLists) -> list[tuple[set[str], dict[str, str], dict[str, str]]]:
    """For each true pair its labels, the record of A and that of B."""
    joined = (
        lists.truth.join(lists.a, left_on="id_a", right_on="id")
        .join(lists.b, left_on="id_b", right_on="id", suffix="_of_b")
        .with_columns(pl.col(pl.String).fill_null(""))
    )
    return [
        (
            set(row["errors"].split(";")) - {""},
            {name: row[name] for name in FIELDS},
            {name: row[f"{name}_of_b"] for name in FIELDS},
        )
        for row in joined.iter_rows(named=True)
    ]


def differing(one: dict[str, str], other: dict[str, str]) -> set[str]:
    return {name for name in FIELDS if one[name] != other[name]}
