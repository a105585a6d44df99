"""Whole problems of identification give the peers' numbers and conclusions."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.kinship import cases

from repatria.errors import InputUnusable
from repatria.kinship import Bodies, Family, Marker, Member, Panel, Pedigree, Profiles, Sex, dvi
from repatria.kinship.dvi import DviParams, solve_dvi
from repatria.kinship.dvi_board import board
from repatria.kinship.dvi_families import family_tables
from repatria.kinship.dvi_rows import DviConclusion
from repatria.kinship.formats.case import parse_case
from repatria.kinship.placements import Placer

TOLERANCE = 1e-8
SETS = cases.names("dvi")


@pytest.fixture(scope="module", params=SETS)
def problem(request, reference):
    case, findings = parse_case(cases.data(reference, "dvi", request.param))
    assert case is not None, findings
    results = cases.load(reference, "dvi", request.param)["results"]
    least = results.get("joint_pairings_reduced_to_LR_at_least") or 0.0
    solution = solve_dvi(
        case.bodies,
        case.families,
        case.panel,
        pairings=case.pairings,
        missing=case.missing,
        params=DviParams(joint_least_lr=least),
    )
    return case, solution, results


def close_logs(found, stated):
    """Found natural logs against stated plain ratios; an undefined one only equals itself."""
    expected = np.array([[cases.number(each) for each in row] for row in stated])
    with np.errstate(divide="ignore"):
        logs = np.log(expected)
    assert (np.isnan(logs) == np.isnan(found)).all()
    same = (logs == found) | np.isnan(logs)
    assert np.abs(np.where(same, 0.0, np.where(same, 0.0, logs) - np.where(same, 0.0, found))).max() <= TOLERANCE


def test_pairs_are_the_peers(problem):
    case, solution, results = problem
    assert solution.log_likelihood_bodies == pytest.approx(list(results["lnlik_victims"].values()), abs=TOLERANCE)
    assert solution.log_likelihood_families == pytest.approx(list(results["lnlik_families"].values()), abs=TOLERANCE)
    close_logs(solution.log_lr, results["pairwise_LR"]["values"])
    if "pairwise_LR_ignore_sex" in results:
        close_logs(solution.log_lr_any_sex, results["pairwise_LR_ignore_sex"]["values"])
    stated = [[-1 if each is None else each for each in row] for row in results["exclusion_matrix"]["values"]]
    assert solution.n_exclusions.tolist() == stated
    assert list(case.bodies.ids) == results["pairwise_LR"]["victims"]


def test_everything_at_once_is_the_peers(problem):
    case, solution, results = problem
    if "joint" not in results:
        pytest.skip("the peer lists no joint table for this set")
    assert solution.grid_size == results["grid_size"]
    table, stated = solution.joint, results["joint"]
    assert table.n_assignments == stated["n_assignments"]
    assert table.tail_bound == pytest.approx(stated["tail_bound"], abs=TOLERANCE)
    names = [*solution.people.ids, "*"]
    found = {
        tuple(names[person] for person in row): values
        for row, *values in zip(
            table.assignments.tolist(), table.log_likelihoods, table.posteriors, table.ratios, strict=True
        )
    }
    assert len(found) == len(stated["rows"])
    for row in stated["rows"]:
        log_likelihood, posterior, ratio = found[tuple(row[body] for body in case.bodies.ids)]
        assert cases.is_near(log_likelihood, cases.number(row["loglik"]), TOLERANCE)
        assert posterior == pytest.approx(row["posterior"], abs=TOLERANCE)
        assert ratio == pytest.approx(cases.number(row["LR_best_over_this"]), rel=TOLERANCE)
    assert solution.posterior == pytest.approx(np.array(results["marginal_posterior"]["values"]), abs=TOLERANCE)
    assert solution.solved.solved
    assert all(each.lost == 0.0 for each in solution.solved.solved)


def told(solution, case, row):
    bodies = "/".join(case.bodies.ids[body] for body in row.bodies) or None
    return (None if row.missing is None else solution.people.ids[row.missing]), bodies, row.conclusion, row.comment


@pytest.mark.parametrize("side", ["AM", "PM"])
def test_conclusions_are_the_peers(problem, side):
    """One body of example1 has a ratio of 1 (no information), which the peer's rounding puts below 1."""
    case, solution, results = problem
    rows = solution.steps.am if side == "AM" else solution.steps.pm
    stated = results["solve"][side]
    assert len(rows) == len(stated)
    for row, expected in zip(rows, stated, strict=True):
        for log, key in ((row.log_lr, "LR"), (row.log_glr, "GLR")):
            assert cases.is_near(log, math.log(expected[key]) if expected[key] is not None else math.nan, TOLERANCE)
        if abs(row.log_lr) < 1e-12 and row.conclusion is DviConclusion.INCONCLUSIVE:
            continue
        peers = (expected["Missing"] or None, expected["Sample"], expected["Conclusion"], expected["Comment"] or "")
        assert told(solution, case, row) == peers


