import numpy as np
import polars as pl
import pytest
from tests.linkage.people import crowd, probability_of, table

from repatria.linkage import LEVELS, LinkageParams, default_model, find_duplicates, propose
from repatria.linkage.explanations import Explanations

HELD = table(
    ("H1", "Hnatiuk", "Zinovii", "Petrovych", "1986-03-11"),
    ("H2", "Вишняков", "Алексей", "Николаевич", "1990-05-04"),
    ("H3", "Matskevich", "Nikolai", "", "1979"),
    ("H4", "Zhovtobriukh", "Oleksandr", "Romanovych", ""),
    ("H5", "Коржевский", "Дмитрий", "Сергеевич", "1994-12-01"),
)
SOUGHT = table(
    ("S1", "Гнатюк", "Зіновій", "Петрович", "1986-11-03"),  # day and month swapped
    ("S2", "Вишняков", "Олексій", "Миколайович", "1990-05-04"),
    ("S3", "Мацкевіч", "Мiкалай", "Андрэевіч", "1979-01-30"),  # Latin i, year only on the other side
    ("S4", "Жовтобрюх", "Олександр", "Романович", "1991-07-19"),  # no date on the other side
    ("S5", "Коржевська", "Дарина", "Сергіївна", "1996-02-14"),  # a sister
)


@pytest.fixture(scope="module")
def proposed() -> pl.DataFrame:
    left, right = pl.concat([SOUGHT, crowd(400, "s")]), pl.concat([HELD, crowd(60, "h").slice(30)])
    return propose(left, right, params=LinkageParams(one_to_one=False, threshold=0.0)).frame


@pytest.mark.parametrize("number", "1234")
def test_one_person_is_found_across_scripts_and_slips(proposed, number):
    assert probability_of(proposed, f"S{number}", f"H{number}") > 0.9


def test_a_sister_is_not_her_brother(proposed):
    assert probability_of(proposed, "S5", "H5") < 0.05


def test_weights_of_the_fields_sum_to_the_pairs_weight(proposed):
    parts = [f"weight_{name}" for name in (*default_model().comparisons, "family")]
    summed = proposed.select(pl.sum_horizontal(parts)).to_series()
    assert np.allclose(summed, proposed["match_weight"], atol=1e-9)


def test_what_a_side_does_not_say_weighs_nothing(proposed):
    for name in default_model().comparisons:
        missing = proposed.filter(pl.col(f"level_{name}") == -1)
        assert (missing[f"weight_{name}"] == 0).all()


@pytest.mark.parametrize("birth", [("1986-03-11", "1989-08-02"), ("1986-03-11", ""), ("", "")])
def test_brothers_are_not_one_person_however_rare_their_surname(birth):
    """Surname and patronymic agree with 20 bits and more; only the given name and the date speak."""
    left = pl.concat([table(("L", "Жовтобрюх", "Олександр", "Романович", birth[0])), crowd(300, "l")])
    right = pl.concat([table(("R", "Zhovtobriukh", "Pavlo", "Romanovych", birth[1])), crowd(300, "r").slice(200)])
    found = propose(left, right, params=LinkageParams(one_to_one=False, threshold=0.0)).frame
    assert probability_of(found, "L", "R") < 0.3
    assert found.filter(pl.col("left_id") == "L", pl.col("right_id") == "R")["level_family"].to_list() == [0]


def test_twins_are_not_one_person():
    """All but the given name agrees, the birth date as well: only people can tell this from a wrong name."""
    left = pl.concat([table(("L", "Жовтобрюх", "Олександр", "Романович", "1986-03-11")), crowd(300, "l")])
    right = pl.concat([table(("R", "Zhovtobriukh", "Pavlo", "Romanovych", "1986-03-11")), crowd(300, "r").slice(200)])
    found = propose(left, right, params=LinkageParams(one_to_one=False, threshold=0.0)).frame
    assert probability_of(found, "L", "R") < 0.6


