import dataclasses

import pytest
from tests.exchange.strategies import DAY, YOUNG, YOUNG_OPEN, person

from repatria.dates import PartialDate
from repatria.exchange import Candidates, Standing
from repatria.exchange.categories import standings


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (PartialDate(2000, 6, 2), Standing.READING_OPEN),  # turns 25 that day
        (PartialDate(2000, 6, 3), Standing.CONFIRMED),  # 24 until tomorrow
        (PartialDate(2000), Standing.UNDECIDED),  # 24 or 25: "under 25" cannot be told
        (PartialDate(2003), Standing.CONFIRMED),  # 21 or 22, in every reading
        (PartialDate(1999), Standing.UNDECIDED),  # 25 or 26
        (PartialDate(1999, 6), Standing.UNDECIDED),  # 25 or 26 yet: born on the 1st or after
        (PartialDate(1999, 6, 2), Standing.OUTSIDE),  # turns 26 that day
        (PartialDate(1990), Standing.OUTSIDE),
        (None, Standing.UNDECIDED),
    ],
)
def test_age_follows_the_stated_bound_and_is_never_guessed(born, expected):
    assert standings(Candidates.of([person("a0", born=born)]), YOUNG_OPEN)[0] == expected


def test_turning_25_that_day_is_in_or_out_by_the_bound_alone():
    one = Candidates.of([person("a0", born=PartialDate(2000, 6, 2))])
    for category, expected in (
        (YOUNG_OPEN.readings[0], Standing.CONFIRMED),
        (YOUNG_OPEN.readings[1], Standing.OUTSIDE),
    ):
        settled = dataclasses.replace(YOUNG_OPEN, readings=(category,))
        assert standings(one, settled)[0] == expected


def test_reference_date_is_the_terms_own():
    assert YOUNG.reference_date == DAY
