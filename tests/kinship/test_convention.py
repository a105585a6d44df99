import json
import math

import numpy as np
import pytest
from tests.kinship import cases

from repatria.kinship import (
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
)
from repatria.kinship.convention import without_untyped_founders
from repatria.kinship.inheritance import Line
from repatria.kinship.mutation import equal, proportional

DROPPED = LikelihoodParams(convention=Convention.UNTYPED_FOUNDERS_DROPPED)
SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}


def pedigree(text: str) -> Pedigree:
    """``"f M; m F; c M f m"``."""
    rows = [each.split() for each in text.split(";")]
    return Pedigree(
        members=tuple(
            Member(id=i, sex=SEXES[s], father=(p or [None])[0], mother=(p or [None])[-1]) for i, s, *p in rows
        )
    )


def named(drawn: Pedigree, typed: list[str]) -> set[tuple[str, str]]:
    return {(drawn.ids[child], line.name.lower()) for child, line in without_untyped_founders(drawn, typed)}


def test_an_untyped_parent_of_one_child_is_dropped():
    assert named(pedigree("f M; m F; c M f m"), ["f", "c"]) == {("c", "maternal")}


def test_a_parent_of_two_typed_children_is_kept():
    assert named(pedigree("f M; m F; a M f m; b M f m"), ["a", "b"]) == set()


def test_children_who_lead_nowhere_do_not_count():
    assert named(pedigree("f M; m F; a M f m; b M f m; x F; c M b x"), ["a"]) == {("a", "paternal"), ("a", "maternal")}


def test_a_child_without_parents_is_a_founder_and_may_be_next():
    drawn = pedigree("g M; h F; f M g h; m F; c M f m")
    assert named(drawn, ["c"]) >= {("c", "paternal"), ("c", "maternal")}
    assert {gamete for gamete in without_untyped_founders(drawn, ["g", "c"]) if gamete[0] == drawn.index("f")} == {
        (drawn.index("f"), Line.MATERNAL)
    }


def test_a_duo_by_hand():
    """Father a/a, child b/b: as drawn the mother's allele mutates as well, dropped it is simply frequent."""
    q, mu = np.array([0.2, 0.8]), 0.01
    plain = Marker(name="M", alleles=("a", "b"), frequencies=q)
    panel = Panel(markers=(Marker(name="M", alleles=plain.alleles, frequencies=q, mutation=equal(plain, mu)),))
    drawn = pedigree("f M; m F; c M f m")
    profiles = Profiles.of({"f": {"M": ["a", "a"]}, "c": {"M": ["b", "b"]}}, panel)
    assert log_likelihoods(drawn, profiles, panel)[0] == pytest.approx(
        math.log(q[0] ** 2 * mu * (q[1] * (1 - mu) + q[0] * mu))
    )
    assert log_likelihoods(drawn, profiles, panel, params=DROPPED)[0] == pytest.approx(math.log(q[0] ** 2 * mu * q[1]))


def test_under_a_stationary_model_the_convention_is_nothing():
    plain = Marker(name="M", alleles=("a", "b", "c"), frequencies=np.array([0.2, 0.3, 0.5]))
    model = proportional(plain, (0.01, 0.03))
    panel = Panel(markers=(Marker(name="M", alleles=plain.alleles, frequencies=plain.frequencies, mutation=model),))
    drawn = pedigree("g M; h F; f M g h; m F; c M f m")
    profiles = Profiles.of({"g": {"M": ["a", "b"]}, "c": {"M": ["b", "c"]}}, panel)
    as_drawn, dropped = (
        log_likelihoods(drawn, profiles, panel, params=each)[0] for each in (LikelihoodParams(), DROPPED)
    )
    assert dropped == pytest.approx(as_drawn, abs=1e-14)


def test_the_person_asked_for_is_kept():
    """The genotype of a missing father, asked for, is the quotient of likelihoods in which he is typed."""
    plain = Marker(name="M", alleles=("a", "b"), frequencies=np.array([0.2, 0.8]))
    panel = Panel(
        markers=(Marker(name="M", alleles=("a", "b"), frequencies=plain.frequencies, mutation=equal(plain, 0.02)),)
    )
    drawn = pedigree("g M; h F; f M g h; m F; c M f m")
    family = Profiles.of({"c": {"M": ["b", "b"]}}, panel)
    found = genotype_distributions(drawn, family, panel, "f", params=DROPPED)
    joint = {}
    for pair in (("a", "a"), ("a", "b"), ("b", "b")):
        typed = family.and_of(Profiles.of({"f": {"M": pair}}, panel))
        joint[pair] = math.exp(log_likelihoods(drawn, typed, panel, params=DROPPED)[0])
    for (a, b), chance in joint.items():
        at = panel.markers[0].index(a), panel.markers[0].index(b)
        assert found.tables[0][at] == pytest.approx(chance / sum(joint.values()), abs=1e-14)
    assert math.exp(found.log_evidence[0]) == pytest.approx(sum(joint.values()))


def crossed() -> list[str]:
    """Cases that Familias answered too, with values of its own where they differ."""
    if not cases.REFERENCE.is_dir():
        return cases.names("kinship")
    folder = cases.REFERENCE / "dna" / "kinship"
    asked = ((name, json.loads((folder / f"{name}.json").read_text())) for name in cases.names("kinship"))
    return [name for name, case in asked if ((case.get("cross_check") or {}).get("result") or {}).get("done")]


@pytest.mark.parametrize("name", crossed())
def test_familias_gives_the_same(reference, name):
    case = cases.load(reference, "kinship", name)
    peer = case["cross_check"]["result"].get("lnlik") or [each["lnlik"] for each in case["results"]["per_marker"]]
    panel = Panel(markers=tuple(_marker(row) for row in case["markers"]))
    for hypothesis in case["hypotheses"]:
        drawn = Pedigree(
            members=tuple(
                Member(id=row["id"], father=row["father"], mother=row["mother"], sex=SEXES[row["sex"]])
                for row in hypothesis["pedigree"]
            )
        )
        profiles = Profiles.of({id_: reads for id_, reads in case["genotypes"].items() if id_ in drawn}, panel)
        found = log_likelihoods(drawn, profiles, panel, params=DROPPED)
        for row, ours, theirs in zip(case["markers"], found, peer, strict=True):
            expected = cases.number(theirs[hypothesis["name"]])
            assert cases.is_near(float(ours), expected, cases.tolerance(row)), (row["name"], ours, expected)


def _marker(row: dict) -> Marker:
    mutation = row["mutation"]
    return Marker(
        name=row["name"],
        alleles=tuple(row["alleles"]),
        frequencies=np.array(row["freqs"]),
        has_silent=row["silent_allele"] is not None,
        mutation=mutation
        and Mutation(female=np.array(mutation["female"]["matrix"]), male=np.array(mutation["male"]["matrix"])),
    )