@pytest.mark.parametrize(
    ("left", "right", "most"),
    [
        (("Олександр", "1986-03-11"), ("Pavlo", "1986-03-11"), 0.6),
        (("Олександр", "1986-03-11"), ("Pavlo", "1986-09-02"), 0.2),
        (("Олександр", ""), ("Pavlo", ""), 0.2),
        (("Олександр", "1986-03-11"), ("Oleksandr", "1986-11-03"), 1.0),
    ],
)
def test_one_row_beside_one_row_is_no_reason_to_be_one_person(left, right, most):
    """A search of one man in a list of one: whoever stands alone on two lists need not be the same."""
    sought = table(("L", "Жовтобрюх", left[0], "Романович", left[1]))
    held = table(("R", "Zhovtobriukh", right[0], "Romanovych", right[1]))
    found = propose(sought, held, params=LinkageParams(threshold=0.0)).frame
    probability = probability_of(found, "L", "R")
    assert probability < most
    assert (most == 1.0) == (probability > 0.95)


def test_namesakes_with_other_birth_dates_are_not_one_person():
    left = pl.concat([table(("L", "Баренко", "Іван", "Петрович", "1970-02-03")), crowd(2000, "l")])
    right = pl.concat([table(("R", "Barenko", "Ivan", "Petrovych", "1991-10-25")), crowd(400, "r").slice(300)])
    found = propose(left, right, params=LinkageParams(one_to_one=False, threshold=0.0)).frame
    assert probability_of(found, "L", "R") < 0.5


def test_agreement_on_a_rare_surname_weighs_more_than_on_a_common_one():
    left = pl.concat([table(("L1", "Жовтобрюх", "Іван", "", ""), ("L2", "Гончук", "Іван", "", "")), crowd(900, "l")])
    right = pl.concat([table(("R1", "Жовтобрюх", "Іван", "", ""), ("R2", "Гончук", "Іван", "", "")), crowd(90, "r")])
    found = propose(left, right, params=LinkageParams(one_to_one=False, threshold=0.0)).frame
    ours = found.filter(pl.col("left_id").str.replace("L", "R") == pl.col("right_id"))
    weight = dict(ours.select("left_id", "weight_surname").iter_rows())
    assert weight["L1"] > weight["L2"] + 1


def test_relatives_and_namesakes_are_expected_where_nobody_is_on_both_lists():
    """By hand: of 100 x 40 records, 0.005 and 0.003 pairs for each of the 40, and one match at the least."""
    of = Explanations.expected(0.1, 4000, 40, LinkageParams())
    assert (of.person, of.sibling, of.namesake) == pytest.approx((0.1 / 4000, 0.2 / 4000, 0.12 / 4000))
    assert (of.twin, of.father) == pytest.approx((0.05 * of.sibling, 0.25 * of.sibling))
    many = Explanations.expected(30.0, 4000, 40, LinkageParams())
    assert (many.sibling, many.namesake) == pytest.approx((6.0 / 4000, 0.9 / 4000))


def test_a_service_number_finds_a_person_whose_name_was_written_otherwise():
    left = table(("L", "Гнатюк", "Іван", "", ""), service_number=["АБ 012345"])
    right = table(("R", "Мазурик", "Роман", "", ""), service_number=["аб-012345"])
    found = propose(left, right, params=LinkageParams(threshold=0.0)).frame
    assert found["level_service_number"].to_list() == [LEVELS["service_number"].index("same")]
    assert found["weight_service_number"][0] > 12


def test_one_to_one_gives_each_record_at_most_one_partner_and_shares_doubt_among_rivals():
    twice = table(
        ("R1", "Hnatiuk", "Zinovii", "Petrovych", "1986-03-11"), ("R2", "Гнатюк", "Зіновій", "Петрович", "1986-03-11")
    )
    left = pl.concat([table(("L", "Гнатюк", "Зиновий", "Петрович", "1986-03-11")), crowd(200, "l")])
    right = pl.concat([twice, crowd(200, "r").slice(150)])
    raw = propose(left, right, params=LinkageParams(one_to_one=False)).frame.filter(pl.col("left_id") == "L")
    one = propose(left, right, params=LinkageParams(one_to_one=True)).frame
    assert (raw["match_probability"] > 0.95).sum() == 2
    assert one["left_id"].is_unique().all()
    assert one["right_id"].is_unique().all()
    assert one.filter(pl.col("left_id") == "L")["match_probability"][0] == pytest.approx(0.5, abs=0.02)


