"""From two lists to pairs that may be one person each, with the evidence for each pair."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage import scoring
from repatria.linkage.assignment import best_pairs
from repatria.linkage.blocking import Caps
from repatria.linkage.levels import FAMILY, LEVELS, WEIGHED_BY_FREQUENCY, Rows
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.records import PreparedRecords, prepare
from repatria.linkage.streaming import Edges, Sieve, stream

logger = logging.getLogger(__name__)

Progress = Callable[[float, str], None]
"""Called with the part done in [0, 1] and the code of the step that begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPairs:
    """Pairs that may be one person each, the most probable first.

    Parameters
    ----------
    frame
        ``left_id``, ``right_id``, ``match_probability``, ``match_weight`` (bits, against chance, relatives
        and namesakes, before the prior); for each comparison c ``level_c`` (Int8, -1 where a side says nothing) and
        ``weight_c`` (bits); ``level_family`` and ``weight_family`` for what relatives or namesakes
        would explain as well.
        The ``weight_c`` of a row sum to its ``match_weight``.
    expected_matches
        The prior that the probabilities rest on, given or derived.
    n_candidates
        How many pairs were compared.
    """

    frame: pl.DataFrame
    model_version: str
    params: LinkageParams
    expected_matches: float
    n_candidates: int


def propose(
    left: pl.DataFrame | PreparedRecords,
    right: pl.DataFrame | PreparedRecords,
    *,
    model: LinkageModel | None = None,
    params: LinkageParams | None = None,
    progress: Progress | None = None,
    n_threads: int = 2,
) -> ScoredPairs:
    """Weigh which records of two lists speak of one person.

    Parameters
    ----------
    left, right
        Record tables (see ``records``): ``record_id`` and any of the known columns.  Whoever compares a list with
        several others prepares it once and hands in what :func:`prepare` gave.
    n_threads
        How many chunks of pairs are compared at a time; the result is the same for any number.

    Raises
    ------
    ValueError
        A table has no ``record_id`` or repeats one.
    """
    # In the order of ids: the order in which rows arrive then changes nothing, not even between equal rivals.
    tables = [_prepared(side).by_id() for side in (left, right)]
    return _score(tables[0], tables[1], False, model, params, progress, n_threads)


def find_duplicates(
    records: pl.DataFrame | PreparedRecords,
    *,
    model: LinkageModel | None = None,
    params: LinkageParams | None = None,
    progress: Progress | None = None,
    n_threads: int = 2,
) -> ScoredPairs:
    """Weigh which records of one list speak of one person: the same one written down twice.

    ``left_id`` is the record that stands first.  ``one_to_one`` is not asked for: a person can stand thrice.
    """
    table = _prepared(records)
    return _score(table, table, True, model, params, progress, n_threads)


def _prepared(records: pl.DataFrame | PreparedRecords) -> PreparedRecords:
    return records if isinstance(records, PreparedRecords) else prepare(records)


def _score(
    left: PreparedRecords,
    right: PreparedRecords,
    within: bool,
    model: LinkageModel | None,
    params: LinkageParams | None,
    progress: Progress | None,
    n_threads: int,
) -> ScoredPairs:
    model, params, tell = model or default_model(), params or LinkageParams(), progress or silent
    tell(0.0, "blocking")
    left = left.with_sorted_keys()
    right = left if within else right.with_sorted_keys()
    sieve = Sieve(left, right, model, _rarity(left, right, model), least_bits(left.height, right.height, params))
    caps = Caps(block_pairs=params.block_pairs, pairs_per_record=params.pairs_per_record)
    parts, n_candidates = [], 0
    for done, n_pairs, edges in stream(left, right, sieve, caps, within=within, n_threads=n_threads):
        parts.append(edges)
        n_candidates += n_pairs
        tell(0.1 + 0.7 * done, "comparing")
    kept = Edges.joined(parts, LEVELS)
    logger.info("%d of %d candidates kept of %d x %d", len(kept.left), n_candidates, left.height, right.height)
    tell(0.8, "weighing")
    scored = conclude(left, right, kept, model=model, params=params, n_candidates=n_candidates, within=within)
    tell(1.0, "done")
    return scored


def _rarity(
    left: PreparedRecords, right: PreparedRecords, model: LinkageModel
) -> dict[str, tuple[scoring.Bits, scoring.Bits]]:
    return {
        name: scoring.rarity_bits(left.frame, right.frame, column, float(model.u[name][-1]))
        for name, column in WEIGHED_BY_FREQUENCY.items()
    }


