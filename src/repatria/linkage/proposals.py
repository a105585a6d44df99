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
from repatria.linkage.explanations import judge
from repatria.linkage.levels import FAMILY, KIN, Bits, Rows
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.records import PreparedRecords, prepare
from repatria.linkage.sexes import sexes_of
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
        The ``weight_c`` of a row sum to its ``match_weight``.  ``kin`` (see ``levels.KIN``) says whom else the
        records may speak of, empty where that is far-fetched.
    model_version, model_digest
        The model's version and the SHA-256 of its file.
    expected_matches
        The prior that the probabilities rest on, given or derived.
    n_candidates
        How many pairs were compared.
    """

    frame: pl.DataFrame
    model_version: str
    model_digest: str
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
    rarity = scoring.rarity_of(left.frame, right.frame, model)
    sieve = Sieve(left, right, model, rarity.by_side(), least_bits(left.height, right.height, params))
    caps = Caps(block_pairs=params.block_pairs, pairs_per_record=params.pairs_per_record)
    parts, n_candidates = [], 0
    for done, n_pairs, edges in stream(left, right, sieve, caps, within=within, n_threads=n_threads):
        parts.append(edges)
        n_candidates += n_pairs
        tell(0.1 + 0.7 * done, "comparing")
    kept = Edges.joined(parts, model.comparisons)
    logger.info("%d of %d candidates kept of %d x %d", len(kept.left), n_candidates, left.height, right.height)
    tell(0.8, "weighing")
    scored = conclude(
        left,
        right,
        kept,
        rarity,
        model=model,
        params=params,
        sizes=(left.height, right.height),
        n_candidates=n_candidates,
        within=within,
    )
    tell(1.0, "done")
    return scored


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
    rarity: scoring.Rarity,
    *,
    model: LinkageModel,
    params: LinkageParams,
    sizes: tuple[int, int],
    n_candidates: int,
    within: bool = False,
) -> ScoredPairs:
    """Weigh the pairs that were kept against one another, and choose among them.

    Parameters
    ----------
    left, right
        The records that the pairs name, by their rows.
    rarity
        Counted on the whole lists.
    sizes
        How many records the whole lists have.
    """
    rows = edges.left, edges.right
    sexes = sexes_of(left.frame, right.frame, rows)
    weights = scoring.weigh(edges.levels, model, rarity, rows, sexes)
    judged = judge(weights, rows, *sizes, params, within=within)
    is_kept = judged.probability >= params.threshold
    if params.many and not within:
        is_kept &= _best_partners(rows[params.many == "right"], judged.probability, judged.weight_bits)
    elif params.one_to_one and not within:
        is_kept &= _chosen(rows, judged.probability, params.threshold)
    kept = np.flatnonzero(is_kept)
    at = rows[0][kept], rows[1][kept]
    levels = {name: edges.levels[name][kept] for name in model.comparisons}
    columns: dict[str, pl.Series | npt.NDArray[np.generic]] = {
        "left_id": left.frame["record_id"].gather(at[0]),
        "right_id": right.frame["record_id"].gather(at[1]),
        "match_probability": judged.probability[kept],
        "match_weight": judged.weight_bits[kept],
    }
    for comparison, bits in scoring.field_bits(levels, model, rarity, at, sexes[kept]):
        columns[f"level_{comparison}"] = levels[comparison]
        columns[f"weight_{comparison}"] = bits
    columns[f"level_{FAMILY}"] = judged.explanation[kept]
    columns[f"weight_{FAMILY}"] = judged.family_bits[kept]
    columns["kin"] = pl.Series(np.array([*KIN, ""])[judged.kin[kept]], dtype=pl.String)
    frame = pl.DataFrame(columns).sort(
        ["match_probability", "match_weight", "left_id", "right_id"], descending=[True, True, False, False]
    )
    return ScoredPairs(
        frame=frame,
        model_version=model.version,
        model_digest=model.digest,
        params=params,
        expected_matches=judged.expected,
        n_candidates=n_candidates,
    )


def silent(_part: float, _step: str) -> None:
    """Progress that nobody watches."""


_LEAST_PROBABILITY = 1e-6
# Less probable pairs take nothing from their rivals, nor add to the number of matches, that counts.
_LEAST_REMEMBERED = 1e-3


def _best_partners(many_rows: Rows, probability: Bits, weight_bits: Bits) -> npt.NDArray[np.bool_]:
    """Which pair of each record is its likeliest; of equals the one that stands first."""
    order = np.lexsort((-weight_bits, -probability, many_rows))
    is_best = np.zeros(len(order), dtype=bool)
    is_best[order[np.unique(many_rows[order], return_index=True)[1]]] = True
    return is_best


def _chosen(rows: tuple[Rows, Rows], probability: Bits, threshold: float) -> npt.NDArray[np.bool_]:
    """Which pairs are chosen together, so that no record is in two."""
    least = max(threshold, _LEAST_PROBABILITY)
    contenders = np.flatnonzero(probability >= least)
    likely = np.minimum(probability[contenders], 1.0 - 1e-12)
    gains = np.log(likely / (1.0 - likely)) - np.log(least / (1.0 - least)) + 1e-9
    is_chosen = np.zeros(len(probability), dtype=bool)
    is_chosen[contenders] = best_pairs(rows[0][contenders], rows[1][contenders], gains)
    return is_chosen
