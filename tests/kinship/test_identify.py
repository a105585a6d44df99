"""From candidates to conclusions: by hand, with sets, priors said, and what is expected to be wrong."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from repatria.kinship import Bodies, Family, Marker, Member, Panel, Pedigree, Profiles, Sex
from repatria.kinship.conclusions import BoardFacts, Conclusion, ConclusionParams, board_checks
from repatria.kinship.evidence import EvidenceTable, weigh_evidence
from repatria.kinship.identify import IdentifyParams, identify
from repatria.kinship.joint import JointParams
from repatria.kinship.match_sets import SetKind
from repatria.kinship.symmetry import interchangeable

EXACT = JointParams(negligible=0.0)


@dataclass
class Found:
    """Candidates as a screen gives them."""

    body: np.ndarray
    family: np.ndarray
    missing: np.ndarray
    log10_lr: np.ndarray
    n_compared: np.ndarray
    n_exclusions: np.ndarray


def found(rows, n_exclusions=0):
    body, family, missing, lr = zip(*rows, strict=True)
    return Found(
        body=np.array(body, dtype=np.int32),
        family=np.array(family, dtype=np.int32),
        missing=np.array(missing, dtype=np.int16),
        log10_lr=np.log10(np.array(lr, dtype=np.float64)),
        n_compared=np.full(len(rows), 20, dtype=np.int16),
        n_exclusions=np.full(len(rows), n_exclusions, dtype=np.int16),
    )


PANEL = Panel(
    markers=tuple(Marker(name=f"L{i}", alleles=("a", "b"), frequencies=np.array([0.5, 0.5])) for i in range(2))
)
UNTYPED = Profiles(ids=(), alleles=np.zeros((0, 2, 2), dtype=np.int16))


def bodies(n):
    reads = np.zeros((n, 2, 2), dtype=np.int16)
    return Bodies(profiles=Profiles(ids=tuple(f"V{i}" for i in range(n)), alleles=reads), sexes=np.ones(n, np.int8))


def sons(n, *more):
    """A father, a mother and their missing sons; ``more`` joins the pedigree."""
    children = tuple(Member(id=f"M{i}", father="f", mother="m", sex=Sex.MALE) for i in range(n))
    return Pedigree(members=(Member(id="f", sex=Sex.MALE), Member(id="m", sex=Sex.FEMALE), *children, *more))


def families(*sizes):
    return [
        Family(id=f"F{f}", pedigree=sons(n), missing=tuple(f"M{i}" for i in range(n)), references=UNTYPED)
        for f, n in enumerate(sizes)
    ]


def nothing_typed(pedigree, profiles, panel):
    """An engine for families whose joint ratios are the product of pairs: none of them matters here."""
    return np.zeros(len(panel))


def named(rows, n_bodies, *sizes, **more):
    more.setdefault("params", IdentifyParams(not_listed=0.0, joint=EXACT))
    return identify(bodies(n_bodies), families(*sizes), PANEL, found(rows), engine=nothing_typed, **more)


def test_one_body_by_hand():
    """A hundred open cases, one candidate with LR 1e6: odds 1e6 / 99."""
    answer = named([(0, 0, 0, 1e6)], 1, *([1] * 100))
    assert answer.n_open.tolist() == [100]
    assert answer.joint.posterior[0] == pytest.approx(1e6 / (1e6 + 99))
    assert answer.nobody_found[0] == pytest.approx(99 / (1e6 + 99))
    assert answer.verdicts[0].conclusion is Conclusion.UNDISPUTED
    assert answer.verdicts[0].rule == "clear-of-rivals"


def test_what_is_needed_for_certainty_grows_with_the_open_cases():
    """99.95 % among a thousand needs 1999 · 999, the arithmetic of the domain's table."""
    needed = 1999 * 999
    assert named([(0, 0, 0, needed)], 1, *([1] * 1000)).joint.posterior[0] == pytest.approx(0.9995, abs=1e-9)


def test_not_being_listed_has_its_own_prior():
    open_set = IdentifyParams(not_listed=0.5, joint=EXACT)
    answer = named([(0, 0, 0, 1e3)], 1, *([1] * 100), params=open_set)
    each, rest = 0.5 / 100, 0.5 + 0.5 * 99 / 100
    assert answer.joint.posterior[0] == pytest.approx(1e3 * each / (1e3 * each + rest))


def test_a_body_that_two_families_claim_is_disputed():
    answer = named([(0, 0, 0, 1e5), (0, 1, 0, 1e5)], 1, 1, 1, params=IdentifyParams(not_listed=0.5, joint=EXACT))
    assert answer.verdicts[0].conclusion in {Conclusion.DISPUTED, Conclusion.SYMMETRIC}
    uneven = named([(0, 0, 0, 1e5), (0, 1, 0, 2e5)], 1, 1, 1, params=IdentifyParams(not_listed=0.5, joint=EXACT))
    assert uneven.verdicts[0].conclusion is Conclusion.DISPUTED
    assert uneven.verdicts[0].numbers["n_people"] == 2


@pytest.mark.parametrize(
    ("lr", "n_exclusions", "conclusion", "rule"),
    [
        (50.0, 0, Conclusion.INCONCLUSIVE, "too-little"),
        (0.1, 0, Conclusion.NO_MATCH, "against-all"),
        (1e-9, 5, Conclusion.EXCLUDED, "too-many-exclusions"),
    ],
)
def test_weak_bodies(lr, n_exclusions, conclusion, rule):
    candidates = found([(0, 0, 0, lr)], n_exclusions)
    answer = identify(bodies(2), families(*[1] * 50), PANEL, candidates, engine=nothing_typed)
    assert (answer.verdicts[0].conclusion, answer.verdicts[0].rule) == (conclusion, rule)
    assert (answer.verdicts[1].conclusion, answer.verdicts[1].rule) == (Conclusion.NO_MATCH, "no-candidate")


