import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship import Marker, Mutation
from repatria.kinship.mutation import custom, dawid, equal, one_step, proportional, stepwise


def marker(alleles: str = "8 9 10", frequencies: tuple[float, ...] = (0.2, 0.3, 0.5), **more: object) -> Marker:
    return Marker(name="M", alleles=tuple(alleles.split()), frequencies=np.array(frequencies), **more)  # type: ignore[arg-type]


def built(peer: dict, of: Marker) -> Mutation:
    """The peer's parameters through our constructors."""
    model = peer["model"]
    if model.startswith("A "):  # Familias says its parameters in a sentence
        rate = float(re.search(r"mutation rate (\d[\d.e-]*\d)", model)[1])
        if "Proportional" in model:
            return proportional(of, rate)
        rate2 = re.search(r"fractional mutation rate (\d[\d.e-]*\d)", model)
        reach = float(re.search(r"range (\d[\d.e-]*\d)", model)[1])
        return stepwise(of, rate, rate2=float(rate2[1]) if rate2 else 0.0, range=reach)
    if model == "stepwise":
        return stepwise(of, peer["rate"], rate2=peer["rate2"], range=peer["range"])
    if model == "dawid":
        return dawid(of, peer["rate"], range=peer["range"])
    return {"equal": equal, "proportional": proportional, "onestep": one_step}[model](of, peer["rate"])


def test_every_matrix_of_the_peers_is_reproduced(reference: Path):
    n_compared: dict[str, int] = {}
    for path in sorted((reference / "dna" / "kinship").glob("*.json")):
        for row in json.loads(path.read_text()).get("markers", ()):
            of = Marker(
                name=row["name"],
                alleles=tuple(row["alleles"]),
                frequencies=np.array(row["freqs"]),
                has_silent=row["silent_allele"] is not None,
            )
            for side, peer in (row["mutation"] or {}).items():
                if peer["model"] == "custom":
                    continue
                matrix = getattr(built(peer, of), side)
                np.testing.assert_allclose(matrix, peer["matrix"], rtol=0, atol=5e-16, err_msg=f"{path.name} {of.name}")
                word = peer["model"].split()[1].strip("'").lower() if " " in peer["model"] else peer["model"]
                n_compared[word] = n_compared.get(word, 0) + 1
    assert set(n_compared) == {"equal", "proportional", "stepwise", "onestep", "dawid"}
    assert min(n_compared.values()) >= 12


def test_equal_is_the_textbook_matrix():
    np.testing.assert_allclose(equal(marker(), 0.1).female, [[0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.05, 0.05, 0.9]])


def test_stepwise_is_the_example_of_simonsson_and_mostad():
    """Their section 2.1.3: three whole alleles and two microvariants, rate 0.003, fractional rate 0.001, range 0.5."""
    got = stepwise(marker("16 17 18 16.1 17.1", (0.2,) * 5), 0.003, rate2=0.001, range=0.5).male
    third = 0.001 / 3
    expected = [
        [0.996, 0.002, 0.001, 0.0005, 0.0005],
        [0.0015, 0.996, 0.0015, 0.0005, 0.0005],
        [0.001, 0.002, 0.996, 0.0005, 0.0005],
        [third, third, third, 0.996, 0.003],
        [third, third, third, 0.003, 0.996],
    ]
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-16)


def test_mothers_and_fathers_have_their_own_parameters():
    got = stepwise(marker(), (0.001, 0.004), range=(0.1, 0.5))
    np.testing.assert_allclose(np.diag(got.female), 0.999)
    np.testing.assert_allclose(np.diag(got.male), 0.996)
    assert got.female[0, 2] / got.female[0, 1] == pytest.approx(0.1)
    assert got.male[0, 2] / got.male[0, 1] == pytest.approx(0.5)


@pytest.mark.parametrize("model", [equal, proportional, stepwise, one_step, dawid])
def test_a_silent_allele_neither_mutates_nor_arises(model):
    of = marker("8 9 10 silent", (0.2, 0.3, 0.4, 0.1), has_silent=True)
    got = model(of, 0.01)
    for matrix in (got.female, got.male):
        np.testing.assert_array_equal(matrix[3], [0, 0, 0, 1])
        np.testing.assert_array_equal(matrix[:, 3], [0, 0, 0, 1])


