import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from repatria.synth import noise, tables


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(tables.surnames().ru), st.sampled_from(sorted(noise.TYPOS)), st.integers(0, 2**32))
def test_a_typo_changes_at_most_one_place_and_never_the_first_letter(word, kind, seed):
    mistyped = noise.TYPOS[kind](word, rng=np.random.default_rng(seed))
    assert OSA.distance(word, mistyped) <= 1
    assert mistyped[0] == word[0]


@settings(max_examples=40, deadline=None)
@given(st.dates(), st.sampled_from([-1, 1]))
def test_misdated_births_stay_on_the_calendar(date, step):
    import datetime as dt

    birth = noise.birth_of(date.toordinal())
    for changed in (noise.swapped_day_and_month(birth), noise.shifted_day(birth, step)):
        assert dt.date(*changed)
    if 1 < date.year < 9999:
        assert dt.date(*noise.shifted_year(birth, step)).year == date.year + step


@pytest.mark.parametrize(
    ("birth", "swapped"), [((1990, 3, 7), (1990, 7, 3)), ((1990, 3, 25), (1990, 3, 25)), ((1990, None, None),) * 2]
)
def test_day_and_month_swap_only_where_that_is_a_date(birth, swapped):
    assert noise.swapped_day_and_month(birth) == swapped


def test_a_lookalike_looks_alike_and_is_another_letter():
    spelled = noise.lookalike_letter("Ковал", rng=np.random.default_rng(1))
    assert spelled != "Ковал"
    assert (
        "".join({latin: cyrillic for cyrillic, latin in noise.LOOKALIKES.items()}.get(c, c) for c in spelled) == "Ковал"
    )