def test_joint_tables_of_families_are_the_peers(problem):
    case, solution, results = problem
    stated = results["solve"].get("joint_tables") or {}
    assert [case.families[family].id for family in solution.steps.joint_tables] == list(stated)
    for family, table in solution.steps.joint_tables.items():
        peers = stated[case.families[family].id]
        assert table.n_assignments == peers["n_assignments"]
        expected = [cases.number(row["loglik"]) for row in peers["rows"]]
        assert table.log_likelihoods[: len(expected)] == pytest.approx(expected, abs=TOLERANCE)


def test_undisputed_are_the_peers(problem):
    case, solution, results = problem
    stated = [(row["Missing"], row["Sample"]) for row in results.get("undisputed") or []]
    if "undisputed" not in results:
        pytest.skip("the peer lists none for this set")
    assert [told(solution, case, row)[:2] for row in solution.undisputed] == stated


def panel_of(n, frequencies=(0.1, 0.2, 0.3, 0.4)):
    alleles = tuple("abcd"[: len(frequencies)])
    return Panel(
        markers=tuple(Marker(name=f"L{i}", alleles=alleles, frequencies=np.array(frequencies)) for i in range(n))
    )


def brothers(n_markers=8):
    """Two missing brothers, both parents typed a/a and b/c, two bodies a/b that could be either, one stranger d/d."""
    panel = panel_of(n_markers)
    pedigree = Pedigree(
        members=(
            Member(id="father", sex=Sex.MALE),
            Member(id="mother", sex=Sex.FEMALE),
            Member(id="M1", father="father", mother="mother", sex=Sex.MALE),
            Member(id="M2", father="father", mother="mother", sex=Sex.MALE),
        )
    )

    def same(*reads):
        return {f"L{i}": reads for i in range(n_markers)}

    references = Profiles.of({"father": same("a", "a"), "mother": same("b", "c")}, panel)
    family = Family(id="F1", pedigree=pedigree, missing=("M1", "M2"), references=references)
    bodies = Bodies(
        profiles=Profiles.of({"V1": same("a", "b"), "V2": same("a", "c"), "V3": same("d", "d")}, panel),
        sexes=np.full(3, Sex.MALE, dtype=np.int8),
    )
    return bodies, [family], panel


def father_and_son():
    """A typed sister of the missing father; his missing son has everything of him and nothing else of her."""
    panel = panel_of(16)
    pedigree = Pedigree(
        members=(
            Member(id="grandfather", sex=Sex.MALE),
            Member(id="grandmother", sex=Sex.FEMALE),
            Member(id="wife", sex=Sex.FEMALE),
            Member(id="sister", father="grandfather", mother="grandmother", sex=Sex.FEMALE),
            Member(id="M1", father="grandfather", mother="grandmother", sex=Sex.MALE),
            Member(id="M2", father="M1", mother="wife", sex=Sex.MALE),
        )
    )

    def same(*reads):
        return {f"L{i}": reads for i in range(16)}

    family = Family(
        id="F1", pedigree=pedigree, missing=("M1", "M2"), references=Profiles.of({"sister": same("a", "b")}, panel)
    )
    bodies = Bodies(
        profiles=Profiles.of({"V1": same("a", "b"), "V2": same("a", "d")}, panel),
        sexes=np.full(2, Sex.MALE, dtype=np.int8),
    )
    return bodies, [family], panel


def test_two_brothers_are_a_set():
    """P(a/b | aa × bc) = 1/2 a marker, both brothers alike: either order weighs the same, and nothing else does."""
    solution = solve_dvi(*brothers())
    ratio = 0.5 / (2 * 0.1 * 0.2)
    assert solution.log_lr[0] == pytest.approx([8 * math.log(ratio)] * 2)
    assert solution.posterior[0, 0] == pytest.approx(solution.posterior[0, 1])
    assert [row.conclusion for row in solution.steps.am] == [DviConclusion.SYMMETRIC] * 2
    assert {row.bodies for row in solution.steps.am} == {(0, 1)}
    assert solution.steps.am[0].missing_all == (0, 1)
    assert [row.comment for row in solution.steps.am] == ["Full siblings: {M1, M2} = {V1, V2}"] * 2
    assert {row.conclusion for row in solution.steps.pm if row.bodies == (2,)} == {DviConclusion.EXCLUDED}


