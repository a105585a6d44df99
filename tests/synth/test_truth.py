import polars as pl
import pytest
from tests.synth.reading import raw_rows, truth, world

from repatria.synth.layout import LAYOUTS


def test_every_row_of_every_file_is_told_once():
    rows = truth("rows", world())
    for key, n_rows in world().n_rows.items():
        first = LAYOUTS[key].first_row
        assert sorted(rows.filter(pl.col("list") == key)["row"]) == list(range(first, first + n_rows))
        assert len(raw_rows(key, world())) == first - 1 + n_rows + LAYOUTS[key].has_total


def test_links_are_exactly_the_pairs_of_rows_of_one_person():
    rows = truth("rows", world()).filter(pl.col("person_id").is_not_null())
    links = truth("links", world())
    sizes = rows.group_by("person_id").len()["len"]
    assert links.height == int((sizes * (sizes - 1) // 2).sum())
    place = rows.select("list", "row", "person_id")
    for side in ("a", "b"):
        joined = links.join(
            place,
            left_on=[f"list_{side}", f"row_{side}", "person_id"],
            right_on=["list", "row", "person_id"],
            how="anti",
        )
        assert joined.is_empty()


def test_comparable_links_name_somebody_on_both_sides():
    named = truth("rows", world()).filter("has_name").select("list", "row")
    links = truth("links", world()).filter("is_comparable")
    for side in ("a", "b"):
        assert links.join(
            named, left_on=[f"list_{side}", f"row_{side}"], right_on=["list", "row"], how="anti"
        ).is_empty()


def test_everybody_on_a_list_is_a_person_of_the_world():
    known = set(truth("persons", world())["person_id"])
    rows = truth("rows", world())
    assert set(rows["person_id"].drop_nulls()) <= known
    assert set(rows["other_person_ids"].explode().drop_nulls()) <= known


def test_relatives_and_namesakes_live_in_the_world():
    persons = truth("persons", world())
    assert set(persons["kinship"]) == {"", "brothers", "twins", "father_and_son", "namesakes", "doubles"}
    pairs = persons.filter(pl.col("family") >= 0).group_by("party", "family").agg(pl.all())
    for pair in pairs.to_dicts():
        assert len(pair["surname_uk"]) == 2
        assert len(set(pair["surname_uk"])) == 1
        kind, births = pair["kinship"][0], pair["birth_date"]
        if kind in {"twins", "doubles"}:
            assert births[0] == births[1]
        if kind in {"namesakes", "doubles"}:
            assert len(set(pair["given_uk"])) == len(set(pair["patronymic_uk"])) == 1
        if kind == "brothers":
            assert len(set(pair["patronymic_uk"])) == 1
            assert len(set(pair["given_uk"])) == 2
        if kind == "father_and_son":
            assert max(births).year - min(births).year >= 18


def test_nobody_serves_under_nineteen():
    adults = truth("persons", world()).filter(pl.col("fate") != "child")
    assert adults["birth_date"].max().isoformat() < "2006-06-10"


@pytest.mark.parametrize("scale", [0.05])
def test_names_are_skewed_as_in_real_lists(scale):
    persons = truth("persons", world(scale)).filter(pl.col("party") == "A")
    given = persons["given_uk"].value_counts(sort=True)
    surnames = persons["surname_uk"].value_counts(sort=True)
    assert 0.04 < given["count"][0] / persons.height < 0.12
    assert surnames.height > 1000
    assert 0.004 < surnames["count"][0] / persons.height < 0.02