def least_bits(n_left: int, n_right: int, params: LinkageParams) -> float:
    """A pair whose fields say less for one person is not proposed, even where all of the shorter list is on both."""
    least = min(params.threshold, _LEAST_REMEMBERED)
    if least <= 0.0 or not n_left or not n_right:
        return -np.inf
    prior = min(max(min(n_left, n_right), params.expected_matches or 0.0) / (n_left * n_right), 0.5)
    # Relatives and namesakes can add one bit at most, in lists of a handful.
    return float(np.log2(least / (1.0 - least)) - np.log2(prior / (1.0 - prior)) - 1.0)


def conclude(
    left: PreparedRecords,
    right: PreparedRecords,
    edges: Edges,
    *,
    model: LinkageModel,
    params: LinkageParams,
    n_candidates: int,
    within: bool = False,
) -> ScoredPairs:
    """Weigh the pairs that were kept against one another, and choose among them."""
    rows = edges.left, edges.right
    evidence = scoring.weigh(dict(edges.levels), model, left.frame, right.frame, rows)
    n_pairs = max(left.height * (left.height - 1) // 2 if within else left.height * right.height, 1)
    n_most = max(min(left.height, right.height), 1)
    expected = params.expected_matches or scoring.derive_expected_matches(evidence, n_pairs, n_most, params)
    expected = min(expected, 0.999 * n_pairs)
    explanations = scoring.Explanations.expected(expected, n_pairs, n_most, params)
    family = scoring.others_weight_bits(evidence, explanations)
    weight = evidence.total_bits + family
    probability = scoring.probabilities(weight, expected / n_pairs)
    if params.one_to_one and not within:
        probability, is_kept = _one_to_one(rows, probability, params.threshold)
    else:
        is_kept = np.ones(len(probability), dtype=bool)
    is_kept &= probability >= params.threshold
    explanation = scoring.best_explanation(evidence, explanations)
    frame = _frame(
        left.frame, right.frame, rows, evidence, (family, explanation), weight, probability, np.flatnonzero(is_kept)
    )
    return ScoredPairs(
        frame=frame,
        model_version=model.version,
        params=params,
        expected_matches=expected,
        n_candidates=n_candidates,
    )


def silent(_part: float, _step: str) -> None:
    """Progress that nobody watches."""


_LEAST_PROBABILITY = 1e-6
# Less probable pairs take nothing from their rivals, nor add to the number of matches, that counts.
_LEAST_REMEMBERED = 1e-4


def _one_to_one(
    rows: tuple[Rows, Rows], probability: scoring.Bits, threshold: float
) -> tuple[scoring.Bits, npt.NDArray[np.bool_]]:
    """Probabilities that count each pair's rivals, and which pairs are chosen together."""
    least = max(threshold, _LEAST_PROBABILITY)
    odds = probability / np.maximum(1.0 - probability, 1e-15)
    by_left = np.bincount(rows[0], weights=odds) if len(odds) else odds
    by_right = np.bincount(rows[1], weights=odds) if len(odds) else odds
    # Of all ways to pair these two records with nobody, each other, or a rival, how much is each other?
    against_rivals = odds / (1.0 + by_left[rows[0]] + by_right[rows[1]] - odds)
    contenders = np.flatnonzero(probability >= least)
    gains = np.log(odds[contenders]) - np.log(least / (1.0 - least)) + 1e-9
    is_kept = np.zeros(len(probability), dtype=bool)
    is_kept[contenders] = best_pairs(rows[0][contenders], rows[1][contenders], gains)
    return against_rivals, is_kept


def _frame(
    left: pl.DataFrame,
    right: pl.DataFrame,
    rows: tuple[Rows, Rows],
    evidence: scoring.Evidence,
    family: tuple[scoring.Bits, npt.NDArray[np.int8]],
    weight: scoring.Bits,
    probability: scoring.Bits,
    kept: npt.NDArray[np.intp],
) -> pl.DataFrame:
    columns: dict[str, pl.Series | npt.NDArray[np.generic]] = {
        "left_id": left["record_id"].gather(rows[0][kept]),
        "right_id": right["record_id"].gather(rows[1][kept]),
        "match_probability": probability[kept],
        "match_weight": weight[kept],
    }
    for comparison in LEVELS:
        columns[f"level_{comparison}"] = evidence.levels[comparison][kept]
        columns[f"weight_{comparison}"] = evidence.person_bits[comparison][kept]
    family_bits, explanation = family
    columns[f"level_{FAMILY}"] = explanation[kept]
    columns[f"weight_{FAMILY}"] = family_bits[kept]
    return pl.DataFrame(columns).sort(
        ["match_probability", "match_weight", "left_id", "right_id"], descending=[True, True, False, False]
    )
