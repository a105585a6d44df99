import json
from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.synth.lists_making import QUIET, made, ordinary

from repatria.synth import ListHabits, ListsFormat, ListsParams, PopulationParams, Quality, render_lists
from repatria.synth.lists_params import LEFT
from repatria.synth.population import make_population


def quiet(**wanted) -> ListsParams:
    return ListsParams(
        **{"n_left": 3_000, "n_right": 3_000, "carelessness": 0.0, "left": QUIET, "right": QUIET} | wanted
    )


@settings(max_examples=25, deadline=None)
@given(n_left=st.integers(1, 90), n_right=st.integers(1, 90), overlap=st.floats(0, 1), seed=st.integers(0, 9))
def test_sizes_and_overlap_are_exactly_as_asked(n_left, n_right, overlap, seed):
    lists = made(ListsParams(n_left=n_left, n_right=n_right, overlap=overlap), seed)
    assert (lists.a.height, lists.b.height) == (n_left, n_right)
    assert lists.truth.height == round(overlap * min(n_left, n_right))
    assert lists.a["id"].n_unique() == n_left
    assert lists.b["id"].n_unique() == n_right
    assert lists.truth["id_a"].n_unique() == lists.truth["id_b"].n_unique() == lists.truth.height


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    params = ListsParams(n_left=500, n_right=400)
    one, again, other = (
        dict(render_lists(made(params, seed), seed=seed, file_format=ListsFormat.CSV).files) for seed in (1, 1, 2)
    )
    assert one == again
    assert one["a.csv"] != other["a.csv"]


def test_a_seed_means_these_bytes():
    """Whoever changes what a seed gives says so: figures measured before do not speak of the new lists."""
    files = render_lists(made(ListsParams(n_left=40, n_right=30), 7), seed=7, file_format=ListsFormat.CSV).files
    manifest = json.loads(files["manifest.json"])
    assert manifest["n_rows"] == {"a": 40, "b": 30, "truth": 18, "families": manifest["n_rows"]["families"]}
    assert manifest["seed"] == 7


@pytest.mark.parametrize("file_format", ListsFormat)
def test_the_manifest_tells_how_the_files_came_about(file_format):
    import hashlib

    lists = made(ListsParams(n_left=80, n_right=60))
    files = render_lists(lists, seed=3, file_format=file_format).files
    manifest = json.loads(files["manifest.json"])
    assert manifest["params"]["overlap"] == 0.6
    assert manifest["params"]["left"]["slips"]["dob-swap"] == LEFT.slips["dob-swap"]
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(files[name]).hexdigest() == digest
    counted = Counter(label for said in lists.truth["errors"] for label in said.split(";") if label)
    assert manifest["n_pairs_by_label"] == counted


def test_formats_hold_the_same_tables():
    import io

    lists = made(ListsParams(n_left=80, n_right=60))
    csv, parquet = (render_lists(lists, seed=3, file_format=each).files for each in ListsFormat)
    for name in ("a", "b", "truth", "families"):
        read = pl.read_csv(io.BytesIO(csv[f"{name}.csv"]), infer_schema=False)
        assert read.equals(pl.read_parquet(io.BytesIO(parquet[f"{name}.parquet"])))


def test_no_true_pair_is_listed_as_kin_and_kin_stand_across_the_lists():
    lists = ordinary()
    assert lists.families.join(lists.truth, on=["id_a", "id_b"], how="semi").is_empty()
    assert not lists.families.select("id_a", "id_b").is_duplicated().any()
    assert lists.families["id_a"].is_in(lists.a["id"].implode()).all()
    assert lists.families["id_b"].is_in(lists.b["id"].implode()).all()
    assert set(lists.n_by_kinship) == {"sibling", "twin", "father-son", "namesake"}


def kin_of(kinship: str) -> pl.DataFrame:
    lists = made(quiet(population=PopulationParams(women_among_soldiers=0.0, women_among_civilians=0.0)))
    joined = lists.families.join(lists.a, left_on="id_a", right_on="id")
    return joined.join(lists.b, left_on="id_b", right_on="id", suffix="_b").filter(pl.col("kinship") == kinship)


def test_siblings_share_surname_and_patronymic_and_no_given_name():
    pairs = kin_of("sibling")
    assert pairs.height > 20
    assert pairs["surname"].equals(pairs["surname_b"])
    assert pairs["patronymic"].equals(pairs["patronymic_b"])
    assert (pairs["given"] != pairs["given_b"]).all()
    assert (pairs["dob"] != pairs["dob_b"]).all()


def test_twins_share_the_birth_date_too():
    pairs = kin_of("twin")
    assert pairs.height > 2
    assert pairs["dob"].equals(pairs["dob_b"])
    assert (pairs["given"] != pairs["given_b"]).all()
    assert set(pairs["birth"]) == {"date"}


