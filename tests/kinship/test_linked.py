import math

import numpy as np
import pytest
from tests.kinship import cases, oracle

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
    log_likelihoods,
)
from repatria.kinship.linked import linked_log_likelihood
from repatria.kinship.mutation import stepwise

SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}


def people(text: str) -> list[dict]:
    rows = [each.split() for each in text.split(";")]
    return [{"id": i, "sex": s, "father": (p or [None])[0], "mother": (p or [None])[-1]} for i, s, *p in rows]


def pedigree(rows: list[dict], **more: dict) -> Pedigree:
    members = (Member(id=r["id"], father=r["father"], mother=r["mother"], sex=SEXES[r["sex"]]) for r in rows)
    return Pedigree(members=tuple(members), **more)


def marker(name: str, *frequencies: float, mutation: bool = False, chromosome: str = "autosomal") -> Marker:
    alleles = tuple(str(8 + k) for k in range(len(frequencies)))
    plain = Marker(name=name, alleles=alleles, frequencies=np.array(frequencies), chromosome=Chromosome(chromosome))
    if not mutation:
        return plain
    return Marker(
        name=name,
        alleles=alleles,
        frequencies=plain.frequencies,
        chromosome=plain.chromosome,
        mutation=stepwise(plain, (0.02, 0.05), range=0.3),
    )


def plain(of: Marker) -> dict:
    return {
        "name": of.name,
        "alleles": list(of.alleles),
        "freqs": of.frequencies.tolist(),
        "chrom": "autosomal",
        "silent_allele": None,
        "mutation": of.mutation and {s: {"matrix": getattr(of.mutation, s).tolist()} for s in ("female", "male")},
    }


@pytest.mark.parametrize("name", cases.names("kinship", "linked-*"))
def test_the_peers_cases(reference, name):
    case = cases.load(reference, "kinship", name)
    markers = tuple(
        Marker(
            name=row["name"],
            alleles=tuple(row["alleles"]),
            frequencies=np.array(row["freqs"]),
            mutation=Mutation(**{side: np.array(each["matrix"]) for side, each in row["mutation"].items()}),
        )
        for row in case["markers"]
    )
    drawn = pedigree(case["pedigree"])
    profiles = Profiles.of(case["genotypes"], Panel(markers=markers))
    strangers = Pedigree(members=tuple(Member(id=each, sex=drawn.member(each).sex) for each in profiles.ids))
    for row in case["results"]:
        assert linked_log_likelihood(drawn, profiles, markers, row["rho"]) == pytest.approx(row["lnlik"], abs=1e-12)
        unrelated = linked_log_likelihood(strangers, profiles, markers, row["rho"])
        assert unrelated == pytest.approx(row["lnlik_unrelated"], abs=1e-12)


@pytest.mark.parametrize("chromosome", ["autosomal", "X"])
def test_two_sons_of_a_typed_mother_by_hand(chromosome):
    """Mother 8/9 at both markers, either phase alike; sons 8-8 and 8-9: one of the two is a recombinant."""
    pair = marker("A", 0.3, 0.7, chromosome=chromosome), marker("B", 0.4, 0.6, chromosome=chromosome)
    drawn = pedigree(people("m F; f M; s M f m; t M f m"))
    one, other = (["8"], ["9"]) if chromosome == "X" else (["8", "8"], ["8", "9"])
    genotypes = {"m": {"A": ["8", "9"], "B": ["8", "9"]}, "s": {"A": one, "B": one}, "t": {"A": one, "B": other}}
    rho = 0.1
    expected = (2 * 0.3 * 0.7) * (2 * 0.4 * 0.6) * rho * (1 - rho) / 4
    if chromosome == "autosomal":
        genotypes["f"] = {"A": ["8", "8"], "B": ["8", "8"]}
        expected *= 0.3**2 * 0.4**2
    profiles = Profiles.of(genotypes, Panel(markers=pair))
    for both in (rho, (rho, 0.3)):
        found = linked_log_likelihood(drawn, profiles, pair, both)
        assert found == pytest.approx(math.log(expected), abs=1e-13)


FAMILIES = {
    "sisters": ("f M; m F; a F f m; b M f m", {"a": (["8", "9"], ["8", "9"]), "b": (["8", "8"], ["9", "9"])}),
    "grandmother": (
        "g M; h F; f M g h; m F; c M f m",
        {"g": (["8", "8"], ["9", "9"]), "h": (["8", "9"], ["8", "9"]), "c": (["8", "9"], ["8", "9"])},
    ),
    "one marker each": ("f M; m F; a F f m; b M f m", {"a": (["8", "9"], None), "b": (None, ["9", "9"])}),
    "typed parent": ("f M; m F; a F f m; b M f m", {"f": (["8", "9"], ["8", "9"]), "a": (["8", "8"], ["9", "9"])}),
    "single reads": ("f M; m F; a F f m; b M f m", {"a": (["8", None], ["8", "9"]), "b": (["8", "8"], ["9", None])}),
}


