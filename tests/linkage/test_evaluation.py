import polars as pl
import pytest

from repatria.linkage import evaluate

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
