"""Whatever stands in a list, the matcher answers with pairs and probabilities."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.linkage import COLUMNS, LinkageParams, find_duplicates, propose

texts = st.none() | st.text(max_size=12) | st.sampled_from(["Гнатюк", "Hnatiuk", "Іван", "Ivan", "Петрович", "M", "ж"])
numbers = st.none() | st.integers(-1, 32)
days = st.none() | st.dates()
_KINDS = {pl.Int16(): numbers, pl.Date(): days}
records = st.lists(
    st.fixed_dictionaries({name: _KINDS.get(dtype, texts) for name, dtype in COLUMNS.items() if name != "record_id"}),
    max_size=5,
)


def as_table(rows: list[dict]) -> pl.DataFrame:
    numbered = [{"record_id": str(place), **row} for place, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=COLUMNS)


@given(records, records)
@settings(max_examples=40, deadline=None)
def test_any_two_lists_can_be_matched(left, right):
    found = propose(as_table(left), as_table(right), params=LinkageParams(threshold=0.0, one_to_one=False)).frame
    back = propose(as_table(right), as_table(left), params=LinkageParams(threshold=0.0, one_to_one=False)).frame
    assert found["match_probability"].is_between(0.0, 1.0).all()
    assert set(found.select("left_id", "right_id").iter_rows()) == set(back.select("right_id", "left_id").iter_rows())


@given(records)
@settings(max_examples=40, deadline=None)
def test_any_list_can_be_searched_for_duplicates(rows):
    found = find_duplicates(as_table(rows), params=LinkageParams(threshold=0.0)).frame
    assert (found["left_id"] != found["right_id"]).all()
    assert found.select("left_id", "right_id").is_unique().all()
