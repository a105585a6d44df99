"""Joint posteriors are those of plain enumeration over all assignments."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship.components import posterior_bounds
from repatria.kinship.joint import JointParams, Method, solve_joint
from repatria.kinship.pairings import MissingPeople, Pairings

EXACT = JointParams(negligible=0.0)


class Invented:
    """A placer that draws the ratio of each placement of several bodies from its own numbers."""

    def __init__(self, seed, families=()):
        self.seed = seed
        self.families = families

    def prepare(self, family, placements):
        pass

    def log_ratio(self, family, placement):
        if sum(body >= 0 for body in placement) == 0:
            return 0.0
        rng = np.random.default_rng([self.seed, family, *(body + 1 for body in placement)])
        return float(rng.normal(0, 3))


def people(sizes):
    rows = [(f, p) for f, n in enumerate(sizes) for p in range(n)]
    return MissingPeople(
        family=np.array([f for f, _ in rows], dtype=np.int32),
        place=np.array([p for _, p in rows], dtype=np.int16),
        sexes=np.zeros(len(rows), dtype=np.int8),
        ids=tuple(f"M{n}" for n in range(len(rows))),
    )


def pairings_of(pairs, placer, missing, log_odds):
    lrs = []
    for body, person in pairs:
        family = int(missing.family[person])
        placement = [-1] * int(missing.n_places[family])
        placement[int(missing.place[person])] = body
        lrs.append(placer.log_ratio(family, tuple(placement)))
    return Pairings(
        body=np.array([b for b, _ in pairs], dtype=np.int32),
        missing=np.array([m for _, m in pairs], dtype=np.int32),
        log_lr=np.array(lrs),
        log_odds=np.array(log_odds, dtype=np.float64),
    )


def enumerated(pairings, missing, placer, n_bodies):
    """Posterior of each pairing, by weighing every assignment of every body."""
    row = {(b, m): n for n, (b, m) in enumerate(zip(pairings.body.tolist(), pairings.missing.tolist(), strict=True))}
    choices = [[None, *(m for b, m in row if b == body)] for body in range(n_bodies)]
    total, posterior = 0.0, np.zeros(len(pairings))
    for assignment in itertools.product(*choices):
        named = [m for m in assignment if m is not None]
        if len(set(named)) < len(named):
            continue
        weight = sum(pairings.log_odds[row[b, m]] for b, m in enumerate(assignment) if m is not None)
        for family, n_places in enumerate(missing.n_places.tolist()):
            placement = [-1] * n_places
            for body, person in enumerate(assignment):
                if person is not None and missing.family[person] == family:
                    placement[missing.place[person]] = body
            weight += placer.log_ratio(family, tuple(placement))
        total += math.exp(weight)
        for body, person in enumerate(assignment):
            if person is not None:
                posterior[row[body, person]] += math.exp(weight)
    return math.log(total), posterior / total


@st.composite
def problems(draw):
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    n_bodies = draw(st.integers(1, 4))
    every = list(itertools.product(range(n_bodies), range(sum(sizes))))
    pairs = sorted(draw(st.sets(st.sampled_from(every), min_size=1, max_size=8)))
    missing = people(sizes)
    placer = Invented(draw(st.integers(0, 10_000)))
    log_odds = [draw(st.floats(-4, 1)) for _ in pairs]
    return pairings_of(pairs, placer, missing, log_odds), missing, placer, n_bodies


@settings(deadline=None, max_examples=120)
@given(problems())
def test_posteriors_are_those_of_enumeration(problem):
    pairings, missing, placer, n_bodies = problem
    log_total, posterior = enumerated(pairings, missing, placer, n_bodies)
    joint = solve_joint(pairings, missing, n_bodies=n_bodies, placer=placer, params=EXACT)
    assert joint.posterior == pytest.approx(posterior, abs=1e-12)
    assert sum(each.log_total for each in joint.solved) == pytest.approx(log_total, abs=1e-10)
    assert all(each.method is Method.EXACT and each.lost == 0.0 for each in joint.solved)


@settings(deadline=None, max_examples=120)
@given(problems())
def test_bounds_hold(problem):
    pairings, missing, placer, n_bodies = problem
    _, posterior = enumerated(pairings, missing, placer, n_bodies)
    assert np.all(posterior <= posterior_bounds(pairings, missing) + 1e-12)


@settings(deadline=None, max_examples=120)
@given(problems(), st.sampled_from([1e-3, 0.05, 0.3]), st.sampled_from([1, 4, 1 << 18]))
def test_what_is_left_out_is_within_its_bound(problem, negligible, max_states):
    pairings, missing, placer, n_bodies = problem
    _, posterior = enumerated(pairings, missing, placer, n_bodies)
    params = JointParams(negligible=negligible, max_states=max_states, max_placements=6)
    joint = solve_joint(pairings, missing, n_bodies=n_bodies, placer=placer, params=params)
    assert np.all(posterior <= joint.at_most + 1e-9)
    assert np.all(posterior >= joint.at_least - 1e-9)
    lost = np.array([each.lost for each in joint.solved])
    solved = joint.component[pairings.body] >= 0
    error = np.abs(joint.posterior - posterior)[solved]
    assert np.all(error <= lost[joint.component[pairings.body[solved]]] + 1e-9)


def test_a_much_better_rival_cuts_the_tie_between_two_families():
    """Two bodies with their own families at 1e12 and each a chance hit of 1e3 in the other's: two components."""
    missing = people([1, 1])
    pairings = Pairings(
        body=np.array([0, 0, 1, 1], dtype=np.int32),
        missing=np.array([0, 1, 0, 1], dtype=np.int32),
        log_lr=np.log([1e20, 1e3, 1e3, 1e20]),
        log_odds=np.full(4, math.log(1e-4)),
    )
    joint = solve_joint(pairings, missing, n_bodies=2, placer=Invented(0))
    assert len(joint.solved) == 2
    assert all(each.method is Method.BOUNDED and 0 < each.lost < 1e-9 for each in joint.solved)
    assert joint.posterior[[0, 3]] == pytest.approx(1.0)
    assert np.all(joint.at_most[[1, 2]] < 1e-9)


def test_a_family_with_too_many_placements_is_cut_and_said():
    missing = people([2])
    placer = Invented(3)
    pairs = list(itertools.product(range(4), range(2)))
    pairings = pairings_of(pairs, placer, missing, np.zeros(8))
    params = JointParams(negligible=0.0, max_placements=5)
    joint = solve_joint(pairings, missing, n_bodies=4, placer=placer, params=params)
    assert {each.method for each in joint.solved} == {Method.UNPROVED}
    assert {each.lost for each in joint.solved} == {1.0}
