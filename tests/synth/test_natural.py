"""Rows that nobody planted: two people whom their rows hardly tell apart."""

from itertools import combinations

import pytest
from tests.synth.reading import truth, world

from repatria.synth.natural import _may_be_one_date


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ((1985, 6, 8), (1985, 6, 2), True),
        ((1991, 6, 9), (1992, 6, 9), True),
        ((1985, 6, 8), (1985, 8, 6), True),
        ((1985, None, None), (1985, 6, 2), True),
        (None, (1985, 6, 2), True),
        ((1985, 6, 8), (1986, 7, 8), False),
        ((1987, None, None), (1995, 2, 8), False),
    ],
)
def test_dates_that_may_be_one(one, other, may_be):
    assert _may_be_one_date(one, other) is _may_be_one_date(other, one) is may_be


def test_people_alike_are_two_people_on_one_list():
    of = world()
    person = {(row["list"], row["row"]): row["person_id"] for row in truth("rows", of).to_dicts()}
    alike = [line for line in truth("planted", of).to_dicts() if line["kind"] == "two-people-alike"]
    assert alike
    for line in alike:
        assert line["is_natural"]
        assert line["list"] == line["other_list"]
        assert person[line["list"], line["row"]] != person[line["other_list"], line["other_row"]]


def test_no_day_is_the_birthday_of_a_crowd():
    births = truth("persons", world()).filter(~truth("persons", world())["person_id"].str.starts_with("C"))[
        "birth_date"
    ]
    assert births.value_counts()["count"].max() <= 2 + len(births) // 200


def test_each_pair_is_told_from_both_sides():
    lines = [line for line in truth("planted", world()).to_dicts() if line["kind"] == "two-people-alike"]
    rows = {(line["list"], line["row"]) for line in lines}
    assert all((line["other_list"], line["other_row"]) in rows for line in lines)
    assert len(rows) == len(lines) or any(a == b for a, b in combinations(sorted(rows), 2))
