"""How right a set of scored pairs is, measured against the truth."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

# Points of the curve that are kept: finer than a picture or a reader can tell.
_MOST_POINTS = 200
BOUNDS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.0)
THRESHOLDS = (0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What is found at one threshold: pairs proposed, and true ones among them and overall."""

    threshold: float
    n_proposed: int
    n_true: int
    n_truth: int

    @property
    def precision(self) -> float:
        """The part of proposed pairs that is true; 1 where none is proposed."""
        return self.n_true / self.n_proposed if self.n_proposed else 1.0

    @property
    def recall(self) -> float:
        """The part of true pairs that is proposed; 1 where there are none."""
        return self.n_true / self.n_truth if self.n_truth else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.n_proposed + self.n_truth
        return 2 * self.n_true / both if both else 1.0

    def as_json(self) -> dict[str, float]:
        """Plain values with the three proportions."""
        return {**asdict(self), "precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRow:
    """Pairs whose probability lies in (above, upto]: what was said on average, and how many are true."""

    above: float
    upto: float
    n_pairs: int
    mean_probability: float
    true_proportion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All measures.

    Parameters
    ----------
    curve
        Precision and recall at falling thresholds, 200 points at most.
    missed_by_kind
        For column=value of the truth: missed at 0.5, all of the kind.  A cell may hold several values, parted by ``;``.
    false_by_kind
        False pairs at 0.5 that look like relatives, namesakes, or neither.
    kin_taken
        For each kinship of known pairs of different people: taken for one at 0.5, at 0.95, and all of them.
    blocking_recall
        The part of true pairs among the candidates, where these are known.
    """

    at: tuple[Hits, ...]
    best: Hits
    recall_at_99_precision: float
    recall_at_999_precision: float
    curve: tuple[Hits, ...]
    calibration: tuple[CalibrationRow, ...]
    calibration_error: float
    missed_by_kind: Mapping[str, tuple[int, int]]
    false_by_kind: Mapping[str, int]
    kin_taken: Mapping[str, tuple[int, int, int]]
    blocking_recall: float | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "at": [hits.as_json() for hits in self.at],
            "best": self.best.as_json(),
            "recall_at_99_precision": self.recall_at_99_precision,
            "recall_at_999_precision": self.recall_at_999_precision,
            "curve": [hits.as_json() for hits in self.curve],
            "calibration": [asdict(row) for row in self.calibration],
            "calibration_error": self.calibration_error,
            "missed_by_kind": {kind: {"missed": a, "all": b} for kind, (a, b) in self.missed_by_kind.items()},
            "false_by_kind": dict(self.false_by_kind),
            "kin_taken": {kin: {"at_0.5": a, "at_0.95": b, "all": n} for kin, (a, b, n) in self.kin_taken.items()},
            "blocking_recall": self.blocking_recall,
        }


def evaluate(
    pairs: pl.DataFrame,
    truth: pl.DataFrame,
    *,
    families: pl.DataFrame | None = None,
    candidates: pl.DataFrame | None = None,
) -> Evaluation:
    """Measure pairs (``left_id``, ``right_id``, ``match_probability``) against true ones.

    Parameters
    ----------
    pairs
        Columns ``surname`` and ``given`` with codes of levels, where there, tell kinds of false pairs apart.
    truth
        ``left_id``, ``right_id``, and any columns of kinds: misses are counted for each of their values.
    families
        ``left_id``, ``right_id``, ``kinship`` of different people who look alike.
    candidates
        ``left_id``, ``right_id`` of all pairs that were compared.
    """
    ids = ["left_id", "right_id"]
    true_ids = truth.select(ids).unique()
    scored = (
        pairs.select(*ids, "match_probability")
        .join(true_ids.with_columns(is_true=True), on=ids, how="left", maintain_order="left")
        .with_columns(pl.col("is_true").fill_null(value=False))
        .sort("match_probability", descending=True, maintain_order=True)
    )
    curve = _curve(scored, true_ids.height)
    calibration = _calibration(scored)
    n_pairs = max(sum(row.n_pairs for row in calibration), 1)
    return Evaluation(
        at=tuple(_hits(scored, threshold, true_ids.height) for threshold in THRESHOLDS),
        best=max(curve, key=lambda hits: hits.f1, default=_hits(scored, 1.0, true_ids.height)),
        recall_at_99_precision=_recall_at(curve, 0.99),
        recall_at_999_precision=_recall_at(curve, 0.999),
        curve=_thinned(curve),
        calibration=calibration,
        calibration_error=sum(
            row.n_pairs * abs(row.mean_probability - row.true_proportion) / n_pairs for row in calibration
        ),
        missed_by_kind=_missed_by_kind(scored, truth),
        false_by_kind=_false_by_kind(pairs, true_ids),
        kin_taken={} if families is None else _kin_taken(scored, families.join(true_ids, on=ids, how="anti")),
        blocking_recall=None if candidates is None else _part_found(true_ids, candidates.select(ids).unique()),
    )


def _recall_at(curve: list[Hits], precision: float) -> float:
    return max((hits.recall for hits in curve if hits.precision >= precision), default=0.0)


def _thinned(curve: list[Hits]) -> tuple[Hits, ...]:
    """Evenly chosen points, the last one among them."""
    if len(curve) <= _MOST_POINTS:
        return tuple(curve)
    return tuple(curve[place] for place in np.linspace(0, len(curve) - 1, _MOST_POINTS).astype(int))


def _part_found(true_ids: pl.DataFrame, candidates: pl.DataFrame) -> float:
    found = true_ids.join(candidates, on=["left_id", "right_id"], how="semi").height
    return found / true_ids.height if true_ids.height else 1.0


def _kin_taken(scored: pl.DataFrame, families: pl.DataFrame) -> dict[str, tuple[int, int, int]]:
    probability = pl.col("match_probability").fill_null(0.0)
    counts = (
        families.unique(["left_id", "right_id"])
        .join(scored, on=["left_id", "right_id"], how="left")
        .group_by(pl.col("kinship").fill_null("-"))
        .agg(*((probability >= at).sum().alias(f"at_{at}") for at in THRESHOLDS), n=pl.len())
    )
    return {kinship: (half, sure, n) for kinship, half, sure, n in counts.sort("kinship").iter_rows()}


def _hits(scored: pl.DataFrame, threshold: float, n_truth: int) -> Hits:
    proposed = scored.filter(pl.col("match_probability") >= threshold)
    return Hits(threshold=threshold, n_proposed=proposed.height, n_true=int(proposed["is_true"].sum()), n_truth=n_truth)


def _curve(scored: pl.DataFrame, n_truth: int) -> list[Hits]:
    """One point for each distinct probability: pairs of equal probability cannot be told apart."""
    probability = scored["match_probability"].to_numpy()
    n_true = np.cumsum(scored["is_true"].to_numpy())
    is_end = np.append(probability[1:] != probability[:-1], [True] * min(len(probability), 1))
    return [
        Hits(threshold=float(probability[end]), n_proposed=int(end) + 1, n_true=int(n_true[end]), n_truth=n_truth)
        for end in np.flatnonzero(is_end)
    ]


def _calibration(scored: pl.DataFrame) -> tuple[CalibrationRow, ...]:
    rows = []
    for above, upto in pairwise(BOUNDS):
        inside = scored.filter((pl.col("match_probability") > above) & (pl.col("match_probability") <= upto))
        if inside.height:
            said, true = inside.select(pl.col("match_probability").mean(), pl.col("is_true").mean()).row(0)
            rows.append(
                CalibrationRow(
                    above=above, upto=upto, n_pairs=inside.height, mean_probability=said, true_proportion=true
                )
            )
    return tuple(rows)


def _missed_by_kind(scored: pl.DataFrame, truth: pl.DataFrame) -> dict[str, tuple[int, int]]:
    found = scored.filter(pl.col("match_probability") >= 0.5).select("left_id", "right_id", is_found=True)
    judged = truth.join(found, on=["left_id", "right_id"], how="left").with_columns(
        is_missed=pl.col("is_found").is_null()
    )
    by_kind: dict[str, tuple[int, int]] = {}
    for column in truth.columns:
        if column not in {"left_id", "right_id"}:
            values = judged.with_columns(pl.col(column).cast(pl.String).fill_null("").str.split(";")).explode(column)
            values = values.with_columns(pl.col(column).str.strip_chars())
            counts = values.group_by(column).agg(pl.col("is_missed").sum(), n=pl.len())
            for value, missed, n in counts.sort(column).iter_rows():
                by_kind[f"{column}={value or '-'}"] = (missed, n)
    return by_kind


def _false_by_kind(pairs: pl.DataFrame, true_ids: pl.DataFrame) -> dict[str, int]:
    if not {"surname", "given"} <= set(pairs.columns):
        return {}
    kind = (
        pl.when(pl.col("surname") != "same")
        .then(pl.lit("other"))
        .when(pl.col("given").is_in(["different", "resembling"]))
        .then(pl.lit("relatives"))
        .otherwise(pl.lit("namesakes"))
    )
    false = pairs.filter(pl.col("match_probability") >= 0.5).join(true_ids, on=["left_id", "right_id"], how="anti")
    return dict(false.group_by(kind.alias("kind")).len().sort("kind").iter_rows())
