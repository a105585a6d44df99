from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.linkage import best_assignment

pairs = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-3, 12).map(float)),
    max_size=14,
    unique_by=lambda pair: pair[:2],
)


def heaviest(edges) -> float:
    """The slow and obvious way: every way to give left records right places, some of them empty."""
    gain = {(left, right): max(weight, 0.0) for left, right, weight in edges}
    return max(
        sum(gain.get((left, right), 0.0) for left, right in enumerate(places)) for places in permutations(range(5), 5)
    )


@given(pairs)
@settings(max_examples=150, deadline=None)  # the first call compiles
def test_no_other_choice_of_pairs_weighs_more(edges):
    chosen = best_assignment(edges)
    weight = {(left, right): gain for left, right, gain in edges}
    assert len({left for left, _ in chosen}) == len({right for _, right in chosen}) == len(chosen)
    assert all(weight[pair] > 0 for pair in chosen)
    assert sum(weight[pair] for pair in chosen) == heaviest(edges)


def test_a_lesser_pair_gives_way_where_both_can_be_served():
    """1 with 11 alone weighs 10; 1 with 12 and 2 with 11 weigh 15 together."""
    assert best_assignment([(1, 11, 10.0), (1, 12, 9.0), (2, 11, 6.0)]) == {(1, 12), (2, 11)}


def test_ten_thousand_records_in_one_tangle_are_paired_soon():
    chain = [(k, k + step, 10.0 + (k * 7 + step) % 5) for k in range(10_000) for step in (0, 1)]
    assert len(best_assignment(chain)) == 10_000
