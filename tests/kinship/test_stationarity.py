import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship import Marker, Mutation
from repatria.kinship.mutation import dawid, equal, proportional, stepwise
from repatria.kinship.stationarity import overall_rate, reversible, stationary


@pytest.mark.parametrize(
    ("name", "atol"),
    # The peer solves for the stationary distribution of PM by elimination with subtractions: its rows sum to 1
    # within 1e-13, ours within 1e-16.
    [("stepPM", 1e-14), ("stepMH", 5e-15), ("stepBA", 5e-15), ("equalPR", 1e-16)],
)
def test_transforms_are_the_peers(reference: Path, name: str, atol: float):
    case = json.loads((reference / "dna" / "kinship" / f"mut-duo-{name}.json").read_text())
    for row in case["markers"]:
        of = Marker(name=row["name"], alleles=tuple(row["alleles"]), frequencies=np.array(row["freqs"]))
        q = of.frequencies
        # Despite its name the peer's PR case starts from dawid's model, as its matrix shows.
        got = {
            "stepPM": lambda of=of, q=q: stationary(stepwise(of, 0.003, range=0.1), q),
            "stepMH": lambda of=of, q=q: reversible(stepwise(of, 0.003, range=0.1), q, "MH"),
            "stepBA": lambda of=of, q=q: reversible(stepwise(of, 0.003, range=0.1), q, "BA"),
            "equalPR": lambda of=of, q=q: reversible(dawid(of, 0.003, range=0.2), q, "PR"),
        }[name]()
        np.testing.assert_allclose(got.female, row["mutation"]["female"]["matrix"], rtol=0, atol=atol)
        np.testing.assert_allclose(got.male, row["mutation"]["male"]["matrix"], rtol=0, atol=atol)


def test_two_alleles_by_hand():
    """q = (0.2, 0.8), each mutates with 0.1: flows 0.02 and 0.08; PR 0.05, MH 0.02 scaled to the rate 0.1, so 0.05."""
    of = Marker(name="M", alleles=("a", "b"), frequencies=np.array([0.2, 0.8]))
    expected = [[0.75, 0.25], [0.0625, 0.9375]]
    for method in ("MH", "BA", "PR"):
        np.testing.assert_allclose(reversible(equal(of, 0.1), of.frequencies, method).female, expected, atol=1e-16)
    np.testing.assert_allclose(stationary(equal(of, 0.1), of.frequencies).female, expected, atol=1e-16)


@st.composite
def models(draw: st.DrawFn) -> tuple[Mutation, np.ndarray]:
    n = draw(st.integers(2, 7))
    weights = np.array(draw(st.lists(st.floats(0.05, 1.0), min_size=n, max_size=n)))
    of = Marker(name="M", alleles=tuple(str(8 + k) for k in range(n)), frequencies=weights / weights.sum())
    rate = draw(st.floats(1e-5, 1e-3))
    model = draw(st.sampled_from([equal, proportional, stepwise]))
    return model(of, rate), of.frequencies


@settings(max_examples=60, deadline=None)
@given(models(), st.sampled_from(["PM", "MH", "BA", "PR"]))
def test_the_population_stays_and_so_does_its_rate(model: tuple[Mutation, np.ndarray], method: str):
    mutation, q = model
    got = stationary(mutation, q) if method == "PM" else reversible(mutation, q, method)
    np.testing.assert_allclose(q @ got.male, q, rtol=0, atol=1e-15)
    assert overall_rate(got.male, q) == pytest.approx(overall_rate(mutation.male, q), rel=1e-9)
    if method != "PM":
        flow = q[:, None] * got.male
        np.testing.assert_allclose(flow, flow.T, rtol=1e-12, atol=0)


def test_alleles_that_mutate_among_themselves_keep_their_own_rate():
    """9.3 stands alone under a fractional rate of 0, and a silent allele always: both stay as they are."""
    of = Marker(
        name="M",
        alleles=("8", "9", "9.3", "10", "silent"),
        frequencies=np.array([0.1, 0.2, 0.3, 0.35, 0.05]),
        has_silent=True,
    )
    model = stepwise(of, 0.01)
    for got in (stationary(model, of.frequencies), reversible(model, of.frequencies)):
        np.testing.assert_array_equal(got.female[2], np.eye(5)[2])
        np.testing.assert_array_equal(got.female[4], np.eye(5)[4])
        np.testing.assert_allclose(of.frequencies @ got.female, of.frequencies, rtol=0, atol=1e-16)
        assert overall_rate(got.female, of.frequencies) == pytest.approx(0.65 * 0.01)


def test_what_cannot_be_mended_is_said():
    of = Marker(name="M", alleles=("8", "9"), frequencies=np.array([0.001, 0.999]))
    with pytest.raises(ValueError, match="would mutate with probability"):
        stationary(equal(of, 0.1), of.frequencies)
    with pytest.raises(ValueError, match="frequency above 0"):
        reversible(equal(of, 0.1), np.array([0.0, 1.0]))
    one_way = Mutation(female=np.array([[1.0, 0.0], [0.1, 0.9]]), male=np.eye(2))
    with pytest.raises(ValueError, match="does not lead back"):
        stationary(one_way, np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match="MH, BA, PR"):
        reversible(equal(of, 0.1), of.frequencies, "XX")  # type: ignore[arg-type]