def test_one_person_written_down_twice_in_a_list_is_found_and_others_are_not():
    records = pl.concat([crowd(300, "c"), HELD, SOUGHT.filter(pl.col("record_id") != "S5")])
    found = find_duplicates(records).frame.filter(pl.col("match_probability") >= 0.5)
    assert {(row[0], row[1]) for row in found.select("left_id", "right_id").iter_rows()} == {
        (f"H{n}", f"S{n}") for n in "1234"
    }


def test_swapping_the_lists_swaps_the_ids_and_nothing_else():
    left, right = pl.concat([SOUGHT, crowd(100, "s")]), pl.concat([HELD, crowd(40, "h")])
    params = LinkageParams(one_to_one=False, threshold=0.0)
    there, back = propose(left, right, params=params).frame, propose(right, left, params=params).frame
    both = there.join(back, left_on=["left_id", "right_id"], right_on=["right_id", "left_id"], suffix="_back")
    assert both.height == there.height == back.height
    assert np.allclose(both["match_weight"], both["match_weight_back"], atol=1e-9)


def test_the_order_of_rows_changes_nothing():
    left, right = pl.concat([SOUGHT, crowd(100, "s")]), pl.concat([HELD, crowd(40, "h")])
    assert propose(left, right).frame.equals(propose(left.reverse(), right.reverse()).frame)


@pytest.mark.parametrize(("n_left", "n_right"), [(0, 0), (0, 3), (3, 0)])
def test_empty_lists_have_no_pairs(n_left, n_right):
    found = propose(HELD.head(n_left), SOUGHT.head(n_right))
    assert found.frame.height == 0
    assert found.frame.columns == propose(HELD, SOUGHT).frame.columns


def test_lists_without_a_usable_field_have_no_pairs():
    bare = pl.DataFrame({"record_id": ["1", "2"]})
    assert propose(bare, bare).frame.height == 0
    assert find_duplicates(bare).frame.height == 0


def test_a_table_without_unique_ids_is_refused():
    with pytest.raises(ValueError, match="record_id"):
        propose(HELD.drop("record_id"), SOUGHT)
    with pytest.raises(ValueError, match="unique"):
        propose(pl.concat([HELD, HELD]), SOUGHT)


def test_a_given_expectation_is_the_prior():
    few, many = (
        propose(HELD, SOUGHT, params=LinkageParams(expected_matches=n, one_to_one=False, threshold=0.0))
        for n in (0.01, 4.0)
    )
    assert few.expected_matches == 0.01
    assert probability_of(few.frame, "H3", "S3") < probability_of(many.frame, "H3", "S3")


def test_results_name_their_model_and_progress_ends_at_one():
    told = []
    found = propose(HELD, SOUGHT, progress=lambda part, step: told.append((part, step)))
    assert found.model_version == default_model().version
    assert told[-1] == (1.0, "done")
    assert [part for part, _ in told] == sorted(part for part, _ in told)


@pytest.mark.parametrize("many", ["left", "right"])
def test_a_list_that_may_repeat_a_person_gives_each_of_its_records_one_partner(many):
    """Somebody stands twice on one list: both are found; nobody of it has two partners."""
    twice = table(
        ("T1", "Гнатюк", "Зіновій", "Петрович", "1986-03-11"),
        ("T2", "Hnatiuk", "Zinovii", "Petrovych", "1986-11-03"),
    )
    once = table(("O1", "Гнатюк", "Зиновий", "Петрович", "1986-03-11"))
    sides = [pl.concat([twice, crowd(200, "t")]), pl.concat([once, crowd(230, "o").slice(30)])]
    if many == "right":
        sides.reverse()
    params = LinkageParams(many=many, threshold=0.01)
    found = propose(*sides, params=params).frame
    ids = {f"{many}_id": ["T1", "T2"], ("right_id" if many == "left" else "left_id"): ["O1", "O1"]}
    both = found.join(pl.DataFrame(ids), on=["left_id", "right_id"])
    assert both.height == 2
    assert both["match_probability"].min() > 0.9
    assert found[f"{many}_id"].is_unique().all()
    singly = propose(*sides, params=LinkageParams(threshold=0.01)).frame
    assert singly.join(pl.DataFrame(ids), on=["left_id", "right_id"]).height == 1