def test_the_patronymic_of_a_son_is_of_his_father():
    pairs = kin_of("father-son")
    assert pairs.height > 5
    assert pairs["surname"].equals(pairs["surname_b"])
    years = (pairs[name].str.slice(0, 4).cast(pl.Int32) for name in ("dob", "dob_b"))
    apart = (next(years) - next(years)).abs()
    assert apart.min() >= 17
    assert apart.max() <= 35
    # Ивана → Іванович: the son's patronymic begins as the father's given name does, save a few irregular ones.
    older = pairs.with_columns(
        father=pl.when(pl.col("dob") < pl.col("dob_b")).then("given").otherwise("given_b"),
        of_son=pl.when(pl.col("dob") < pl.col("dob_b")).then("patronymic_b").otherwise("patronymic"),
    )
    assert (older["father"].str.slice(0, 3) == older["of_son"].str.slice(0, 3)).mean() > 0.9


def test_namesakes_share_the_whole_name_and_all_of_them_are_listed():
    lists = made(quiet())
    pairs = kin_of("namesake")
    for name in ("surname", "given", "patronymic"):
        assert pairs[name].equals(pairs[f"{name}_b"])
    assert {"year", "neither"} <= set(pairs["birth"])
    name = ["surname", "given", "patronymic"]
    equal = lists.a.join(lists.b, on=name, suffix="_b").select("id", "id_b")
    known = pl.concat([lists.truth.select("id_a", "id_b"), lists.families.select("id_a", "id_b")])
    assert equal.join(known, left_on=["id", "id_b"], right_on=["id_a", "id_b"], how="anti").is_empty()


def test_slips_of_a_careless_clerk_come_together():
    """The same rates, but rows with several slips are commoner than chance."""
    careful, careless = (
        made(ListsParams(n_left=20_000, n_right=20_000, carelessness=variance)) for variance in (0.0, 1.5)
    )

    def slips_a_pair(lists):
        count = pl.col("errors").str.split(";").list.eval(pl.element().str.contains("^(typo|ear|dob)-")).list.sum()
        return lists.truth.select(count).to_series().to_numpy()

    even, uneven = slips_a_pair(careful), slips_a_pair(careless)
    assert uneven.mean() == pytest.approx(even.mean(), rel=0.25)
    assert uneven.var() / uneven.mean() > even.var() / even.mean() + 0.1


def test_rates_are_those_that_were_asked_for():
    lists = made(ListsParams(n_left=30_000, n_right=30_000, carelessness=0.0))
    for label in ("typo-surname", "dob-year1", "dob-year-only", "ear-surname", "names-swapped"):
        rate = 1.0 - (1.0 - LEFT.slips[label]) ** 2
        n = lists.truth.height
        assert lists.n_by_label[label] == pytest.approx(rate * n, abs=5 * (rate * n) ** 0.5 + 0.1 * rate * n), label


def test_poor_lists_have_more_slips_than_good_ones():
    counts = []
    for quality in (Quality.GOOD, Quality.ORDINARY, Quality.POOR):
        lists = made(ListsParams.of_quality(quality, n_left=4_000, n_right=4_000))
        counts.append(sum(lists.n_by_label[label] for label in ("typo-surname", "dob-year1", "patronymic-missing")))
    assert counts[0] * 1.5 < counts[1] < counts[2] / 1.4


def test_the_order_of_rows_tells_nothing():
    lists = ordinary()
    a, b = (lists.truth[name].str.slice(2).cast(pl.Int64).to_numpy() for name in ("id_a", "id_b"))
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.06


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"n_left": 0}, "n_left"),
        ({"n_right": 10**7}, "n_right"),
        ({"overlap": 1.1}, "overlap"),
        ({"carelessness": -1.0}, "carelessness"),
        ({"rows_per_clerk": 0}, "rows_per_clerk"),
    ],
)
def test_params_refuse_what_cannot_be(wrong, said):
    with pytest.raises(ValueError, match=said):
        ListsParams(**{"n_left": 10, "n_right": 10} | wrong)


def test_habits_refuse_an_unknown_slip_or_language():
    with pytest.raises(ValueError, match="unknown slips"):
        replace(LEFT, slips={"coffee": 0.5})
    with pytest.raises(ValueError, match="unknown languages"):
        replace(LEFT, languages={"en": 1.0})
    with pytest.raises(ValueError, match="proportion"):
        replace(LEFT, latin=2.0)
    assert isinstance(LEFT, ListHabits)


def test_people_refuse_shares_that_cannot_be():
    with pytest.raises(ValueError, match="civilians"):
        PopulationParams(civilians=1.2)
    with pytest.raises(ValueError, match="kin"):
        PopulationParams(kin={"siblings": 0.5})
    people = make_population(50, PopulationParams(kin={}), rng=np.random.default_rng(1))
    assert len(people.kin.one) == 0
