"""A screen finds what weighing every pair one by one would find."""

from dataclasses import replace

import numpy as np
import pytest
from tests.kinship.worlds import FEMALE, MALE, SHAPES, UNKNOWN, bodies, families, marker, pedigree

from repatria.errors import TooComplex
from repatria.kinship import (
    UNREAD,
    Bodies,
    Chromosome,
    Convention,
    Family,
    LikelihoodParams,
    Obstacle,
    Panel,
    Profiles,
    ScreenParams,
    custom,
    dawid,
    equal,
    exclusions,
    likelihood_ratios,
    one_step,
    proportional,
    reversible,
    screen,
    stationary,
    stepwise,
    tables,
)
from repatria.kinship.genotype_ratios import fill_ratios

RATE = (0.01, 0.03)
EVERYTHING = ScreenParams(threshold_log10=-200, best_per_body=1000, best_per_missing=1000, n_reshuffles=0)


def _stepwise(one):
    return stepwise(one, RATE, rate2=0.001, range=0.2)


def _custom(one):
    rows = np.random.default_rng(5).dirichlet(np.ones(one.n_alleles), 2 * one.n_alleles)
    female, male = rows[: one.n_alleles], rows[one.n_alleles :]
    return custom(one, 0.9 * np.eye(one.n_alleles) + 0.1 * female, 0.8 * np.eye(one.n_alleles) + 0.2 * male)


MODELS = {
    "none": None,
    "equal": lambda one: equal(one, RATE),
    "proportional": lambda one: proportional(one, RATE),
    "stepwise": _stepwise,
    "one-step": lambda one: one_step(one, RATE),
    "dawid": lambda one: dawid(one, RATE),
    "custom": _custom,
    "stationary": lambda one: stationary(_stepwise(one), one.frequencies),
    "reversible": lambda one: reversible(_stepwise(one), one.frequencies, "MH"),
}


def _silent_marker(model):
    """A marker whose last allele is silent; some models have no transform or ladder that holds one, so it stays put."""
    return marker(
        "silent", frequencies=(0.3, 0.4, 0.25, 0.05), alleles=("10", "11", "12", "silent"), has_silent=True, model=model
    )


def _panel(model):
    return Panel(
        markers=(
            marker("ladder", model=model),
            marker("on X", chromosome=Chromosome.X, frequencies=(0.2, 0.5, 0.3), model=model),
            _silent_marker(None if model in (MODELS["stationary"], MODELS["reversible"]) else model),
            marker("drops", frequencies=(0.6, 0.3, 0.1), dropout=0.1, model=model),
        )
    )


def _matrix(people, found, panel, likelihood):
    """log10 LR of every body (rows) against every missing person in order; NaN where sexes differ."""
    columns = []
    for family in found:
        for missing in family.missing:
            sex = family.pedigree.member(missing).sex
            ratios = likelihood_ratios(family, missing, people.profiles, panel, params=likelihood).log10_lr
            differs = (people.sexes != sex) & (people.sexes != UNKNOWN) & (sex != UNKNOWN)
            columns.append(np.where(differs, np.nan, ratios))
    return np.stack(columns, axis=1)


def _column(candidates):
    keys = list(zip(candidates.searches.family.tolist(), candidates.searches.missing.tolist(), strict=True))
    return np.array([keys.index(pair) for pair in zip(candidates.family, candidates.missing, strict=True)], dtype=int)


def _same_as_direct(people, found, panel, likelihood):
    candidates = screen(people, found, panel, EVERYTHING, likelihood=likelihood)
    matrix = _matrix(people, found, panel, likelihood)
    column = _column(candidates)
    assert np.isfinite(matrix).sum() == len(candidates)
    expected = matrix[candidates.body, column]
    # The difference of natural logs is the relative difference of the ratios.
    np.testing.assert_allclose(candidates.log10_lr * np.log(10), expected * np.log(10), rtol=0, atol=1e-12)
    return candidates, matrix


@pytest.mark.parametrize("model", MODELS)
def test_every_ratio_is_the_direct_one(model):
    """Each mutation model, with silent alleles, single reads, X, drop-out, inbred founders, two missing brothers."""
    rng = np.random.default_rng(3)
    panel = _panel(MODELS[model])
    found = families(panel, rng=rng)
    candidates, _ = _same_as_direct(bodies(panel, 12, rng=rng), found, panel, LikelihoodParams())
    assert len(candidates) > 30


