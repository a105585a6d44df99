"""Two parties' lists of one invented population, who stands on both, and whose kin stands across."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from repatria.synth.lists_clerks import Bools, Clerks, Ints, Luck, hire
from repatria.synth.lists_dates import Dates, dates_written
from repatria.synth.lists_fields import numbers, places, sexes, units
from repatria.synth.lists_labels import BIT, LANGUAGES, PLACE_GRAIN, SCRIPT, Bits, counts_of, language_label, texts_of
from repatria.synth.lists_params import ListHabits, ListsParams
from repatria.synth.lists_writing import names_written
from repatria.synth.population import Population, make_population
from repatria.synth.population_births import parts_of
from repatria.synth.population_kin import KINSHIPS, NAMESAKE
from repatria.synth.population_names import given_pool

Progress = Callable[[str], None]
N_LISTS_STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoLists:
    """The lists and their truth.

    Parameters
    ----------
    a, b
        ``id, surname, given, patronymic, dob, sex, birthplace, service_number, unit, age, age_on``, all text;
        null where nothing was said.
    truth
        ``id_a, id_b, errors``: people on both lists, and what was done to either record or parts the two.
    families
        ``id_a, id_b, kinship, birth``: pairs of two people, one on each list, who are kin or share the whole
        name; ``birth`` says whether the ``date``, the ``year`` or ``neither`` is the same.
    """

    a: pl.DataFrame
    b: pl.DataFrame
    truth: pl.DataFrame
    families: pl.DataFrame
    params: ListsParams
    n_by_label: dict[str, int]
    n_by_kinship: dict[str, int]


def make_two_lists(params: ListsParams, *, rng: np.random.Generator, progress: Progress | None = None) -> TwoLists:
    """Invent people, and let two parties write their lists of them."""
    tell = progress or _silent
    n_both = params.n_both
    n_people = params.n_left + params.n_right - n_both
    tell("people")
    people = make_population(n_people, params.population, rng=rng)
    order = rng.permutation(n_people)
    lists = (order[: params.n_left], np.concatenate([order[:n_both], order[params.n_left :]]))
    tell("list A")
    left = _written(people, rng.permutation(lists[0]), params.left, params, rng)
    tell("list B")
    right = _written(people, rng.permutation(lists[1]), params.right, params, rng)
    tell("truth")
    truth, bits = _truth(left, right, n_people)
    families = _families(people, left, right)
    return TwoLists(
        a=_with_ids(left.frame, "A"),
        b=_with_ids(right.frame, "B"),
        truth=truth,
        families=families,
        params=params,
        n_by_label=counts_of(bits),
        n_by_kinship=dict(families.group_by("kinship").len().sort("kinship").iter_rows()),
    )


def _silent(_step: str) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    who: Ints
    frame: pl.DataFrame
    bits: Bits
    clerks: Clerks
    grain: Ints


def _written(
    people: Population, who: Ints, habits: ListHabits, params: ListsParams, rng: np.random.Generator
) -> _Written:
    clerks = hire(len(who), habits, rows_per_clerk=params.rows_per_clerk, variance=params.carelessness, rng=rng)
    luck = Luck(carelessness=clerks.carelessness, rng=rng)
    names = names_written(people, who, clerks, habits, luck)
    is_dated = rng.random(len(who)) < habits.given["dob"]
    rates = {slip: rate for slip, rate in habits.slips.items() if slip.startswith("dob-")}
    dates, befell = dates_written(people.birth[who], is_dated, luck, rates)
    befell |= names.befell
    sex, of_sex = sexes(people, who, clerks, habits, luck)
    place, of_place, grain = places(people, who, clerks, habits, luck)
    number, of_number = numbers(people, who, clerks, habits, luck)
    unit, of_unit = units(people, who, clerks, habits, luck)
    columns = names.words | {"sex": sex, "birthplace": place, "service_number": number, "unit": unit}
    texts = pl.DataFrame({name: pl.Series(words.tolist(), dtype=pl.String) for name, words in columns.items()})
    frame = pl.concat([texts, _dates(dates)], how="horizontal").select(
        pl.col(*texts.columns[:3], "dob", *texts.columns[3:], "age", "age_on").replace("", None)
    )
    bits = np.zeros(len(who), np.uint64)
    for label, rows in (befell | of_sex | of_place | of_number | of_unit).items():
        bits[rows] |= BIT[label]
    return _Written(who=who, frame=frame, bits=bits, clerks=clerks, grain=grain)


def _dates(dates: Dates) -> pl.DataFrame:
    parts = pl.DataFrame({"year": dates.year, "month": dates.month, "day": dates.day, "age": dates.age})
    texts = [
        pl.when(pl.col(part) > 0).then(pl.col(part).cast(pl.String).str.zfill(width))
        for part, width in (("year", 4), ("month", 2), ("day", 2))
    ]
    year, month, day = parts_of(dates.age_on)
    seen = pl.DataFrame({"y": year, "m": month, "d": day}).select(on=pl.date("y", "m", "d").cast(pl.String))
    return parts.with_columns(seen).select(
        dob=pl.concat_str(texts, separator="-", ignore_nulls=True),
        age=pl.when(pl.col("age") >= 0).then(pl.col("age").cast(pl.String)),
        age_on=pl.when(pl.col("age") >= 0).then("on"),
    )


def _with_ids(frame: pl.DataFrame, side: str) -> pl.DataFrame:
    return frame.select(_ids(np.arange(frame.height), side).alias("id"), pl.all())


def _ids(rows: Ints, side: str) -> pl.Series:
    return pl.select(pl.lit(side + "-") + pl.Series(rows).cast(pl.String).str.zfill(7)).to_series()


def _rows_of(who: Ints, n_people: int) -> Ints:
    rows = np.full(n_people, -1)
    rows[who] = np.arange(len(who))
    return rows


def _truth(left: _Written, right: _Written, n_people: int) -> tuple[pl.DataFrame, Bits]:
    in_b = _rows_of(right.who, n_people)[left.who]
    a = np.flatnonzero(in_b >= 0)
    b = in_b[a]
    bits = left.bits[a] | right.bits[b] | _parting(left, right, a, b)
    truth = pl.DataFrame(
        {"id_a": _ids(a, "A"), "id_b": _ids(b, "B"), "errors": pl.Series(texts_of(bits).tolist(), dtype=pl.String)}
    )
    return truth, bits


def _parting(left: _Written, right: _Written, a: Ints, b: Ints) -> Bits:
    """Labels of what parts two records without anybody's slip: language, script, how much of a place is said."""
    bits = np.zeros(len(a), np.uint64)
    one, other = left.clerks.language[a], right.clerks.language[b]
    for first, language in enumerate(LANGUAGES):
        for second in range(first + 1, len(LANGUAGES)):
            rows = ((one == first) & (other == second)) | ((one == second) & (other == first))
            bits[rows] |= BIT[language_label(language, LANGUAGES[second])]
    bits[(left.clerks.system[a] >= 0) != (right.clerks.system[b] >= 0)] |= BIT[SCRIPT]
    grains = left.grain[a], right.grain[b]
    bits[(grains[0] >= 0) & (grains[1] >= 0) & (grains[0] != grains[1])] |= BIT[PLACE_GRAIN]
    return bits


