"""What is known beside DNA weighs as it should: by hand, unknown counts nothing, and strangers average one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship import Sex
from repatria.kinship.evidence import EvidenceParams, EvidenceTable, weigh_evidence

PARAMS = EvidenceParams()


def table(n, **columns):
    return replace(EvidenceTable.unknown(n), **columns)


def ratio(found, reported, factor, pairs=((0, 0),)):
    body, person = np.array(pairs, dtype=np.int32).T
    weighed = weigh_evidence(found, reported, body, person, params=PARAMS)
    place = [each.factor for each in weighed.statements].index(factor)
    return 10.0 ** weighed.log10_lr[:, place], weighed


def test_unknown_weighs_nothing():
    _, weighed = ratio(EvidenceTable.unknown(1), EvidenceTable.unknown(1), "age")
    assert weighed.log10_lr.tolist() == [[0.0] * 7]
    assert weighed.contradictions(0) == ()


def test_rows_of_one_person_are_joined():
    """What is known first counts, effects add up, and a person of no row is not known."""
    rows = table(
        3,
        sexes=np.array([Sex.UNKNOWN, Sex.MALE, Sex.FEMALE], dtype=np.int8),
        age=np.array([np.nan, 30.0, 40.0]),
        section=np.array([-1, 2, 3], dtype=np.int32),
        effects=(frozenset({"ring"}), frozenset({"watch"}), frozenset()),
    )
    joined = rows.joined([(0, 1), (2,), ()])
    assert joined.sexes.tolist() == [Sex.MALE, Sex.FEMALE, Sex.UNKNOWN]
    assert joined.age.tolist() == pytest.approx([30.0, 40.0, np.nan], nan_ok=True)
    assert joined.section.tolist() == [2, 3, -1]
    assert joined.effects == (frozenset({"ring", "watch"}), frozenset(), frozenset())


def test_sex_by_hand():
    """Nine men and a woman are open; a male skeleton: 0.95 / (0.9 · 0.95 + 0.1 · 0.05) for a man."""
    reported = table(10, sexes=np.array([Sex.MALE] * 9 + [Sex.FEMALE], dtype=np.int8))
    found = table(1, sexes=np.array([Sex.MALE], dtype=np.int8))
    ratios, _ = ratio(found, reported, "sex", ((0, 0), (0, 9)))
    assert ratios == pytest.approx([0.95 / 0.86, 0.05 / 0.86])


def test_age_by_hand():
    """Estimated 30 ± 5; half of the open cases are 30, half 50: φ(0) over the mean of φ(0) and φ(4)."""
    reported = table(2, age=np.array([30.0, 50.0]))
    found = table(1, age=np.array([30.0]), age_sd=np.array([5.0]))
    ratios, weighed = ratio(found, reported, "age", ((0, 0), (0, 1)))
    mean = (1.0 + np.exp(-8.0)) / 2.0
    expected = [0.98 / mean + 0.02, 0.98 * np.exp(-8.0) / mean + 0.02]
    assert ratios == pytest.approx(expected)
    assert weighed.contradictions(1) == ("age",)


def test_found_before_last_seen_is_a_contradiction():
    reported, found = table(1, day=np.array([100.0])), table(2, day=np.array([98.0, 90.0]))
    ratios, weighed = ratio(found, reported, "dates", ((0, 0), (1, 0)))
    assert ratios == pytest.approx([1.0, 0.01])
    assert (weighed.contradictions(0), weighed.contradictions(1)) == ((), ("dates",))


def test_a_shared_ring_counts_by_how_rare_it_is():
    reported = table(4, effects=(frozenset({"ring"}), frozenset({"watch"}), frozenset({"watch"}), frozenset()))
    found = table(1, effects=(frozenset({"ring", "watch"}),))
    ratios, _ = ratio(found, reported, "effects", ((0, 0), (0, 1), (0, 3)))
    assert ratios == pytest.approx([4.0, 2.0, 1.0])


def test_near_is_more_probable_than_far():
    reported = table(3, latitude=np.array([48.0, 48.5, 49.0]), longitude=np.array([37.0, 37.0, 37.0]))
    found = table(1, latitude=np.array([48.01]), longitude=np.array([37.0]))
    ratios, _ = ratio(found, reported, "distance", ((0, 0), (0, 1), (0, 2)))
    assert ratios[0] > 2.0
    assert ratios[1] == pytest.approx(0.2, abs=1e-3)
    assert ratios[2] == pytest.approx(0.2, abs=1e-6)


def test_a_section_is_not_counted_again_by_its_coordinates():
    place = {"latitude": np.array([48.0, 49.0]), "longitude": np.array([37.0, 37.0])}
    reported = table(2, section=np.array([0, 1], dtype=np.int32), **place)
    found = table(1, section=np.array([0], dtype=np.int32), latitude=np.array([48.0]), longitude=np.array([37.0]))
    assert ratio(found, reported, "distance")[0] == pytest.approx([1.0])
    assert ratio(found, reported, "section")[0] == pytest.approx([0.7 / 0.5])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(18, 60), min_size=1, max_size=8),
    st.floats(15, 70),
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
)
def test_over_all_open_cases_a_ratio_averages_one(ages, estimate, sections):
    """It is a ratio against a case drawn at random: what one case gains, others lose."""
    n = min(len(ages), len(sections))
    reported = table(n, age=np.array(ages[:n], dtype=np.float64), section=np.array(sections[:n], dtype=np.int32))
    found = table(1, age=np.array([estimate]), section=np.array([sections[0]], dtype=np.int32))
    pairs = tuple((0, person) for person in range(n))
    assert ratio(found, reported, "age", pairs)[0].mean() == pytest.approx(1.0, abs=1e-9)
    assert ratio(found, reported, "section", pairs)[0].mean() == pytest.approx(1.0, abs=1e-9)


def test_every_factor_says_its_model_and_source():
    _, weighed = ratio(EvidenceTable.unknown(1), EvidenceTable.unknown(1), "age")
    assert all(each.model and each.source for each in weighed.statements)
    assert len({each.factor for each in weighed.statements}) == 7