@pytest.mark.parametrize(
    "likelihood",
    [LikelihoodParams(theta=0.03), LikelihoodParams(convention=Convention.UNTYPED_FOUNDERS_DROPPED)],
    ids=["theta", "untyped founders dropped"],
)
def test_every_ratio_is_the_direct_one_under_other_conventions(likelihood):
    """With theta a stranger's table hangs on the family; with founders dropped the relatives' part does not cancel."""
    rng = np.random.default_rng(4)
    panel = Panel(
        markers=(
            marker("D1", frequencies=(0.2, 0.5, 0.3), model=_stepwise),
            marker("D2", frequencies=(0.4, 0.6), model=_custom),
            marker("on X", chromosome=Chromosome.X, frequencies=(0.5, 0.3, 0.2), model=_stepwise),
        )
    )
    found = families(panel, rng=rng, each=1)
    people = bodies(panel, 9, rng=rng)
    _, changed = _same_as_direct(people, found, panel, likelihood)
    plain = _matrix(people, found, panel, LikelihoodParams())
    assert np.nanmax(np.abs(changed - plain)[np.isfinite(plain)]) > 1e-4


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(11)
    panel = Panel(markers=tuple(marker(f"D{number}", model=_stepwise) for number in range(8)))
    found = families(panel, rng=rng, each=8)
    return bodies(panel, 30, rng=rng), found, panel


@pytest.fixture(scope="module")
def matrix(world):
    return _matrix(*world, LikelihoodParams())


@pytest.mark.parametrize(
    ("threshold", "per_body", "per_missing"), [(-1.0, 2, 3), (-30.0, 1, 1), (-0.5, 5, 1), (2.0, 3, 3)]
)
def test_candidates_are_the_best_of_their_body_or_of_their_missing_person(
    world, matrix, threshold, per_body, per_missing
):
    params = ScreenParams(threshold_log10=threshold, best_per_body=per_body, best_per_missing=per_missing)
    candidates = screen(*world, params)
    ranked = np.where(matrix >= threshold, matrix, -np.inf)
    best_of_body = np.argsort(np.argsort(-ranked, axis=1, kind="stable"), axis=1) < per_body
    best_of_missing = np.argsort(np.argsort(-ranked, axis=0, kind="stable"), axis=0) < per_missing
    wanted = (best_of_body | best_of_missing) & np.isfinite(ranked)
    assert set(zip(candidates.body, _column(candidates), strict=True)) == set(zip(*np.nonzero(wanted), strict=True))
    assert len(candidates) == wanted.sum()
    np.testing.assert_array_equal(candidates.searches.n_passing, (matrix >= threshold).sum(axis=0))
    np.testing.assert_array_equal(candidates.searches.n_bodies, (~np.isnan(matrix)).sum(axis=0))
    assert candidates.n_pairs == (~np.isnan(matrix)).sum()


def test_candidates_stand_by_family_missing_person_and_falling_ratio(world):
    candidates = screen(*world, ScreenParams(threshold_log10=-1))
    keys = list(zip(candidates.family, candidates.missing, -candidates.log10_lr, candidates.body, strict=True))
    assert keys == sorted(keys)


def test_threads_and_memory_change_nothing(world):
    """Many more blocks than threads, and of tables one block at a time."""
    params = ScreenParams(threshold_log10=-2, best_per_body=3, best_per_missing=2, n_threads=1)
    plain = screen(*world, params)
    for other in (
        replace(params, n_threads=3),
        replace(params, table_bytes=1),
        replace(params, table_bytes=1, n_threads=2),
    ):
        again = screen(*world, other)
        for name in ("body", "family", "missing", "log10_lr", "n_compared", "n_exclusions"):
            np.testing.assert_array_equal(getattr(again, name), getattr(plain, name))
        np.testing.assert_array_equal(again.searches.n_reshuffled_passing, plain.searches.n_reshuffled_passing)


def test_memory_is_bounded_by_tables_and_best_lists_and_never_holds_the_pairs(world):
    people, found, _ = world
    n_missing = sum(len(family.missing) for family in found)
    small = screen(
        *world, ScreenParams(best_per_body=1, best_per_missing=1, n_threads=1, table_bytes=1, n_reshuffles=0)
    )
    large = screen(
        *world, ScreenParams(best_per_body=9, best_per_missing=1, n_threads=1, table_bytes=1, n_reshuffles=0)
    )
    assert large.working_bytes - small.working_bytes == 8 * len(people) * 12
    assert n_missing > 32
    assert screen(*world).working_bytes > small.working_bytes


def test_of_equal_bodies_the_first_ones_are_kept(world):
    _, found, panel = world
    one = five_alike(world)
    candidates = screen(one, found[:1], panel, ScreenParams(threshold_log10=-200, best_per_body=1, best_per_missing=2))
    # Each body's only column is its best, so all stay; the column's own list has the first two.
    assert candidates.body.tolist() == [0, 1, 2, 3, 4]
    again = screen(one, found[:1] * 3, panel, ScreenParams(threshold_log10=-200, best_per_body=1, best_per_missing=2))
    assert list(zip(again.family, again.body, strict=True)) == [
        *((0, body) for body in range(5)),
        *((family, body) for family in (1, 2) for body in (0, 1)),
    ]


