"""Weigh candidate pairs: Fellegi–Sunter with value frequencies, and two more explanations beside chance.

A pair is one person, two unrelated persons, two relatives, or two namesakes.  Relatives share surname, patronymic
and birthplace as one person's records do, namesakes the whole name: these fields cannot tell them from one
person, though they weigh much against chance.  The pair's weight is taken against the mixture of all three.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.levels import LEVELS, MISSING, WEIGHED_BY_FREQUENCY, Levels, Rows
from repatria.linkage.model import LinkageModel
from repatria.linkage.params import LinkageParams

Bits = npt.NDArray[np.float64]
# A value's frequency is drawn towards the average one, as if this many more records had been seen.
_PRIOR_RECORDS = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the fields of each pair say, in bits against chance.

    Parameters
    ----------
    person_bits
        For each field, what it says for one person.
    total_bits
        The sum of those over all fields.
    family_bits
        What all fields say for relatives.
    namesake_bits
        What the three parts of the name alone say: two namesakes share them as one person does.
    """

    levels: dict[str, Levels]
    person_bits: dict[str, Bits]
    total_bits: Bits
    family_bits: Bits
    namesake_bits: Bits


def weigh(
    levels: dict[str, Levels], model: LinkageModel, left: pl.DataFrame, right: pl.DataFrame, rows: tuple[Rows, Rows]
) -> Evidence:
    """Weights of each pair and field; agreement on a rare value weighs more than on a common one."""
    person, family = {}, []
    for comparison, found in levels.items():
        rarity = np.zeros(len(found))
        if column := WEIGHED_BY_FREQUENCY.get(comparison):
            is_same = found == LEVELS[comparison].index("same")
            by_left, by_right = rarity_bits(left, right, column, model.u[comparison][-1])
            # Саша may be two names: where the sides' values differ the commoner one is believed.
            rarity[is_same] = np.minimum(by_left[rows[0][is_same]], by_right[rows[1][is_same]])
        person[comparison] = _looked_up(model.weights_bits(comparison), found) + rarity
        family.append(_looked_up(model.family_bits(comparison), found) + rarity)
    return Evidence(
        levels=levels,
        person_bits=person,
        total_bits=_sum(person.values()),
        family_bits=_sum(family),
        namesake_bits=_sum(person[part] for part in WEIGHED_BY_FREQUENCY),
    )


def _looked_up(bits_by_level: Bits, levels: Levels) -> Bits:
    return np.where(levels == MISSING, 0.0, bits_by_level[np.maximum(levels, 0)])


def _sum(parts: Iterable[Bits]) -> Bits:
    return np.sum(list(parts), axis=0, dtype=np.float64)  # type: ignore[no-any-return]  # numpy: axis on a list


def rarity_bits(left: pl.DataFrame, right: pl.DataFrame, column: str, average: float) -> tuple[Bits, Bits]:
    """log₂(average frequency / frequency of the row's own value) for the rows of both tables."""
    values = pl.concat([left[column], right[column]])
    n_known = values.len() - values.null_count()
    counts = values.drop_nulls().value_counts(name="n")
    rarity = counts.select(
        column, bits=np.log2(average) - ((pl.col("n") + _PRIOR_RECORDS * average) / (n_known + _PRIOR_RECORDS)).log(2)
    )
    by_row = pl.DataFrame({column: values}).join(rarity, on=column, how="left", maintain_order="left")["bits"]
    bits = by_row.fill_null(0.0).to_numpy()
    return bits[: left.height], bits[left.height :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanations:
    """Which proportion of all possible pairs is one person, two relatives, two namesakes."""

    person: float
    relatives: float
    namesakes: float

    @classmethod
    def expected(cls, expected_matches: float, n_pairs: int, n_shorter: int, params: LinkageParams) -> "Explanations":
        """Of two lists of which the shorter has ``n_shorter`` records and that share ``expected_matches`` persons."""
        relatives = max(params.relatives_per_match * expected_matches, params.relatives_per_record * n_shorter)
        namesakes = max(params.namesakes_per_match * expected_matches, params.namesakes_per_record * n_shorter)
        # Of a handful of pairs no more than a quarter can be each.
        return cls(
            person=expected_matches / n_pairs,
            relatives=min(relatives / n_pairs, 0.25),
            namesakes=min(namesakes / n_pairs, 0.25),
        )


def others_weight_bits(evidence: Evidence, of: Explanations) -> Bits:
    """What a pair loses because relatives or namesakes explain it as well.

    Chance alone would give rare whole names to two people almost never; families, villages and peoples do it
    more often than a product of frequencies says.
    """
    chance = max(1.0 - of.relatives - of.namesakes, 1e-12)
    as_relatives = of.relatives * np.exp2(np.clip(evidence.family_bits, -60, 60))
    as_namesakes = of.namesakes * np.exp2(np.clip(evidence.namesake_bits, -60, 60))
    return np.asarray(-np.log2(chance + as_relatives + as_namesakes), dtype=np.float64)


def best_explanation(evidence: Evidence, of: Explanations) -> npt.NDArray[np.int8]:
    """Place in ``FAMILY_LEVELS`` of what explains each pair best, each by how often it is expected."""
    bits = [
        evidence.family_bits + np.log2(max(of.relatives / of.person, 1e-12)),
        evidence.namesake_bits + np.log2(max(of.namesakes / of.person, 1e-12)),
        evidence.total_bits,
    ]
    return np.asarray(np.argmax(np.stack(bits), axis=0), dtype=np.int8)


def probabilities(weight_bits: Bits, matches_per_pair: float) -> Bits:
    """Probability of one person for a weight, when ``matches_per_pair`` of all possible pairs are matches."""
    # Lists of a row or two: before any field is compared, no pair is likelier the same than not.
    prior = min(matches_per_pair, 0.5)
    log_odds = (weight_bits + np.log2(prior / (1.0 - prior))) * np.log(2.0)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -700, 700))), dtype=np.float64)


def derive_expected_matches(evidence: Evidence, n_pairs: int, n_most: int, params: LinkageParams) -> float:
    """The number of matches that agrees with the probabilities it leads to, between 1 and ``n_most``."""
    expected = 0.5 * n_most
    for _ in range(60):
        of = Explanations.expected(expected, n_pairs, n_most, params)
        weight = evidence.total_bits + others_weight_bits(evidence, of)
        told = float(np.clip(probabilities(weight, expected / n_pairs).sum(), 1.0, n_most))
        if abs(told - expected) < 1e-3 * expected:
            return told
        expected = told
    return expected