def _families(people: Population, left: _Written, right: _Written) -> pl.DataFrame:
    in_a, in_b = (_rows_of(each.who, len(people)) for each in (left, right))
    kin = people.kin
    one = np.concatenate([kin.one, kin.other])
    other = np.concatenate([kin.other, kin.one])
    kinship = np.concatenate([kin.kinship, kin.kinship])
    across = (in_a[one] >= 0) & (in_b[other] >= 0)
    bound = _pairs(people, one[across], other[across], kinship[across])
    alike = _namesakes(people, in_a >= 0, in_b >= 0)
    pairs = pl.concat([bound, alike]).unique(["one", "other"], keep="first", maintain_order=True)
    a, b = in_a[pairs["one"].to_numpy()], in_b[pairs["other"].to_numpy()]
    return (
        pl.DataFrame({"id_a": _ids(a, "A"), "id_b": _ids(b, "B")})
        .hstack(pairs.select("kinship", "birth"))
        .sort("id_a", "id_b")
    )


def _namesakes(people: Population, on_a: Bools, on_b: Bools) -> pl.DataFrame:
    """Pairs across the lists that share the whole name by chance or by design."""
    surnames = np.array([uk for uk, _ in people.surname_forms] + [""], dtype=object)
    names = pl.DataFrame(
        {
            "person": np.arange(len(people)),
            "first": pl.Series(surnames[people.surname].tolist(), dtype=pl.String),
            "second": pl.Series(surnames[people.second].tolist(), dtype=pl.String),
            "is_woman": people.is_woman,
            "given": _distinct(given_pool("M").forms["uk"], given_pool("F").forms["uk"])[
                people.is_woman.astype(np.int64), people.given
            ],
            "father": _distinct(given_pool("M").patronymics["uk"])[0, people.father],
        }
    )
    key = [name for name in names.columns if name != "person"]
    both = names.filter(pl.Series(on_a)).join(names.filter(pl.Series(on_b)), on=key, suffix="_b")
    both = both.filter(pl.col("person") != pl.col("person_b")).sort("person", "person_b")
    one, other = both["person"].to_numpy(), both["person_b"].to_numpy()
    return _pairs(people, one, other, np.full(len(one), KINSHIPS.index(NAMESAKE)))


def _distinct(*tables: tuple[str, ...]) -> Ints:
    """For each name of each table the place of its first like: two peoples may share one."""
    places = np.zeros((len(tables), max(map(len, tables))), np.int64)
    for row, table in enumerate(tables):
        first = {name: place for place, name in reversed(list(enumerate(table)))}
        places[row, : len(table)] = [first[name] for name in table]
    return places


def _pairs(people: Population, one: Ints, other: Ints, kinship: Ints) -> pl.DataFrame:
    years = parts_of(people.birth[one])[0] == parts_of(people.birth[other])[0]
    dates = people.birth[one] == people.birth[other]
    return pl.DataFrame(
        {
            "one": one,
            "other": other,
            "kinship": pl.Series(np.array(KINSHIPS)[kinship].tolist(), dtype=pl.String),
            "birth": pl.Series(np.where(dates, "date", np.where(years, "year", "neither")).tolist(), dtype=pl.String),
        }
    )