@st.composite
def ladders(draw: st.DrawFn, *, microvariants: bool = True) -> Marker:
    unit = st.integers(50, 200) if microvariants else st.integers(5, 20).map(lambda n: 10 * n)
    tenths = sorted(draw(st.sets(unit.filter(lambda n: n % 10 < 4), min_size=2, max_size=8)))
    weights = np.array(draw(st.lists(st.floats(0.01, 1.0), min_size=len(tenths), max_size=len(tenths))))
    names = tuple(str(n // 10) if n % 10 == 0 else f"{n // 10}.{n % 10}" for n in tenths)
    return Marker(name="M", alleles=names, frequencies=weights / weights.sum())


@settings(max_examples=60, deadline=None)
@given(ladders(), st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(0.01, 1.0))
def test_rows_of_every_model_are_distributions(of: Marker, rate: float, rate2: float, reach: float):
    for got in (equal(of, rate), proportional(of, min(rate, 1e-3)), stepwise(of, rate, rate2=rate2, range=reach)):
        assert np.all(got.female >= 0)
        np.testing.assert_allclose(got.female.sum(axis=1), 1.0, rtol=0, atol=1e-15)


@settings(max_examples=60, deadline=None)
@given(ladders(microvariants=False), st.floats(1e-6, 1e-3), st.floats(0.01, 0.9))
def test_proportional_and_dawid_are_reversible_and_keep_the_stated_rate(of: Marker, rate: float, reach: float):
    q = of.frequencies
    for got in (proportional(of, rate), dawid(of, rate, range=reach)):
        flow = q[:, None] * got.male
        np.testing.assert_allclose(flow, flow.T, rtol=1e-12, atol=0)
        np.testing.assert_allclose(q @ got.male, q, rtol=0, atol=1e-15)
        assert q @ (1 - np.diag(got.male)) == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize("model", [stepwise, one_step, dawid])
@pytest.mark.parametrize("name", ["A", "9.", "9,3", "-9", "9.33", "inf", "٣"])
def test_an_allele_that_is_no_number_is_named(model, name):
    with pytest.raises(ValueError, match=f"marker M: allele {re.escape(name)} "):
        model(marker(f"8 {name} 10"), 0.001)


@pytest.mark.parametrize("model", [one_step, dawid])
def test_a_microvariant_has_no_place_on_a_ladder_of_whole_repeats(model):
    with pytest.raises(ValueError, match=r"marker M: allele 9\.3 is a microvariant"):
        model(marker("8 9.3 10"), 0.001)


@pytest.mark.parametrize("model", [equal, proportional, stepwise, one_step, dawid])
@pytest.mark.parametrize("rate", [-0.1, 1.1, float("nan")])
def test_a_rate_is_a_proportion(model, rate):
    with pytest.raises(ValueError, match="marker M"):
        model(marker(), rate)


def test_what_a_model_needs_is_said():
    with pytest.raises(ValueError, match="frequency above 0"):
        dawid(marker(frequencies=(0.0, 0.5, 0.5)), 0.001)
    with pytest.raises(ValueError, match=r"range in \(0, 1\)"):
        dawid(marker(), 0.001, range=1.0)
    with pytest.raises(ValueError, match="allele 8 would mutate with probability"):
        dawid(marker(frequencies=(1e-5, 0.5, 0.49999)), 0.01)
    with pytest.raises(ValueError, match="allele 8 would mutate with probability"):
        stepwise(marker("8 9 9.1"), 0.7, rate2=0.4)
    with pytest.raises(ValueError, match="range must be above 0"):
        stepwise(marker(), 0.1, range=0.0)


def test_custom_matrices_must_fit_the_alleles():
    matrix = np.eye(3)
    assert custom(marker(), matrix).male is matrix
    with pytest.raises(ValueError, match=r"3 alleles, mutation matrix of \(2, 2\)"):
        custom(marker(), matrix, np.eye(2))


def test_a_single_allele_cannot_mutate():
    for model in (equal, proportional, stepwise, one_step, dawid):
        np.testing.assert_array_equal(model(marker("8", (1.0,)), 0.01).female, [[1.0]])
