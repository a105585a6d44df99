import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kinship import cases, oracle

from repatria.errors import TooComplex
from repatria.kinship import (
    Chromosome,
    Convention,
    LikelihoodParams,
    Marker,
    Member,
    Mutation,
    Panel,
    Pedigree,
    Profiles,
    Sex,
    genotype_distributions,
    log_likelihoods,
    urn,
)
from repatria.kinship.mutation import equal, stepwise

SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}
QUESTIONS = cases.names("kinship", "theta-*")


def people(text: str) -> list[dict]:
    """``"f M; m F; c M f m"`` as rows of a case file."""
    rows = []
    for each in text.split(";"):
        member, sex, *parents = each.split()
        father, mother = parents or (None, None)
        rows.append({"id": member, "sex": sex, "father": father, "mother": mother})
    return rows


def pedigree(rows: list[dict], inbreeding: dict | None = None) -> Pedigree:
    return Pedigree(
        members=tuple(
            Member(id=row["id"], father=row["father"], mother=row["mother"], sex=SEXES[row["sex"]]) for row in rows
        ),
        inbreeding=inbreeding or {},
    )


def plain(marker: Marker) -> dict:
    """The marker as the oracle takes it."""
    mutation = marker.mutation
    return {
        "name": marker.name,
        "alleles": list(marker.alleles),
        "freqs": marker.frequencies.tolist(),
        "chrom": marker.chromosome.value,
        "silent_allele": marker.alleles[-1] if marker.has_silent else None,
        "mutation": mutation and {s: {"matrix": getattr(mutation, s).tolist()} for s in ("female", "male")},
        "dropout": marker.dropout,
    }


def places(genotypes: dict, marker: Marker) -> dict[str, tuple[int, int]]:
    reads = {}
    for member, read in genotypes.items():
        known = [marker.index(each) for each in read if each is not None]
        reads[member] = (known[0], known[-1] if len(known) == len(read) else -1)
    return reads


def marker(n: int = 3, *, mutation: bool = False, silent: bool = False, **more: object) -> Marker:
    weights = np.arange(1.0, n + 1)
    names = tuple(str(8 + k) for k in range(n))
    plain = Marker(name="M", alleles=names, frequencies=weights / weights.sum(), has_silent=silent, **more)  # type: ignore[arg-type]
    if not mutation:
        return plain
    model = stepwise(plain, (0.03, 0.08), range=0.3)
    return Marker(
        name="M",
        alleles=names,
        frequencies=plain.frequencies,
        has_silent=silent,
        mutation=model,
        **more,  # type: ignore[arg-type]
    )


SIBLINGS = "f M; m F; a M f m; b F f m; s M"
COUSINS = "g M; h F; p M g h; q F g h; r F; t M; c M p r; d F t q"


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_peers_cases(reference, name):
    case = cases.load(reference, "kinship", name)
    for row, expected in zip(case["markers"], case["results"]["per_marker"], strict=True):
        from_file = Marker(
            name=row["name"],
            alleles=tuple(row["alleles"]),
            frequencies=np.array(row["freqs"]),
            mutation=row["mutation"] and _mutation(row["mutation"]),
        )
        genotypes = {
            member: reads[row["name"]] for member, reads in case["genotypes"].items() if reads.get(row["name"])
        }
        for hypothesis in case["hypotheses"]:
            drawn = pedigree(hypothesis["pedigree"])
            reads = {member: read for member, read in places(genotypes, from_file).items() if member in drawn}
            found = urn.log_likelihood(drawn, reads, from_file, case["theta"])
            peer = cases.number(expected["lnlik"][hypothesis["name"]])
            assert cases.is_near(found, peer, cases.tolerance(row)), (row["name"], found, peer)


def _mutation(sides: dict) -> Mutation:
    return Mutation(female=np.array(sides["female"]["matrix"]), male=np.array(sides["male"]["matrix"]))


def test_two_unrelated_people_by_hand():
    """Both a/a: q, then (t + (1-t) q) / 1, (2t + (1-t) q) / (1+t), (3t + (1-t) q) / (1+2t)."""
    q, t = 1 / 6, 0.03
    expected = q * (t + (1 - t) * q) * (2 * t + (1 - t) * q) / (1 + t) * (3 * t + (1 - t) * q) / (1 + 2 * t)
    found = urn.log_likelihood(pedigree(people("a M; b M")), {"a": (0, 0), "b": (0, 0)}, marker(), t)
    assert found == pytest.approx(math.log(expected), abs=1e-14)


def test_untyped_parents_matter_with_mutation_by_hand():
    """The manual of Familias: a son a/a of untyped parents, proportional-like model, Fst 0.03, a sum over parents."""
    q, t = np.array([0.3, 0.7]), 0.03
    plain = Marker(name="M", alleles=("A", "B"), frequencies=q)
    of = Marker(name="M", alleles=("A", "B"), frequencies=q, mutation=equal(plain, 0.01))
    stay, change = 0.99, 0.01
    same, mixed, other = q[0] * (t + (1 - t) * q[0]), 2 * q[0] * q[1] * (1 - t), q[1] * (t + (1 - t) * q[1])
    expected = same * stay**2 + mixed * stay * change + other * change**2
    found = urn.log_likelihood(pedigree(people("f M; m F; s M f m")), {"s": (0, 0)}, of, t)
    assert found == pytest.approx(math.log(expected), abs=1e-14)


