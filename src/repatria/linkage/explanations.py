"""Which explanation a pair has: one person, chance, relatives, namesakes; and how probable one person is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repatria.linkage.levels import KIN, Bits, Rows
from repatria.linkage.params import LinkageParams
from repatria.linkage.rivals import among_partners, with_rivals
from repatria.linkage.scoring import Weights

_LARGEST_SHARE = 0.25
# Kinship is named from here on: a brother at one in twenty is worth a look.
LEAST_KIN_SHARE = 0.05
_SETTLED = 1e-2
_MOST_NAMESAKES_PER_MATCH = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanations:
    """Which proportion of all possible pairs is one person, two siblings, twins, father and son, two namesakes."""

    person: float
    sibling: float
    twin: float
    father: float
    namesake: float

    @classmethod
    def expected(
        cls, expected_matches: float, n_pairs: int, n_shorter: int, params: LinkageParams, n_namesakes: float = 0.0
    ) -> "Explanations":
        """Of two lists of which the shorter has ``n_shorter`` records and that share ``expected_matches`` persons.

        ``n_namesakes`` pairs of namesakes were found on them, if that is more than is thought of any lists.
        """
        relatives = max(params.relatives_per_match * expected_matches, params.relatives_per_record * n_shorter)
        namesakes = max(
            params.namesakes_per_match * expected_matches, params.namesakes_per_record * n_shorter, n_namesakes
        )

        def share(n: float) -> float:
            # Of a handful of pairs no more than a quarter can be each.
            return min(n / n_pairs, _LARGEST_SHARE / 2)

        return cls(
            person=expected_matches / n_pairs,
            sibling=share(relatives),
            twin=share(relatives * params.twins_per_relative),
            father=share(relatives * params.fathers_per_relative),
            namesake=share(namesakes),
        )

    def bits(self, weights: Weights) -> Bits:
        """For siblings, twins, father and son, namesakes and chance, in this order: log₂ of share times evidence."""
        chance = max(1.0 - self.sibling - self.twin - self.father - self.namesake, 1e-12)
        kin = [
            np.clip(evidence, -60.0, 60.0) + np.log2(max(share, 1e-300))
            for evidence, share in (
                (weights.sibling, self.sibling),
                (weights.twin, self.twin),
                (weights.father, self.father),
                (weights.namesake, self.namesake),
            )
        ]
        return np.stack([*kin, np.full(len(weights.person), np.log2(chance))])


def others_weight_bits(weights: Weights, of: Explanations) -> Bits:
    """What a pair loses because relatives or namesakes explain it as well.

    Chance alone would give rare whole names to two people almost never; families, villages and peoples do it
    more often than a product of frequencies says.
    """
    return -_log2_sum(of.bits(weights))


def _log2_sum(bits: Bits) -> Bits:
    most = bits.max(axis=0)
    return np.asarray(most + np.log2(np.exp2(bits - most).sum(axis=0)), dtype=np.float64)


def probabilities(weight_bits: Bits, matches_per_pair: float) -> Bits:
    """Probability of one person for a weight, when ``matches_per_pair`` of all possible pairs are matches."""
    # Lists of a row or two: before any field is compared, no pair is likelier the same than not.
    prior = min(matches_per_pair, 0.5)
    log_odds = (weight_bits + np.log2(prior / (1.0 - prior))) * np.log(2.0)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -700, 700))), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What becomes of many pairs.

    Parameters
    ----------
    probability
        Of one person; counts the pair's rivals where no record may be in two pairs.
    weight_bits
        What all fields say for one person against everything else, before the prior.
    family_bits
        The part of it that relatives and namesakes take away.
    explanation
        Place in ``FAMILY_LEVELS`` of what explains each pair best, chance aside.
    kin
        Place in ``KIN`` of whom else the records may speak of, -1 where that is far-fetched.
    expected
        How many persons are on both lists.
    """

    probability: Bits
    weight_bits: Bits
    family_bits: Bits
    explanation: npt.NDArray[np.int8]
    kin: npt.NDArray[np.int8]
    expected: float


def judge(
    weights: Weights, rows: tuple[Rows, Rows], n_left: int, n_right: int, params: LinkageParams, *, within: bool = False
) -> Judged:
    """How probable one person is for each pair, given the number of persons on both lists or deriving it.

    Parameters
    ----------
    rows
        Row numbers of the pairs; pairs that cannot become likely may be left out.
    within
        Both lists are the same one, each pair of it once.
    """
    n_pairs = max(n_left * (n_left - 1) // 2 if within else n_left * n_right, 1)
    n_most = max(min(n_left, n_right), 1)
    is_paired = params.one_to_one and not within
    expected = params.expected_matches or 0.5 * n_most
    probability, n_namesakes = np.zeros(len(weights.person)), 0.0
    for _ in range(60):
        of = Explanations.expected(expected, n_pairs, n_most, params, n_namesakes)
        others = others_weight_bits(weights, of)
        weight = weights.person + others
        if params.many and not within:
            of_many, n_many, n_other = (
                (rows[0], n_left, n_right) if params.many == "left" else (rows[1], n_right, n_left)
            )
            probability, told = among_partners(of_many, weight, n_many, n_other, params.expected_matches)
        elif is_paired:
            probability, told = with_rivals(rows, weight, n_left, n_right, params.expected_matches, guess=expected)
        else:
            probability = probabilities(weight, min(expected, 0.999 * n_pairs) / n_pairs)
            told = float(np.clip(probability.sum(), 1.0, n_most))
        # Where most names resemble one another, that is no sign of namesakes.
        found = min(_namesakes_found(weights, of, others, probability), _MOST_NAMESAKES_PER_MATCH * told)
        is_told = params.expected_matches is not None or abs(told - expected) < 1e-3 * expected
        if is_told and abs(found - n_namesakes) <= _SETTLED * max(found, 1.0):
            break
        expected, n_namesakes = params.expected_matches or told, found
    explanation, kin = _explained(weights, of)
    family = others_weight_bits(weights, of)
    return Judged(
        probability=probability,
        weight_bits=weights.person + family,
        family_bits=family,
        explanation=explanation,
        kin=kin,
        expected=min(expected, 0.999 * n_pairs),
    )


def _namesakes_found(weights: Weights, of: Explanations, others: Bits, probability: Bits) -> float:
    """How many pairs are two namesakes: the sum of what that explains of all that is not one person."""
    share = np.exp2(np.clip(weights.namesake, -60.0, 60.0) + np.log2(max(of.namesake, 1e-300)) + others)
    return float(((1.0 - probability) * share).sum())


def _explained(weights: Weights, of: Explanations) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """What explains each pair best, and whom else it may be."""
    bits = np.vstack([of.bits(weights), weights.person + np.log2(of.person)])
    relatives, namesakes, person = bits[:3].max(axis=0), bits[3], bits[5]
    # In the order of FAMILY_LEVELS: relatives, namesakes, one person.
    explanation = np.argmax(np.stack([relatives, namesakes, person]), axis=0)
    kin = np.argmax(bits[: len(KIN)], axis=0)
    share = np.exp2(bits[: len(KIN)].max(axis=0, initial=-np.inf) - _log2_sum(bits))
    return explanation.astype(np.int8), np.where(share >= LEAST_KIN_SHARE, kin, -1).astype(np.int8)