def test_two_brothers_are_a_set_in_either_order():
    """Each brother alike to both bodies at 1e8: neither pair passes a half, the set is certain."""
    rows = [(b, 0, m, 1e8) for b in range(2) for m in range(2)]
    ratios = {1: 8.0, 2: 16.0}

    def engine(pedigree, profiles, panel):
        n_placed = sum(each in pedigree and each.startswith("M") for each in profiles.ids)
        return np.array([ratios.get(n_placed, 0.0) * math.log(10), 0.0])

    answer = identify(
        bodies(2), families(2, *[1] * 30), PANEL, found(rows), engine=engine, params=IdentifyParams(joint=EXACT)
    )
    assert answer.joint.posterior == pytest.approx(0.5, abs=1e-4)
    (together,) = answer.sets
    assert (together.bodies, together.missing, together.kind) == ((0, 1), (0, 1), SetKind.EITHER_ORDER)
    assert together.posterior > 0.9999
    assert [v.conclusion for v in answer.verdicts] == [Conclusion.SYMMETRIC] * 2
    facts = [BoardFacts(n_loci=20, n_readings=2)] * 2
    for checks in board_checks(answer.joint, answer.verdicts, facts):
        assert all(check.is_met for check in checks)


def test_brothers_are_interchangeable_until_one_has_a_child():
    """Also a brother and his nephew are never, and a typed child tells its father apart."""
    plain = Family(id="F", pedigree=sons(2), missing=("M0", "M1"), references=UNTYPED)
    assert interchangeable(plain) == (("M0", "M1"),)
    child = Member(id="c", father="M1", mother="w", sex=Sex.FEMALE)
    wife = Member(id="w", sex=Sex.FEMALE)
    father = Family(id="F", pedigree=sons(2, wife, child), missing=("M0", "M1"), references=UNTYPED)
    assert interchangeable(father) == ()
    other = Member(id="c2", father="M0", mother="w2", sex=Sex.FEMALE)
    both = sons(2, wife, child, Member(id="w2", sex=Sex.FEMALE), other)
    assert interchangeable(Family(id="F", pedigree=both, missing=("M0", "M1"), references=UNTYPED)) == (("M0", "M1"),)
    typed = Profiles(ids=("c",), alleles=np.zeros((1, 2, 2), dtype=np.int16))
    assert interchangeable(Family(id="F", pedigree=both, missing=("M0", "M1"), references=typed)) == ()


def test_the_board_is_told_what_is_lacking():
    answer = named([(0, 0, 0, 1e9), (0, 1, 0, 1e7)], 1, *([1] * 100))
    facts = BoardFacts(n_loci=9, n_readings=1, contradictions=("age",))
    (checks,) = board_checks(answer.joint, answer.verdicts, [facts], params=ConclusionParams())
    assert {check.code: check.is_met for check in checks} == {
        "posterior": False,
        "rivals": False,
        "loci-or-methods": False,
        "readings": False,
        "contradictions": False,
    }
    assert next(check.found for check in checks if check.code == "rivals") == pytest.approx(100)


def test_expected_false_names_are_counted():
    answer = named([(b, b, 0, 1e5) for b in range(10)], 10, *([1] * 100))
    share = 1e5 / (1e5 + 99)
    first = answer.thresholds[0]
    assert (first.posterior, first.n_named) == (0.99, 10)
    assert first.expected_false == pytest.approx(10 * (1 - share))
    assert first.expected_false_at_most == pytest.approx(first.expected_false)


def test_evidence_moves_the_odds():
    """Two families alike by DNA; the body was found in the section where one son was last seen."""
    cases = replace(EvidenceTable.unknown(10), section=np.array([0, *[1] * 9], dtype=np.int32))
    here = replace(EvidenceTable.unknown(1), section=np.array([0], dtype=np.int32))
    rows = [(0, 0, 0, 1e8), (0, 1, 0, 1e8)]
    candidates = found(rows)
    ratios = weigh_evidence(here, cases, candidates.body, candidates.family)
    answer = named(rows, 1, *([1] * 10), evidence=ratios)
    assert answer.joint.posterior[0] / answer.joint.posterior[1] == pytest.approx(0.7 / 0.3)
    assert answer.log10_evidence == pytest.approx(ratios.log10_total)


def test_effects_do_not_make_an_identity():
    """DNA fits two people alike; however clearly a ring prefers one, the answer names both."""
    rings = (frozenset({"ring"}), *[frozenset()] * 99)
    cases = replace(EvidenceTable.unknown(100), effects=rings)
    body = replace(EvidenceTable.unknown(1), effects=(frozenset({"ring"}),))
    rows = [(0, 0, 0, 1e9), (0, 1, 0, 1e9)]
    candidates = found(rows)
    ratios = weigh_evidence(body, cases, candidates.body, candidates.family)
    answer = named(rows, 1, *([1] * 100), evidence=ratios)
    assert answer.joint.posterior[0] == pytest.approx(50 / 51, abs=1e-6)
    assert answer.verdicts[0].conclusion is Conclusion.SYMMETRIC
    assert answer.verdicts[0].missing == (0, 1)


def test_a_pair_listed_twice_is_refused():
    with pytest.raises(ValueError, match="listed twice"):
        named([(0, 0, 0, 1e5), (0, 0, 0, 1e5)], 1, 1)
