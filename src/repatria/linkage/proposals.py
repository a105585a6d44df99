"""From two lists to pairs that may be one person each, with the evidence for each pair."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage import scoring
from repatria.linkage.assignment import best_assignment
from repatria.linkage.blocking import candidate_pairs
from repatria.linkage.comparison import compare
from repatria.linkage.levels import FAMILY, LEVELS, Rows
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.records import PreparedRecords, prepare

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
) -> ScoredPairs:
    """Weigh which records of two lists speak of one person.

    Parameters
    ----------
    left, right
        Record tables (see ``records``): ``record_id`` and any of the known columns.  Whoever compares a list with
        several others prepares it once and hands in what :func:`prepare` gave.

    Raises
    ------
    ValueError
        A table has no ``record_id`` or repeats one.
    """
    # In the order of ids: the order in which rows arrive then changes nothing, not even between equal rivals.
    tables = [_prepared(side).by_id() for side in (left, right)]
    return _score(tables[0], tables[1], False, model, params, progress)


def find_duplicates(
    records: pl.DataFrame | PreparedRecords,
    *,
    model: LinkageModel | None = None,
    params: LinkageParams | None = None,
    progress: Progress | None = None,
) -> ScoredPairs:
    """Weigh which records of one list speak of one person: the same one written down twice.

    ``left_id`` is the record that stands first.  ``one_to_one`` is not asked for: a person can stand thrice.
    """
    table = _prepared(records)
    return _score(table, table, True, model, params, progress)


def _prepared(records: pl.DataFrame | PreparedRecords) -> PreparedRecords:
    return records if isinstance(records, PreparedRecords) else prepare(records)


def _score(
    left: PreparedRecords,
    right: PreparedRecords,
    within: bool,
    model: LinkageModel | None,
    params: LinkageParams | None,
    progress: Progress | None,
) -> ScoredPairs:
    model, params, tell = model or default_model(), params or LinkageParams(), progress or _silent
    tell(0.1, "blocking")
    rows = candidate_pairs(left.frame, right.frame, block_pairs=params.block_pairs, within=within)
    logger.info("candidates: %d pairs of %d x %d records", len(rows[0]), left.height, right.height)
    tell(0.4, "comparing")
    evidence = scoring.weigh(compare(left, right, *rows), model, left.frame, right.frame, rows)
    tell(0.8, "weighing")
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
    tell(1.0, "done")
    return ScoredPairs(
        frame=frame,
        model_version=model.version,
        params=params,
        expected_matches=expected,
        n_candidates=len(rows[0]),
    )


def _silent(_part: float, _step: str) -> None:
    pass


_LEAST_PROBABILITY = 1e-6


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
    chosen = best_assignment(
        zip(rows[0][contenders].tolist(), rows[1][contenders].tolist(), gains.tolist(), strict=True)
    )
    is_kept = np.zeros(len(probability), dtype=bool)
    is_kept[contenders] = [
        pair in chosen for pair in zip(rows[0][contenders].tolist(), rows[1][contenders].tolist(), strict=True)
    ]
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
