"""A screen's parameters check themselves."""

import numpy as np
import pytest

from repatria.kinship import ScreenParams


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold_log10": -np.inf},
        {"threshold_log10": np.nan},
        {"best_per_body": 0},
        {"best_per_missing": 0},
        {"n_threads": 0},
        {"table_bytes": 0},
        {"n_reshuffles": -1},
    ],
    ids=str,
)
def test_a_wrong_parameter_is_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ScreenParams(**wrong)


def test_the_threshold_is_a_natural_logarithm_inside():
    assert ScreenParams(threshold_log10=2).threshold == pytest.approx(np.log(100))