def test_a_set_has_no_ratio_of_a_pair_but_each_of_its_bodies_has():
    """V1 and V2 each weigh the same against either brother; no pair of them is what was found."""
    solution = solve_dvi(*brothers())
    assert all(math.isnan(row.log_lr) for row in solution.steps.am)
    symmetric = [row for row in solution.steps.pm if row.conclusion is DviConclusion.SYMMETRIC]
    assert [row.bodies for row in symmetric] == [(0,), (1,)]
    assert [row.log_lr for row in symmetric] == pytest.approx([solution.log_lr[0, 0], solution.log_lr[1, 0]])
    assert {row.comment for row in symmetric} == {"Full siblings: {V1, V2} = {M1, M2}"}


def test_a_match_has_the_ratio_of_its_own_pair():
    """The father's body looks more like the son than the son's own does, for his sister gave the sample."""
    start = board(Placer(*father_and_son()), np.ones((2, 2), dtype=np.bool_))
    log_lr = start.log_lr()
    matches = {row.missing: row for row in family_tables(start, 0, log_lr, DviParams()).am}
    assert log_lr[0, 1] > log_lr[1, 1]
    assert matches[1].conclusion is DviConclusion.MATCH_GLR
    assert matches[1].bodies == (1,)
    assert matches[1].log_lr == pytest.approx(log_lr[1, 1])


def test_references_that_contradict_each_other_are_named():
    panel = panel_of(2)
    pedigree = Pedigree(
        members=(
            Member(id="father", sex=Sex.MALE),
            Member(id="mother", sex=Sex.FEMALE),
            Member(id="sister", father="father", mother="mother", sex=Sex.FEMALE),
            Member(id="M1", father="father", mother="mother", sex=Sex.MALE),
        )
    )
    reads = {"father": {"L0": ("a", "a")}, "sister": {"L0": ("b", "b")}}
    family = Family(id="F7", pedigree=pedigree, missing=("M1",), references=Profiles.of(reads, panel))
    bodies = Bodies(profiles=Profiles.of({"V1": {"L0": ("a", "b")}}, panel), sexes=np.array([Sex.MALE], dtype=np.int8))
    with pytest.raises(InputUnusable, match="family F7"):
        solve_dvi(bodies, [family], panel)


def test_a_son_in_law_is_not_identifiable():
    """Unrelated to everybody typed: no DNA can name him."""
    panel = panel_of(1)
    pedigree = Pedigree(
        members=(
            Member(id="mother", sex=Sex.FEMALE),
            Member(id="father", sex=Sex.MALE),
            Member(id="M1", father="father", mother="mother", sex=Sex.FEMALE),
            Member(id="M2", sex=Sex.MALE),
        )
    )
    family = Family(
        id="F1",
        pedigree=pedigree,
        missing=("M1", "M2"),
        references=Profiles.of({"mother": {"L0": ("a", "b")}}, panel),
    )
    bodies = Bodies(profiles=Profiles.of({"V1": {"L0": ("a", "b")}}, panel), sexes=np.array([Sex.MALE], dtype=np.int8))
    rows = {row.missing: row for row in solve_dvi(bodies, [family], panel).steps.am}
    assert rows[1].conclusion is DviConclusion.NONIDENTIFIABLE
    assert rows[1].comment == "unrelated to mother, M1"


def test_too_many_likely_pairs_are_answered_within_a_bound(monkeypatch):
    """Twenty bodies that may each be any of twenty sons by one marker: a million sets are not all remembered."""
    monkeypatch.setattr(dvi, "LIMITED", replace(dvi.LIMITED, max_states=64))
    panel = panel_of(1)
    rng = np.random.default_rng(7)
    letters = rng.choice(list("abcd"), (20, 2))
    pedigree = Pedigree(
        members=(
            Member(id="father", sex=Sex.MALE),
            Member(id="mother", sex=Sex.FEMALE),
            Member(id="brother", father="father", mother="mother", sex=Sex.MALE),
            Member(id="son", father="father", mother="mother", sex=Sex.MALE),
        )
    )
    families = [
        Family(
            id=f"F{n}",
            pedigree=Pedigree(
                members=tuple(replace(each, id=f"M{n}") if each.id == "son" else each for each in pedigree.members)
            ),
            missing=(f"M{n}",),
            references=Profiles.of({"brother": {"L0": tuple(pair)}}, panel),
        )
        for n, pair in enumerate(letters)
    ]
    reads = {f"V{n}": {"L0": tuple(pair)} for n, pair in enumerate(letters)}
    bodies = Bodies(profiles=Profiles.of(reads, panel), sexes=np.full(20, Sex.MALE, dtype=np.int8))
    solution = solve_dvi(bodies, families, panel)
    assert not solution.weighed.is_small
    assert solution.weighed.least_lr == 0.0
    assert solution.joint is None
    assert "marginals" in solution.too_complex
    assert all(0.0 < each.lost <= 1.0 for each in solution.solved.solved)
    assert solution.posterior.sum(axis=1) == pytest.approx(1.0)
