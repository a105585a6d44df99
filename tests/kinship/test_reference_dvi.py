"""Whole identification problems beside the peer's answers."""

import math

import pytest
from tests.kinship import cases

from repatria.kinship.formats.answer import answer_case
from repatria.kinship.formats.case import DviCase, parse_case

TOLERANCE = 1e-8
NAMES = cases.names("dvi")


@pytest.fixture(scope="module")
def answered(reference):
    """Each problem once: the peer's answer and ours."""
    known = {}

    def answer(name):
        if name not in known:
            given = cases.load(reference, "dvi", name)
            case, findings = parse_case(cases.asked(given))
            assert isinstance(case, DviCase)
            assert not findings
            known[name] = given["results"], answer_case(case)
        return known[name]

    return answer


def near(found, expected, *, absolute=0.0):
    found, expected = cases.number(found), cases.number(expected)
    if math.isnan(expected) or math.isinf(expected):
        return cases.is_near(found, expected, 0.0)
    return math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=absolute)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["lnlik_victims", "lnlik_families"])
def test_likelihoods_are_the_peers(answered, name, key):
    expected, found = answered(name)
    assert list(found[key]) == list(expected[key])
    assert all(near(found[key][each], value) for each, value in expected[key].items())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["pairwise_LR", "pairwise_LR_ignore_sex", "exclusion_matrix", "marginal_posterior"])
def test_matrices_are_the_peers(answered, name, key):
    expected, found = answered(name)
    if key not in expected:
        pytest.skip("the peer has no such matrix of this problem")
    assert [found[key][side] for side in ("victims", "missing")] == [
        expected[key][side] for side in ("victims", "missing")
    ]
    for ours, theirs in zip(found[key]["values"], expected[key]["values"], strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert near(one, other, absolute=TOLERANCE if key == "marginal_posterior" else 0.0), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_joint_assignments_are_the_peers(answered, name):
    expected, found = answered(name)
    if "joint" not in expected:
        pytest.skip("the peer gave up on this problem")
    victims = expected["pairwise_LR"]["victims"]
    ours = {tuple(row[each] for each in victims): row for row in found["joint"]["rows"]}
    if expected["joint_pairings_reduced_to_LR_at_least"] is None:
        assert found["joint"]["n_assignments"] == expected["joint"]["n_assignments"]
        assert len(ours) == len(expected["joint"]["rows"])
    least = found["joint"]["rows"][-1]["loglik"]
    n_compared = 0
    for theirs in expected["joint"]["rows"]:
        row = ours.get(tuple(theirs[each] for each in victims))
        if row is None:
            # The peer left weak pairings out before it listed 500; ours lists stronger assignments in their place.
            assert cases.number(theirs["loglik"]) <= cases.number(least) + 1e-9
            continue
        n_compared += 1
        assert near(row["loglik"], theirs["loglik"])
        assert near(row["posterior"], theirs["posterior"], absolute=TOLERANCE)
        assert near(row["LR_best_over_this"], theirs["LR_best_over_this"])
        assert all(row[each] == theirs[each] for each in expected["pairwise_LR"]["missing"] if each in theirs)
    assert n_compared >= min(100, len(expected["joint"]["rows"]))


@pytest.mark.parametrize("name", NAMES)
def test_undisputed_and_the_size_of_the_grid_are_the_peers(answered, name):
    expected, found = answered(name)
    if "undisputed" not in expected:
        pytest.skip("the peer has none of this problem")
    assert found["grid_size"] == expected["grid_size"]
    assert [(row["Missing"], row["Sample"]) for row in found["undisputed"]] == [
        (row["Missing"], row["Sample"]) for row in expected["undisputed"]
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", ["AM", "PM"])
def test_conclusions_are_the_peers(answered, name, side):
    expected, found = answered(name)
    for ours, theirs in zip(found["solve"][side], expected["solve"][side], strict=True):
        assert list(ours) == list(theirs)
        assert near(ours["LR"], theirs["LR"])
        assert near(ours["GLR"], theirs["GLR"])
        if theirs["LR"] is not None and 0 < abs(theirs["LR"] - 1.0) < 1e-12:
            continue  # exactly 1, which the peer's rounding put below: it says no match, we say inconclusive
        words = ("Family", "Missing", "Sample", "Conclusion", "Comment")
        assert [ours[each] for each in words] == [theirs[each] for each in words]


@pytest.mark.parametrize("name", NAMES)
def test_joint_tables_of_families_are_the_peers(answered, name):
    expected, found = (each["solve"].get("joint_tables") or {} for each in answered(name))
    assert sorted(found) == sorted(expected)
    for family, theirs in expected.items():
        assert found[family]["n_assignments"] == theirs["n_assignments"]
        victims = [each for each in theirs["rows"][0] if each.startswith("V")]
        ours = {tuple(row[each] for each in victims): row for row in found[family]["rows"]}
        for row in theirs["rows"]:
            mine = ours[tuple(row[each] for each in victims)]
            assert near(mine["loglik"], row["loglik"])
            assert near(mine["LR"], row["LR"])