@pytest.mark.parametrize(("rho", "mutation"), [(0.0, False), (0.07, True)])
@pytest.mark.parametrize("name", FAMILIES)
def test_the_sum_is_that_over_all_haplotypes(name, rho, mutation):
    text, genotypes = FAMILIES[name]
    pair = marker("A", 0.3, 0.7, mutation=mutation), marker("B", 0.4, 0.6, mutation=mutation)
    rows = people(text)
    expected = oracle.linked_likelihood(rows, genotypes, plain(pair[0]), plain(pair[1]), rho)
    named = {member: {"A": one, "B": other} for member, (one, other) in genotypes.items()}
    profiles = Profiles.of(named, Panel(markers=pair))
    assert linked_log_likelihood(pedigree(rows), profiles, pair, rho) == pytest.approx(oracle.ln(expected), abs=1e-12)


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("chromosome", ["autosomal", "X"])
def test_at_one_half_the_markers_are_independent(chromosome, convention):
    """A loop: the parents of c are half-siblings."""
    pair = tuple(marker(name, 0.1, 0.2, 0.3, 0.25, 0.15, mutation=True, chromosome=chromosome) for name in "AB")
    drawn = pedigree(people("g M; h F; k F; p M g h; q F g k; c F p q; d F p q"))
    genotypes = {
        "h": {"A": ["8", "9"], "B": ["10", "11"]},
        "c": {"A": ["8", "10"], "B": ["10", "12"]},
        "d": {"A": ["9", "10"], "B": ["11", "12"]},
    }
    params = LikelihoodParams(convention=convention)
    profiles = Profiles.of(genotypes, Panel(markers=pair))
    apart = log_likelihoods(drawn, profiles, Panel(markers=pair), params=params)
    found = linked_log_likelihood(drawn, profiles, pair, 0.5, params=params)
    assert found == pytest.approx(apart.sum(), abs=1e-12)
    # The likelihood does change with linkage here, so that the coupling above was not empty.
    assert abs(linked_log_likelihood(drawn, profiles, pair, 0.01, params=params) - found) > 1e-3


def test_fathers_and_mothers_recombine_by_themselves():
    """Full siblings depend on both fractions, the mother's two sons on X on hers alone."""
    pair = marker("A", 0.3, 0.7, chromosome="X"), marker("B", 0.4, 0.6, chromosome="X")
    drawn = pedigree(people("f M; m F; s M f m; t M f m"))
    genotypes = {"s": {"A": ["8"], "B": ["8"]}, "t": {"A": ["8"], "B": ["9"]}}
    profiles = Profiles.of(genotypes, Panel(markers=pair))
    hers = linked_log_likelihood(drawn, profiles, pair, (0.1, 0.1))
    assert linked_log_likelihood(drawn, profiles, pair, (0.1, 0.4)) == hers
    assert linked_log_likelihood(drawn, profiles, pair, (0.2, 0.1)) != pytest.approx(hers)


def test_what_is_not_defined_is_refused():
    pair = marker("A", 0.3, 0.7), marker("B", 0.4, 0.6)
    drawn = pedigree(people("f M; m F; a F f m"), inbreeding={"f": 0.1})
    profiles = Profiles.of({"a": {"A": ["8", "9"]}}, Panel(markers=pair))
    outbred = pedigree(people("f M; m F; a F f m"))
    with pytest.raises(ValueError, match="f is inbred"):
        linked_log_likelihood(drawn, profiles, pair, 0.1)
    with pytest.raises(ValueError, match="theta 0 only"):
        linked_log_likelihood(outbred, profiles, pair, 0.1, params=LikelihoodParams(theta=0.01))
    for rho in (-0.1, 0.6, (0.1, 0.6), float("nan")):
        with pytest.raises(ValueError, match=r"A and B: a recombination fraction must be in \[0, 0\.5\]"):
            linked_log_likelihood(outbred, profiles, pair, rho)
    with pytest.raises(ValueError, match="different chromosomes"):
        linked_log_likelihood(outbred, profiles, (pair[0], marker("B", 0.4, 0.6, chromosome="X")), 0.1)
    with pytest.raises(ValueError, match="profiles of two markers"):
        linked_log_likelihood(outbred, Profiles.of({}, Panel(markers=pair[:1])), pair, 0.1)
    with pytest.raises(ValueError, match="x has a profile"):
        linked_log_likelihood(outbred, profiles.renamed({"a": "x"}), pair, 0.1)