def five_alike(world):
    """Five times one body, who could be of the first family: the missing son of both parents."""
    _, found, _ = world
    parents = found[0].references.alleles
    child = np.where(parents[:, :, 0] >= 0, parents[:, :, 0], 0).T.astype(np.int16)
    profiles = Profiles(ids=tuple(f"B{row}" for row in range(5)), alleles=np.stack([child] * 5))
    return Bodies(profiles=profiles, sexes=np.full(5, MALE, dtype=np.int8))


def test_the_other_sex_is_not_compared(world):
    people, _, panel = world
    tree, typed, missing = SHAPES["parents"]
    family = Family(
        id="F", pedigree=tree, missing=missing, references=Profiles(ids=typed, alleles=people.profiles.alleles[:2])
    )
    candidates = screen(people, [family], panel, EVERYTHING)
    assert set(people.sexes[candidates.body].tolist()) == {MALE, UNKNOWN}
    assert candidates.searches.n_bodies.tolist() == [int((people.sexes != FEMALE).sum())]


def test_exclusions_and_loci_are_counted_for_each_candidate(world):
    people, found, panel = world
    candidates = screen(people, found, panel, ScreenParams(threshold_log10=-3))
    for row in range(0, len(candidates), 7):
        family = found[candidates.family[row]]
        missing = family.missing[candidates.missing[row]]
        counts = exclusions(family, missing, people, panel)
        assert candidates.n_exclusions[row] == counts[candidates.body[row]]
        read = (family.references.alleles[..., 0] != UNREAD).any(axis=0)
        assert candidates.n_compared[row] == (read & people.profiles.is_typed[candidates.body[row]]).sum()
    assert candidates.n_exclusions.max() > 0


def test_a_family_whose_own_reads_contradict_its_pedigree_is_named_and_not_compared():
    """Both parents 10/10, their daughter 12/12, no mutation."""
    panel = Panel(markers=(marker("D1"), marker("D2")))
    tree, _, _ = SHAPES["brothers of two missing"]
    reads = np.zeros((3, 2, 2), dtype=np.int16)
    reads[2, 1] = 2
    bad = Family(id="bad", pedigree=tree, missing=("x",), references=Profiles(ids=("d", "m", "s"), alleles=reads))
    good = Family(id="good", pedigree=tree, missing=("x",), references=Profiles(ids=("d", "m"), alleles=reads[:2]))
    people = Bodies(profiles=Profiles(ids=("B",), alleles=reads[:1]), sexes=np.array([MALE], dtype=np.int8))
    candidates = screen(people, [bad, good], panel, EVERYTHING)
    assert candidates.searches.obstacle.tolist() == [Obstacle.CONTRADICTION, Obstacle.NONE]
    assert candidates.searches.obstacle_marker.tolist() == [1, -1]
    assert candidates.searches.n_bodies.tolist() == [0, 1]
    assert candidates.family.tolist() == [1]
    assert np.isnan(likelihood_ratios(bad, "x", people.profiles, panel).log10_lr).all()


def test_a_family_too_entangled_is_named_and_the_others_go_on(world, monkeypatch):
    people, found, panel = world

    def entangled(rows, readings, group, *rest):
        if len(group.typed) == 1:
            raise TooComplex("too entangled")
        return fill_ratios(rows, readings, group, *rest)

    monkeypatch.setattr(tables, "fill_ratios", entangled)
    candidates = screen(people, found, panel, EVERYTHING)
    single = np.array([len(found[each].references) == 1 for each in candidates.searches.family])
    assert 0 < single.sum() < len(single)
    np.testing.assert_array_equal(candidates.searches.obstacle == Obstacle.TOO_COMPLEX, single)
    assert not np.isin(candidates.family, candidates.searches.family[single]).any()


def test_a_body_that_nobody_of_the_population_can_be_is_named_and_left_out():
    """An allele of frequency zero; a man with two alleles on X."""
    panel = Panel(
        markers=(
            marker("D1", frequencies=(0.5, 0.5, 0.0), model=lambda one: equal(one, 0.01)),
            marker("X1", frequencies=(0.5, 0.5), chromosome=Chromosome.X),
        )
    )
    reads = np.array([[[0, 1], [0, 0]], [[0, 2], [0, 0]], [[0, 1], [0, 1]], [[0, 1], [0, 1]]], dtype=np.int16)
    people = Bodies(
        profiles=Profiles(ids=("good", "rare", "two on X", "her"), alleles=reads),
        sexes=np.array([MALE, MALE, MALE, UNKNOWN], dtype=np.int8),
    )
    tree = pedigree("d M", "m F", "x M d m")
    family = Family(id="F", pedigree=tree, missing=("x",), references=Profiles(ids=("m",), alleles=reads[:1]))
    candidates = screen(people, [family], panel, EVERYTHING)
    assert candidates.impossible_bodies.tolist() == [1, 2]
    assert candidates.impossible_body_markers.tolist() == [0, 1]
    # Of unknown sex with two alleles on X: no man, so not this missing person.
    assert candidates.body.tolist() == [0]


