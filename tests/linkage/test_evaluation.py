import polars as pl
import pytest

from repatria.linkage import evaluate, threshold_from_cost

PAIRS = pl.DataFrame(
    {
        "left_id": ["a", "b", "c", "d"],
        "right_id": ["1", "2", "9", "4"],
        "match_probability": [0.99, 0.9, 0.8, 0.1],
        "surname": ["same", "same", "same", "same"],
        "given": ["same", "same", "different", "same"],
    }
)
TRUTH = pl.DataFrame({"left_id": ["a", "b", "c", "d"], "right_id": ["1", "2", "3", "4"], "kind": ["x", "x", "y", "y"]})


def test_measures_are_those_of_a_hand_count():
    """At 0.5 three are said and two are true of four; at 0.95 one is said and true."""
    measured = evaluate(PAIRS, TRUTH)
    half, sure = measured.at
    assert (half.precision, half.recall) == (2 / 3, 2 / 4)
    assert (sure.precision, sure.recall) == (1.0, 1 / 4)
    assert measured.best.f1 == pytest.approx(2 * 3 / 8)  # all four said, three true
    assert measured.recall_at_99_precision == 2 / 4
    assert measured.missed_by_kind == {"kind=x": (0, 2), "kind=y": (2, 2)}
    assert measured.false_by_kind == {"relatives": 1}
    assert measured.calibration_error == pytest.approx((0.01 + 0.1 + 0.8 + 0.9) / 4, abs=0.25)


def test_nothing_proposed_is_precise_and_finds_nothing():
    measured = evaluate(PAIRS.clear(), TRUTH)
    assert measured.at[0].precision == 1.0
    assert measured.at[0].recall == 0.0
    assert measured.best.f1 == 0.0


def test_a_pair_with_several_errors_counts_for_each():
    truth = TRUTH.with_columns(errors=pl.Series(["script;typo-surname", "script", "", None]))
    measured = evaluate(PAIRS, truth.drop("kind"))
    assert measured.missed_by_kind == {
        "errors=-": (2, 2),
        "errors=script": (0, 2),
        "errors=typo-surname": (0, 1),
    }


def test_relatives_taken_for_one_are_counted_at_both_thresholds():
    """c and 9 are siblings, said with 0.8; b and 1 were never proposed; a and 1 are one person, says the truth."""
    families = pl.DataFrame({"left_id": ["c", "b", "a"], "right_id": ["9", "1", "1"], "kinship": ["sibling"] * 3})
    assert evaluate(PAIRS, TRUTH, families=families).kin_taken == {"sibling": (1, 0, 2)}


def test_true_pairs_among_the_candidates_are_counted():
    candidates = pl.DataFrame({"left_id": ["a", "b", "c", "a"], "right_id": ["1", "2", "9", "2"]})
    assert evaluate(PAIRS, TRUTH, candidates=candidates).blocking_recall == 2 / 4


def test_the_curve_falls_to_the_last_pair_and_holds_so_many_points():
    many = pl.DataFrame(
        {
            "left_id": [str(k) for k in range(3000)],
            "right_id": [str(k) for k in range(3000)],
            "match_probability": [1 - k / 3000 for k in range(3000)],
        }
    )
    measured = evaluate(many, many.head(1500).drop("match_probability"))
    assert len(measured.curve) == 200
    assert measured.curve[-1].recall == 1.0
    assert measured.recall_at_999_precision == 1.0


def test_a_pair_is_worth_a_look_from_the_probability_at_which_both_costs_are_even():
    """At p a look in vain costs (1 - p) reviews and no look costs p missed persons."""
    at = threshold_from_cost(missed=19, review=1)
    assert at * 19 == pytest.approx((1 - at) * 1)
    with pytest.raises(ValueError, match="missed"):
        threshold_from_cost(missed=0, review=1)
