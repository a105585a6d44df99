"""What is made ready once, or for many pairs at once, says the same as what is made pair by pair."""

import numpy as np
import polars as pl
from tests.linkage.people import crowd

from repatria.linkage import find_duplicates, prepare, propose


def test_a_list_prepared_once_is_compared_as_if_prepared_each_time():
    left, right = crowd(80, "l"), crowd(50, "r")
    ready = prepare(left), prepare(right)
    assert propose(*ready).frame.equals(propose(left, right).frame)
    assert find_duplicates(ready[0]).frame.equals(find_duplicates(left).frame)


def test_a_part_of_a_prepared_list_is_that_part_prepared():
    left, right = crowd(80, "l"), crowd(50, "r")
    is_kept = pl.Series(np.arange(80) % 3 > 0)
    part = prepare(left).where(is_kept)
    assert propose(part, right).frame.equals(propose(left.filter(is_kept), right).frame)