def test_a_missing_person_of_unknown_sex_is_not_compared_on_x():
    panel = Panel(markers=(marker("D1"), marker("X1", chromosome=Chromosome.X)))
    tree = pedigree("d M", "m F", "x ? d m")
    rng = np.random.default_rng(2)
    reads = np.array([[[0, 1], [0, 1]]], dtype=np.int16)
    family = Family(id="F", pedigree=tree, missing=("x",), references=Profiles(ids=("m",), alleles=reads))
    people = bodies(panel, 6, rng=rng)
    candidates = screen(people, [family], panel, EVERYTHING)
    autosomal = Family(id="F", pedigree=tree, missing=("x",), references=Profiles(ids=("m",), alleles=reads[:, :1]))
    alone = Profiles(ids=people.ids, alleles=people.profiles.alleles[:, :1])
    ratios = likelihood_ratios(autosomal, "x", alone, panel.only(["D1"])).log10_lr
    np.testing.assert_allclose(candidates.log10_lr, ratios[candidates.body], atol=1e-12)
    assert candidates.n_compared.max() == 1


def test_reshuffled_bodies_tell_how_many_chance_hits_to_expect(world):
    """A stranger's likelihood ratio is 1 on average: the share that passes is at most the threshold's inverse."""
    people, found, panel = world
    params = ScreenParams(threshold_log10=1.0, n_reshuffles=20)
    candidates = screen(people, found, panel, params)
    assert 0 < candidates.chance_estimate.sum() < candidates.chance_bound.sum()
    np.testing.assert_allclose(candidates.chance_bound, candidates.searches.n_bodies / 10)
    assert np.isnan(screen(people, found, panel, replace(params, n_reshuffles=0)).chance_estimate).all()


def test_progress_tells_how_many_missing_persons_are_done(world):
    told = []
    screen(*world, ScreenParams(table_bytes=1), progress=lambda done, total: told.append((done, total)))
    dones, totals = zip(*told, strict=True)
    n_missing = sum(len(family.missing) for family in world[1])
    assert list(dones) == sorted(dones)
    assert dones[-1] == n_missing
    assert set(totals) == {n_missing}
    assert len(told) > 1


def test_no_families_and_no_bodies_find_nothing(world):
    people, found, panel = world
    assert len(screen(people, [], panel)) == 0
    nobody = Bodies(profiles=people.profiles.only([]), sexes=people.sexes[:0])
    none = screen(nobody, found, panel)
    assert (len(none), none.n_pairs) == (0, 0)


def test_profiles_of_another_panel_are_refused(world):
    people, found, panel = world
    with pytest.raises(ValueError, match="expected bodies of 1 markers"):
        screen(people, found, panel.only(["D1"]))
    few = Profiles(ids=people.ids, alleles=people.profiles.alleles[:, :1])
    with pytest.raises(ValueError, match="expected references of 1 markers"):
        screen(Bodies(profiles=few, sexes=people.sexes), found, panel.only(["D1"]))


def test_with_theta_the_best_are_the_best_by_it():
    """The scan goes without theta, and by it the second of a body can be its best."""
    rng = np.random.default_rng(3)
    panel = Panel(markers=tuple(marker(f"D{n}") for n in range(3)))
    lookers, found = families(panel, rng=rng), bodies(panel, 25, rng=rng)
    likelihood = LikelihoodParams(theta=0.03)
    asked = ScreenParams(threshold_log10=-0.5, best_per_body=1, best_per_missing=1, theta_margin_log10=2.0)
    everyone = screen(found, lookers, panel, replace(EVERYTHING, threshold_log10=-0.5), likelihood=likelihood)
    expected = set()
    for owner in (everyone.body, everyone.family * 8 + everyone.missing):
        for each in np.unique(owner):
            own = np.flatnonzero(owner == each)
            best = own[everyone.log10_lr[own] >= everyone.log10_lr[own].max() - 1e-9]
            expected.update(best.tolist()[:1] if len(best) == 1 else [])
    got = screen(found, lookers, panel, asked, likelihood=likelihood)
    pairs = set(zip(got.body.tolist(), got.family.tolist(), got.missing.tolist(), strict=True))
    rows = zip(everyone.body.tolist(), everyone.family.tolist(), everyone.missing.tolist(), strict=True)
    assert {row for place, row in enumerate(rows) if place in expected} <= pairs