CASES = {
    "siblings": (SIBLINGS, {"a": ["8", "9"], "b": ["8", "10"], "s": ["9", "9"]}, {}, {}),
    "siblings, mutation": (SIBLINGS, {"a": ["8", "8"], "b": ["10", "10"], "s": ["8", "9"]}, {"mutation": True}, {}),
    "typed father": (SIBLINGS, {"f": ["8", "9"], "b": ["8", "10"], "s": ["9", "9"]}, {"mutation": True}, {}),
    "silent": (SIBLINGS, {"f": ["8", "8"], "a": ["9", "9"], "s": ["8", "8"]}, {"silent": True}, {}),
    "partial": (SIBLINGS, {"f": ["8", None], "a": ["9", "10"], "s": ["8", None]}, {"mutation": True}, {}),
    "drop-out": (SIBLINGS, {"f": ["8", "8"], "a": ["9", "10"], "s": ["9", "9"]}, {"dropout": 0.2}, {}),
    "inbred": (SIBLINGS, {"a": ["8", "9"], "b": ["8", "8"], "s": ["9", "9"]}, {}, {"f": 0.25, "s": 0.5}),
    "inbred, typed": (SIBLINGS, {"f": ["8", "9"], "b": ["8", "8"], "s": ["9", "9"]}, {}, {"f": 0.25, "s": 1.0}),
    "X": (SIBLINGS, {"a": ["8"], "b": ["8", "9"], "s": ["9"]}, {"mutation": True, "chromosome": Chromosome.X}, {}),
    "X, silent": (
        SIBLINGS,
        {"a": ["8"], "b": ["9", "9"], "s": ["9"]},
        {"mutation": True, "silent": True, "chromosome": Chromosome.X},
        {"m": 0.3},
    ),
    "impossible": (SIBLINGS, {"f": ["8", "8"], "a": ["9", "9"], "s": ["9", "9"]}, {}, {}),
    "nobody": (SIBLINGS, {}, {}, {}),
}


@pytest.mark.parametrize("method", ["dense", "partitions", "cubature"])
@pytest.mark.parametrize("name", CASES)
def test_every_sum_is_that_over_all_genotypes(monkeypatch, name, method):
    text, genotypes, model, inbreeding = CASES[name]
    of = marker(**model)
    expected = oracle.ln(oracle.likelihood(people(text), genotypes, plain(of), theta=0.07, inbreeding=inbreeding))
    if method != "dense":
        monkeypatch.setattr(urn, "MAX_DENSE_CELLS", 0)
        monkeypatch.setattr(urn, "_bell", lambda _: 1.0 if method == "partitions" else 1e9)
        monkeypatch.setattr(urn, "MAX_ELIMINATIONS", 1e12)
    found = urn.log_likelihood(pedigree(people(text), inbreeding), places(genotypes, of), of, 0.07)
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("method", ["dense", "partitions", "cubature"])
def test_the_three_sums_agree_on_a_family_that_cannot_be_tried_out(monkeypatch, method):
    """Cousins with five open founder alleles, 6 alleles, steps."""
    of = marker(6, mutation=True)
    reads = {"c": (0, 3), "d": (3, 5), "r": (0, 0)}
    expected = urn.log_likelihood(pedigree(people(COUSINS)), reads, of, 0.05)
    if method != "dense":
        monkeypatch.setattr(urn, "MAX_DENSE_CELLS", 0)
        monkeypatch.setattr(urn, "_bell", lambda _: 1.0 if method == "partitions" else 1e9)
        monkeypatch.setattr(urn, "MAX_ELIMINATIONS", 1e12)
    assert urn.log_likelihood(pedigree(people(COUSINS)), reads, of, 0.05) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-9, 0.5), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_lumping_changes_nothing(theta: float, one: int, two: int, three: int):
    """Under the equal model unseen alleles are one class; a matrix that is equal but for 1e-9 forbids it."""
    drawn = pedigree(people(SIBLINGS))
    plain = marker(7)
    reads = {"a": (one, two), "s": (two, three)}
    model = equal(plain, 0.02)
    crooked = model.female.copy()
    crooked[5, [5, 6]] += np.array([-1e-9, 1e-9])
    found = [
        urn.log_likelihood(
            drawn, reads, Marker(name="M", alleles=plain.alleles, frequencies=plain.frequencies, mutation=each), theta
        )
        for each in (model, type(model)(female=crooked, male=model.male))
    ]
    assert found[0] == pytest.approx(found[1], abs=1e-7)


