from datetime import date

import pytest

from repatria.case import AgeReading, CaseTerm


@pytest.mark.parametrize(
    ("bounds", "ages"),
    [
        ({"min_age": 18, "max_age": 25}, (18, 25)),
        ({"max_age": 25, "includes_max": False}, (0, 24)),
        ({"min_age": 18, "includes_min": False}, (19, 200)),
    ],
)
def test_bounds_are_whole_years(bounds, ages):
    reading = AgeReading(key="r", **bounds)
    assert (reading.youngest, reading.oldest) == ages


@pytest.mark.parametrize("bounds", [{}, {"min_age": 25, "max_age": 25, "includes_min": False}])
def test_reading_without_any_age_cannot_exist(bounds):
    with pytest.raises(ValueError, match="age"):
        AgeReading(key="r", **bounds)


def test_term_cannot_have_a_deadline_and_none():
    with pytest.raises(ValueError, match="deadline"):
        CaseTerm(key="t", title="T", status="agreed", act="other", deadline=date(2025, 7, 1), no_deadline_agreed=True)