@pytest.mark.parametrize("method", ["dense", "partitions"])
@pytest.mark.parametrize("target", ["f", "b", "s"])
@pytest.mark.parametrize("chromosome", list(Chromosome))
def test_genotypes_of_a_relative_and_of_a_stranger(monkeypatch, target, chromosome, method):
    of = marker(mutation=True, chromosome=chromosome)
    genotypes = {"a": ["8"] if chromosome is Chromosome.X else ["8", "10"], "m": ["8", "9"]}
    rows = people(SIBLINGS)
    expected = oracle.genotype_distribution(rows, genotypes, plain(of), target, theta=0.05)
    evidence = oracle.likelihood(rows, genotypes, plain(of), theta=0.05)
    if method == "partitions":
        monkeypatch.setattr(urn, "MAX_DENSE_CELLS", 0)
    log_evidence, table = urn.genotype_table(pedigree(rows), places(genotypes, of), of, 0.05, target)
    assert log_evidence == pytest.approx(math.log(evidence), abs=1e-12)
    for (a, b), chance in expected.items():
        assert table[a, b] == pytest.approx(chance, abs=1e-14)
    assert table.sum() == pytest.approx(1.0, abs=1e-14)
    assert np.all(np.tril(table, -1) == 0.0)


def test_too_many_open_founders_are_refused_with_their_number():
    rows = people(";".join(f"f{k} M; m{k} F; a{k} M f{k} m{k}; b{k} M f{k} m{k}" for k in range(6)))
    reads = {f"{who}{k}": (k % 3, (k + 1) % 3) for k in range(6) for who in "ab"}
    with pytest.raises(TooComplex, match="24 founder alleles"):
        urn.log_likelihood(pedigree(rows), reads, marker(12, mutation=True), 0.01)


def test_many_open_founders_of_few_kinds_go_by_cubature():
    """Six unrelated pairs of siblings, two alleles: at theta near 0 the sum is that of independent families."""
    rows = people(";".join(f"f{k} M; m{k} F; a{k} M f{k} m{k}; b{k} M f{k} m{k}" for k in range(6)))
    reads = {f"{who}{k}": (0, k % 2) for k in range(6) for who in "ab"}
    of = marker(2)
    one_family = people("f M; m F; a M f m; b M f m")
    single = [oracle.likelihood(one_family, {"a": g, "b": g}, plain(of)) for g in (["8", "8"], ["8", "9"])]
    found = urn.log_likelihood(pedigree(rows), reads, of, 1e-9)
    assert found == pytest.approx(3 * math.log(single[0]) + 3 * math.log(single[1]), abs=1e-5)


@pytest.mark.parametrize("convention", list(Convention))
def test_the_face_asks_the_urn(convention):
    """Under either convention: with theta above 0 Familias drops nobody."""
    panel = Panel(markers=(marker(mutation=True),))
    drawn = pedigree(people(SIBLINGS))
    profiles = Profiles.of({"a": {"M": ["8", "9"]}, "b": {"M": ["10", "10"]}}, panel)
    params = LikelihoodParams(theta=0.05, convention=convention)
    reads = {"a": (0, 1), "b": (2, 2)}
    expected = urn.log_likelihood(drawn, reads, panel.markers[0], 0.05)
    assert log_likelihoods(drawn, profiles, panel, params=params)[0] == expected
    found = genotype_distributions(drawn, profiles, panel, "s", params=params)
    log_evidence, table = urn.genotype_table(drawn, reads, panel.markers[0], 0.05, "s")
    assert found.log_evidence[0] == log_evidence == pytest.approx(expected, abs=1e-12)
    np.testing.assert_array_equal(found.tables[0], table)


def test_what_is_impossible_has_no_distribution():
    panel = Panel(markers=(marker(),))
    profiles = Profiles.of({"f": {"M": ["8", "8"]}, "a": {"M": ["9", "9"]}}, panel)
    params = LikelihoodParams(theta=0.05)
    found = genotype_distributions(pedigree(people(SIBLINGS)), profiles, panel, "s", params=params)
    assert found.log_evidence[0] == -np.inf
    assert np.isnan(found.tables[0]).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-3, 1e4), st.floats(1e-3, 1e4), st.integers(1, 8))
def test_points_of_a_beta_distribution_have_its_moments(a: float, b: float, n: int):
    """E[x^k] is the product of (a + j) / (a + b + j), exact up to degree 2n - 1."""
    points, chances = urn._beta_points(a, b, n)
    moment = 1.0
    for k in range(2 * n):
        assert np.dot(chances, np.power(points, k)) == pytest.approx(moment, rel=1e-9, abs=1e-13)
        moment *= (a + k) / (a + b + k)


def test_partitions_are_as_many_as_bell_says():
    for n, expected in enumerate([1, 1, 2, 5, 15, 52]):
        found = {frozenset(map(frozenset, blocks)) for blocks in urn._partitions([f"x{k}" for k in range(n)])}
        assert len(found) == urn._bell(n) == expected
